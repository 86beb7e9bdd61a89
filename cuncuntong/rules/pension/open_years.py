"""Which years may be paid up (补缴): the notice's item 32 names three situations.

``gap``: interrupted after enrolment. For people who had less than the minimum years to the claiming age
when the scheme began, also ``before``: from the scheme's start to the enrolment; and ``fill``: as many
more as are needed to reach the minimum. What these two add never lifts the total past the minimum
(国发〔2014〕8号: 累计缴费不超过15年).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cuncuntong.rules.ages import add_months, date_reaching_age

GAP, BEFORE, FILL = "gap", "before", "fill"


@dataclass(frozen=True, slots=True)
class OpenYear:
    """A year that may be paid up, and in which situation."""

    year: int
    kind: str


@dataclass(frozen=True, slots=True)
class OpenYears:
    """The open years, the earliest first.

    `near`: less than the minimum years were left when the scheme began. `counted` are the years that are
    paid or approved already; `limit` is the number of years past which nobody pays up for `before` and
    `fill`; `reaches_on` the day of the claiming age; `first_year` the scheme's first one.
    """

    years: tuple[OpenYear, ...]
    near: bool
    counted: int
    limit: int
    reaches_on: date
    first_year: int

    def too_many(self, chosen: Collection[int]) -> int:
        """How many of the chosen years of `before` and `fill` are past the limit; interruptions go first."""
        kinds = {one.year: one.kind for one in self.years}
        gaps = sum(1 for year in chosen if kinds.get(year) == GAP)
        added = sum(1 for year in chosen if kinds.get(year) in (BEFORE, FILL))
        return max(0, added - max(0, self.limit - self.counted - gaps))


def open_years(
    *,
    birth: date,
    opened_on: date,
    on: date,
    counted: Collection[int],
    claim_age: int,
    minimum_years: int,
    scheme_year: int | None,
) -> OpenYears:
    """The years that the holder of an account may pay up on a day.

    `counted` are years paid or approved for paying up already; `scheme_year` the first year of the scheme,
    None where nobody entered it: then interruptions alone are found. The year of `on` is paid in the
    ordinary way, and no year after the claiming age is open.
    """
    reaches = date_reaching_age(birth, claim_age)
    last = min(on.year - 1, reaches.year)
    done = set(counted)
    gaps = [year for year in range(opened_on.year, last + 1) if year not in done]
    found = [OpenYear(year, GAP) for year in gaps]
    near = scheme_year is not None and _near(date(scheme_year, 1, 1), reaches, minimum_years)
    if near and scheme_year is not None and len(done) < minimum_years:
        earliest = reaches.year - minimum_years + 1
        for year in range(earliest, min(opened_on.year, last + 1)):
            if year not in done:
                found.append(OpenYear(year, BEFORE if year >= scheme_year else FILL))
    return OpenYears(
        years=tuple(sorted(found, key=lambda one: one.year)),
        near=near,
        counted=len(done),
        limit=minimum_years,
        reaches_on=reaches,
        first_year=scheme_year or 0,
    )


def _near(start: date, reaches: date, minimum_years: int) -> bool:
    return start < reaches < add_months(start, minimum_years * 12)
