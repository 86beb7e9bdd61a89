"""Opening an account, and undoing it while nothing has been posted."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import IntegrityError, transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.selectors.accounts import account_of, balance
from cuncuntong.ledgers.pensions.selectors.back_payments import standing_back_payments
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account

_SCHEME_DIGIT = {Scheme.BASIC: "1", Scheme.SUPPLEMENTARY: "2"}


def account_number(county_code: str, scheme: str, serial: int) -> str:
    """County (6), scheme (1), serial (8), and a check digit (Luhn) that catches a slip in typing."""
    body = f"{county_code}{_SCHEME_DIGIT[Scheme(scheme)]}{serial:08d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{body}{-total % 10}"


def open_account(
    *,
    resident: Resident,
    scheme: str,
    on: dt.date,
    actor: Account | None,
    level: int | None = None,
    case_number: str = "",
) -> PensionAccount:
    """Opens the resident's account in a scheme at a contribution level (yuan a year).

    The same case again gives the same account. Raises LedgerRefused where there is one already.
    """
    with transaction.atomic():
        known = account_of(resident, scheme)
        if known is not None:
            if case_number and known.case_number == case_number:
                return known
            _refuse_second(known)
        account = PensionAccount(
            resident=resident,
            scheme=scheme,
            # The number holds the key, which the insert gives.
            number=f"?{secrets.token_hex(8)}",
            level=level,
            opened_on=on,
            case_number=case_number,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        try:
            with transaction.atomic():
                account.save()
        except IntegrityError:
            other = account_of(resident, scheme)
            if other is None:
                raise
            if case_number and other.case_number == case_number:
                return other
            _refuse_second(other)
        account.number = _free_number(account.county_code, scheme, account.pk)
        account.save(update_fields=["number"])
        _audit(account, "pension.account_opened", actor, case_number, {"level": level})
    return account


def _free_number(county_code: str, scheme: str, key: int) -> str:
    """The number that holds the key; the next one whose series is free where an account loaded from
    another system happens to have it."""
    for series in range(10):
        number = account_number(county_code, scheme, key + series * 10_000_000)
        if not PensionAccount.objects.filter(number=number).exists():
            return number
    raise LedgerRefused("个人账户编号已用完。", "请联系县级系统管理员。")


def undo_open(*, case_number: str, actor: Account | None, reason: str = "") -> PensionAccount:
    """Reverses the account that a case opened; again it gives the account as it is.

    Raises LedgerRefused once money is on it or an entitlement hangs on it, or where the case opened
    none.
    """
    with transaction.atomic():
        rows = PensionAccount.objects.select_for_update().filter(case_number=case_number)
        account = rows.order_by("-pk").first() if case_number else None
        if account is None:
            raise LedgerRefused("养老保险台账中没有这件业务开立的账户。", "请核对受理编号。")
        if account.state == AccountState.REVERSED:
            return account
        if account.entitlements.exclude(state=AccountState.REVERSED).exists():
            raise LedgerRefused("账户已经核定待遇，不能撤销参保。", "请先撤销待遇核定。")
        if account.changes.filter(undone_at__isnull=True).exists():
            raise LedgerRefused("账户之后又有变动，不能直接撤销参保。", "请先撤销之后的那一件业务。")
        if standing_back_payments(account).exists():
            raise LedgerRefused("账户已有核定的补缴年度，不能直接撤销参保。", "请先撤销补缴核定。")
        standing = PensionEntry.objects.standing().filter(account=account)
        if standing.exists() or balance(account):
            raise LedgerRefused(
                "账户已有缴费或补贴记录，不能直接撤销参保。", "请先冲正各笔明细，再撤销参保。"
            )
        account.state = AccountState.REVERSED
        account.save(update_fields=["state"])
        _audit(account, "pension.account_reversed", actor, case_number, {"reason": reason})
    return account


def _refuse_second(known: PensionAccount) -> None:
    raise LedgerRefused(
        f"该居民已有{known.get_scheme_display()}账户（{known.number}，{known.get_state_display()}）。",
        "不用重复参保；要继续缴费的，请办理第32项“城乡居民养老保险缴费申报”。",
    )


def _audit(
    account: PensionAccount,
    action: str,
    actor: Account | None,
    case_number: str,
    detail: dict[str, Any],
) -> None:
    record(
        actor=actor,
        action=action,
        object_type="pensions.PensionAccount",
        object_id=str(account.pk),
        detail={"resident": account.resident_id, "case": case_number, **detail},
    )
