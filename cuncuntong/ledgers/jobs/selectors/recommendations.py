"""Reads of recommendations: what awaits an outcome, what came of them, and who may see whom."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from cuncuntong.ledgers.jobs.enums import Outcome
from cuncuntong.ledgers.jobs.models import Employer, JobSeeker, Recommendation
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import visible
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line

# Nothing has come of these yet, or not all that can.
AWAITING = (Outcome.NONE, Outcome.NO_ANSWER, Outcome.CALLED, Outcome.INTERVIEW)
_LINE = Line.EMPLOYMENT.value


def seekers_for(caller: Caller) -> QuerySet[JobSeeker]:
    """The people whose search for work is the caller's to serve: those of the area, and visitors of today."""
    if not caller.can(Ability.MATCH, _LINE):
        return JobSeeker.objects.none()
    area = caller.limit(Ability.MATCH, JobSeeker.objects.all(), line=_LINE).values("pk")
    return JobSeeker.objects.filter(Q(pk__in=area) | Q(resident__in=visible(caller).values("pk")))


def employers_for(caller: Caller) -> QuerySet[Employer]:
    """The employers of the caller's area, and those whose people the caller serves at the counter."""
    if not caller.can(Ability.MATCH, _LINE):
        return Employer.objects.none()
    area = caller.limit(Ability.MATCH, Employer.objects.all(), line=_LINE).values("pk")
    here = visible(caller).values("pk")
    return Employer.objects.filter(
        Q(pk__in=area) | Q(resident__in=here) | Q(postings__agent__in=here)
    ).distinct()


def recommendations_for(caller: Caller) -> QuerySet[Recommendation]:
    """Those of the area's people, and those to the area's employers."""
    if not caller.can(Ability.MATCH, _LINE):
        return Recommendation.objects.none()
    people = caller.limit(Ability.MATCH, Recommendation.objects.all(), line=_LINE).values("pk")
    hirers = caller.limit(
        Ability.MATCH, Recommendation.objects.all(), "posting__employer__", line=_LINE
    ).values("pk")
    rows = Recommendation.objects.filter(Q(pk__in=people) | Q(pk__in=hirers))
    return rows.select_related("seeker__resident", "posting__employer")


def awaiting_of(resident: Resident) -> list[Recommendation]:
    """What was recommended to somebody and awaits an outcome, the newest first; told at the next contact."""
    rows = Recommendation.objects.filter(seeker__resident=resident, outcome__in=AWAITING)
    return list(rows.select_related("posting__employer").order_by("-made_at", "-pk")[:10])


def counts_by_outcome(rows: QuerySet[Recommendation], since: dt.date) -> dict[str, int]:
    """How many recommendations since a day have come to what."""
    counted = rows.filter(made_at__date__gte=since).order_by().values_list("outcome")
    return dict(counted.annotate(Count("pk")))
