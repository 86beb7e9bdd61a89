"""Telling an employer what became of its registration and its postings: by SMS, or by its point."""

from __future__ import annotations

from cuncuntong.ledgers.jobs.enums import EMPLOYER_DECIDED
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.residents.models import Resident


def tell_employer(employer: Employer, words: str) -> None:
    """Tells the contact what the county decided, once for each decision (a version of the row)."""
    _tell(employer, EMPLOYER_DECIDED, words, f"employer-{employer.pk}-{employer.version}")


def tell_poster(posting: Posting, topic: str, words: str) -> None:
    """Tells the contact about a posting, once for each topic and version of it."""
    key = f"posting-{posting.pk}-{posting.version}-{topic.rpartition('.')[2]}"
    _tell(posting.employer, topic, words, key, posting.agent)


def _tell(employer: Employer, topic: str, words: str, key: str, agent: Resident | None = None) -> None:
    # It waits where the employer is, and shows on the desk of whoever came for it.
    tell(
        topic=topic,
        text=words,
        key=key,
        resident=employer.resident or agent,
        recipient_name=employer.contact_name,
        telephone=employer.telephone,
        place=employer,
    )
