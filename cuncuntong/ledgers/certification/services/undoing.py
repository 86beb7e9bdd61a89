"""Taking a certification back: what followed here is undone by its reversal, or it is refused with why."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.services import withdraw
from cuncuntong.ledgers.above.services.locking import lock_handover
from cuncuntong.ledgers.certification.enums import AboveState
from cuncuntong.ledgers.certification.models import Beneficiary, Certification
from cuncuntong.ledgers.certification.services.certify import KIND, save
from cuncuntong.ledgers.certification.services.rows import row_for
from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.pensions.models import EntitlementHold
from cuncuntong.ledgers.pensions.services.holds import undo_lifts
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account

_NOT_PAID = (LineState.VOID, LineState.HELD)


def undo_certification(
    *, certification: Certification, reason: str, actor: Account | None, today: dt.date
) -> Certification:
    """Takes one back; holds that it lifted stand again. Again it gives it as it is.

    Raises LedgerRefused without a reason, where months that it made due stand in a payment, or where the
    province was told already.
    """
    if not reason.strip():
        raise LedgerRefused("请写明为什么撤销。", "例如：登记错了人。")
    with transaction.atomic():
        lock_handover(f"{KIND}:{certification.pk}")
        resident = Resident.objects.select_for_update(of=("self",)).get(pk=certification.resident_id)
        row = Certification.objects.select_for_update(of=("self",)).get(pk=certification.pk)
        if row.undone_at is not None:
            return row
        if row.above in (AboveState.WAITING, AboveState.AGREED):
            withdraw(key=f"{KIND}:{row.pk}", actor=actor, reason=reason.strip())
        _put_holds_back(row, actor)
        row.undone_at, row.undone_by = timezone.now(), actor
        row.undone_reason = reason.strip()[:300]
        row.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        save(row_for(resident, today), resident, today)
        record(
            actor=actor,
            action="certification.undone",
            object_type="certification.Certification",
            object_id=str(row.pk),
            detail={"resident": row.resident_id, "case": row.case_number, "reason": row.undone_reason[:100]},
        )
    return row


def undo_case(*, case_number: str, actor: Account | None, today: dt.date) -> Certification:
    """Takes back what a case certified. Raises LedgerRefused for a case that certified nobody."""
    rows = Certification.objects.filter(case_number=case_number).order_by("-pk")
    row = rows.first() if case_number else None
    if row is None:
        raise LedgerRefused("没有这件业务登记的认证。", "请核对受理编号。")
    return undo_certification(certification=row, reason="撤销办件", actor=actor, today=today)


def beneficiary_of(certification: Certification) -> Beneficiary:
    """The person's row."""
    return Beneficiary.objects.get(resident=certification.resident_id)


def _put_holds_back(row: Certification, actor: Account | None) -> None:
    holds = EntitlementHold.objects.filter(lifted_case=row.reference)
    for hold in holds:
        paid = PayItem.objects.filter(
            entitlement=hold.entitlement_id,
            live=True,
            month__gte=hold.from_month,
            line__run__begun_at__date__gte=hold.lifted_on,
        ).exclude(line__state__in=_NOT_PAID)
        if paid.exists():
            raise LedgerRefused(
                "认证后恢复的待遇已经计入发放，不能撤销认证。",
                "确实不该发的，请办第37项暂停，多发的按多领退回处理。",
            )
    if holds:
        undo_lifts(case_number=row.reference, actor=actor)
