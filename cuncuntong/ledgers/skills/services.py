"""Approving a subsidy, taking it back before it is paid, and what the bank and the province say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.services import hand_over, withdraw
from cuncuntong.ledgers.above.services.locking import lock_handover
from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.skills.enums import STANDING, SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.numbers import plain
from cuncuntong.ledgers.skills.selectors import in_year, of_number, standing_of, used_by_another
from cuncuntong.network.models import Account

KIND = "skills.subsidy"
PREFIX = "skills.subsidy:"
NEVER_PAID = (LineState.VOID, LineState.HELD)


def key_of(subsidy: int) -> str:
    """What the payments call it."""
    return f"{PREFIX}{subsidy}"


def above_key(row: Subsidy) -> str:
    """The idempotency key of what goes up."""
    return f"{KIND}:{row.case_number or row.pk}"


def approve_subsidy(
    *,
    resident: Resident,
    amount: Decimal,
    most_a_year: int,
    on: dt.date,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
    **told: object,
) -> Subsidy:
    """Approves a subsidy and hands it over above for record; it is paid by the fund's next run.

    ``told`` are the columns of Subsidy that the claim gives: claimed_as, certificate_number,
    certificate_name, occupation, occupation_name, level, issued_on, insured_months, relaxed, as_of. The same
    case again gives the same subsidy. Raises LedgerRefused where the certificate or the occupation and level
    stand already, and beyond the yearly limit.
    """
    with transaction.atomic():
        done = Subsidy.objects.exclude(state=SubsidyState.UNDONE).exclude(case_number="")
        known = done.filter(case_number=case_number).first()
        if known is not None:
            return known
        # The person is the lock: two claims at once would both find room in the year.
        Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
        if in_year(standing_of(resident), on) >= most_a_year:
            raise LedgerRefused(
                f"{on.year}年已经享受{most_a_year}次。", "请明年再申领，注意发证后的申领期限。"
            )
        told["certificate_number"] = plain(str(told["certificate_number"]))
        row = Subsidy(resident=resident, amount=amount, applied_on=on, at=at, actor=actor, **told)
        row.case_number, row.village_code = case_number, resident.village_code
        row.township_code, row.county_code = resident.township_code, resident.county_code
        _save_once(row)
        hand_over(
            key=above_key(row),
            kind=KIND,
            payload=_payload(row),
            resident=resident,
            actor=actor,
            at=at,
            case_number=case_number,
        )
        _log(row, "skills.approved", actor, amount=str(amount))
    return row


def _save_once(row: Subsidy) -> None:
    # While keys are being changed the constraint compares indexes of two keys; this looks under both.
    if of_number(row.county_code, row.certificate_number).filter(state__in=STANDING).exists():
        raise _used(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _used(row) from error


def _used(row: Subsidy) -> LedgerRefused:
    if used_by_another(row.resident, row.certificate_number):
        return LedgerRefused(
            "这个证书编号已被他人用于申领。", "请核对证书原件；确属本人的，请县级经办机构核查。"
        )
    return LedgerRefused("这本证书，或同一职业同一等级，已经享受过补贴。", "同一职业同一等级只能享受一次。")


def _payload(row: Subsidy) -> Mapping[str, object]:
    return {
        "name": row.resident.name,
        "id_number": row.resident.id_number,
        "certificate_number": row.certificate_number,
        "occupation": row.occupation,
        "level": row.level,
        "issued_on": row.issued_on.isoformat(),
        "insured_months": row.insured_months,
        "amount": f"{row.amount:.2f}",
    }


def undo_subsidy(*, case_number: str, actor: Account | None) -> Subsidy:
    """Takes a subsidy back before it is paid; undone already gives it as it is.

    Raises LedgerRefused once it stands in a payment, and where it has gone up already.
    """
    with transaction.atomic():
        lock_handover(f"{KIND}:{case_number}")
        row = Subsidy.objects.select_for_update().filter(case_number=case_number).order_by("-pk").first()
        if row is None:
            raise LedgerRefused("没有这件业务核定的补贴。", "请核对受理编号。")
        if row.state == SubsidyState.UNDONE:
            return row
        lines = PayLine.objects.filter(once=key_of(row.pk)).exclude(state__in=NEVER_PAID)
        if row.state != SubsidyState.APPROVED or lines.exists():
            raise LedgerRefused("补贴已列入发放，不能撤销核定。", "发放前的批次可以先把这一笔列为本月不发。")
        withdraw(key=above_key(row), actor=actor, reason="核定已撤销")
        row.state, row.undone_at = SubsidyState.UNDONE, timezone.now()
        row.save(update_fields=["state", "undone_at"])
        _log(row, "skills.undone", actor)
    return row


def settle_subsidies(paid: Mapping[str, Decimal], *, on: dt.date) -> None:
    """The bank paid; one that the province refused meanwhile is to come back."""
    keys = [int(key.removeprefix(PREFIX)) for key in paid if key.startswith(PREFIX)]
    for row in Subsidy.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        row.paid_on = on
        if row.state == SubsidyState.APPROVED:
            row.state = SubsidyState.PAID
        elif row.state in (SubsidyState.REFUSED, SubsidyState.UNDONE):
            row.to_return = row.amount
        row.save(update_fields=["state", "paid_on", "to_return"])


def unsettle_subsidies(lost: Iterable[str]) -> None:
    """The bank gave the money back: the subsidy is due again, and nothing is to be returned."""
    keys = [int(key.removeprefix(PREFIX)) for key in lost if key.startswith(PREFIX)]
    for row in Subsidy.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        if row.returned_on:
            raise LedgerRefused("这笔补贴已经退回，不能再登记银行退回。", "请先核对退回的凭证。")
        row.paid_on, row.to_return = None, Decimal("0.00")
        row.state = SubsidyState.APPROVED if row.state == SubsidyState.PAID else row.state
        row.save(update_fields=["state", "paid_on", "to_return"])


def return_subsidy(*, subsidy: Subsidy, receipt: str, on: dt.date, actor: Account | None) -> Subsidy:
    """The whole sum came back, by a bank receipt. Raises LedgerRefused without one, or where none is due."""
    if not receipt.strip():
        raise LedgerRefused("请填写缴款凭证号。", "凭银行缴款凭证登记，服务点不收现金。")
    with transaction.atomic():
        row = Subsidy.objects.select_for_update().get(pk=subsidy.pk)
        if not row.to_return or row.returned_on:
            raise LedgerRefused("这笔补贴没有要退回的。", "请刷新页面查看。")
        row.return_receipt, row.returned_on = receipt.strip()[:40], on
        row.save(update_fields=["return_receipt", "returned_on"])
        _log(row, "skills.returned", actor, receipt=row.return_receipt)
    return row


def _log(row: Subsidy, action: str, actor: Account | None, **detail: object) -> None:
    record(
        actor=actor,
        action=action,
        object_type="skills.Subsidy",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": row.case_number, **detail},
    )
