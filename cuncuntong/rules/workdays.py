"""China's working days, and the limits that are counted in them.

The official arrangement of 2004–2026 comes with the package chinesecalendar. For later years an
administrator fills a table, which the caller hands in; until it is complete the year is answered
by plain weekends (and by whatever the table already says), and reported as a fallback.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import accumulate

from chinese_calendar import constants as official

SATURDAY = 5

# A year is official when the package knows its National Day; it knows years only as a whole.
OFFICIAL_YEARS = frozenset(day.year for day in official.holidays if (day.month, day.day) == (10, 1))

# 全国年节及纪念日放假办法 (since 2025): thirteen days off a year, each of which falls on a weekday
# or is given back on one; these six have fixed dates. A table with less is not complete.
STATUTORY_DAYS_OFF = 13
FIXED_DAYS_OFF = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


@dataclass(frozen=True, slots=True)
class _Year:
    """One year: a flag a day, how many workdays precede each day, and the workdays themselves."""

    first: int
    worked: tuple[bool, ...]
    before: tuple[int, ...]
    days: tuple[int, ...]
    covered: bool


def _plain(ordinal: int) -> bool:
    return date.fromordinal(ordinal).weekday() < SATURDAY


def _officially(ordinal: int) -> bool:
    day = date.fromordinal(ordinal)
    return day in official.workdays or (day.weekday() < SATURDAY and day not in official.holidays)


def _complete(year: int, worked: tuple[bool, ...], first: int) -> bool:
    """Whether an administrator's table can be a whole year's arrangement."""
    weekdays_off = sum(not flag and _plain(first + index) for index, flag in enumerate(worked))
    fixed = all(not worked[date(year, month, day).toordinal() - first] for month, day in FIXED_DAYS_OFF)
    return weekdays_off >= STATUTORY_DAYS_OFF and fixed


def _build(year: int, overrides: Mapping[int, bool]) -> _Year:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    rule = _officially if year in OFFICIAL_YEARS else _plain
    worked = (overrides[o] if o in overrides else rule(o) for o in range(first, last + 1))
    flags = tuple(map(bool, worked))
    return _Year(
        first=first,
        worked=flags,
        before=(0, *accumulate(flags)),
        days=tuple(first + index for index, flag in enumerate(flags) if flag),
        covered=year in OFFICIAL_YEARS or _complete(year, flags, first),
    )


@lru_cache(maxsize=200)
def _untouched_year(year: int) -> _Year:
    return _build(year, {})


class Calendar:
    """Working days with an administrator's table on top: `{day: is it worked}`.

    The table also corrects official years, should the State Council change one. Days are plain
    dates of Asia/Shanghai; a datetime is refused (TypeError), since its day hangs on its zone.
    """

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        self._overrides: dict[int, dict[int, bool]] = {}
        for day, worked in (overrides or {}).items():
            self._overrides.setdefault(day.year, {})[day.toordinal()] = worked
        self._years: dict[int, _Year] = {}

    def is_workday(self, day: date) -> bool:
        """Whether people work on a day."""
        year = self._year(_plain_date(day).year)
        return year.worked[day.toordinal() - year.first]

    def next_workday(self, day: date) -> date:
        """The day itself when it is worked, else the first worked one after it."""
        return day if self.is_workday(day) else self._shift(day, 1)

    def add_workdays(self, start: date, n: int) -> date:
        """The n-th working day after `start`, which itself does not count; n=0 is `start`."""
        if n < 0:
            raise ValueError("a limit in working days can't be negative")
        _plain_date(start)
        return self._shift(start, n) if n else start

    def workdays_between(self, a: date, b: date) -> int:
        """How many working days d there are with a < d <= b; 0 when b is not after a."""
        _plain_date(a)
        _plain_date(b)
        if b <= a:
            return 0
        count = self._through(b) - self._through(a)
        return count + sum(len(self._year(year).days) for year in range(a.year, b.year))

    def overdue_workdays(self, due: date, today: date) -> int:
        """Working days that passed since the due day; 0 on the due day and before."""
        return self.workdays_between(due, today)

    def remaining_workdays(self, due: date, today: date) -> int:
        """Working days still left after today, the due day included; 0 when it is due or late."""
        return self.workdays_between(today, due)

    def due_after_pause(self, due: date, paused: date, resumed: date) -> date:
        """The due day after the clock stood still from `paused` to `resumed`.

        What was left when it stopped is left when it goes on; what was late stays as late. When
        nothing was left, it is due on the day of resumption or the next worked one.
        """
        if resumed < paused:
            raise ValueError("the clock can't resume before it stopped")
        left = self.remaining_workdays(due, paused)
        if left:
            return self._shift(resumed, left)
        if due < paused:
            return self._shift(resumed, -self.overdue_workdays(due, paused))
        return self.next_workday(resumed)

    def missing_years(self, years: Iterable[int]) -> tuple[int, ...]:
        """Those of the years that have neither an official arrangement nor a complete table."""
        return tuple(sorted({year for year in years if not self._year(year).covered}))

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:
            own = self._overrides.get(number)
            year = self._years[number] = _build(number, own) if own else _untouched_year(number)
        return year

    def _through(self, day: date) -> int:
        """Workdays from the year's first day up to and including `day`."""
        year = self._year(day.year)
        return year.before[day.toordinal() - year.first + 1]

    def _shift(self, day: date, n: int) -> date:
        """The workday n after a day; 0 is the last one not after it, and -1 the one before that."""
        number = day.year
        year = self._year(number)
        index = self._through(day) + n - 1
        while index < 0:
            number -= 1
            year = self._year(number)
            index += len(year.days)
        while index >= len(year.days):
            index -= len(year.days)
            number += 1
            year = self._year(number)
        return date.fromordinal(year.days[index])


def _plain_date(day: date) -> date:
    if isinstance(day, datetime):
        raise TypeError("working days are counted on dates of Asia/Shanghai, not on a datetime")
    return day
