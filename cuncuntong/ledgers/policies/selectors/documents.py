"""Finding policy documents, and the article in each that answers best."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When

from cuncuntong.foundation.search import Piece, Query, excerpt
from cuncuntong.foundation.search.words import fold
from cuncuntong.ledgers.policies.enums import Rank
from cuncuntong.ledgers.policies.indexes import POLICIES
from cuncuntong.ledgers.policies.models import PolicyDocument
from cuncuntong.ledgers.policies.parsing import Part, parse

PAGE = 20
MOST = 500
PARTS_SHOWN = 2
EXCERPT = 110
_BY_WEIGHT = Case(
    *(When(rank=rank, then=Value(place)) for place, rank in enumerate(Rank.values)),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class FoundPart:
    """An article that holds what was looked for; without a label, the card or the beginning."""

    label: str
    anchor: str
    pieces: list[Piece]


@dataclass(frozen=True)
class FoundPolicy:
    """A document with the parts that show why it was found."""

    document: PolicyDocument
    title: list[Piece]
    parts: list[FoundPart]


@dataclass(frozen=True)
class PolicyPage:
    """One page of documents, and what is to be said about the query."""

    rows: list[FoundPolicy]
    query: Query
    total: int
    offset: int

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.offset + len(self.rows) < self.total


def find_policies(
    *,
    words: str,
    on: dt.date,
    subject: str = "",
    force: str = "",
    issuer: str = "",
    offset: int = 0,
    limit: int = PAGE,
) -> PolicyPage:
    """Documents by words and filters, the best first; without words the weightiest and newest.

    A query of stop words alone finds nothing, and the page's query says so.
    """
    rows = PolicyDocument.objects.shown()
    if force:
        rows = rows.standing(force, on)
    if issuer:
        rows = rows.filter(issuer=issuer)
    if subject:
        rows = rows.about(subject)
    query = POLICIES.read(words)
    if query:
        found = POLICIES.search(query, limit=MOST, within=rows)
        query, keys = found.query, found.keys
    elif query.blank:
        keys = list(rows.order_by(_BY_WEIGHT, "-issued_on", "id").values_list("pk", flat=True)[:MOST])
    else:
        keys = []
    wanted = keys[offset : offset + limit]
    documents = {one.pk: one for one in PolicyDocument.objects.filter(pk__in=wanted)}
    shown = [_found(documents[key], query) for key in wanted if key in documents]
    return PolicyPage(shown, query, len(keys), offset)


def _found(document: PolicyDocument, query: Query) -> FoundPolicy:
    return FoundPolicy(document, excerpt(document.title, query, length=0), best_parts(document, query))


def best_parts(document: PolicyDocument, query: Query, most: int = PARTS_SHOWN) -> list[FoundPart]:
    """The articles that hold most of the words, in the order of the text; else the card."""
    marks = query.marks
    scored: list[tuple[int, int, Part]] = []
    for place, part in enumerate(parse(document.text) if marks else []):
        if part.is_heading:
            continue
        folded = fold(part.text)
        hits = sum(len(mark) for mark in marks if mark in folded)
        if hits:
            scored.append((-hits, place, part))
    best = sorted(scored)[:most]
    if not best:
        words = document.card_gives or document.text
        return [FoundPart("", "", excerpt(words, query, length=EXCERPT))] if words else []
    return [
        FoundPart(part.label, part.anchor, excerpt("".join(part.lines), query, length=EXCERPT))
        for _, _, part in sorted(best, key=lambda one: one[1])
    ]


def documents_of_item(item: str) -> list[PolicyDocument]:
    """What belongs to a service item, the weightiest first."""
    rows = PolicyDocument.objects.shown().of_item(item)
    return list(rows.order_by(_BY_WEIGHT, "-issued_on", "id"))


def issuers() -> list[str]:
    """Who issued something that is in the library."""
    rows = PolicyDocument.objects.shown().order_by("issuer")
    return list(rows.values_list("issuer", flat=True).distinct())
