"""Certifications of the demonstration's pensioners: spread over the past year, made up and saying so.

First each gets a certification of some day, in bulk, or none; then the night's own work lists everybody, so
that states, warnings and due days are what the ledger makes of them. A few stories go by the services.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cuncuntong.demo.bulk import insert
from cuncuntong.demo.marks import READY_PREFIX
from cuncuntong.ledgers.certification.enums import AboveState, LossKind, LossState, Way
from cuncuntong.ledgers.certification.models import Beneficiary, Certification, Loss
from cuncuntong.ledgers.certification.services import run_night
from cuncuntong.ledgers.certification.services.losses import WORKDAYS
from cuncuntong.ledgers.insurance.models import Pension
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.pensions.services.holds_in_bulk import NewHold, suspend_entitlements
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import setting
from cuncuntong.network.workdays import calendar

SOURCE = "演示数据"
# Ways with their weights: most by data, as the rule wants it.
_WAYS = ((Way.MEDICAL, 45), (Way.COMMUNITY, 20), (Way.TRAVEL, 10), (Way.COUNTER, 15), (Way.HOME, 10))
_DAY = dt.timedelta(days=1)
# Out of a hundred: certified within the last nine months; the others are due within three.
_FRESH = 78
# Who lapsed, certified once or never: most are held, so that few are left for the payment to ask about.
_MOST_LATE, _MOST_HELD, _MOST_HOME = 16, 12, 15


def certification_scene(*, seed: int, today: dt.date) -> None:
    """Fills the ledger once; who draws later is listed by the night."""
    if Beneficiary.objects.exists():
        return
    rng = Random(f"{seed}-certification")
    insert(Certification, _certifications(rng, today))
    last = Certification.objects.order_by("-on").values_list("resident_id", "on", "way")
    insert(Beneficiary, _rows({resident: (on, way) for resident, on, way in last}, today))
    run_night(today)
    _stories(rng, today)


def _own() -> QuerySet[Resident]:
    """Who draws the residents' pension."""
    states = (EntitlementState.RUNNING, EntitlementState.SUSPENDED)
    own = Entitlement.objects.filter(state__in=states).values("resident_id")
    return Resident.objects.filter(standing=Standing.PRESENT, pk__in=own)


def _drawing() -> Iterator[Resident]:
    above = Pension.objects.values("participation__resident_id")
    present = Resident.objects.filter(standing=Standing.PRESENT)
    for rows in (_own(), present.filter(pk__in=above)):
        yield from rows.order_by("pk").iterator(chunk_size=2000)


def _certifications(rng: Random, today: dt.date) -> Iterator[Certification]:
    ways, weights = [way for way, _ in _WAYS], [weight for _, weight in _WAYS]
    seen = set(Certification.objects.values_list("resident_id", flat=True))
    own = {person.pk for person in _own() if person.pk not in seen}
    late = set(rng.sample(sorted(own), min(_MOST_LATE, len(own) // 8)))
    never = set(sorted(late)[::2])
    for person in _drawing():
        if person.pk in seen or person.pk in never:
            continue
        seen.add(person.pk)
        if person.pk in late:
            back = rng.randrange(370, 420)
        elif rng.randrange(100) < _FRESH:
            back = rng.randrange(1, 270)
        else:
            back = rng.randrange(280, 365)
        yield Certification(
            resident_id=person.pk,
            on=today - back * _DAY,
            way=rng.choices(ways, weights)[0],
            source=SOURCE,
            above=AboveState.NONE,
            at=timezone.now() - back * _DAY,
            village_code=person.village_code,
            township_code=person.township_code,
            county_code=person.county_code,
        )


def _rows(last: dict[int, tuple[dt.date, str]], today: dt.date) -> Iterator[Beneficiary]:
    """Rows with their last certification; the night sets everything else."""
    seen: set[int] = set()
    for person in _drawing():
        if person.pk not in seen and person.pk in last:
            seen.add(person.pk)
            on, way = last[person.pk]
            yield Beneficiary(
                resident_id=person.pk,
                last_on=on,
                last_way=way,
                due_on=on,
                entered_on=on,
                village_code=person.village_code,
                township_code=person.township_code,
                county_code=person.county_code,
            )


def _stories(rng: Random, today: dt.date) -> None:
    """Some are held, some want a visit, one was reported."""
    late = Beneficiary.objects.filter(draws_resident=True, due_on__lt=today).order_by("pk")
    held = list(late.values_list("resident_id", flat=True)[:_MOST_HELD])
    month = today.replace(day=1)
    orders = [
        NewHold(key, month, None, f"{SOURCE}：没有按期认证")
        for key in Entitlement.objects.filter(resident__in=held, state=EntitlementState.RUNNING).values_list(
            "pk", flat=True
        )
    ]
    _hold(orders, today)
    Beneficiary.objects.filter(resident__in=held).update(
        state="suspended", first_warned_on=today - 40 * _DAY, second_warned_on=today - 20 * _DAY
    )
    old = Beneficiary.objects.filter(state="warned_once").exclude(resident__name__startswith=READY_PREFIX)
    old = old.order_by("resident__birth_date")
    for row in old[:_MOST_HOME]:
        row.home_wanted, row.home_note = True, f"{SOURCE}：高龄行动不便，{rng.choice(('上午', '下午'))}在家"
        row.save(update_fields=["home_wanted", "home_note"])
    reported = old.last()
    if reported is not None:
        Loss.objects.create(
            resident_id=reported.resident_id,
            kind=LossKind.MISSING,
            learned_on=today - 3 * _DAY,
            due_on=calendar().add_workdays(today - 3 * _DAY, setting(WORKDAYS)),
            note=f"{SOURCE}：邻居说外出后一直联系不上",
            state=LossState.OPEN,
            village_code=reported.village_code,
            township_code=reported.township_code,
            county_code=reported.county_code,
        )


def _hold(orders: list[NewHold], today: dt.date) -> None:
    with transaction.atomic():
        suspend_entitlements(orders=orders, kind=HoldKind.UNCERTIFIED, on=today, actor=None)
