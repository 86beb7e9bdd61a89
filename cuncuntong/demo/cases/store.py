"""Saves a batch of stories in few statements: ledgers, cases, events, results, photos, audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from cuncuntong.cases.models import Attachment, Case, CaseEvent, InboxItem, Notice, SlipLine
from cuncuntong.cases.services.attachments import STORE_CONTEXT
from cuncuntong.demo.bulk import insert
from cuncuntong.demo.cases.photo import sample_photo
from cuncuntong.demo.cases.story import Story
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.audit.recording import make_entry
from cuncuntong.foundation.files import SealedStore
from cuncuntong.foundation.sealed.cipher import sm3

CHANGED_FIELDS = {
    "PensionAccount": ["state"],
    "SocialCard": ["state", "loss_ends_at", "version"],
}
MATERIAL = "id_page"


def store(stories: Sequence[Story]) -> None:
    """Writes everything, inside the caller's transaction."""
    _save_rows([row for story in stories for row in story.rows])
    _update_rows([row for story in stories for row in story.changed])
    for story in stories:
        if story.finish is not None:
            story.finish()
    Case.objects.bulk_create([story.case for story in stories], batch_size=500)
    insert(CaseEvent, (one for story in stories for one in story.events))
    _save_photos([story for story in stories if story.photo])
    SlipLine.objects.bulk_create([one for story in stories for one in story.slips], batch_size=500)
    insert(InboxItem, (one for story in stories for one in story.inbox))
    insert(Notice, (one for story in stories for one in story.notices))
    insert(AuditEntry, (make_entry(**entry) for entry in _audited(stories)))


def _save_rows(rows: Iterable[Model]) -> None:
    """By model, in the order of their first appearance: what others point at comes first."""
    by_model: dict[Any, list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, found in by_model.items():
        model.objects.bulk_create(found, batch_size=500)


def _update_rows(rows: Iterable[Model]) -> None:
    by_model: dict[Any, list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, found in by_model.items():
        model.objects.bulk_update(found, CHANGED_FIELDS[model.__name__], batch_size=200)


def _save_photos(stories: Sequence[Story]) -> None:
    if not stories:
        return
    files = SealedStore(context=STORE_CONTEXT)
    content = sample_photo()
    digest = sm3(content)
    Attachment.objects.bulk_create(
        [
            Attachment(
                case=story.case,
                material=MATERIAL,
                stored_as=files.put(content),
                title="演示照片.jpg",
                mime="image/jpeg",
                size=len(content),
                digest=digest,
                uploaded_at=story.case.accepted_at,
                uploaded_by=story.case.filed_by,
            )
            for story in stories
        ],
        batch_size=500,
    )


def _audited(stories: Sequence[Story]) -> Iterable[dict[str, Any]]:
    """The entries that the transitions would have left."""
    for story in stories:
        for event in story.events:
            yield {
                "actor": event.actor,
                "action": f"case.{event.move}",
                "object_type": "case",
                "object_id": story.case.number,
                "detail": {
                    "before": str(event.before),
                    "after": str(event.after),
                    "item": story.case.item,
                    "seeded": True,
                },
                "at": event.at,
            }
