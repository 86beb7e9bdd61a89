"""The full-text indexes of what shows: kept in the transaction of the move that shows or hides a posting.

Titles have an index of their own: the search lists what is about the words before what only mentions them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from cuncuntong.foundation.search import Index, Put
from cuncuntong.ledgers.jobs.enums import PostingState
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.posting_words import public_name, welfare_words
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings, shows
from cuncuntong.network.models import Division
from cuncuntong.rules import occupations

_BATCH = 500


def _all_shown() -> Iterator[Put]:
    """Every posting that shows today, for making the index anew."""
    rows = shown_postings(timezone.localdate()).select_related("employer").order_by("pk")
    names = _names(None)
    for row in rows.iterator(chunk_size=_BATCH):
        yield entry_of(row, names)


def _all_titles() -> Iterator[Put]:
    return (Put(entry.key, entry.title) for entry in _all_shown())


POSTINGS = Index("postings", synonyms=occupations.synonyms, source=_all_shown)
POSTING_TITLES = Index("posting_titles", synonyms=occupations.synonyms, source=_all_titles)


def rebuild_postings() -> int:
    """Makes both indexes anew, after postings were entered past the services; tells how many show."""
    POSTING_TITLES.rebuild()
    return POSTINGS.rebuild()


def entry_of(posting: Posting, names: dict[str, str]) -> Put:
    """What a posting is found by; ``names`` are the names of places by code. The title weighs more, and
    with it the occupation's name and what people call it."""
    common = " ".join(occupations.words_by_code().get(posting.occupation, ()))
    title = f"{posting.title} {occupations.label(posting.occupation)} {common}".strip()
    parts = (
        public_name(posting.employer),
        names.get(posting.township_code, ""),
        names.get(posting.village_code, ""),
        posting.address,
        posting.description,
        posting.requirements,
        welfare_words(posting),
        posting.get_kind_display(),
    )
    return Put(posting.pk, "\n".join(part for part in parts if part), title)


def keep_in_index(posting: Posting) -> None:
    """Puts a posting that shows, with its words as they are; takes out one that does not."""
    if shows(posting, timezone.localdate()):
        names = _names({posting.township_code, posting.village_code})
        _put([entry_of(posting, names)])
    else:
        drop_from_index([posting.pk])


def drop_from_index(keys: Iterable[int]) -> None:
    """Takes out postings that show no more."""
    found = list(keys)
    if found:
        POSTINGS.remove(*found)
        POSTING_TITLES.remove(*found)


def keep_employers_postings(employer: Employer) -> None:
    """After a decision about an employer: all its published postings show, or none."""
    rows = list(Posting.objects.filter(employer=employer, state=PostingState.PUBLISHED))
    today = timezone.localdate()
    for row in rows:
        row.employer = employer
    names = _names({code for row in rows for code in (row.township_code, row.village_code)})
    _put([entry_of(row, names) for row in rows if shows(row, today)])
    drop_from_index(row.pk for row in rows if not shows(row, today))


def _put(entries: list[Put]) -> None:
    POSTINGS.put_many(entries)
    POSTING_TITLES.put_many(Put(entry.key, entry.title) for entry in entries)


def _names(codes: set[str] | None) -> dict[str, str]:
    rows = Division.objects.all()
    if codes is not None:
        rows = rows.filter(code__in=[code for code in codes if code])
    return dict(rows.values_list("code", "name"))
