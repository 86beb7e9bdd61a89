"""Orders for years that were approved for paying up (item 32): a fixed amount, and no subsidy on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from cuncuntong.foundation.audit import record_many
from cuncuntong.ledgers.collection.enums import LIVE, OrderKind, OrderState, Way
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.references import make_reference
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.selectors.figures import last_day
from cuncuntong.ledgers.collection.services.issuing import issued_entry, lock_accounts, places_taken
from cuncuntong.ledgers.collection.services.orders import cancel_order
from cuncuntong.ledgers.pensions.enums import BackPaymentState
from cuncuntong.ledgers.pensions.models import BackPayment, PensionAccount
from cuncuntong.network.models import Account


def issue_back_orders(
    *,
    back_payments: Sequence[BackPayment],
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> list[ContributionOrder]:
    """One order a year that was approved and not paid; a year that has a standing order gives that one.

    Raises OrderRefused for a year whose approval was cancelled, or that is paid.
    """
    if not back_payments:
        return []
    with transaction.atomic():
        accounts = lock_accounts([one.account_id for one in back_payments])
        keys = [one.pk for one in back_payments]
        rows = list(BackPayment.objects.filter(pk__in=keys).order_by("account", "year"))
        standing = {
            order.back_payment_id: order
            for order in ContributionOrder.objects.filter(back_payment__in=rows, state__in=LIVE)
        }
        made = [
            _order(row, accounts[row.account_id], on, actor, case_number)
            for row in rows
            if row.pk not in standing
        ]
        ContributionOrder.objects.bulk_create(made, batch_size=500)
        record_many(issued_entry(order, actor) for order in made)
    return sorted([*standing.values(), *made], key=lambda order: (order.account_id, order.year))


def issue_again(*, order: ContributionOrder, on: dt.date, actor: Account | None) -> ContributionOrder:
    """Another order for an approved year whose order expired, was cancelled or taken back.

    The approval (item 32) doesn't end with the paper. Raises OrderRefused where the year is not to be
    paid any more; where another order stands already, that one is given.
    """
    if order.back_payment is None:
        raise OrderRefused("正常缴费的通知请在缴费名单或第D3项重新开具。", "")
    return issue_back_orders(back_payments=[order.back_payment], on=on, actor=actor)[0]


def _order(
    row: BackPayment, account: PensionAccount, on: dt.date, actor: Account | None, case_number: str
) -> ContributionOrder:
    if row.state != BackPaymentState.APPROVED:
        raise OrderRefused(
            f"{row.year}年度的补缴{row.get_state_display()}，不能开具缴费通知。", "请刷新页面查看。"
        )
    place = places_taken([account.pk], row.year, OrderKind.BACK).get(account.pk, 0) + 1
    return ContributionOrder(
        resident=account.resident,
        account=account,
        scheme=account.scheme,
        year=row.year,
        kind=OrderKind.BACK,
        level=row.level,
        amount=row.amount,
        reference=make_reference(
            year=row.year, scheme=account.scheme, kind=OrderKind.BACK, account=account.pk, place=place
        ),
        way=Way.CODE,
        back_payment=row,
        issued_on=on,
        valid_until=last_day(row.year, on, back=True),
        actor=actor,
        case_number=case_number or row.case_number,
        village_code=account.village_code,
        township_code=account.township_code,
        county_code=account.county_code,
    )


def cancel_orders_of_case(
    *, case_number: str, on: dt.date, why: str, actor: Account | None
) -> list[ContributionOrder]:
    """Cancels what a case ordered and nobody paid; raises OrderRefused once one of them is paid."""
    with transaction.atomic():
        rows = ContributionOrder.objects.filter(case_number=case_number).order_by("pk") if case_number else ()
        orders = list(rows)
        return [
            cancel_order(order=order, on=on, why=why, actor=actor)
            for order in orders
            if order.state in (OrderState.ISSUED, OrderState.PAID)
        ]
