"""Reads of job fairs: what is on, who comes, how many came, plan and outcome."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cuncuntong.ledgers.fairs.enums import SHOWN, FairState, StandState
from cuncuntong.ledgers.fairs.models import Fair, FairInterest, FairPosting, Stand, VisitorCount
from cuncuntong.ledgers.jobs.enums import EmployerState, PostingState
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the fairs; empty parts limit nothing."""

    since: dt.date | None = None
    until: dt.date | None = None
    township: str = ""
    kind: str = ""
    way: str = ""


@dataclass(frozen=True)
class Compared:
    """One figure of a fair: planned, come about, and the share of the plan in percent."""

    label: str
    plan: int | None
    actual: int | None

    @property
    def share(self) -> int | None:
        """Percent of the plan; None where one of the two is missing."""
        if not self.plan or self.actual is None:
            return None
        return round(100 * self.actual / self.plan)


@dataclass(frozen=True)
class Counted:
    """What the system itself counted."""

    signed: int
    checked_in: int
    postings: int
    headcount: int
    visitors: int


def published() -> QuerySet[Fair]:
    """Fairs that the public may see, called off and held ones too."""
    return Fair.objects.filter(state__in=SHOWN)


def upcoming() -> QuerySet[Fair]:
    """Published fairs that are not over, the next first."""
    rows = Fair.objects.filter(state=FairState.PUBLISHED, ends_at__gte=timezone.now())
    return rows.order_by("starts_at", "pk")


def visible(caller: Caller) -> QuerySet[Fair]:
    """What a caller sees: all that the public sees, and the drafts of the own area for who organises."""
    own = caller.limit(Ability.FAIR_MANAGE, Fair.objects.all(), line=Line.EMPLOYMENT)
    return Fair.objects.filter(Q(state__in=SHOWN) | Q(pk__in=own.values("pk")))


def asked_for(rows: QuerySet[Fair], asked: Asked) -> QuerySet[Fair]:
    """The fairs that fit; a township's are its own and those for the whole county or on line."""
    if asked.since:
        rows = rows.filter(ends_at__gte=_midnight(asked.since))
    if asked.until:
        rows = rows.filter(starts_at__lt=_midnight(asked.until + dt.timedelta(days=1)))
    if asked.township:
        rows = rows.filter(Q(township_code=asked.township) | Q(township_code="") | ~Q(way="on_site"))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.way:
        rows = rows.filter(way__in=[asked.way, "both"])
    return rows


def with_counts(rows: QuerySet[Fair]) -> QuerySet[Fair]:
    """Adds ``employers_count``, ``postings_count`` and ``headcount`` of those that signed up."""
    signed = Stand.objects.filter(fair=OuterRef("pk"), state=StandState.SIGNED).order_by()
    brought = FairPosting.objects.filter(
        stand__fair=OuterRef("pk"), stand__state=StandState.SIGNED
    ).order_by()
    postings = brought.values("stand__fair")
    return rows.annotate(
        employers_count=_number(signed.values("fair").annotate(n=Count("pk"))),
        postings_count=_number(postings.annotate(n=Count("pk"))),
        headcount=_number(postings.annotate(n=Sum("posting__headcount"))),
    )


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n")[:1]), Value(0))


def with_wish_of(rows: QuerySet[Fair], resident: Resident) -> QuerySet[Fair]:
    """Adds ``noted``: whether the resident asked to be reminded."""
    own = FairInterest.objects.filter(fair=OuterRef("pk"), resident=resident)
    return rows.annotate(noted=Exists(own))


# What may be read of a posting by everybody: approved by the county as it stands (it has a last day then),
# though it may be over.
_CHECKED = (PostingState.PUBLISHED, PostingState.PAUSED, PostingState.FILLED, PostingState.ENDED)


def postings_at(fair: Fair) -> list[FairPosting]:
    """What is brought to a fair and everybody may read, with posting and employer, in the order of the
    employers' names."""
    rows = FairPosting.objects.filter(
        stand__fair=fair,
        stand__state=StandState.SIGNED,
        stand__employer__state=EmployerState.VERIFIED,
        posting__state__in=_CHECKED,
        posting__valid_until__isnull=False,
    )
    return list(
        rows.select_related("posting", "stand__employer").order_by("stand__employer__name", "posting_id")
    )


def stands_of(fair: Fair, *, public: bool = False) -> list[Stand]:
    """The employers that signed up, with the postings that they bring, by stand and name.

    ``public`` leaves out what not everybody may read: an employer that was stopped or is verified anew,
    a posting that was returned or changed and is not checked yet.
    """
    brought = FairPosting.objects.select_related("posting").order_by("posting_id")
    rows = Stand.objects.filter(fair=fair, state=StandState.SIGNED).select_related("employer")
    if public:
        brought = brought.filter(posting__state__in=_CHECKED, posting__valid_until__isnull=False)
        rows = rows.filter(employer__state=EmployerState.VERIFIED)
    rows = rows.prefetch_related(Prefetch("brought", queryset=brought))
    # 2 before 10, and those without a number last.
    return sorted(rows, key=lambda one: (not one.number, len(one.number), one.number, one.employer.name))


def counted(fair: Fair) -> Counted:
    """What the system counted of one fair, in three questions."""
    stands = Stand.objects.filter(fair=fair, state=StandState.SIGNED).aggregate(
        signed=Count("pk"), checked_in=Count("pk", filter=Q(checked_in_at__isnull=False))
    )
    brought = FairPosting.objects.filter(stand__fair=fair, stand__state=StandState.SIGNED).aggregate(
        postings=Count("pk"), headcount=Sum("posting__headcount")
    )
    visitors = VisitorCount.objects.filter(fair=fair).aggregate(n=Sum("number"))["n"] or 0
    return Counted(
        signed=stands["signed"],
        checked_in=stands["checked_in"],
        postings=brought["postings"],
        headcount=brought["headcount"] or 0,
        visitors=visitors,
    )


def compared(fair: Fair) -> list[Compared]:
    """Plan and outcome side by side."""
    return [
        Compared("参会单位（家）", fair.plan_employers, fair.held_employers),
        Compared("提供岗位（个）", fair.plan_postings, fair.held_postings),
        Compared("到场人数（人）", fair.plan_people, fair.held_people),
        Compared("达成意向（人）", fair.plan_agreements, fair.held_agreements),
    ]


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
