"""Who has to pay for a year and how it stands, for one person as for a whole village."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from cuncuntong.ledgers.collection.enums import LIVE, OrderKind
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, OtherState
from cuncuntong.ledgers.pensions.models import OtherScheme, PensionAccount, PensionEntry
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line

PAID, ORDERED, NOT, BARRED = "paid", "ordered", "not", "barred"
STATE_WORDS = {PAID: "已缴", ORDERED: "已开通知，待缴费", NOT: "未开通知", BARRED: "不能开具"}


@dataclass(frozen=True)
class Stands:
    """How an account stands for a year: one of PAID, ORDERED, NOT, BARRED; why, and what to do."""

    state: str
    why: str = ""
    remedy: str = ""
    order: ContributionOrder | None = None

    @property
    def words(self) -> str:
        """The state in words."""
        return STATE_WORDS[self.state]


def paid_entry(year: int, account: str = "pk") -> QuerySet[PensionEntry]:
    """Own contributions of the year that were not taken back, for the account in the outer query."""
    return PensionEntry.objects.filter(
        account_id=OuterRef(account), year=year, kind=EntryKind.OWN, reversed_by__isnull=True
    )


def live_order(year: int) -> QuerySet[ContributionOrder]:
    """Normal orders of the year that stand, for the account in the outer query."""
    return ContributionOrder.objects.filter(
        account_id=OuterRef("pk"), year=year, kind=OrderKind.NORMAL, state__in=LIVE
    )


def payers(caller: Caller, scheme: str, year: int) -> QuerySet[PensionAccount]:
    """The accounts of the caller's area that should pay for a year, with ``is_paid`` and ``is_ordered``.

    Who pays or paused is asked; a person who died or moved away is not.
    """
    rows = PensionAccount.objects.filter(
        scheme=scheme,
        state=AccountState.PAYING,
        opened_on__year__lte=year,
        resident__standing=Standing.PRESENT,
    )
    rows = rows.annotate(is_paid=Exists(paid_entry(year)), is_ordered=Exists(live_order(year)))
    return caller.limit(Ability.COLLECT, rows, line=Line.RESIDENT_PENSION)


def stand(accounts: Iterable[PensionAccount], year: int) -> dict[int, Stands]:
    """How each account stands for a year, by its key; three queries however many there are.

    The accounts come with their residents.
    """
    rows = list(accounts)
    paid: set[int] = set()
    elsewhere: set[int] = set()
    orders: dict[int, ContributionOrder] = {}
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        keys = [row.pk for row in part]
        own = PensionEntry.objects.filter(
            account__in=keys, year=year, kind=EntryKind.OWN, reversed_by__isnull=True
        )
        paid.update(own.values_list("account_id", flat=True))
        standing = ContributionOrder.objects.filter(
            account__in=keys, year=year, kind=OrderKind.NORMAL, state__in=LIVE
        )
        orders.update({order.account_id: order for order in standing})
        others = OtherScheme.objects.filter(
            resident__in=[row.resident_id for row in part], state=OtherState.PAYING
        )
        elsewhere.update(others.values_list("resident_id", flat=True))
    return {row.pk: _one(row, row.pk in paid, orders.get(row.pk), elsewhere) for row in rows}


def missed(accounts: Iterable[PensionAccount], year: int) -> set[int]:
    """The accounts (keys) that were open in a year and have no contribution of it; one query.

    No order is made of a year that is over: it is paid up (item 32), without a subsidy.
    """
    keys = [row.pk for row in accounts if row.opened_on.year <= year]
    own = PensionEntry.objects.filter(
        account__in=keys, year=year, kind=EntryKind.OWN, reversed_by__isnull=True
    )
    return set(keys) - set(own.values_list("account_id", flat=True))


def _one(
    account: PensionAccount, paid: bool, order: ContributionOrder | None, elsewhere: Collection[int]
) -> Stands:
    if paid:
        return Stands(PAID, "这个年度已经缴过。", "不用再缴；对记录有疑问的，请查第33项缴费信息。", order)
    if order is not None:
        return Stands(
            ORDERED,
            f"已有待缴费的通知{order.spaced}（{order.level}元，{order.valid_until:%Y-%m-%d}前有效）。",
            "可以补打这份通知；要换档次的，请先取消它再开新的。",
            order,
        )
    why, remedy = _barred(account, elsewhere)
    return Stands(BARRED, why, remedy) if why else Stands(NOT)


def _barred(account: PensionAccount, elsewhere: Collection[int]) -> tuple[str, str]:
    person = account.resident
    if person.standing == Standing.DECEASED:
        return "台账登记本人已死亡。", "登记有误的，请业务管理员更正后再办。"
    if person.standing == Standing.MOVED_OUT:
        return "户籍已迁出。", "请到现户籍所在地缴费；没有迁出的，请业务管理员更正后再办。"
    if account.state == AccountState.PAUSED:
        return "账户已暂停缴费。", "请先办理第31项恢复缴费。"
    if account.state == AccountState.RECEIVING:
        return "已在领取待遇，不用再缴费。", "想了解待遇的，请查第36项。"
    if account.state != AccountState.PAYING:
        return f"账户{account.get_state_display()}，不能缴费。", "请核对账户状态。"
    if account.resident_id in elsewhere:
        return "正在参加其他基本养老保险。", "已停止缴费的，请由原参保机构更新状态后再办。"
    return "", ""
