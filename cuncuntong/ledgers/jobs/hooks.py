"""What the jobs ledger adds to the residents' ledger: values for forms, and a part of each merge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from cuncuntong.foundation.sealed.fields import exact
from cuncuntong.ledgers.jobs.enums import (
    EmployerKind,
    EmployerState,
    PostingState,
    SeekerKind,
    SeekerState,
)
from cuncuntong.ledgers.jobs.known_wishes import last_wishes
from cuncuntong.ledgers.jobs.models import (
    Employer,
    EmployerEvent,
    Employment,
    JobSeeker,
    Posting,
    PostingEvent,
    SeekerEvent,
)
from cuncuntong.ledgers.jobs.selectors.employers import standing_employers
from cuncuntong.ledgers.residents.hooks import (
    register_known_values,
    register_merge_part,
    register_standing,
    register_work,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf


def _looks_for(kind: SeekerKind) -> Callable[[Resident], QuerySet[JobSeeker]]:
    def rows(resident: Resident) -> QuerySet[JobSeeker]:
        standing = (SeekerState.ACTIVE, SeekerState.PAUSED)
        found = JobSeeker.objects.filter(resident=resident, kind=kind, state__in=standing)
        return found.filter(valid_until__gte=timezone.localdate())

    return rows


for _kind in SeekerKind:
    register_standing(f"seeker.{_kind.value}")(_looks_for(_kind))


@register_standing("employer.person")
def own_registration(resident: Resident) -> QuerySet[Employer]:
    """The resident's own registration as somebody who needs hands."""
    own = Q(resident=resident) | exact(Employer, "id_number_index", resident.id_number)
    return standing_employers().filter(own, kind=EmployerKind.PERSON)


@register_standing("gig.posted")
def posted_gigs(resident: Resident) -> QuerySet[Posting]:
    """Gigs of whoever stands here that show now."""
    own = Q(agent=resident) | Q(employer__resident=resident, employer__kind=EmployerKind.PERSON)
    rows = Posting.objects.filter(own, kind=SeekerKind.GIG, state=PostingState.PUBLISHED)
    return rows.filter(employer__state=EmployerState.VERIFIED, valid_until__gte=timezone.localdate())


def _both_look(kept: Resident, dropped: Resident) -> list[str]:
    standing = [SeekerState.ACTIVE, SeekerState.PAUSED]
    rows = JobSeeker.objects.filter(resident__in=[kept, dropped], state__in=standing)
    kinds = list(rows.values_list("kind", flat=True))
    return [
        f"两份档案都有求职中的{kind.label}登记，请先结束其中一条。"
        for kind in SeekerKind
        if kinds.count(kind.value) > 1
    ]


register_known_values("seeker.")(last_wishes)
register_merge_part(RowsOf(JobSeeker, conflicts=_both_look))
register_merge_part(RowsOf(Employment))
register_merge_part(RowsOf(Employer))
register_merge_part(RowsOf(Posting, field="agent"))


@register_work
def seekers_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Registrations, renewals and closings by a case, as far as they stand."""
    rows = SeekerEvent.objects.filter(seeker__resident__in=residents, undone_at__isnull=True)
    return list(rows.exclude(case_number="").values_list("case_number", "seeker__resident_id"))


@register_work
def postings_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """What a case did for somebody who needs hands, as far as it stands."""
    postings = PostingEvent.objects.filter(posting__agent__in=residents, undone_at__isnull=True)
    found = postings.exclude(case_number="").values_list("case_number", "posting__agent_id")
    employers = EmployerEvent.objects.filter(employer__resident__in=residents, undone_at__isnull=True)
    own = employers.exclude(case_number="").values_list("case_number", "employer__resident_id")
    return [(case, agent) for case, agent in (*found, *own) if agent is not None]
