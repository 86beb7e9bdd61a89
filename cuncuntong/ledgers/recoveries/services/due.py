"""What recoveries claim and owe in a payment run: set-offs, and settlements after a death."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils import timezone

from cuncuntong.ledgers.payments.enums import ItemKind
from cuncuntong.ledgers.payments.hooks import Extra, Once, register_due_source
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.pensions.enums import EntitlementState
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.recoveries.enums import OverpaymentState, RecoveryKind, SettlementState
from cuncuntong.ledgers.recoveries.models import Agreement, DeathSettlement, Overpayment
from cuncuntong.ledgers.recoveries.selectors.overpayments import (
    AGAIN,
    REF,
    offset_ref,
    owed_words,
    remaining,
    set_off_agreements,
    set_off_pending,
    set_offs_posted,
    with_received,
)
from cuncuntong.ledgers.recoveries.selectors.settlements import SETTLEMENT, payable, settlement_key
from cuncuntong.ledgers.recoveries.services._shared import locked
from cuncuntong.ledgers.recoveries.services.came_back import take_back_settled
from cuncuntong.ledgers.recoveries.services.heirs import follow_payee
from cuncuntong.ledgers.recoveries.services.late_grants import supplement_paid, take_late_grants
from cuncuntong.ledgers.recoveries.services.postings import post
from cuncuntong.ledgers.recoveries.services.settlements import settle_paid
from cuncuntong.network.parameters import current

SHARE = "recoveries.offset_share"
_FEN = Decimal("0.01")


def most_a_month(agreement: Agreement, entitlement: Entitlement, month: dt.date) -> Decimal:
    """The most that is set off in a month, in yuan: a share of the pension, and what was agreed."""
    share = current().decimal(SHARE, month)
    most = (entitlement.monthly * share).quantize(_FEN, rounding=ROUND_DOWN)
    return most if agreement.monthly is None else min(most, agreement.monthly)


class Recoveries:
    """The source of set-offs and settlements (payments.hooks.DueSource)."""

    name = "recoveries"

    def extras(self, entitlements: Sequence[int], month: dt.date) -> list[Extra]:
        """Set-offs against the lines of these entitlements: what is left, up to the month's limit.

        A pension that runs again is charged itself, else another one of the same person. What stands in
        a run for the month already is not asked for twice.
        """
        rows = list(set_off_agreements(entitlements).select_related("overpayment__interest_line"))
        if not rows:
            return []
        keys = [row.overpayment_id for row in rows]
        left = {
            claim.pk: claim.left  # type: ignore[attr-defined]
            for claim in with_received(Overpayment.objects.filter(pk__in=keys))
        }
        pending = set_off_pending(keys)
        charged = self._charged({row.overpayment.resident_id for row in rows})
        refs = [offset_ref(key, month) for key in keys]
        asked = set(
            PayItem.objects.filter(kind=ItemKind.DEDUCTION, ref__in=refs, live=True).values_list(
                "ref", flat=True
            )
        )
        found = []
        room: dict[int, Decimal] = {}
        for row in sorted(rows, key=lambda one: one.overpayment_id):
            claim, ref = row.overpayment, offset_ref(row.overpayment_id, month)
            entitlement = _to_charge(claim, charged.get(claim.resident_id, []))
            if entitlement is None or entitlement.pk not in entitlements or ref in asked:
                continue
            limit = most_a_month(row, entitlement, month)
            room.setdefault(entitlement.pk, (entitlement.monthly * current().decimal(SHARE, month)))
            due = Decimal(left[claim.pk]) - pending.get(claim.pk, Decimal(0))
            amount = min(due, limit, room[entitlement.pk]).quantize(_FEN, rounding=ROUND_DOWN)
            if amount > 0:
                room[entitlement.pk] -= amount
                words = f"抵扣多领{owed_words(claim)}（{claim.number}）"
                found.append(Extra(entitlement.pk, ItemKind.DEDUCTION, month, -amount, words, ref))
        return found

    def _charged(self, residents: set[int]) -> dict[int, list[Entitlement]]:
        running = Entitlement.objects.filter(resident__in=residents, state=EntitlementState.RUNNING)
        by_resident: dict[int, list[Entitlement]] = {}
        for one in running.order_by("account__scheme", "pk"):
            by_resident.setdefault(one.resident_id, []).append(one)
        return by_resident

    def once(self, county_code: str, month: dt.date) -> Iterable[Once]:
        """Settlements of the county that nothing is in the way of, at what they come to today.

        What they come to is written down for the run: asked again for its month they give the same.
        """
        supplement_paid(county_code)
        rows = list(
            DeathSettlement.objects.filter(
                county_code=county_code, state=SettlementState.WAITING, heir__isnull=False
            )
            .select_related("hold", "account", "resident", "heir__payee")
            .order_by("pk")
        )
        take_late_grants(rows)
        worths = payable(rows)
        found = []
        for row in rows:
            worth = worths[row.pk]
            if worth.waits_for or worth.amount <= 0:
                continue
            assert row.heir is not None
            follow_payee(row.heir)
            row.run_month, row.balance_part = month, worth.balance
            row.deducted, row.amount = worth.deducted, worth.amount
            row.save(update_fields=["run_month", "balance_part", "deducted", "amount"])
            found.append(_once(row))
        return found

    @transaction.atomic
    def settled(self, paid: Mapping[str, Decimal]) -> None:
        """Set-offs that the bank paid less are posted; settlements that it paid are settled."""
        today = timezone.localdate()
        for ref, amount in sorted(paid.items()):
            if ref.startswith(REF):
                _set_off(ref, abs(amount), today)
            elif ref.startswith(SETTLEMENT):
                rows = DeathSettlement.objects.filter(pk=int(ref.removeprefix(SETTLEMENT)))
                for row in rows.select_related("hold", "account"):
                    settle_paid(row=row, on=today)

    @transaction.atomic
    def taken_back(self, lines: Sequence[int], lost: Mapping[str, Decimal]) -> None:
        """The bank gave payments back: set-offs and settlements of them are as before."""
        take_back_settled(lines, lost, on=timezone.localdate())


def _to_charge(claim: Overpayment, running: list[Entitlement]) -> Entitlement | None:
    own = next((one for one in running if one.pk == claim.entitlement_id), None)
    return own or next(iter(running), None)


def _once(row: DeathSettlement) -> Once:
    assert row.heir is not None and row.amount is not None
    what = "个人账户余额" if row.grant is None else "个人账户余额和丧葬补助金"
    if row.grant is not None and not row.balance_part:
        what = "丧葬补助金"
    words = f"{row.resident.name}身后结算：{what}"
    if row.deducted:
        words += f"，已抵扣多领{row.deducted}元"
    place = (row.village_code, row.township_code, row.county_code)
    return Once(
        settlement_key(row.pk), row.resident_id, row.account.scheme, row.amount, words, row.heir.payee, place
    )


def _set_off(ref: str, amount: Decimal, on: dt.date) -> None:
    """Posts one set-off; never more than is left."""
    row = locked(int(ref.split(":")[1]))
    posted = set_offs_posted(ref)
    if posted.filter(reversed_by__isnull=True).exists() or row.state == OverpaymentState.UNDONE:
        return
    amount, times = min(amount, remaining(row)), posted.count()
    if amount > 0:
        key = f"{ref}{AGAIN}{times + 1}" if times else ref
        post(row, kind=RecoveryKind.OFFSET, amount=amount, received_on=on, key=key, actor=None)


register_due_source(Recoveries())
