"""What the searches of postings and of seekers share: pages, conditions by place, occupation and pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import Case, DecimalField, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from cuncuntong.foundation.search import Index, Query
from cuncuntong.ledgers.jobs.enums import PayUnit, Sort
from cuncuntong.ledgers.jobs.selectors.near import Surroundings
from cuncuntong.rules.pay import PayScale

R = TypeVar("R")

# How far a list is paged and counted; what lies beyond is told as “1000条以上”.
MOST = 1000
SIZE = 20


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page of what was found. ``total`` is exact unless ``more``: then there are more than it.

    ``notes`` tell in words what was left out or could not be looked for.
    """

    rows: Sequence[R]
    total: int
    more: bool
    number: int
    size: int = SIZE
    notes: tuple[str, ...] = ()
    unit: str = "条"

    @property
    def total_words(self) -> str:
        """23条, or 1000条以上."""
        return f"{self.total}{self.unit}以上" if self.more else f"{self.total}{self.unit}"

    @property
    def pages(self) -> int:
        """How many pages can be turned to."""
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        """The number of the page before."""
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        """The number of the page after."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def words(self) -> str:
        """第21–40条."""
        if not self.rows:
            return ""
        first = (self.number - 1) * self.size + 1
        return f"第{first}–{first + len(self.rows) - 1}{self.unit}"


def bounds(number: int, size: int) -> tuple[int, slice]:
    """The page that can be shown, and its slice: between the first and the last inside MOST."""
    page = min(max(number, 1), MOST // size)
    return page, slice((page - 1) * size, page * size)


def subtree(column: str, code: str) -> Q:
    """An occupation and all below it. The codes' groups are of fixed width, so that a range finds them
    in every collation, by an index."""
    return Q(**{f"{column}__range": (code, f"{code}-99-99-99")})


def pays_at_least(amount: Decimal, unit: str, scale: PayScale) -> Q:
    """The lower end of a posting's pay reaches an amount, each unit compared by the scale.

    Pay by piece is compared with pay by piece alone; pay that is not told does not reach anything.
    """
    if unit == PayUnit.PIECE:
        return Q(pay_unit=PayUnit.PIECE) & _reaches(amount)
    monthly = scale.monthly(amount, unit) or Decimal(0)
    found = Q(pk__in=[])
    for one in (PayUnit.MONTH, PayUnit.DAY, PayUnit.HOUR):
        least = scale.least(monthly, one)
        if least is not None:
            found |= Q(pay_unit=one) & _reaches(least)
    return found


def _reaches(least: Decimal) -> Q:
    return Q(pay_low__gte=least) | Q(pay_low__isnull=True, pay_high__gte=least)


def monthly_pay(scale: PayScale) -> Case:
    """The lower end of the pay as pay a month, for sorting; nothing for pay by piece."""
    return _monthly(Coalesce(F("pay_low"), F("pay_high")), scale)


def _monthly(amount: Any, scale: PayScale) -> Case:
    cases = []
    for unit in (PayUnit.MONTH, PayUnit.DAY, PayUnit.HOUR):
        units = scale.units_a_month(unit)
        if units is not None:
            product = ExpressionWrapper(amount * Value(units), output_field=DecimalField())
            cases.append(When(pay_unit=unit, then=product))
    return Case(*cases, default=None, output_field=DecimalField())


def floor_within(offered: Decimal, unit: str, scale: PayScale) -> Q:
    """What a seeker wants is no more than an offer; who did not say how much is not left out."""
    found = Q(pay_floor__isnull=True)
    if unit == PayUnit.PIECE:
        return found | Q(pay_unit=PayUnit.PIECE, pay_floor__lte=offered)
    monthly = scale.monthly(offered, unit) or Decimal(0)
    for one in (PayUnit.MONTH, PayUnit.DAY, PayUnit.HOUR):
        most = scale.least(monthly, one)
        if most is not None:
            found |= Q(pay_unit=one, pay_floor__lte=most)
    return found


def monthly_floor(scale: PayScale) -> Case:
    """What a seeker wants as pay a month, for sorting."""
    return _monthly(F("pay_floor"), scale)


@dataclass(frozen=True)
class Keys:
    """The keys of a page, and how many rows there are: exact, or MOST where there are ``more``."""

    page: Sequence[int]
    total: int
    more: bool


def fitting_first(
    rows: QuerySet[Any], titles: Index, texts: Index, words: Query, order: Sequence[str]
) -> Any:
    """Rows whose title holds the words first, for they are about them; then those whose text does.
    ``rows`` are not narrowed to the words yet; a title stands in both indexes.
    """
    about = Case(When(pk__in=titles.matching_keys(words), then=Value(1)), default=Value(0))
    return rows.filter(pk__in=texts.matching_keys(words)).order_by(about.desc(), *order)


def ordered(rows: QuerySet[Any], part: slice) -> Keys:
    """A page of rows in their order, and their count, in one question: both read the same rows."""
    found = list(rows.values_list("pk", flat=True)[: MOST + 1])
    return Keys(found[part], min(len(found), MOST), len(found) > MOST)


def nearest(rows: QuerySet[Any], around: Surroundings, part: slice, order: Sequence[str]) -> Keys:
    """A page from the nearest on: ring by ring outwards until it is full."""
    found: list[int] = []
    for ring in around.rings():
        placed = rows.filter(ring).order_by(*order)
        inside = list(placed.values_list("pk", "village_code", "township_code")[: MOST - len(found)])
        # Stable: those equally far stay in their order.
        inside.sort(key=lambda row: around.far(row[1], row[2]))
        found += [row[0] for row in inside]
        if len(found) >= part.stop:
            break
    total, more = _count(rows, found)
    return Keys(found[part], total, more)


def chosen_order(sort: str, words: str, near: str) -> Sort:
    """The order that counts: the one asked for where it can be had, else by what was asked."""
    if sort in Sort.values and not (sort == Sort.NEAREST and not near):
        return Sort(sort)
    return Sort.FIT if words.strip() else Sort.NEAREST if near else Sort.NEWEST


def start_of(day: dt.date) -> dt.datetime:
    """The moment at which a day begins, in the county's time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _count(rows: QuerySet[Any], found: Sequence[int]) -> tuple[int, bool]:
    """How many rows there are, counted no further than MOST, and whether there are more."""
    if not found:
        return 0, False
    counted = rows.order_by().values("pk")[: MOST + 1].count()
    return min(counted, MOST), counted > MOST


def read_words(index: Index, words: str) -> Query:
    """What was typed, cut for an index; blanks alone are nothing."""
    return index.read(words.strip())


def words_note(words: Query) -> str:
    """What is to be said about the words themselves."""
    if words.only_stop_words:
        return "这些字词太常见，没法查找。请换一个具体的词，例如“电焊”“护工”“采摘”，或不填。"
    if words.loosened:
        return f"没有同时符合“{'、'.join(words.words)}”的，下面是符合其中一部分的。"
    if words.cut_short:
        return "输入的内容太长，只按开头的词语查找。"
    return ""
