"""What the library is searched by. Whoever writes a row puts its words here, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator

from cuncuntong.foundation.search import Index, Put
from cuncuntong.ledgers.policies.models import HandbookEntry, PolicyDocument
from cuncuntong.ledgers.policies.synonyms import synonyms


def document_put(document: PolicyDocument) -> Put:
    """Title and number first, then the card and the text."""
    parts = (document.card_for, document.card_gives, document.card_how, document.issuer, document.text)
    return Put(document.pk, "\n".join(parts), f"{document.title} {document.number}")


def entry_put(entry: HandbookEntry) -> Put:
    """The question first."""
    return Put(entry.pk, f"{entry.answer}\n{entry.basis}", entry.question)


def _documents() -> Iterator[Put]:
    return map(document_put, PolicyDocument.objects.shown().iterator(chunk_size=100))


def _entries() -> Iterator[Put]:
    return map(entry_put, HandbookEntry.objects.filter(withdrawn_at__isnull=True).iterator(chunk_size=500))


POLICIES = Index("policies", synonyms=synonyms, source=_documents)
HANDBOOK = Index("handbook", synonyms=synonyms, source=_entries)
