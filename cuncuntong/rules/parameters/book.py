"""Looks a figure up by key and day, the county's own before the shipped ones."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from cuncuntong.rules.parameters.loader import shipped_definitions
from cuncuntong.rules.parameters.model import (
    Confidence,
    DatedValue,
    Definition,
    NoValueOn,
    OverlayValue,
    ParameterState,
    ShippedValue,
    UnknownParameter,
)
from cuncuntong.rules.parameters.values import InvalidValue, Value

# A run of a whole county asks for a few figures on a few days, very often.
MOST_ANSWERS = 20_000


class Parameters:
    """All dated parameters of a county; unchanging, so that one computation sees one state.

    From the day of its first confirmed value on, a parameter follows the county's values alone:
    an update of the program never changes what a county pays. `rejected` lists stored values that
    can't be used (key gone, shape changed), with the reason in Chinese.
    """

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        overlay: Iterable[OverlayValue] = (),
    ) -> None:
        self._definitions = dict(definitions)
        self._county: dict[str, list[DatedValue]] = {}
        self._proposals: dict[str, list[OverlayValue]] = {}
        self._timelines: dict[str, tuple[DatedValue, ...]] = {}
        self._answers: dict[tuple[str, date], DatedValue | None] = {}
        self.rejected: list[tuple[OverlayValue, str]] = []
        for entry in overlay:
            self._take(entry)
        for values in self._county.values():
            values.sort(key=_start)

    def get(self, key: str, on: date) -> DatedValue:
        """The value in force on a day. Raises UnknownParameter or NoValueOn."""
        asked = (key, on)
        if asked in self._answers:
            found = self._answers[asked]
        else:
            found = self._look_up(key, on)
            if len(self._answers) < MOST_ANSWERS:
                self._answers[asked] = found
        if found is None:
            raise NoValueOn(key, self.definition(key).name, on)
        return found

    def _look_up(self, key: str, on: date) -> DatedValue | None:
        definition = self.definition(key)
        found = self._own(definition, on)
        if found is None and definition.fallback is not None:
            stand_in = self._own(self._definitions[definition.fallback], on)
            if stand_in is not None:
                found = _standing_in(definition, stand_in)
        return found

    def find(self, key: str, on: date) -> DatedValue | None:
        """Like `get`, with None where no value is in force. Raises UnknownParameter."""
        try:
            return self.get(key, on)
        except NoValueOn:
            return None

    def integer(self, key: str, on: date) -> int:
        """The value of a whole-number parameter."""
        value = self.get(key, on).value
        if isinstance(value, int):
            return value
        raise TypeError(f"{key} is not a whole number")

    def decimal(self, key: str, on: date) -> Decimal:
        """The value of a single-number parameter as a Decimal."""
        value = self.get(key, on).value
        if isinstance(value, Mapping):
            raise TypeError(f"{key} is a table")
        return Decimal(value)

    def table(self, key: str, on: date) -> Mapping[int | str, int | Decimal]:
        """The value of a table parameter."""
        value = self.get(key, on).value
        if isinstance(value, Mapping):
            return value
        raise TypeError(f"{key} is not a table")

    def definition(self, key: str) -> Definition:
        """What a parameter is. Raises UnknownParameter."""
        try:
            return self._definitions[key]
        except KeyError:
            raise UnknownParameter(key) from None

    def check(self, key: str, raw: object) -> Value:
        """Reads what an administrator typed. Raises UnknownParameter or InvalidValue (Chinese)."""
        return self.definition(key).kind.parse(raw)

    def timeline(self, key: str) -> tuple[DatedValue, ...]:
        """All values of a parameter in force at some time, oldest first, each with its last day."""
        line = self._timelines.get(key)
        if line is None:
            line = self._timelines[key] = self._line_up(self.definition(key))
        return line

    def state(self, key: str, on: date) -> ParameterState:
        """A parameter as the administrator's screen shows it."""
        definition = self.definition(key)
        current = self.find(key, on)
        county = self._county.get(key, [])
        in_force = [value for value in county if _start(value) <= on]
        newer: tuple[DatedValue, ...] = ()
        if in_force:
            shipped = (_shipped(definition, value) for value in definition.values)
            newer = tuple(value for value in shipped if _start(value) > _start(in_force[-1]))
        proposals = tuple(self._proposals.get(key, ()))
        return ParameterState(definition, current, self.timeline(key), proposals, newer)

    def all(self, on: date) -> list[ParameterState]:
        """Every parameter, in the order of the files."""
        return [self.state(key, on) for key in self._definitions]

    def unconfirmed(self, on: date) -> list[ParameterState]:
        """Those whose value on a day is missing or 待核定."""
        return [state for state in self.all(on) if not state.is_confirmed]

    def _take(self, entry: OverlayValue) -> None:
        definition = self._definitions.get(entry.key)
        if definition is None:
            self.rejected.append((entry, "本版本没有这个参数。"))
            return
        try:
            value = definition.kind.parse(entry.value)
        except InvalidValue as error:
            self.rejected.append((entry, str(error)))
            return
        if not entry.confirmed:
            self._proposals.setdefault(entry.key, []).append(entry)
            return
        self._county.setdefault(entry.key, []).append(
            DatedValue(
                key=entry.key,
                name=definition.name,
                unit=definition.unit,
                kind=definition.kind,
                value=value,
                starts=entry.starts,
                ends=None,
                source=entry.source,
                confidence=Confidence.COUNTY,
            )
        )

    def _line_up(self, definition: Definition) -> tuple[DatedValue, ...]:
        """Shipped values up to the county's first one, then the county's; each ends before the next."""
        values = [_shipped(definition, value) for value in definition.values]
        county = self._county.get(definition.key, [])
        if county:
            values = [value for value in values if _start(value) < _start(county[0])] + county
        nexts = [*values[1:], None]
        return tuple(_ending(value, after) for value, after in zip(values, nexts, strict=False))

    def _own(self, definition: Definition, on: date) -> DatedValue | None:
        line = self.timeline(definition.key)
        index = bisect_right(line, on, key=_start) - 1
        if index < 0:
            return None
        value = line[index]
        return value if value.ends is None or on <= value.ends else None


def load_parameters(overlay: Iterable[OverlayValue] = ()) -> Parameters:
    """The shipped parameters with a county's own values on top."""
    return Parameters(shipped_definitions(), overlay)


def _start(value: DatedValue) -> date:
    return value.starts or date.min


def _shipped(definition: Definition, value: ShippedValue) -> DatedValue:
    return DatedValue(
        key=definition.key,
        name=definition.name,
        unit=definition.unit,
        kind=definition.kind,
        value=value.value,
        starts=value.starts,
        ends=value.ends,
        source=value.source,
        confidence=value.confidence,
        note=value.note or definition.note,
    )


def _ending(value: DatedValue, after: DatedValue | None) -> DatedValue:
    """The value with its last day: its own, or the day before the next one starts."""
    if after is None:
        return value
    last = _start(after) - timedelta(days=1)
    return replace(value, ends=last if value.ends is None else min(value.ends, last))


def _standing_in(definition: Definition, value: DatedValue) -> DatedValue:
    """A fallback's value under the asked parameter's name; never passed off as confirmed."""
    confidence = Confidence.TWO if value.confidence.is_confirmed else value.confidence
    note = f"没有核定的“{definition.name}”，暂按“{value.name}”。{value.note}"
    return replace(
        value,
        key=definition.key,
        name=definition.name,
        confidence=confidence,
        note=note,
        via=value.key,
    )
