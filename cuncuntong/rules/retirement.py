"""When somebody reaches the statutory retirement age, by the delay that began in 2025.

The delay in months = the months by which the original age is reached after the start, divided by the
step and rounded up, at most the cap. Whoever reached the original age before is not delayed. Retirement
is reckoned by the month; the day here is the birthday so many months later. Step and cap are dated
parameters (``employees.delay_step_months``, ``employees.delay_cap_months``); whose age is which is theirs
to say, as a woman's original age goes by her post.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cuncuntong.rules.ages import add_months


class Track(StrEnum):
    """Whom a delay counts for; the keys of the parameters' tables."""

    MAN_60 = "男60"
    WOMAN_55 = "女55"
    WOMAN_50 = "女50"

    @property
    def original_age(self) -> int:
        """The age before the delay, in years."""
        return int(self.value[1:])


@dataclass(frozen=True)
class Delay:
    """A track's delay: a month for each ``step`` months, ``cap`` months at most, from ``starts`` on."""

    step: int
    cap: int
    starts: date = date(2025, 1, 1)


@dataclass(frozen=True)
class Retirement:
    """When somebody retires: the day, the months of delay, and the age in words."""

    track: Track
    day: date
    delayed: int

    @property
    def age_words(self) -> str:
        """60周岁3个月."""
        years, months = divmod(self.track.original_age * 12 + self.delayed, 12)
        return f"{years}周岁" + (f"{months}个月" if months else "")


def delay_months(birth: date, track: Track, delay: Delay) -> int:
    """How many months later than at the original age."""
    first = delay.starts.year * 12 + delay.starts.month - 1
    reached = (birth.year + track.original_age) * 12 + birth.month
    late = reached - first
    return min(-(-late // delay.step), delay.cap) if late > 0 else 0


def retirement(birth: date, track: Track, delay: Delay) -> Retirement:
    """When somebody born on a day retires on a track."""
    delayed = delay_months(birth, track, delay)
    return Retirement(track, add_months(birth, track.original_age * 12 + delayed), delayed)


def tracks_of(*, male: bool) -> tuple[Track, ...]:
    """The tracks that are open to a man or a woman, the earliest first."""
    return (Track.MAN_60,) if male else (Track.WOMAN_50, Track.WOMAN_55)
