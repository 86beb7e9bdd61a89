"""Telling an employer what became of its registration and its postings: by SMS, or by its point."""

from __future__ import annotations

from cuncuntong.ledgers.jobs.enums import EMPLOYER_DECIDED
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.messages.services import tell


def tell_employer(employer: Employer, words: str) -> None:
    """Tells the contact what the county decided, once for each decision (a version of the row)."""
    _tell(employer, EMPLOYER_DECIDED, words, f"employer-{employer.pk}-{employer.version}")


def tell_poster(posting: Posting, topic: str, words: str) -> None:
    """Tells the contact about a posting, once for each topic and version of it."""
    key = f"posting-{posting.pk}-{posting.version}-{topic.rpartition('.')[2]}"
    _tell(posting.employer, topic, words, key)


def _tell(employer: Employer, topic: str, words: str, key: str) -> None:
    # A point's own people: the message waits where the employer is.
    tell(
        topic=topic,
        text=words,
        key=key,
        resident=employer.resident,
        recipient_name=employer.contact_name,
        telephone=employer.telephone,
        place=employer,
    )
