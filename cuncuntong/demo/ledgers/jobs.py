"""Employment spells, what other pension schemes report, and job seekers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from cuncuntong.ledgers.jobs.enums import EmploymentKind, Hours, PayUnit, SeekerKind, SeekerMove, SeekerState
from cuncuntong.ledgers.jobs.models import Employment, JobSeeker, SeekerEvent, SeekerOccupation
from cuncuntong.ledgers.jobs.services import valid_until
from cuncuntong.ledgers.jobs.services.seeker_rows import wanted_rows
from cuncuntong.ledgers.pensions.enums import OtherKind, OtherState
from cuncuntong.ledgers.pensions.models import OtherScheme
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.occupations import resolve

EMPLOYERS = (
    "演示建材厂", "演示煤业公司", "演示缫丝厂", "演示食品加工厂", "演示陶瓷公司", "演示物流公司", "演示超市",
    "演示养殖合作社", "演示旅游公司", "演示建筑劳务公司", "演示镇卫生院", "演示幼儿园",
)  # fmt: skip
OCCUPATIONS = (
    "建筑工", "保洁员", "护理员", "厨师", "货车司机", "电工", "焊工", "服务员", "仓库管理员", "养殖工",
    "果树修剪工", "缝纫工", "保安员", "收银员", "家政服务员", "装卸工",
)  # fmt: skip
SKILLS = ("", "", "", "电工证", "焊工证", "C1驾驶证", "B2驾驶证", "厨师证", "育婴员证")
SOURCE = "演示数据"


def fill_jobs(residents: Sequence[Resident], rng: Random, today: dt.date) -> dict[int, OtherScheme]:
    """Writes the rows; returns what other schemes report, by resident."""
    spells: list[Employment] = []
    others: dict[int, OtherScheme] = {}
    seekers: list[JobSeeker] = []
    for resident in residents:
        age = age_on(resident.birth_date, today)
        if resident.student_until or resident.standing != Standing.PRESENT:
            continue
        if age >= 60:
            if rng.random() < 0.09:
                others[resident.pk] = _other(
                    resident, OtherState.RECEIVING, resident.birth_date.year + 60, rng, today
                )
        elif age >= 18:
            _working_age(resident, age, spells, others, seekers, rng, today)
    Employment.objects.bulk_create(spells, batch_size=1000)
    OtherScheme.objects.bulk_create(others.values(), batch_size=1000)
    JobSeeker.objects.bulk_create(seekers, batch_size=1000)
    SeekerOccupation.objects.bulk_create(
        [row for seeker in seekers for row in wanted_rows(seeker)], batch_size=1000
    )
    SeekerEvent.objects.bulk_create([_registered(seeker) for seeker in seekers], batch_size=1000)
    return others


def _working_age(
    resident: Resident,
    age: int,
    spells: list[Employment],
    others: dict[int, OtherScheme],
    seekers: list[JobSeeker],
    rng: Random,
    today: dt.date,
) -> None:
    chance = rng.random()
    begun = today - dt.timedelta(days=rng.randrange(60, max(61, (age - 17) * 300)))
    if chance < 0.26:
        spells.append(_spell(resident, EmploymentKind.UNIT, begun, rng, insured=True))
        others[resident.pk] = _other(resident, OtherState.PAYING, begun.year, rng, today)
    elif chance < 0.36:
        spells.append(_spell(resident, EmploymentKind.UNIT, begun, rng, insured=False))
    elif chance < 0.45:
        kind = EmploymentKind.FLEXIBLE if rng.random() < 0.7 else EmploymentKind.SELF
        spells.append(_spell(resident, kind, begun, rng, insured=False))
    elif chance < 0.50:
        spell = _spell(resident, EmploymentKind.UNIT, begun, rng, insured=True)
        spell.ends_on = begun + (today - begun) * rng.uniform(0.2, 0.95)
        spells.append(spell)
        others[resident.pk] = _other(resident, OtherState.STOPPED, begun.year, rng, today)
    elif chance < 0.60:
        seekers.append(_seeker(resident, rng, today))


def _spell(resident: Resident, kind: str, begun: dt.date, rng: Random, *, insured: bool) -> Employment:
    return Employment(
        resident=resident,
        kind=kind,
        employer=rng.choice(EMPLOYERS) if kind == EmploymentKind.UNIT else "",
        starts_on=begun,
        insured=insured,
        source=SOURCE,
        as_of=dt.date(begun.year, 12, 31) if begun.year < 2026 else begun,
    )


def _other(resident: Resident, state: str, since: int, rng: Random, today: dt.date) -> OtherScheme:
    return OtherScheme(
        resident=resident,
        kind=OtherKind.EMPLOYEE if rng.random() < 0.85 else OtherKind.PUBLIC,
        state=state,
        since=min(dt.date(since, rng.randrange(1, 13), 1), today),
        as_of=today.replace(day=1) - dt.timedelta(days=1),
        source=SOURCE,
    )


def _seeker(resident: Resident, rng: Random, today: dt.date) -> JobSeeker:
    on = today - dt.timedelta(days=rng.randrange(1, 420))
    until = valid_until(on)
    kind = SeekerKind.FIXED if rng.random() < 0.7 else SeekerKind.GIG
    words = rng.choice(OCCUPATIONS)
    return JobSeeker(
        resident=resident,
        kind=kind,
        state=SeekerState.ACTIVE if until >= today else SeekerState.EXPIRED,
        **wishes_of(words, kind, rng),
        work_place=rng.choice(["本村附近", "本乡镇", "本县", "本县", "县外"]),
        skills=rng.choice(SKILLS),
        education=resident.education,
        shown_to_employers=bool(resident.telephone) and rng.random() < 0.6,
        last_contact_on=on,
        registered_on=on,
        valid_until=until,
        village_code=resident.village_code,
        township_code=resident.township_code,
        county_code=resident.county_code,
    )


def wishes_of(words: str, kind: SeekerKind, rng: Random) -> dict[str, Any]:
    """What somebody wants and can do, beside the words for the work."""
    found = resolve(words)
    codes = [found.code] if found.code else [one.code for one in found.candidates[:1]]
    gig = kind == SeekerKind.GIG
    return {
        "occupation": words,
        "occupations": codes,
        "pay_floor": Decimal(rng.randrange(12, 25) * 10 if gig else rng.randrange(20, 61) * 100),
        "pay_unit": PayUnit.DAY if gig else PayUnit.MONTH,
        "distance_km": rng.choice([None, None, 5, 10, 20]),
        "hours": rng.choice([Hours.ANY, Hours.DAY, Hours.DAY, Hours.SHIFT]),
        "certificates": rng.choice([[], [], [], ["health"], ["drive_c1"], ["electric"], ["welding"]]),
        "experience_years": rng.choice([None, None, 1, 3, 8]),
        "health_limits": ["heavy"] if rng.random() < 0.08 else [],
        "push_agreed": rng.random() < 0.5,
    }


def _registered(seeker: JobSeeker) -> SeekerEvent:
    return SeekerEvent(seeker=seeker, move=SeekerMove.REGISTER, on=seeker.registered_on)
