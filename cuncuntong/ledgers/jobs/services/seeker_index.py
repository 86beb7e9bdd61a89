"""The full-text index of those who look for work and agreed to be shown, without a word about who they are.

Kept in the transaction of the change; who no longer agrees is not found from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from cuncuntong.foundation.search import Index, Put
from cuncuntong.ledgers.jobs.enums import SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker
from cuncuntong.rules import certificates, occupations

_BATCH = 500


def _all_shown() -> Iterator[Put]:
    rows = JobSeeker.objects.filter(state=SeekerState.ACTIVE, shown_to_employers=True)
    rows = rows.exclude(valid_until__lt=timezone.localdate()).order_by("pk")
    return (entry_of(row) for row in rows.iterator(chunk_size=_BATCH))


SEEKERS = Index("seekers", synonyms=occupations.synonyms, source=_all_shown)


def entry_of(seeker: JobSeeker) -> Put:
    """What somebody is found by: the occupations wanted, with what people call them, and skills."""
    common = occupations.words_by_code()
    named = [f"{occupations.label(code)} {' '.join(common.get(code, ()))}" for code in seeker.occupations]
    held = [certificates.name_of(key) for key in seeker.certificates]
    return Put(seeker.pk, "\n".join([seeker.skills, *held]), " ".join([seeker.occupation, *named]))


def keep_seeker_in_index(seeker: JobSeeker) -> None:
    """Puts a registration that may be shown, with its words as they are; takes out any other."""
    if seeker.state == SeekerState.ACTIVE and seeker.shown_to_employers:
        SEEKERS.put_many([entry_of(seeker)])
    else:
        SEEKERS.remove(seeker.pk)


def drop_seekers_from_index(keys: Iterable[int]) -> None:
    """Takes out registrations whose time is over."""
    found = list(keys)
    if found:
        SEEKERS.remove(*found)


def rebuild_seekers() -> int:
    """Makes the index anew, after registrations were entered past the services; tells how many."""
    return SEEKERS.rebuild()
