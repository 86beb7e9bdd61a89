"""Employment records: the registered unemployed with their contacts, flexible workers, certificates,
hard-to-employ persons, and the messages that the nightly run would have left."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import (
    EntryKind,
    HardshipState,
    LeftHow,
    UnemploymentMove,
    UnemploymentReason,
    UnemploymentState,
    WorkForm,
)
from cuncuntong.ledgers.employment.models import (
    Certificate,
    CertificateCopy,
    CertificateEntry,
    CertificateSeries,
    Hardship,
    Unemployment,
    UnemploymentEvent,
)
from cuncuntong.ledgers.employment.selectors import last_retirement, limits
from cuncuntong.ledgers.employment.services.certificates import with_check_digit
from cuncuntong.ledgers.employment.services.spells import OWN, form_words
from cuncuntong.ledgers.employment.services.unemployment import contact_due
from cuncuntong.ledgers.employment.services.watch import WARNING
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.residents.enums import Hukou, Sex, Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.workdays import calendar
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.hardship import Category, Person, find

ONE_IN, MOST = 60, 900
OFFICE = "阳城县人力资源和社会保障局（演示）"
UNITS = ("演示建材厂", "演示煤业公司", "演示缫丝厂", "演示陶瓷公司", "演示超市", "演示建筑劳务公司")
PLACES = ("本村附近", "本乡镇", "县城", "本市其他县区", "省外")
INCOMES = ("0-2000", "2000-3000", "2000-3000", "3000-5000", "3000-5000", "5000-8000")
FORMS = [one.value for one in WorkForm if one not in (WorkForm.SELF_RUN, WorkForm.OTHER)]
CATEGORIES = (Category.AGED, Category.LONG_UNEMPLOYED, Category.ALLOWANCE, Category.DISABLED)
TALKS = ("在找活，想在县城干", "面试过一家厂，嫌远", "想学电焊", "农忙后出去", "家里有老人，只能干零工")


def employment_records(*, seed: int, today: dt.date) -> None:
    """Makes the rows once; a second call finds them and does nothing."""
    if Unemployment.objects.exists():
        return
    rng = Random(f"{seed}-records")
    with transaction.atomic():
        free, still = _without_work(rng)
        registered = [_registration(person, rng, today, still_insured=False) for person in free]
        registered += [_registration(person, rng, today, still_insured=True) for person in still]
        Unemployment.objects.bulk_create(registered, batch_size=500)
        _events(registered, rng)
        spells = _spells(rng)
        holders = _certificates(registered, spells, today)
        _hardships(registered, holders, rng, today)
        _warnings(registered, today)


def _without_work(rng: Random) -> tuple[list[Resident], list[Resident]]:
    """People between 20 and 58 of whom no work is on record, and a few whom a unit still insures."""
    running = Employment.objects.filter(resident=OuterRef("pk"), ends_on__isnull=True)
    grown = Resident.objects.filter(
        standing=Standing.PRESENT,
        student_until__isnull=True,
        birth_date__range=(dt.date(1968, 1, 1), dt.date(2005, 12, 31)),
    )
    # Who looks for work has contacts of another scene, which would move the dates of this one.
    free = list(grown.exclude(Exists(running)).filter(job_seekings__isnull=True).order_by("pk"))
    rng.shuffle(free)
    count = min(MOST, max(12, Resident.objects.count() // ONE_IN))
    insured = Employment.objects.filter(
        kind="unit",
        insured=True,
        ends_on__isnull=True,
        resident__in=grown,
        resident__job_seekings__isnull=True,
    )
    still = [one.resident for one in insured.select_related("resident").order_by("pk")[: count // 40 + 1]]
    return free[:count], still


def _registration(person: Resident, rng: Random, today: dt.date, *, still_insured: bool) -> Unemployment:
    age = rng.randrange(5, 420)
    on = today - dt.timedelta(days=age)
    last = on + dt.timedelta(days=rng.randrange(0, min(age, 240) + 1)) if age > 150 else on
    reason = rng.choices(
        [UnemploymentReason.UNIT_LEFT, UnemploymentReason.SCHOOL_LEFT, UnemploymentReason.BUSINESS_CLOSED,
         UnemploymentReason.LAND_TAKEN, UnemploymentReason.OTHER],
        [50, 8, 6, 6, 30],
    )[0]  # fmt: skip
    from_unit = reason == UnemploymentReason.UNIT_LEFT
    ended = rng.random() < 0.22 and not still_insured
    due = contact_due(last, today)
    return Unemployment(
        resident=person,
        state=UnemploymentState.ENDED if ended else UnemploymentState.ACTIVE,
        reason=reason,
        left_how=rng.choice([LeftHow.UNIT_ENDED, LeftHow.EXPIRED, LeftHow.RESIGNED]) if from_unit else "",
        last_unit=rng.choice(UNITS) if from_unit else "",
        unemployed_since=on - dt.timedelta(days=rng.randrange(0, 90)),
        wishes=rng.sample(["jobs", "training", "start_up", "advice"], rng.randrange(0, 3)),
        registered_on=on,
        last_contact_on=last,
        contact_due_on=due,
        warned_on=None if ended or due > today + dt.timedelta(days=30) else today - dt.timedelta(days=3),
        retires_on=last_retirement(person, today).day,
        ended_on=min(today, last + dt.timedelta(days=20)) if ended else None,
        end_reason=rng.choice(["11", "11", "13", "32", "24"]) if ended else "",
        end_note="演示数据" if ended else "",
        village_code=person.village_code,
        township_code=person.township_code,
        county_code=person.county_code,
    )


def _events(rows: Sequence[Unemployment], rng: Random) -> None:
    events = []
    for row in rows:
        events.append(
            UnemploymentEvent(unemployment=row, move=UnemploymentMove.REGISTER, on=row.registered_on)
        )
        if row.last_contact_on > row.registered_on:
            events.append(
                UnemploymentEvent(
                    unemployment=row,
                    move=UnemploymentMove.CONTACT,
                    on=row.last_contact_on,
                    channel=rng.choice(["phone", "counter", "visit"]),
                    note=rng.choice(TALKS),
                )
            )
        if row.warned_on:
            events.append(UnemploymentEvent(unemployment=row, move=UnemploymentMove.WARN, on=row.warned_on))
        if row.ended_on:
            events.append(UnemploymentEvent(unemployment=row, move=UnemploymentMove.END, on=row.ended_on))
    UnemploymentEvent.objects.bulk_create(events, batch_size=1000)


def _spells(rng: Random) -> list[Employment]:
    """The flexible workers that are on record already get the form, the place and the income."""
    rows = list(Employment.objects.filter(kind__in=OWN).select_related("resident").order_by("pk"))
    for row in rows:
        row.work_form = WorkForm.SELF_RUN.value if row.kind == "self" else rng.choice(FORMS)
        row.place, row.income_range = rng.choice(PLACES), rng.choice(INCOMES)
    Employment.objects.bulk_update(rows, ["work_form", "place", "income_range"], batch_size=500)
    return [row for row in rows if row.ends_on is None]


def _certificates(
    registered: Sequence[Unemployment], spells: Sequence[Employment], today: dt.date
) -> dict[int, Certificate]:
    """One each for the unemployed and every third flexible worker, with its first entries."""
    found = _first_entries(registered, spells)
    made = _issued([(person, on) for person, on, _, _ in found.values()])
    entries = []
    for person, on, kind, text in found.values():
        held = made[person.pk]
        entries.append(
            CertificateEntry(
                certificate=held, kind=EntryKind.ISSUED, on=on, text=f"首次发证，{OFFICE}", key="issued"
            )
        )
        entries.append(CertificateEntry(certificate=held, kind=kind, on=on, text=text))
    CertificateEntry.objects.bulk_create(entries, batch_size=1000)
    return made


def _first_entries(
    registered: Sequence[Unemployment], spells: Sequence[Employment]
) -> dict[int, tuple[Resident, dt.date, str, str]]:
    """Whoever gets one, with the day, and kind and words of the first entry; by the resident's key."""
    found: dict[int, tuple[Resident, dt.date, str, str]] = {}
    for row in registered:
        text = f"失业登记：{row.get_reason_display()}"
        found[row.resident_id] = (row.resident, row.registered_on, EntryKind.UNEMPLOYMENT, text)
    for spell in spells[::3]:
        text = f"{spell.get_kind_display()}登记：{form_words(spell)}"
        day = max(spell.starts_on, dt.date(2020, 1, 1))
        found.setdefault(spell.resident_id, (spell.resident, day, EntryKind.EMPLOYMENT, text))
    return found


def _issued(people: Sequence[tuple[Resident, dt.date]]) -> dict[int, Certificate]:
    """Their certificates, numbered in the series of the year, each with its first copy."""
    made: dict[int, Certificate] = {}
    given: dict[str, int] = {}
    for person, on in people:
        series = f"{settings.CUNCUNTONG['COUNTY_CODE']}{on:%y}"
        given[series] = given.get(series, 0) + 1
        hukou = "1" if person.hukou == Hukou.URBAN else "2"
        made[person.pk] = Certificate(
            resident=person,
            number=with_check_digit(series[:6] + hukou, f"{on:%y}{given[series]:06d}"),
            issued_on=on,
            office=OFFICE,
            village_code=person.village_code,
            township_code=person.township_code,
            county_code=person.county_code,
        )
    Certificate.objects.bulk_create(made.values(), batch_size=1000)
    CertificateSeries.objects.bulk_create(
        CertificateSeries(series=series, given=count) for series, count in given.items()
    )
    CertificateCopy.objects.bulk_create(
        (
            CertificateCopy(
                certificate=one,
                token=secrets.token_urlsafe(16),
                issued_at=timezone.make_aware(dt.datetime.combine(one.issued_on, dt.time(10))),
            )
            for one in made.values()
        ),
        batch_size=1000,
    )
    return made


def _hardships(
    registered: Sequence[Unemployment], holders: dict[int, Certificate], rng: Random, today: dt.date
) -> None:
    figures = limits(today)
    rows = []
    for row in registered:
        if row.state != UnemploymentState.ACTIVE or rng.random() > 0.35:
            continue
        person = row.resident
        who = Person(person.birth_date, person.sex == Sex.MALE, today, row.registered_on)
        category = rng.choice(
            [Category.AGED, Category.LONG_UNEMPLOYED, Category.ALLOWANCE, Category.DISABLED]
        )
        found = find(category, who, figures)
        if not found.met or age_on(person.birth_date, today) < 18:
            continue
        state = rng.choices([HardshipState.ACTIVE, HardshipState.PROPOSED], [70, 30])[0]
        active = state == HardshipState.ACTIVE
        start = today - dt.timedelta(days=rng.randrange(1, 200))
        rows.append(
            Hardship(
                resident=person,
                unemployment=row,
                category=category.value,
                state=state,
                evidence="演示数据：已查验材料",
                finding=found.reason[:200],
                decided_at=timezone.now() if active else None,
                starts_on=start if active else None,
                ends_on=start + dt.timedelta(days=3 * 365) if active else None,
                village_code=row.village_code,
                township_code=row.township_code,
                county_code=row.county_code,
            )
        )
    Hardship.objects.bulk_create(rows, batch_size=500)


def _warnings(registered: Sequence[Unemployment], today: dt.date) -> None:
    due = calendar().add_workdays(today, 2)
    Message.objects.bulk_create(
        (
            Message(
                resident=row.resident,
                recipient_name=row.resident.name,
                topic=WARNING,
                text=(
                    f"{row.resident.name}：您办理的失业登记需要保持联系，请到村（社区）服务点说一下求职情况。"
                    "（演示）"
                ),
                key=f"unemployment:{row.pk}:warn:{row.last_contact_on.isoformat()}",
                due_on=due if row.pk % 3 else today - dt.timedelta(days=4),
                village_code=row.village_code,
                township_code=row.township_code,
                county_code=row.county_code,
            )
            for row in registered
            if row.warned_on
        ),
        batch_size=500,
    )
