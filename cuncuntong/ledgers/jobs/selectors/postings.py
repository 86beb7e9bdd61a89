"""Reads of postings: what shows, an employer's own, the county's queue."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet

from cuncuntong.foundation.identifiers.resident_id import normalise
from cuncuntong.ledgers.jobs.enums import EmployerKind, EmployerState, PostingState, SeekerKind
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line

_MOST_GIGS = 30
# States of a posting that somebody still works with.
OPEN = (
    PostingState.DRAFT,
    PostingState.PENDING,
    PostingState.RETURNED,
    PostingState.PUBLISHED,
    PostingState.PAUSED,
)


def shown_postings(on: dt.date) -> QuerySet[Posting]:
    """What the public sees on a day: published, its employer verified, its last day not passed."""
    return Posting.objects.filter(
        state=PostingState.PUBLISHED, valid_until__gte=on, employer__state=EmployerState.VERIFIED
    )


def shows(posting: Posting, on: dt.date) -> bool:
    """Whether a posting (with its employer at hand) is one of shown_postings."""
    until = posting.valid_until
    return (
        posting.state == PostingState.PUBLISHED
        and posting.employer.state == EmployerState.VERIFIED
        and until is not None
        and until >= on
    )


def postings_of(employer: Employer) -> QuerySet[Posting]:
    """An employer's postings, the newest first; undone ones are left out."""
    return Posting.objects.filter(employer=employer).exclude(state=PostingState.REVERSED).order_by("-pk")


@read_once
def gigs_of_resident(resident: Resident) -> list[Posting]:
    """The gigs that somebody filed, for themselves or for a unit, and that are not undone; the newest
    first, with their employers."""
    own = Q(agent=resident) | Q(employer__resident=resident, employer__kind=EmployerKind.PERSON)
    rows = Posting.objects.filter(own, kind=SeekerKind.GIG).exclude(state=PostingState.REVERSED)
    return list(rows.select_related("employer").order_by("-pk")[:_MOST_GIGS])


def postings_within(caller: Caller, ability: str = Ability.EMPLOYER_WRITE) -> QuerySet[Posting]:
    """The postings of the employers of the caller's area."""
    rows = Posting.objects.exclude(state=PostingState.REVERSED).select_related("employer")
    return caller.limit(ability, rows, "employer__", line=Line.EMPLOYMENT)


def find_postings(rows: QuerySet[Posting], words: str) -> QuerySet[Posting]:
    """Those whose title or employer holds the words, or whose code or employer's credit code they are."""
    words = words.strip()[:60]
    if not words:
        return rows
    wanted = Q(title__contains=words) | Q(employer__name__contains=words) | Q(code=words.lower())
    return rows.filter(wanted | Q(employer__credit_code=normalise(words)))


def postings_to_review(caller: Caller) -> QuerySet[Posting]:
    """The county's queue, the longest waiting first."""
    rows = postings_within(caller, Ability.EMPLOYER_REVIEW).filter(state=PostingState.PENDING)
    return rows.order_by("submitted_at", "pk")


def posting_counts(rows: QuerySet[Posting]) -> dict[str, int]:
    """How many rows there are in each state."""
    counted = rows.order_by().values_list("state").annotate(Count("pk"))
    return dict(counted)
