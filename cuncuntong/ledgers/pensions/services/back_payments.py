"""Years approved for paying up: approving, cancelling, and what the collection reports of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import AccountState, BackPaymentState, EntryKind
from cuncuntong.ledgers.pensions.models import BackPayment, PensionAccount
from cuncuntong.ledgers.pensions.selectors.levels import levels_of, levels_of_year
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account


def approve_back_payments(
    *,
    account: PensionAccount,
    years: Mapping[int, str],
    level: int,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> list[BackPayment]:
    """Approves years (year → BackPaymentKind) for paying up at a level; amounts are the level's yuan.

    All or none. The same case again gives the same rows. Raises LedgerRefused for a year that is paid or
    approved already, that is not over, or without such a level, and for a closed account.
    """
    with transaction.atomic():
        account = PensionAccount.objects.select_for_update().get(pk=account.pk)
        known = _of_case(account, case_number)
        if known:
            return known
        if account.state in (AccountState.CLOSED, AccountState.REVERSED):
            raise LedgerRefused(
                f"账户{account.number}{account.get_state_display()}，不能核定补缴。", "请核对账户状态。"
            )
        _refuse_wrong_years(account, sorted(years), level, on)
        rows = BackPayment.objects.bulk_create(
            BackPayment(
                account=account,
                year=year,
                kind=kind,
                level=level,
                amount=Decimal(level),
                approved_on=on,
                actor=actor,
                case_number=case_number,
                village_code=account.village_code,
                township_code=account.township_code,
                county_code=account.county_code,
            )
            for year, kind in sorted(years.items())
        )
        _audit(account, "pension.back_payments_approved", actor, case_number, sorted(years))
    return rows


def undo_back_payments(*, case_number: str, actor: Account | None) -> list[BackPayment]:
    """Cancels the years that a case approved; again it gives them as they are.

    Raises LedgerRefused once one of them is paid, or where the case approved none.
    """
    with transaction.atomic():
        rows = list(
            BackPayment.objects.select_for_update().filter(case_number=case_number).order_by("year")
            if case_number
            else ()
        )
        if not rows:
            raise LedgerRefused("养老保险台账中没有这件业务核定的补缴年度。", "请核对受理编号。")
        paid = [str(row.year) for row in rows if row.state == BackPaymentState.PAID]
        if paid:
            raise LedgerRefused(
                f"{'、'.join(paid)}年度已经缴费，不能撤销补缴核定。", "请先冲正这些年度的缴费。"
            )
        standing = [row for row in rows if row.state == BackPaymentState.APPROVED]
        for row in standing:
            row.state = BackPaymentState.CANCELLED
        BackPayment.objects.bulk_update(standing, ["state"])
        if standing:
            account = standing[0].account
            years = [row.year for row in standing]
            _audit(account, "pension.back_payments_cancelled", actor, case_number, years)
    return rows


def mark_back_payment_paid(*, back_payment: BackPayment, on: dt.date, actor: Account | None) -> BackPayment:
    """An approved year is paid: the collection says so beside posting the entry. Again it changes nothing.

    Raises LedgerRefused for a cancelled one.
    """
    with transaction.atomic():
        row = BackPayment.objects.select_for_update().get(pk=back_payment.pk)
        if row.state == BackPaymentState.PAID:
            return row
        if row.state == BackPaymentState.CANCELLED:
            raise LedgerRefused(
                f"{row.year}年度的补缴核定已取消，不能入账。", "请退回这笔款，或重新申报补缴。"
            )
        row.state, row.paid_on = BackPaymentState.PAID, on
        row.save(update_fields=["state", "paid_on"])
        _audit(row.account, "pension.back_payment_paid", actor, row.case_number, [row.year])
    return row


def mark_back_payment_unpaid(*, back_payment: BackPayment, actor: Account | None) -> BackPayment:
    """The payment of a year was reversed: it is open again."""
    with transaction.atomic():
        row = BackPayment.objects.select_for_update().get(pk=back_payment.pk)
        if row.state != BackPaymentState.PAID:
            return row
        row.state, row.paid_on = BackPaymentState.APPROVED, None
        row.save(update_fields=["state", "paid_on"])
        _audit(row.account, "pension.back_payment_reopened", actor, row.case_number, [row.year])
    return row


def _of_case(account: PensionAccount, case_number: str) -> list[BackPayment]:
    if not case_number:
        return []
    rows = account.back_payments.filter(case_number=case_number)
    return list(rows.exclude(state=BackPaymentState.CANCELLED).order_by("year"))


def _refuse_wrong_years(account: PensionAccount, years: list[int], level: int, on: dt.date) -> None:
    if not years:
        raise LedgerRefused("没有选择要补缴的年度。", "请至少选择一个年度。")
    late = [year for year in years if year >= on.year]
    if late:
        raise LedgerRefused(f"{_words(late)}还没有结束，不用补缴。", "当年的保费请按正常缴费办理。")
    for year in years:
        if level not in (levels_of_year(account.scheme, year) or levels_of(account.scheme, on)):
            raise LedgerRefused(f"{year}年度没有{level}元/年的缴费档次。", "请改选当年有的档次。")
    paid = _paid_years(account) & set(years)
    if paid:
        raise LedgerRefused(f"{_words(sorted(paid))}已经缴费，不能重复补缴。", "请重新选择年度。")
    rows = account.back_payments.exclude(state=BackPaymentState.CANCELLED)
    twice = rows.filter(year__in=years).values_list("year", flat=True)
    if twice:
        raise LedgerRefused(f"{_words(sorted(twice))}已经核定过补缴。", "不用再申报，请按核定的金额缴费。")


def _paid_years(account: PensionAccount) -> set[int]:
    own: dict[int, Decimal] = {}
    for entry in account.entries.select_related("reverses"):
        meant = entry.reverses or entry
        if meant.kind == EntryKind.OWN:
            own[entry.year] = own.get(entry.year, Decimal(0)) + entry.amount
    return {year for year, amount in own.items() if amount > 0}


def _words(years: list[int]) -> str:
    return "、".join(str(year) for year in years) + "年度"


def _audit(
    account: PensionAccount, action: str, actor: Account | None, case_number: str, years: list[int]
) -> None:
    record(
        actor=actor,
        action=action,
        object_type="pensions.PensionAccount",
        object_id=str(account.pk),
        detail={"years": years, "case": case_number},
    )
