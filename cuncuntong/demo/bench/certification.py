"""Measures the night of certification inside the bench's own database: made-up employees' pensioners.

Each resident beyond those who draw here already gets an employees' pension, so that the night looks at so
many people; where residents are too few, more are made (synthetic, as the demonstration's).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from hashlib import sha256
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from cuncuntong.demo.bench.payments import measured
from cuncuntong.demo.bulk import insert
from cuncuntong.ledgers.certification.models import Beneficiary, CertificationNight
from cuncuntong.ledgers.certification.selectors import count_states
from cuncuntong.ledgers.certification.services import run_night
from cuncuntong.ledgers.insurance.enums import (
    InsuranceScheme,
    InsuredAs,
    ParticipationState,
    PensionState,
)
from cuncuntong.ledgers.insurance.models import Participation, Pension
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold, PensionAccount
from cuncuntong.ledgers.pensions.services.accounts import account_number
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident

SOURCE = "测速"
_DAY = dt.timedelta(days=1)


@transaction.atomic
def fill_certifiable(*, people: int, seed: int) -> dict[str, int]:
    """Brings the county to so many people who must certify: half draw here, half above; due days spread."""
    rng, today = Random(f"{seed} certification"), timezone.localdate()
    _more_residents(people)
    drawing = Entitlement.objects.filter(state__in=["running", "suspended"]).values("resident")
    insured = Participation.objects.filter(scheme=InsuranceScheme.EMPLOYEE_PENSION).values("resident")
    rows = Resident.objects.filter(standing=Standing.PRESENT, merged_into__isnull=True)
    known = rows.filter(pk__in=drawing).count() + rows.filter(pk__in=insured).exclude(pk__in=drawing).count()
    free = rows.exclude(pk__in=drawing).exclude(pk__in=insured).order_by("pk")
    keys = list(
        free.values_list("pk", "village_code", "township_code", "county_code")[: max(0, people - known)]
    )
    own = keys[: len(keys) // 2]
    _entitle(own, today)
    _insure([row[0] for row in keys[len(own) :]], rng, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"people": known + len(keys)}


def _more_residents(people: int) -> None:
    from cuncuntong.demo.people import add_residents

    have = Resident.objects.filter(standing=Standing.PRESENT).count()
    if have < people:
        add_residents(Resident.objects.count() + people - have, seed=1)


def _entitle(rows: list[tuple[int, str, str, str]], today: dt.date) -> None:
    has = dict(
        PensionAccount.objects.filter(scheme=Scheme.BASIC)
        .exclude(state=AccountState.REVERSED)
        .values_list("resident_id", "pk")
    )
    first = (PensionAccount.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    insert(PensionAccount, (_account(row, first + at) for at, row in enumerate(rows) if row[0] not in has))
    has |= dict(PensionAccount.objects.filter(pk__gte=first).values_list("resident_id", "pk"))
    insert(Entitlement, (_entitlement(row, has[row[0]], at, today) for at, row in enumerate(rows)))


def _account(row: tuple[int, str, str, str], serial: int) -> PensionAccount:
    return PensionAccount(
        resident_id=row[0],
        scheme=Scheme.BASIC,
        number=account_number(row[3], Scheme.BASIC, serial),
        state=AccountState.RECEIVING,
        level=500,
        opened_on=dt.date(2005, 1, 1),
        village_code=row[1],
        township_code=row[2],
        county_code=row[3],
    )


def _entitlement(row: tuple[int, str, str, str], account: int, at: int, today: dt.date) -> Entitlement:
    """Starts spread over fourteen months: some are good, some are warned, some lapsed."""
    starts = today - (at % 420) * _DAY
    return Entitlement(
        account_id=account,
        resident_id=row[0],
        state=EntitlementState.RUNNING,
        starts_on=starts,
        monthly=Decimal("0.00"),
        computed_on=starts,
        years_paid=15,
        balance=Decimal("0.00"),
        village_code=row[1],
        township_code=row[2],
        county_code=row[3],
    )


def _insure(keys: list[int], rng: Random, today: dt.date) -> None:
    insert(
        Participation,
        (
            Participation(
                resident_id=key,
                scheme=InsuranceScheme.EMPLOYEE_PENSION,
                insured_as=InsuredAs.UNIT,
                state=ParticipationState.DRAWING,
                as_of=today,
                source=SOURCE,
            )
            for key in keys
        ),
    )
    insert(Pension, _pensions(set(keys), rng, today))


def _pensions(keys: set[int], rng: Random, today: dt.date) -> Iterator[Pension]:
    rows = Participation.objects.filter(source=SOURCE, scheme=InsuranceScheme.EMPLOYEE_PENSION)
    for pk, resident in rows.order_by("pk").values_list("pk", "resident_id"):
        if resident in keys:
            yield Pension(
                participation_id=pk,
                state=PensionState.RUNNING,
                starts_on=dt.date(2015, 1, 1),
                monthly=Decimal("2600.00"),
                certified_on=today - rng.randrange(420) * _DAY,
                as_of=today,
            )


def night(*, ahead: int = 0) -> dict[str, Any]:
    """The night so many days from today; where it was stopped it goes on."""
    day = timezone.localdate() + ahead * _DAY
    begun = CertificationNight.objects.filter(day=day).first()
    found = measured(lambda: run_night(day))
    row = CertificationNight.objects.get(day=day)
    return {
        **found,
        "from": begun.position if begun else 0,
        "people": row.people,
        "entered": row.entered,
        "warned": row.warned,
        "held": row.held,
    }


@transaction.atomic
def forget() -> dict[str, Any]:
    """Takes back what the nights made, so that the first one can be measured again."""
    holds = EntitlementHold.objects.filter(kind="uncertified", case_number="")
    Entitlement.objects.filter(holds__in=holds).update(state=EntitlementState.RUNNING, reason="")
    Message.objects.filter(topic__startswith="certification.").delete()
    count = holds.delete()[0]
    for model in (Beneficiary, CertificationNight):
        model.objects.all().delete()
    return {"holds": count}


def digest() -> dict[str, Any]:
    """Everything that the nights made, boiled down: the same however often they were stopped."""
    names = ("resident_id", "state", "due_on", "first_warned_on", "second_warned_on", "grace_until")
    made = sha256()
    for row in Beneficiary.objects.order_by("resident_id").values_list(*names).iterator():
        made.update(repr(row).encode())
    holds = EntitlementHold.objects.filter(kind="uncertified").order_by("entitlement_id")
    for row in holds.values_list("entitlement_id", "from_month").iterator():
        made.update(repr(row).encode())
    return {"digest": made.hexdigest(), "rows": Beneficiary.objects.count()}


def pages() -> dict[str, Any]:
    """The county's first page of the list and its counts, in ms on the clock, the middle of twenty."""
    county = Beneficiary.objects.order_by().values_list("county_code", flat=True)[:1][0]
    rows = Beneficiary.objects.filter(county_code=county, due_on__isnull=False)
    return {
        "page_ms": _middle_ms(lambda: list(rows.order_by("due_on", "pk")[:51])),
        "counts_ms": _middle_ms(lambda: count_states(rows)),
    }


def _middle_ms(work: Callable[[], object], times: int = 20) -> float:
    took = []
    for _ in range(times):
        begun = perf_counter()
        work()
        took.append(perf_counter() - begun)
    return round(median(took) * 1000, 1)
