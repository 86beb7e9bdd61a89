"""Entries of the handbook: added, changed, taken out; each change is a version."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.policies.indexes import HANDBOOK, entry_put
from cuncuntong.ledgers.policies.models import EntryVersion, HandbookEntry
from cuncuntong.ledgers.policies.services.versions import locked
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account


@dataclass(frozen=True)
class EntryDraft:
    """What somebody typed of an entry."""

    question: str
    answer: str
    item: str = ""
    basis: str = ""
    order: int = 100
    note: str = field(default="", compare=False)


def save_entry(
    *, draft: EntryDraft, actor: Account | None, entry_id: int | None = None, version: int = 0
) -> HandbookEntry:
    """Adds an entry, or makes a new version of one as it was read at `version`.

    Raises LedgerRefused where it was changed in between, where nothing changed, or where the item has
    the same question already.
    """
    with transaction.atomic():
        if entry_id is None:
            entry = HandbookEntry()
        else:
            entry = locked(HandbookEntry, entry_id, version)
            if draft == EntryDraft(entry.question, entry.answer, entry.item, entry.basis, entry.order):
                raise LedgerRefused("没有改动任何内容，不用保存。")
            entry.version += 1
        entry.question, entry.answer, entry.item = draft.question, draft.answer, draft.item
        entry.basis, entry.order, entry.synthetic = draft.basis, draft.order, False
        entry.changed_at, entry.changed_by = timezone.now(), actor
        try:
            with transaction.atomic():
                entry.save()
        except IntegrityError as error:
            raise LedgerRefused("这个事项下已经有同样的问题。", "请在那一条上修改。") from error
        EntryVersion.objects.create(**version_values(entry, draft.note, actor))
        HANDBOOK.put_many([entry_put(entry)])
        _record(
            entry, "handbook.entry_added" if entry_id is None else "handbook.entry_changed", actor, draft.note
        )
    return entry


def version_values(entry: HandbookEntry, note: str, actor: Account | None) -> dict[str, object]:
    """An entry as it stands, for its version."""
    return {
        "entry": entry,
        "number": entry.version,
        "item": entry.item,
        "order": entry.order,
        "question": entry.question,
        "answer": entry.answer,
        "basis": entry.basis,
        "note": note[:200],
        "made_by": actor,
    }


def withdraw_entry(*, entry_id: int, version: int, reason: str, actor: Account | None) -> HandbookEntry:
    """Takes an entry out from the next issue on; issues that hold it stay as they are. Once."""
    if not reason.strip():
        raise LedgerRefused("请写明撤下的原因。")
    with transaction.atomic():
        entry = locked(HandbookEntry, entry_id, version)
        if entry.withdrawn_at is not None:
            return entry
        entry.withdrawn_at = timezone.now()
        entry.version += 1
        entry.changed_at, entry.changed_by = entry.withdrawn_at, actor
        entry.save(update_fields=["withdrawn_at", "version", "changed_at", "changed_by"])
        EntryVersion.objects.create(**version_values(entry, f"撤下：{reason.strip()}", actor))
        HANDBOOK.remove(entry.pk)
        _record(entry, "handbook.entry_withdrawn", actor, reason.strip())
    return entry


def _record(entry: HandbookEntry, action: str, actor: Account | None, note: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="policies.HandbookEntry",
        object_id=entry.pk,
        detail={"question": entry.question, "version": entry.version, "note": note[:100]},
    )
