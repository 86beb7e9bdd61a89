"""What the staff's and the public's pages of the library share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cuncuntong.foundation.search import Piece, excerpt
from cuncuntong.ledgers.policies.enums import Checked, Force, Subject
from cuncuntong.ledgers.policies.indexes import POLICIES
from cuncuntong.ledgers.policies.models import PolicyDocument
from cuncuntong.ledgers.policies.parsing import parse
from cuncuntong.ledgers.policies.selectors import find_policies, issuers
from cuncuntong.web.library.items import Named, named
from cuncuntong.web.library.paging import paging

PAGE = 20
LONGEST_SHOWN = 400
FORCE_TONES = {Force.IN_FORCE: "good", Force.COMING: "info", Force.ENDED: "bad"}


@dataclass(frozen=True)
class ShownPart:
    """A part of a text with the hits marked in each of its paragraphs."""

    label: str
    anchor: str
    is_heading: bool
    lines: list[list[Piece]]
    hit: bool


def policy_list(request: HttpRequest) -> dict[str, Any]:
    """Search, filters and one page of results."""
    words = request.GET.get("q", "")
    asked = {
        "q": words[:LONGEST_SHOWN],
        "subject": request.GET.get("subject", "")[:20],
        "force": request.GET.get("force", "")[:10],
        "issuer": request.GET.get("issuer", "")[:120],
    }
    place = paging(request, asked, PAGE)
    page = find_policies(
        words=words,
        on=timezone.localdate(),
        subject=asked["subject"] if asked["subject"] in Subject.values else "",
        force=asked["force"] if asked["force"] in Force.values else "",
        issuer=asked["issuer"],
        offset=place.offset,
        limit=PAGE,
    )
    return {
        "asked": asked,
        "page": page,
        "rows": [policy_row(one) for one in page.rows],
        "filtered": any(asked.values()),
        "subjects": Subject.choices,
        "forces": Force.choices,
        "issuers": issuers(),
        "previous": place.previous(),
        "following": place.following(page.total),
        "words": place.words(page.total),
    }


def policy_row(found: Any) -> dict[str, Any]:
    """A document as a list shows it."""
    document: PolicyDocument = found.document
    return {
        "document": document,
        "title": found.title,
        "parts": found.parts,
        "force": document.force.label,
        "tone": FORCE_TONES[document.force],
        "subjects": [Subject(code).label for code in document.subjects],
    }


def marked_parts(document: PolicyDocument, words: str) -> dict[str, Any]:
    """A document's page: its text with the words marked, its headings, what belongs to it."""
    query = POLICIES.read(words)
    shown = []
    for part in parse(document.text):
        lines = [excerpt(line, query, length=0) for line in part.lines]
        hit = bool(query) and any(piece.hit for line in lines for piece in line)
        shown.append(ShownPart(part.label, part.anchor, part.is_heading, lines, hit))
    related: list[Named] = [named(number) for number in document.items]
    return {
        "parts": shown,
        "headings": [part for part in shown if part.is_heading],
        "articles": sum(1 for part in shown if part.label and not part.is_heading),
        "hits": [part for part in shown if part.hit],
        "q": words[:LONGEST_SHOWN],
        "related": related,
        "force": document.force.label,
        "tone": FORCE_TONES[document.force],
        "ended": document.force == Force.ENDED,
        "coming": document.force == Force.COMING,
        "unchecked": not document.lacks_text and document.checked != Checked.ORIGINAL,
        "subjects": [Subject(code).label for code in document.subjects],
    }
