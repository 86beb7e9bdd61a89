"""Builds synthetic households and their people in batches, with everything the ledgers know of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from django.db import transaction
from django.utils import timezone

from cuncuntong.demo import ledgers
from cuncuntong.demo.census import Person, Place, draw_place, household, village_weight
from cuncuntong.demo.marks import FIRST_SERIAL, HOUSEHOLD_PREFIX, LAST_SERIAL, TELEPHONE_PREFIX
from cuncuntong.demo.names import given_name, surname
from cuncuntong.foundation.identifiers.resident_id import make_resident_id
from cuncuntong.ledgers.residents.enums import Hukou, Standing
from cuncuntong.ledgers.residents.models import Household, Resident
from cuncuntong.ledgers.residents.names import pinyin_of
from cuncuntong.network.models import Division, Duty, ServicePoint
from cuncuntong.rules.ages import age_on

BATCH = 2000
# How many times as many synthetic people live around a point with a demonstration account.
STAFFED_WEIGHT = 8
# One planted double for so many people, for the screen that finds and merges them.
ONE_DOUBLE_IN = 700
ELSEWHERE = ("山西省太原市", "山西省晋城市城区", "河南省郑州市", "山西省长治市", "江苏省苏州市")


@dataclass
class _Batch:
    households: list[Household]
    residents: list[Resident]
    doubles: set[int]  # places in the list of residents


def add_residents(count: int, *, seed: int, progress: Callable[[int], object] = lambda _: None) -> int:
    """Adds so many people; the same seed on the same database gives the same people.

    Returns how many were added. One transaction a batch: what is done stays done.
    """
    maker = _Maker(seed)
    left = count
    while left > 0:
        wanted = min(BATCH, left)
        with transaction.atomic():
            maker.save(wanted)
        progress(wanted)
        left -= wanted
    return count


def places() -> list[Place]:
    """Villages and communities that have a point, with their weight."""
    rows = ServicePoint.objects.exclude(village_code="").select_related("division").order_by("code")
    # Where somebody can sign in, enough people live that every kind of case finds its resident.
    staffed = set(Duty.objects.exclude(point=None).values_list("point_id", flat=True))
    return [
        Place(
            division_id=row.division_id,
            code=row.village_code,
            township=row.township_code,
            county=row.county_code,
            name=row.division.name,
            weight=village_weight(row.village_code, community=row.division.kind == "community")
            * (STAFFED_WEIGHT if row.pk in staffed else 1),
        )
        for row in rows
    ]


class _Maker:
    """Draws households one after another; each has a generator of its own, from seed and number."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.today = timezone.localdate()
        self.places = places()
        self.weights = list(accumulate(place.weight for place in self.places))
        self.townships = dict(Division.objects.filter(level="township").values_list("code", "name"))
        self.number = Household.objects.filter(number__startswith=HOUSEHOLD_PREFIX).count()
        self.used = self._used_serials()
        self.made = 0

    def _used_serials(self) -> Counter[tuple[dt.date, str]]:
        rows = Resident.objects.values_list("birth_date", "sex").iterator(chunk_size=5000)
        return Counter((birth, sex) for birth, sex in rows)

    def save(self, wanted: int) -> None:
        """Makes and stores one batch with its ledgers."""
        batch = _Batch([], [], set())
        first = self.number
        drawn = self._people()
        while len(batch.residents) < wanted:
            house, person, rng = next(drawn)
            if person.role == "户主":
                batch.households.append(house)
            self._add(batch, house, person, rng)
        del batch.residents[wanted:]
        Household.objects.bulk_create(batch.households, batch_size=500)
        for resident in batch.residents:
            resident.household_id = resident.household.pk  # type: ignore[union-attr]
        Resident.objects.bulk_create(batch.residents, batch_size=500)
        # The second record of a person has nothing in the ledgers yet: it can be merged away.
        known = [one for place, one in enumerate(batch.residents) if place not in batch.doubles]
        ledgers.fill(known, Random(f"{self.seed} ledgers {first}"), self.today)

    def _people(self) -> Iterator[tuple[Household, Person, Random]]:
        while True:
            self.number += 1
            rng = Random(f"{self.seed} household {self.number}")
            place = draw_place(rng, self.places, self.weights)
            members = household(rng, self.today)
            house = Household(
                number=f"{HOUSEHOLD_PREFIX}{place.county}{self.number:07d}",
                address=f"{self.townships[place.township]}{place.name}{rng.randrange(1, 320)}号",
                village_code=place.code,
                township_code=place.township,
                county_code=place.county,
            )
            house.place = place  # type: ignore[attr-defined]
            house.surnames = {  # type: ignore[attr-defined]
                index: surname(rng) for index in sorted({person.surname_of for person in members} | {0, 1})
            }
            house.telephone = _telephone(rng)  # type: ignore[attr-defined]
            for person in members:
                yield house, person, rng

    def _add(self, batch: _Batch, house: Household, person: Person, rng: Random) -> None:
        resident = self._resident(house, person, rng)
        if resident is None:
            return
        batch.residents.append(resident)
        self.made += 1
        if self.made % ONE_DOUBLE_IN == 0:
            double = self._resident(house, person, rng)
            if double is not None:
                # Registered twice: same name and birth, another number, an older address.
                double.name, double.telephone = resident.name, resident.telephone
                double.name_initials, double.name_pinyin = resident.name_initials, resident.name_pinyin
                double.standing, double.deceased_on, double.moved_out_on = Standing.PRESENT, None, None
                double.address = house.address + "（旧）"
                batch.doubles.add(len(batch.residents))
                batch.residents.append(double)

    def _resident(self, house: Household, person: Person, rng: Random) -> Resident | None:
        count = self.used[person.birth, person.sex]
        if FIRST_SERIAL + count > LAST_SERIAL:
            return None  # fifty of one sex born on one day: leave the person out
        self.used[person.birth, person.sex] += 1
        place: Place = house.place  # type: ignore[attr-defined]
        name = house.surnames[person.surname_of] + given_name(rng, person.sex, person.birth.year)  # type: ignore[attr-defined]
        initials, pinyin = pinyin_of(name)
        age = age_on(person.birth, self.today)
        resident = Resident(
            name=name,
            name_initials=initials,
            name_pinyin=pinyin,
            id_number=make_resident_id(place.county, person.birth, _serial(person, count), person.sex),
            sex=person.sex,
            birth_date=person.birth,
            nation="01" if rng.random() < 0.993 else rng.choice(["02", "03", "11", "15"]),
            telephone=self._own_telephone(house, age, rng),
            address=house.address,
            village_id=place.division_id,
            village_code=place.code,
            township_code=place.township,
            county_code=place.county,
            household=house,
            household_role=person.role,
            hukou=Hukou.RURAL if rng.random() < 0.86 else Hukou.URBAN,
            education=_education(rng, age),
            student_until=_student_until(rng, person.birth, age),
            created_at=timezone.now(),
            changed_at=timezone.now(),
        )
        self._leave(resident, age, rng)
        return resident

    def _own_telephone(self, house: Household, age: int, rng: Random) -> str:
        if age < 12 or age >= 82:
            # Children and the very old are reached by the family's telephone, if at all.
            return house.telephone if rng.random() < 0.7 else ""  # type: ignore[attr-defined]
        return _telephone(rng)

    def _leave(self, resident: Resident, age: int, rng: Random) -> None:
        """A few have died or moved away, within the last three years."""
        day = self.today - dt.timedelta(days=rng.randrange(1, 1000))
        chance = rng.random()
        if day <= resident.birth_date:
            return
        if chance < (0.004 if age < 60 else 0.02 if age < 80 else 0.08):
            resident.standing, resident.deceased_on = Standing.DECEASED, day
        elif chance > 0.993:
            resident.standing, resident.moved_out_on = Standing.MOVED_OUT, day
            resident.moved_to = rng.choice(ELSEWHERE)


def _telephone(rng: Random) -> str:
    return f"{TELEPHONE_PREFIX}{rng.randrange(10**8):08d}"


def _education(rng: Random, age: int) -> str:
    if age < 16:
        return ""
    if age >= 60:
        return rng.choices(["90", "80", "70", "60"], [12, 45, 36, 7])[0]
    if age >= 40:
        return rng.choices(["80", "70", "60", "40", "30", "20"], [12, 56, 15, 8, 6, 3])[0]
    return rng.choices(["70", "60", "40", "30", "20", "10"], [26, 18, 18, 21, 16, 1])[0]


def _student_until(rng: Random, birth: dt.date, age: int) -> dt.date | None:
    """The summer in which school or university ends, for those who are still there."""
    if not 6 <= age <= 23:
        return None
    if age <= 15:
        return dt.date(birth.year + 16, 7, 1)
    if rng.random() < (0.85 if age < 18 else 0.55):
        return dt.date(birth.year + (19 if age < 18 else 23), 7, 1)
    return None


def _serial(person: Person, count: int) -> int:
    """The order number of the next person of that day and sex: spread out, so that the last four
    characters tell people apart, and each used once."""
    size = LAST_SERIAL - FIRST_SERIAL + 1
    return FIRST_SERIAL + (Random(f"{person.birth} {person.sex}").randrange(size) + count) % size
