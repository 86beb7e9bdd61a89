"""What a night does with a range of people: read at once, worked out in memory, written at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cuncuntong.foundation.bulk import insert_rows, preparer, reserve_keys, update_rows
from cuncuntong.ledgers.certification.enums import HELD, WARNED, BeneficiaryState, Doubt, Way
from cuncuntong.ledgers.certification.models import Beneficiary, Certification
from cuncuntong.ledgers.certification.selectors.drawing import Drawing, drawing_between
from cuncuntong.ledgers.certification.services.telling import held_words, warning_key, warning_words
from cuncuntong.ledgers.certification.standing import certified_until, grace_for, terms_on
from cuncuntong.ledgers.messages.bulk import Order, tell_many
from cuncuntong.ledgers.messages.services import Codes
from cuncuntong.ledgers.payments.selectors.payments import last_run
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.services.holds_in_bulk import NewHold, suspend_entitlements
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.certification import At, Move, first_held_month, next_move, step_of
from cuncuntong.rules.day_words import day_words

# The columns that a night keeps, in the order of a row in memory.
KEPT = (
    "draws_resident",
    "draws_employee",
    "since",
    "last_on",
    "last_way",
    "due_on",
    "state",
    "first_warned_on",
    "second_warned_on",
    "grace_until",
    "doubt",
    "doubt_words",
    "village_code",
    "township_code",
    "county_code",
)


@dataclass(slots=True)
class Person:
    """A resident of the range, as far as the night looks."""

    name: str
    dead_on: dt.date | None
    dead: bool
    place: tuple[str, str, str]
    reachable: bool


@dataclass
class Done:
    """Counts of a range."""

    people: int = 0
    entered: int = 0
    left: int = 0
    warned: int = 0
    held: int = 0


@dataclass
class _Writes:
    new: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    warnings: list[Order] = field(default_factory=list)
    holds: list[NewHold] = field(default_factory=list)
    told_held: list[Order] = field(default_factory=list)


class Night:
    """The figures of a day, asked once, and what is done with one range after the other."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.terms = terms_on(today)
        self._runs: dict[str, dt.date | None] = {}

    def do(self, after: int, upto: int) -> Done:
        """Everybody whose key is in the range; some ten questions, in the caller's transaction."""
        drawing = drawing_between(after, upto)
        rows = {
            row[1]: row
            for row in Beneficiary.objects.filter(resident__gt=after, resident__lte=upto)
            .select_for_update()
            .values_list("pk", "resident_id", *KEPT)
        }
        people = _people(drawing.keys() | rows.keys())
        certified = _late_certifications(people)
        done, writes = Done(), _Writes()
        for resident in sorted(people):
            self._look(
                resident, people[resident], drawing.get(resident), rows.get(resident), certified, done, writes
            )
        self._write(writes, done)
        return done

    def _look(
        self,
        resident: int,
        person: Person,
        drawing: Drawing | None,
        row: tuple[Any, ...] | None,
        certified: set[int],
        done: Done,
        writes: _Writes,
    ) -> None:
        before = dict(zip(KEPT, row[2:], strict=True)) if row else None
        after = self._as_of_today(person, drawing, before)
        if after is None:
            return
        if resident in certified and not after["doubt"]:
            after["doubt"] = Doubt.DEAD.value
            after["doubt_words"] = "死亡登记的日期早于认证日期，请核实死亡日期和认证"
        if after["state"] != BeneficiaryState.OUT.value:
            done.people += 1
            assert drawing is not None
            self._move(resident, person, drawing, after, writes)
        elif before is not None and before["state"] != BeneficiaryState.OUT.value:
            done.left += 1
        values = tuple(after[name] for name in KEPT)
        if row is None:
            done.entered += 1
            writes.new.append((resident, self.today, *values))
        elif values != row[2:]:
            writes.changed.append((*values, row[0]))

    def _as_of_today(
        self, person: Person, drawing: Drawing | None, before: dict[str, Any] | None
    ) -> dict[str, Any] | None:
        """The columns as they follow from what is drawn; None for who never drew anything."""
        draws = drawing is not None and drawing.anything and not person.dead
        if before is None and not draws:
            return None
        after = dict(before or _BLANK)
        after["village_code"], after["township_code"], after["county_code"] = person.place
        after["draws_resident"] = bool(drawing and drawing.entitlements)
        after["draws_employee"] = bool(drawing and drawing.employee)
        if not draws or drawing is None:
            after |= {"state": BeneficiaryState.OUT.value, "due_on": None, "grace_until": None}
            after |= {"first_warned_on": None, "second_warned_on": None}
            return after
        if after["state"] == BeneficiaryState.OUT.value:
            after["state"] = BeneficiaryState.VALID.value
        after["since"] = drawing.since
        above = drawing.certified_above
        if above is not None and (after["last_on"] is None or above > after["last_on"]):
            after["last_on"], after["last_way"] = above, Way.ABOVE.value
        due = certified_until(after["last_on"], after["since"], self.terms.interval_months)
        if due != after["due_on"]:
            first = after["due_on"] is None
            after |= {"first_warned_on": None, "second_warned_on": None}
            after["grace_until"] = grace_for(due, self.today) if first else None
            after["due_on"] = due
        return after

    def _move(
        self, resident: int, person: Person, drawing: Drawing, after: dict[str, Any], writes: _Writes
    ) -> None:
        """Warns or holds, as the day asks, and sets the state that follows."""
        at = _at(after, drawing.held)
        move = next_move(at, self.today, self.terms)
        due = after["due_on"]
        if move in (Move.FIRST_WARNING, Move.SECOND_WARNING):
            which = 1 if move == Move.FIRST_WARNING else 2
            after["first_warned_on" if which == 1 else "second_warned_on"] = self.today
            text = warning_words(person.name, due, which, self.today)
            writes.warnings.append(self._order(resident, person, text, warning_key(resident, due, which)))
        held = drawing.held
        if move == Move.HOLD and drawing.entitlements:
            month = first_held_month(due, self.today, self._last_run(person.place[2]))
            reason = f"认证应于{day_words(due)}以前办理，已提醒两次"
            writes.holds += [NewHold(key, month, due, reason) for key in drawing.entitlements]
            key = f"{HELD}:{resident}:{due:%Y%m%d}"
            writes.told_held.append(self._order(resident, person, held_words(person.name, month), key))
            held = True
        after["state"] = step_of(_at(after, held), self.today, self.terms).value

    def _order(self, resident: int, person: Person, text: str, key: str) -> Order:
        return Order(
            resident=resident,
            name=person.name,
            reachable=person.reachable,
            text=text,
            key=key,
            place=Codes(*person.place),
        )

    def _last_run(self, county: str) -> dt.date | None:
        if county not in self._runs:
            run = last_run(county)
            self._runs[county] = run.month if run else None
        return self._runs[county]

    def _write(self, writes: _Writes, done: Done) -> None:
        if writes.new:
            _insert(writes.new)
        update_rows(Beneficiary, KEPT, writes.changed)
        if writes.warnings:
            done.warned += tell_many(topic=WARNED, orders=writes.warnings)
        if writes.holds:
            suspend_entitlements(orders=writes.holds, kind=HoldKind.UNCERTIFIED, on=self.today, actor=None)
            done.held += len(writes.told_held)
            tell_many(topic=HELD, orders=writes.told_held)


_BLANK: dict[str, Any] = {
    **dict.fromkeys(KEPT),
    "last_way": "",
    "doubt": "",
    "doubt_words": "",
    "state": BeneficiaryState.VALID.value,
}


def _at(after: dict[str, Any], held: bool) -> At:
    return At(
        after["due_on"], after["first_warned_on"], after["second_warned_on"], after["grace_until"], held
    )


def _people(keys: Iterable[int]) -> dict[int, Person]:
    """The residents of the range; records that were merged away are none."""
    rows = Resident.objects.filter(pk__in=sorted(keys), merged_into__isnull=True).order_by()
    names = ("pk", "name", "standing", "deceased_on", "village_code", "township_code", "county_code")
    return {
        pk: Person(name, died, standing == Standing.DECEASED, (village, township, county), bool(telephone))
        for pk, name, standing, died, village, township, county, telephone in rows.values_list(
            *names, "telephone_index"
        )
    }


def _late_certifications(people: dict[int, Person]) -> set[int]:
    """Dead people with a certification after the day of death."""
    dead = {key: one.dead_on for key, one in people.items() if one.dead and one.dead_on}
    if not dead:
        return set()
    rows = Certification.objects.filter(resident__in=dead, undone_at__isnull=True)
    found = rows.order_by().values_list("resident_id", "on")
    return {key for key, on in found if on > dead[key]}


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    names = ["id", "resident_id", "entered_on", *KEPT, "home_wanted"]
    prepare = preparer(Beneficiary, names)
    keys = reserve_keys(Beneficiary, len(rows))
    ready = [prepare((key, *row, False)) for key, row in zip(keys, rows, strict=True)]
    insert_rows(Beneficiary, names, ready, prepared=True)
