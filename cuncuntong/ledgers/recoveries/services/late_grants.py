"""A funeral grant whose figure was confirmed only after the settlement was opened, or even paid.

One that still waits takes the grant over. One that was paid without it is followed by a supplement: another
settlement of the same account, over nothing but the grant, which goes the way of all of them (a run, two
approvals, the bank). The table keeps a second grant of a resident away.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.recoveries.enums import SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement
from cuncuntong.ledgers.recoveries.selectors.overpayments import NOT_APPROVED
from cuncuntong.ledgers.recoveries.selectors.settlements import funeral_grant, settlement_key
from cuncuntong.ledgers.recoveries.services._shared import audit_settlement

OVER = (SettlementState.PAID, SettlementState.NOTHING)


def take_late_grants(rows: Sequence[DeathSettlement]) -> None:
    """Writes the grant down with rows that wait, in place; needs their ``hold`` and ``account``. Once a
    resident.

    Not with one that stands in a run: what it pays was fixed without the grant, which follows it then.
    """
    without = [row for row in rows if row.grant is None and row.account.scheme == Scheme.BASIC]
    fixed = in_a_run(without)
    residents = {row.resident_id for row in without}
    had = set(
        DeathSettlement.objects.filter(resident__in=residents, grant__isnull=False)
        .exclude(state=SettlementState.UNDONE)
        .values_list("resident_id", flat=True)
    )
    for row in without:
        grant = _figure(row)
        if grant is None or row.resident_id in had or row.pk in fixed:
            continue
        had.add(row.resident_id)
        row.grant = grant
        row.save(update_fields=["grant"])
        audit_settlement(row, "settlement.grant_taken", None, {"grant": str(row.grant)})


def in_a_run(rows: Sequence[DeathSettlement]) -> set[int]:
    """Those that a run pays, or holds and may still let through."""
    keys = {settlement_key(row.pk): row.pk for row in rows}
    moving = Q(state__in=[LineState.COMPUTED, LineState.SENT])
    moving |= Q(state=LineState.HELD, run__state__in=NOT_APPROVED)
    found = PayLine.objects.filter(moving, once__in=keys)
    return {keys[key] for key in found.values_list("once", flat=True)}


def _figure(row: DeathSettlement) -> Decimal | None:
    found = funeral_grant(row.hold.happened_on) if row.hold.happened_on else None
    return None if found is None else Decimal(str(found.value))


def supplement_paid(county_code: str = "") -> list[DeathSettlement]:
    """Opens a supplement for each settlement that was paid without a grant that is confirmed by now.

    Of one county, or of all. Again it opens none.
    """
    same = DeathSettlement.objects.filter(resident=OuterRef("resident")).exclude(state=SettlementState.UNDONE)
    rows = DeathSettlement.objects.filter(
        ~Exists(same.filter(grant__isnull=False)),
        ~Exists(same.filter(state=SettlementState.WAITING, account__scheme=Scheme.BASIC)),
        state__in=OVER,
        account__scheme=Scheme.BASIC,
    )
    if county_code:
        rows = rows.filter(county_code=county_code)
    last = {row.resident_id: row for row in rows.select_related("hold", "heir").order_by("pk")}
    return [made for row in last.values() if (made := _supplement(row)) is not None]


def _supplement(row: DeathSettlement) -> DeathSettlement | None:
    grant = _figure(row)
    if not grant:
        return None
    with transaction.atomic():
        # Behind this lock no other worker opens one, nor is the settlement taken back meanwhile.
        PensionAccount.objects.select_for_update().get(pk=row.account_id)
        rows = DeathSettlement.objects.filter(resident=row.resident_id).exclude(state=SettlementState.UNDONE)
        paid = rows.filter(pk=row.pk, state__in=OVER).exists()
        settled = rows.filter(grant__isnull=False) | rows.filter(
            state=SettlementState.WAITING, account=row.account_id
        )
        if not paid or settled.exists():
            return None
        named = row.heir is not None and row.heir.undone_at is None
        made = DeathSettlement.objects.create(
            resident_id=row.resident_id,
            account_id=row.account_id,
            hold_id=row.hold_id,
            heir=row.heir if named else None,
            grant=grant,
            case_number=row.case_number,
            village_code=row.village_code,
            township_code=row.township_code,
            county_code=row.county_code,
        )
        audit_settlement(made, "settlement.supplemented", None, {"grant": str(grant), "after": row.pk})
    return made
