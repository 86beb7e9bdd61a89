"""How an overpayment is to come back: making an arrangement, changing it, and its signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from cuncuntong.ledgers.recoveries.enums import AgreementState, ReturnWay
from cuncuntong.ledgers.recoveries.models import Agreement, Instalment, Overpayment
from cuncuntong.ledgers.recoveries.selectors import remaining, standing_agreement
from cuncuntong.ledgers.recoveries.services._shared import audit, follow, locked, refuse_unless_open
from cuncuntong.ledgers.recoveries.services.signed_pages import cleaned, keep
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.instalments import plan as parted

MOST_INSTALMENTS = "recoveries.most_instalments"
ONCE_WITHIN = "recoveries.once_within_days"


@dataclass(frozen=True)
class ReturnPlan:
    """How somebody wants to return it: ``count`` and ``first_due`` for instalments.

    ``first_due`` of a return at once is its day, ``monthly`` (yuan) the most to be set off a month.
    """

    way: str
    payer: str
    relation: str = ""
    count: int = 0
    first_due: dt.date | None = None
    monthly: Decimal | None = None
    note: str = ""


def plan_faults(plan: ReturnPlan, total: Decimal, on: dt.date) -> dict[str, tuple[str, str]]:
    """What is wrong with a plan for ``total`` yuan: (message, remedy) by ``count``, ``first_due``…"""
    faults: dict[str, tuple[str, str]] = {}
    if plan.way not in ReturnWay.values:
        faults["way"] = (f"多领了{total}元，还没有选择怎样退回。", "请选择一次退回、分期退回或抵扣。")
    if not plan.payer.strip():
        faults["payer"] = ("没有填写退回人姓名。", "请填写由谁退回。")
    if plan.way == ReturnWay.INSTALMENTS:
        most = current().integer(MOST_INSTALMENTS, on)
        if not 2 <= plan.count <= most:
            faults["count"] = (f"分期退回应为2到{most}期。", f"请填写2到{most}之间的期数。")
        elif total < Decimal("0.01") * plan.count:
            faults["count"] = (f"多领{total}元，分不成{plan.count}期。", "请减少期数或一次退回。")
        if plan.first_due is None:
            faults["first_due"] = ("没有填写第一期的退回日期。", "请填写第一期在哪天以前退回。")
    if plan.first_due is not None and plan.first_due < on and plan.way != ReturnWay.OFFSET:
        faults["first_due"] = ("退回日期已经过去。", "请填写今天或以后的日期。")
    if plan.monthly is not None and plan.monthly <= 0:
        faults["monthly"] = ("每月抵扣金额应大于0。", "请填写每月最多抵扣多少元，或留空。")
    return faults


def agree(
    *, overpayment: Overpayment, plan: ReturnPlan, on: dt.date, actor: Account | None, case_number: str = ""
) -> Agreement:
    """Makes an arrangement for what is left; the one before is replaced and stays to be read.

    The same case again gives its arrangement. Raises LedgerRefused for a plan that can't be.
    """
    with transaction.atomic():
        row = locked(overpayment.pk)
        known = standing_agreement(row)
        if known is not None and case_number and known.case_number == case_number:
            return known
        refuse_unless_open(row)
        if row.interest_line_id is not None and plan.way == ReturnWay.OFFSET:
            raise LedgerRefused(
                "账户已经终止，没有以后发放的待遇可以抵扣。", "请选择一次退回或分期退回。", "way"
            )
        left = remaining(row)
        for field, (message, remedy) in plan_faults(plan, left, on).items():
            raise LedgerRefused(message, remedy, field)
        if known is not None:
            known.state = AgreementState.REPLACED
            known.save(update_fields=["state"])
        agreement = Agreement.objects.create(
            overpayment=row,
            way=plan.way,
            covers=left,
            monthly=plan.monthly if plan.way == ReturnWay.OFFSET else None,
            payer=plan.payer.strip()[:40],
            relation=plan.relation.strip()[:20],
            agreed_on=on,
            note=plan.note.strip()[:200],
            actor=actor,
            case_number=case_number,
        )
        _write_instalments(agreement, plan, left, on)
        follow(row)
        audit(row, "overpayment.agreed", actor, {"way": plan.way, "case": case_number})
    return agreement


def _write_instalments(agreement: Agreement, plan: ReturnPlan, left: Decimal, on: dt.date) -> None:
    if plan.way == ReturnWay.OFFSET:
        return
    count = plan.count if plan.way == ReturnWay.INSTALMENTS else 1
    first = plan.first_due or on + dt.timedelta(days=current().integer(ONCE_WITHIN, on))
    Instalment.objects.bulk_create(
        Instalment(agreement=agreement, place=due.place, due_on=due.due_on, amount=due.amount)
        for due in parted(left, count, first)
    )


def record_signed(
    *,
    agreement: Agreement,
    signed_on: dt.date,
    signed_by: str,
    note: str,
    on: dt.date,
    actor: Account | None,
    uploads: Sequence[Any] = (),
    missing: str = "",
) -> Agreement:
    """Writes down who signed the paper, when, and where it is kept, with its scan.

    Without a scan ``missing`` says why. Raises LedgerRefused at the field that is wrong.
    """
    files = cleaned(uploads)
    with transaction.atomic():
        row = locked(agreement.overpayment_id)
        agreement = Agreement.objects.get(pk=agreement.pk)
        if agreement.state != AgreementState.STANDING:
            raise LedgerRefused("这份约定已经变更或撤销。", "请打开现在的约定再记签字。")
        if not signed_by.strip():
            raise LedgerRefused("没有填写签字人。", "请填写谁在退回协议上签了字。", "signed_by")
        if signed_on > on or signed_on < agreement.agreed_on:
            raise LedgerRefused(
                f"签字日期应在{agreement.agreed_on:%Y-%m-%d}到今天之间。",
                "请按纸上的签字日期填写。",
                "signed_on",
            )
        if not files and not missing.strip() and not agreement.pages.filter(removed_why="").exists():
            raise LedgerRefused(
                "没有上传签好字的退回协议。", "请上传扫描件或照片；暂时没有的，写明原因。", "pages"
            )
        agreement.signed_on, agreement.signed_by = signed_on, signed_by.strip()[:40]
        agreement.signed_note = note.strip()[:100]
        agreement.signed_missing = "" if files else missing.strip()[:200]
        agreement.save(update_fields=["signed_on", "signed_by", "signed_note", "signed_missing"])
        agreement.overpayment = row
        keep(agreement, files, actor)
        audit(
            row, "overpayment.signed", actor, {"signed_on": signed_on.isoformat(), "missing": missing[:100]}
        )
    return agreement
