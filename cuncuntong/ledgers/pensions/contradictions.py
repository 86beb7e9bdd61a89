"""What the pensions ledger has against a decision: accounts, entitlements, other schemes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.contradictions import (
    PENSION_CLAIM,
    PENSION_ENROL,
    Contradiction,
    contradiction_check,
)
from cuncuntong.ledgers.pensions.enums import AccountState, OtherState, Scheme
from cuncuntong.ledgers.pensions.selectors.accounts import basic_account, other_schemes
from cuncuntong.ledgers.pensions.selectors.books import books_of
from cuncuntong.ledgers.residents.models import Resident

SOURCE = "城乡居民养老保险台账（实时）"


@contradiction_check(PENSION_ENROL)
def insured_already(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """A person has one account in the scheme, whatever its state."""
    account = basic_account(resident)
    if account is not None:
        yield Contradiction(
            "pension_account_exists",
            "stop",
            f"该居民已于{account.opened_on:%Y-%m-%d}参保，账户{account.number}，{account.get_state_display()}。",
            "不用重复参保；要继续缴费的，请办理第32项“城乡居民养老保险缴费申报”。",
            SOURCE,
        )


@contradiction_check(PENSION_CLAIM)
def receiving_already(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """A running or suspended entitlement, and a closed account."""
    books = books_of(resident)
    for claim in [book.entitlement for book in books.values() if book.entitlement is not None][:1]:
        yield Contradiction(
            "pension_receiving",
            "stop",
            f"该居民自{claim.starts_on:%Y年%m月}起已有待遇，{claim.get_state_display()}，每月{claim.monthly}元。",
            "不用重复申领；待遇暂停的，请办理恢复；对金额有疑问的，请申请复核。",
            SOURCE,
        )
    basic = books.get(Scheme.BASIC)
    if basic is not None and (account := basic.account).state == AccountState.CLOSED:
        yield Contradiction(
            "pension_account_closed",
            "stop",
            f"账户{account.number}已终止，不能核定待遇。",
            "请核对终止的原因；终止有误的，请业务管理员更正后再办。",
            SOURCE,
        )


@contradiction_check(PENSION_ENROL, PENSION_CLAIM)
def other_scheme(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """Who pays into or draws from another scheme is told which, and as of when we know it."""
    active = {OtherState.PAYING, OtherState.RECEIVING}
    for other in other_schemes(resident):
        if other.state not in active:
            continue
        name, state = other.get_kind_display(), other.get_state_display()
        since = f"自{other.since:%Y年%m月}起" if other.since else ""
        drawing = other.state == OtherState.RECEIVING
        yield Contradiction(
            "other_pension_receiving" if drawing else "other_pension_paying",
            "stop",
            f"该居民{since}在{name}{state}。",
            "不能同时领取两份基本养老待遇。信息有误的，请到发放机构更正后再办。"
            if drawing
            else "请先核实：已停止缴费的，由原参保机构更新状态后再办；仍在缴费的，应先办理制度衔接。",
            f"{other.source}（数据截至{other.as_of:%Y-%m-%d}）",
        )
