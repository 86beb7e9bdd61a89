"""Issuing orders: for one account, a household or a village's list, each account at its own level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count

from cuncuntong.foundation.audit import record_many
from cuncuntong.ledgers.collection.enums import OrderKind, Way
from cuncuntong.ledgers.collection.models import ContributionOrder, OrderBatch
from cuncuntong.ledgers.collection.references import MOST_ORDERS, make_reference
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.selectors.figures import last_day, levels_of
from cuncuntong.ledgers.collection.selectors.standing import NOT, Stands, stand
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.network.models import Account


@dataclass(frozen=True)
class Payer:
    """Where the bank deducts: the account's holder, the bank and the account number."""

    name: str
    bank: str
    account: str


@dataclass(frozen=True)
class Wanted:
    """An order that is wanted: for which account, at which level (yuan a year)."""

    account: int
    level: int | None
    payer: Payer | None = None


@dataclass(frozen=True)
class Left:
    """Who got no order, why, what to do, and at which line of a form."""

    account: int
    name: str
    why: str
    remedy: str = ""
    field: str = ""


@dataclass
class Issued:
    """What came of it: the orders in the order of what was wanted, and who got none."""

    orders: list[ContributionOrder] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def issue_order(
    *,
    account: PensionAccount,
    year: int,
    level: int | None,
    on: dt.date,
    actor: Account | None,
    payer: Payer | None = None,
    case_number: str = "",
) -> ContributionOrder:
    """One normal order; raises OrderRefused with the line of the form that is wrong."""
    made = issue_orders(
        wanted=[Wanted(account.pk, level, payer)], year=year, on=on, actor=actor, case_number=case_number
    )
    if made.left:
        left = made.left[0]
        raise OrderRefused(left.why, left.remedy, left.field)
    return made.orders[0]


def issue_orders(
    *,
    wanted: Sequence[Wanted],
    year: int,
    on: dt.date,
    actor: Account | None,
    batch: OrderBatch | None = None,
    case_number: str = "",
) -> Issued:
    """Normal orders of a year for several accounts in one transaction; who can't have one is told.

    Two who order for one account at the same moment: one of them finds the other's order.
    Raises OrderRefused for a year that is not the one of ``on``.
    """
    if year != on.year:
        raise OrderRefused(
            f"现在只能开具{on.year}年度的缴费通知。",
            "以前年度没有缴的，请本人办理第32项补缴（没有政府补贴）。",
            "year",
        )
    try:
        with transaction.atomic():
            return _issue(wanted, year, on, actor, batch, case_number)
    except IntegrityError:
        # Somebody ordered between the look and the insert; the second look finds it.
        with transaction.atomic():
            return _issue(wanted, year, on, actor, batch, case_number)


def _issue(
    wanted: Sequence[Wanted],
    year: int,
    on: dt.date,
    actor: Account | None,
    batch: OrderBatch | None,
    case_number: str,
) -> Issued:
    found = lock_accounts([one.account for one in wanted])
    standing = stand(found.values(), year)
    places = places_taken(list(found), year, OrderKind.NORMAL)
    made = Issued()
    for one in {each.account: each for each in wanted}.values():
        account = found.get(one.account)
        left = _why_not(one, account, standing.get(one.account), year, on)
        if left is None and places.get(one.account, 0) >= MOST_ORDERS:
            left = Left(one.account, "", "这个账户今年开具的通知太多，不能再开。", "请联系县里核对。")
        if left is not None or account is None:
            made.left.append(left or Left(one.account, "", "没有找到这个账户。"))
            continue
        place = places.get(account.pk, 0) + 1
        made.orders.append(_order(account, one, year, on, place, actor, batch, case_number))
    ContributionOrder.objects.bulk_create(made.orders, batch_size=500)
    record_many(issued_entry(order, actor) for order in made.orders)
    return made


def lock_accounts(keys: Sequence[int]) -> dict[int, PensionAccount]:
    """The accounts with their residents; the account's row is what every order and posting waits for."""
    found: dict[int, PensionAccount] = {}
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), 500):
        rows = PensionAccount.objects.select_for_update(of=("self",)).select_related("resident")
        for row in rows.filter(pk__in=wanted[start : start + 500]).order_by("pk"):
            found[row.pk] = row
    return found


def places_taken(accounts: Sequence[int], year: int, kind: str) -> dict[int, int]:
    """How many orders each account had for the year and kind, whatever became of them."""
    found: dict[int, int] = {}
    for start in range(0, len(accounts), 500):
        rows = ContributionOrder.objects.filter(
            account__in=accounts[start : start + 500], year=year, kind=kind
        )
        found.update(rows.order_by().values_list("account").annotate(n=Count("pk")))
    return found


def _why_not(
    one: Wanted, account: PensionAccount | None, stands: Stands | None, year: int, on: dt.date
) -> Left | None:
    if account is None or stands is None:
        return Left(one.account, "", "没有找到这个账户。", "请刷新页面后重新选择。")
    name = account.resident.name
    if stands.state != NOT:
        return Left(account.pk, name, stands.why, stands.remedy)
    levels = levels_of(account.scheme, year, on)
    if one.level not in levels.subsidies:
        words = f"{one.level}元" if one.level else "没有选择档次，"
        return Left(
            account.pk,
            name,
            f"{words}不是{year}年度的缴费档次。" if one.level else "没有选择缴费档次。",
            f"{year}年度的档次有：{levels.words() or '（没有录入，请联系县里）'}。",
            "level",
        )
    return None


def _order(
    account: PensionAccount,
    one: Wanted,
    year: int,
    on: dt.date,
    place: int,
    actor: Account | None,
    batch: OrderBatch | None,
    case_number: str,
) -> ContributionOrder:
    payer = one.payer
    return ContributionOrder(
        resident=account.resident,
        account=account,
        scheme=account.scheme,
        year=year,
        kind=OrderKind.NORMAL,
        level=one.level or 0,
        amount=Decimal(one.level or 0),
        reference=make_reference(
            year=year, scheme=account.scheme, kind=OrderKind.NORMAL, account=account.pk, place=place
        ),
        way=Way.DEDUCT if payer else Way.CODE,
        payer_name=payer.name if payer else "",
        payer_bank=payer.bank if payer else "",
        payer_account=payer.account if payer else "",
        issued_on=on,
        valid_until=last_day(year, on),
        batch=batch,
        actor=actor,
        case_number=case_number,
        village_code=account.village_code,
        township_code=account.township_code,
        county_code=account.county_code,
    )


def issued_entry(order: ContributionOrder, actor: Account | None) -> Mapping[str, Any]:
    """The audit entry of an order that was issued, for record_many."""
    return {
        "actor": actor,
        "action": "collection.issued",
        "object_type": "collection.ContributionOrder",
        "object_id": str(order.pk),
        "detail": {
            "reference": order.reference,
            "resident": order.resident_id,
            "year": order.year,
            "amount": str(order.amount),
            "case": order.case_number,
        },
    }
