"""Reads of employers."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from cuncuntong.foundation.identifiers.resident_id import normalise
from cuncuntong.foundation.identifiers.telephone import normalise as plain_telephone
from cuncuntong.foundation.sealed.fields import exact
from cuncuntong.ledgers.jobs.enums import EmployerMove, EmployerState
from cuncuntong.ledgers.jobs.models import Employer, EmployerEvent
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line

GONE = (EmployerState.REFUSED, EmployerState.REVERSED)


def standing_employers() -> QuerySet[Employer]:
    """Those whose code or ID number nobody else may register."""
    return Employer.objects.exclude(state__in=GONE)


def employer_of_unit(code: str) -> Employer | None:
    """The unit that is registered under a credit code."""
    return standing_employers().filter(credit_code=normalise(code)).first() if code.strip() else None


def person_employer(id_number: str) -> Employer | None:
    """The private person that is registered under an ID number."""
    return standing_employers().filter(exact(Employer, "id_number_index", normalise(id_number))).first()


def employer_of_resident(resident: Resident) -> Employer | None:
    """The resident's own registration as somebody who needs hands, by the record or the ID number."""
    own = Q(resident=resident) | exact(Employer, "id_number_index", resident.id_number)
    return standing_employers().filter(own, kind="person").order_by("pk").first()


def employers_by_telephone(telephone: str) -> list[Employer]:
    """Those that stand with a telephone, the newest first."""
    rows = Employer.objects.exclude(state=EmployerState.REVERSED)
    return list(
        rows.filter(exact(Employer, "telephone_index", plain_telephone(telephone))).order_by("-pk")[:20]
    )


def blocked_why(employer: Employer) -> str:
    """The reason that was given when the employer was stopped; empty where none is kept."""
    events = EmployerEvent.objects.filter(employer=employer, move=EmployerMove.BLOCK)
    return events.order_by("-pk").values_list("note", flat=True).first() or ""


def employers_within(caller: Caller, ability: str = Ability.EMPLOYER_WRITE) -> QuerySet[Employer]:
    """The employers of the caller's area; undone registrations are left out."""
    rows = Employer.objects.exclude(state=EmployerState.REVERSED)
    return caller.limit(ability, rows, line=Line.EMPLOYMENT)


def find_employers(rows: QuerySet[Employer], words: str) -> QuerySet[Employer]:
    """Those whose name or contact holds the words, or whose code or telephone they are."""
    words = words.strip()[:60]
    if not words:
        return rows
    wanted = Q(name__contains=words) | Q(contact_name__contains=words) | Q(credit_code=normalise(words))
    wanted |= Q(code=words.lower())
    if plain_telephone(words).isdigit():
        wanted |= exact(Employer, "telephone_index", plain_telephone(words))
    return rows.filter(wanted)


def counts_by_state(rows: QuerySet[Employer]) -> dict[str, int]:
    """How many rows there are in each state."""
    counted = rows.order_by().values_list("state").annotate(Count("pk"))
    return dict(counted)
