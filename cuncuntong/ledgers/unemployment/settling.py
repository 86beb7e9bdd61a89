"""Months that the bank paid, and what of them was not due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Max, Min, Sum

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import BenefitState, MonthState, OverpaidState
from cuncuntong.ledgers.unemployment.models import Benefit, BenefitMonth, Overpaid
from cuncuntong.ledgers.unemployment.months import due_until, last_granted, read_key
from cuncuntong.network.models import Account


def settle_months(paid: Mapping[str, Decimal], *, on: dt.date) -> None:
    """Writes down what was paid, by the payments' keys; in the transaction that marks the lines as paid."""
    known = {key: found for key in paid if (found := read_key(key)) is not None}
    rows = {
        row.pk: row
        for row in Benefit.objects.select_for_update()
        .filter(pk__in={benefit for benefit, _ in known.values()})
        .order_by("pk")
    }
    for key, (benefit, month) in sorted(known.items()):
        if benefit in rows:
            BenefitMonth.objects.get_or_create(
                benefit=rows[benefit],
                month=month,
                defaults={"amount": paid[key], "key": key, "settled_on": on},
            )
    for row in rows.values():
        note_overpaid(row, on=on, actor=None)
        settle_up(row)


def unsettle_months(keys: Sequence[str], *, on: dt.date) -> None:
    """Takes months back that came back from the bank; LedgerRefused where they were returned already."""
    paid = BenefitMonth.objects.filter(key__in=keys)
    if paid.filter(state=MonthState.OVERPAID, benefit__overpaid__returns__isnull=False).exists():
        raise LedgerRefused("这个月的失业保险金已按多领退回，不能再登记银行退回。", "请先核对退回的凭证。")
    benefits = set(paid.values_list("benefit_id", flat=True))
    paid.delete()
    for row in Benefit.objects.select_for_update().filter(pk__in=benefits).order_by("pk"):
        note_overpaid(row, on=on, actor=None)
        settle_up(row)


def settle_up(row: Benefit) -> None:
    """Notes whether anything of the benefit is still due; the row must be locked."""
    ended = row.state != BenefitState.RUNNING
    due = set(due_until(row, last_granted(row)))
    paid = set(row.paid.values_list("month", flat=True))
    done = (ended or len(due) == row.months) and due <= paid
    if row.paid_up != done:
        row.paid_up = done
        row.save(update_fields=["paid_up"])


def note_overpaid(row: Benefit, *, on: dt.date, actor: Account | None) -> Overpaid | None:
    """Claims back what was paid behind the last due month, added to what is claimed already.

    Takes the claim back where nothing is overpaid any more and nothing came back. The benefit is locked.
    """
    if row.state == BenefitState.RUNNING or row.last_month is None:
        return _none_left(row)
    beyond = row.paid.filter(month__gt=row.last_month)
    beyond.filter(state=MonthState.PAID).update(state=MonthState.OVERPAID)
    found = beyond.aggregate(total=Sum("amount"), first=Min("month"), last=Max("month"))
    if not found["total"]:
        return _none_left(row)
    total = Decimal(found["total"]).quantize(Decimal("0.01"))
    claim = row.overpaid.select_for_update().exclude(state=OverpaidState.UNDONE).first()
    if claim is not None and claim.total == total:
        return claim
    if claim is None:
        claim = Overpaid(
            number=f"SY{on:%Y%m%d}-{row.pk:06d}",
            resident_id=row.resident_id,
            benefit=row,
            found_on=on,
            village_code=row.village_code,
            township_code=row.township_code,
            county_code=row.county_code,
        )
        # A claim that was taken back keeps its number.
        again = Overpaid.objects.filter(benefit=row).count()
        claim.number += f"-{again + 1}" if again else ""
    claim.total, claim.first_month, claim.last_month = total, found["first"], found["last"]
    claim.why = (row.end_note or str(row.get_end_reason_display()) or str(row.get_state_display()))[:200]
    claim.state, claim.settled_on = OverpaidState.OPEN, None
    claim.save()
    record(
        actor=actor,
        action="unemployment.overpaid",
        object_type="unemployment.Overpaid",
        object_id=str(claim.pk),
        detail={"benefit": row.pk, "total": str(total)},
    )
    return claim


def _none_left(row: Benefit) -> Overpaid | None:
    """Nothing is overpaid: an open claim falls away."""
    row.paid.filter(state=MonthState.OVERPAID).update(state=MonthState.PAID)
    row.overpaid.filter(state=OverpaidState.OPEN, returns__isnull=True).update(state=OverpaidState.UNDONE)
    return None
