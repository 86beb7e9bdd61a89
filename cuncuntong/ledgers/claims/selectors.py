"""Who reaches the age of a pension, what each still lacks, and how far each village is.

Nothing is stored but visits: the list is a range of birth dates (an index) joined with accounts, so that it
is right on every day, also for somebody who enrolled yesterday.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.claims.enums import VisitState
from cuncuntong.ledgers.claims.models import ClaimVisit
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, OtherState, PayeeState, Scheme
from cuncuntong.ledgers.pensions.models import (
    Entitlement,
    OtherScheme,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.pensions.selectors.books import RUNNING, ZERO
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.rules.ages import add_months, date_reaching_age
from cuncuntong.rules.parameters import Parameters
from cuncuntong.rules.pension import CLAIM_AGES, LEAST_YEARS

WAITING = (AccountState.PAYING, AccountState.PAUSED)
ABILITY, LINE = Ability.CLAIMS_PREPARE, Line.RESIDENT_PENSION


@dataclass(frozen=True)
class Window:
    """The birth dates of a list: who reaches ``age`` between ``first`` and ``last``.

    Who was born on or before ``overdue_birth`` reached it longer ago than may be.
    """

    scheme: str
    on: dt.date
    age: int
    minimum_years: int
    first: dt.date
    last: dt.date
    births: tuple[dt.date, dt.date]
    overdue_birth: dt.date


def window(scheme: str, on: dt.date, book: Parameters) -> Window:
    """The list of a day. Raises ParameterError where a figure is missing."""
    age = book.integer(CLAIM_AGES[scheme], on)
    first = add_months(on, -book.integer("claims.months_back", on))
    last = add_months(on, book.integer("claims.months_ahead", on))
    late = on - dt.timedelta(days=book.integer("claims.overdue_days", on))
    return Window(
        scheme=scheme,
        on=on,
        age=age,
        minimum_years=book.integer(LEAST_YEARS[scheme], on),
        first=first,
        last=last,
        births=(add_months(first, -12 * age), latest_birth(last, age)),
        overdue_birth=latest_birth(late, age),
    )


def latest_birth(on: dt.date, age: int) -> dt.date:
    """The youngest who have reached an age by a day: 29 February is reached on the 28th of a common year."""
    birth = add_months(on, -12 * age)
    last = calendar.monthrange(birth.year, birth.month)[1]
    month_end = calendar.monthrange(on.year, on.month)[1] == on.day
    return birth.replace(day=last) if month_end else birth


def people(caller: Caller, view: Window) -> QuerySet[PensionAccount]:
    """Accounts of the list within the caller's area: those who wait, and those who draw already."""
    return _born(caller, view, Q(resident__birth_date__range=view.births)).filter(
        state__in=[*WAITING, AccountState.RECEIVING]
    )


def longer_waiting(caller: Caller, view: Window) -> QuerySet[PensionAccount]:
    """Who reached the age before the list begins and still waits: few, but nobody may be forgotten."""
    born = Q(resident__birth_date__lt=view.births[0])
    return _born(caller, view, born).filter(state__in=WAITING)


def _born(caller: Caller, view: Window, born: Q) -> QuerySet[PensionAccount]:
    counties = {grant.code[:6] for grant in caller.with_ability(ABILITY, LINE)}
    rows = PensionAccount.objects.filter(
        born,
        scheme=view.scheme,
        resident__county_code__in=sorted(counties),
        resident__standing=Standing.PRESENT,
    )
    return caller.limit(ABILITY, rows, "resident__", line=LINE)


def last_visits() -> QuerySet[ClaimVisit]:
    """The visits of the outer account's person, the last one first."""
    return ClaimVisit.objects.filter(
        resident=OuterRef("resident_id"), scheme=OuterRef("scheme"), undone_at__isnull=True
    ).order_by("-pk")


def with_state(rows: QuerySet[PensionAccount]) -> QuerySet[PensionAccount]:
    """The rows with the last visit, and with what a claim asks of other tables: one question in all."""
    last = last_visits()
    other = OtherScheme.objects.filter(resident=OuterRef("resident_id"))
    return rows.annotate(
        visit_state=Subquery(last.values("state")[:1]),
        visit_on=Subquery(last.values("on")[:1]),
        visit_note=Subquery(last.values("note")[:1]),
        visit_id=Subquery(last.values("pk")[:1]),
        has_payee=Exists(Payee.objects.filter(resident=OuterRef("resident_id"), state=PayeeState.ACTIVE)),
        has_card=Exists(
            SocialCard.objects.filter(resident=OuterRef("resident_id")).exclude(state=CardState.CANCELLED)
        ),
        other_receiving=Subquery(other.filter(state=OtherState.RECEIVING).values("kind")[:1]),
        other_paying=Subquery(other.filter(state=OtherState.PAYING).values("kind")[:1]),
        draws_basic=Exists(
            Entitlement.objects.filter(
                resident=OuterRef("resident_id"), account__scheme=Scheme.BASIC, state__in=RUNNING
            )
        ),
    )


@dataclass(frozen=True)
class Sums:
    """What is on an account (yuan), and for how many years something was paid."""

    balance: Decimal = ZERO
    years: int = 0


def sums_of(accounts: Iterable[int]) -> dict[int, Sums]:
    """Balance and years of several accounts, in one question."""
    own = Q(kind=EntryKind.OWN) | Q(kind=EntryKind.REVERSAL, reverses__kind=EntryKind.OWN)
    rows = (
        PensionEntry.objects.filter(account__in=list(accounts))
        .order_by()
        .values("account_id", "year")
        .annotate(total=Sum("amount"), own=Sum("amount", filter=own))
    )
    balances: dict[int, Decimal] = defaultdict(lambda: ZERO)
    years: dict[int, int] = defaultdict(int)
    for row in rows:
        balances[row["account_id"]] += row["total"].quantize(ZERO)
        years[row["account_id"]] += 1 if (row["own"] or ZERO) > 0 else 0
    return {key: Sums(balance, years[key]) for key, balance in balances.items()}


@dataclass(frozen=True)
class Lack:
    """One thing that is missing before a claim can be granted: words, what to do, the item for it."""

    code: str
    words: str
    remedy: str
    item: str = ""


def reaches_on(account: PensionAccount, view: Window) -> dt.date:
    """The birthday that counts."""
    return date_reaching_age(account.resident.birth_date, view.age)


def lacks(account: PensionAccount, years: int, view: Window) -> list[Lack]:
    """What a row of ``with_state`` lacks, besides the age."""
    found = []
    short = view.minimum_years - years
    if short > 0:
        found.append(Lack("years", f"缴费{years}年，还差{short}年", "补缴或继续缴费（第32项）", "32"))
    if account.other_receiving:  # type: ignore[attr-defined]
        found.append(Lack("other", "在领取其他养老待遇", "核实后只能选择一种", ""))
    elif account.other_paying:  # type: ignore[attr-defined]
        found.append(Lack("other", "在缴其他养老保险", "核实是否办理制度衔接", ""))
    if not (account.has_payee or account.has_card):  # type: ignore[attr-defined]
        found.append(Lack("account", "没有社保卡或领取账户", "带银行卡，或先申领社保卡", ""))
    if view.scheme == Scheme.SUPPLEMENTARY and not account.draws_basic:  # type: ignore[attr-defined]
        found.append(Lack("basic", "还没有领取基本养老金", "先办第34项", "34"))
    return found


@dataclass(frozen=True)
class Progress:
    """How far a place is; ``overdue`` reached the age too long ago and do not draw."""

    code: str
    total: int
    done: int
    visited: int
    overdue: int

    @property
    def waiting(self) -> int:
        """Who does not draw yet."""
        return self.total - self.done

    @property
    def unvisited(self) -> int:
        """Who does not draw and was not visited."""
        return self.waiting - self.visited


def progress(caller: Caller, view: Window, *, by: Level, township: str = "") -> list[Progress]:
    """Counts per township or village, in one question; places without anybody are left out."""
    column = {Level.TOWNSHIP: "resident__township_code", Level.VILLAGE: "resident__village_code"}[by]
    rows = people(caller, view)
    if township:
        rows = rows.filter(resident__township_code=township)
    waits = Q(state__in=WAITING)
    counted = (
        rows.annotate(visited=Exists(_reached()))
        .order_by()
        .values(column)
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=~waits),
            seen=Count("pk", filter=waits & Q(visited=True)),
            late=Count("pk", filter=waits & Q(resident__birth_date__lte=view.overdue_birth)),
        )
    )
    return sorted(
        (Progress(row[column], row["total"], row["done"], row["seen"], row["late"]) for row in counted),
        key=lambda one: one.code,
    )


def _reached() -> QuerySet[ClaimVisit]:
    """Visits that met somebody, or explain why nobody can be met."""
    return (
        ClaimVisit.objects.filter(
            resident=OuterRef("resident_id"), scheme=OuterRef("scheme"), undone_at__isnull=True
        )
        .exclude(state=VisitState.NOT_REACHED)
        .order_by()
    )


def to_visit(caller: Caller, view: Window) -> QuerySet[PensionAccount]:
    """Who waits and was not met yet."""
    return people(caller, view).filter(~Exists(_reached()), state__in=WAITING)


def visits_of(resident_id: int, scheme: str) -> Sequence[ClaimVisit]:
    """All visits that stand to a person about a scheme, the last one first."""
    rows = ClaimVisit.objects.filter(resident=resident_id, scheme=scheme, undone_at__isnull=True)
    return list(rows.select_related("actor").order_by("-pk"))
