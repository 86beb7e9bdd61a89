"""Policy documents: added, changed, taken out. Every change is a version that stays readable."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.policies.enums import Checked
from cuncuntong.ledgers.policies.indexes import POLICIES, document_put
from cuncuntong.ledgers.policies.models import PolicyDocument, PolicyVersion
from cuncuntong.ledgers.policies.models.documents import marked
from cuncuntong.ledgers.policies.parsing import tidy
from cuncuntong.ledgers.policies.services.versions import locked
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account

_PLAIN = (
    "title",
    "number",
    "rank",
    "issuer",
    "issued_on",
    "in_force_from",
    "in_force_to",
    "history",
    "text",
    "card_for",
    "card_gives",
    "card_how",
    "source",
    "checked",
)


@dataclass(frozen=True)
class DocumentDraft:
    """What somebody typed of a document."""

    title: str
    rank: str
    issuer: str
    source: str
    number: str = ""
    issued_on: dt.date | None = None
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    history: str = ""
    text: str = ""
    card_for: str = ""
    card_gives: str = ""
    card_how: str = ""
    checked: str = Checked.NONE
    subjects: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    note: str = field(default="", compare=False)

    def details(self) -> dict[str, Any]:
        """All but the text, as plain data for the version."""
        kept = {name: getattr(self, name) for name in _PLAIN if name != "text"}
        days = {name: value.isoformat() for name, value in kept.items() if isinstance(value, dt.date)}
        return {**kept, **days, "subjects": list(self.subjects), "items": list(self.items)}


def save_document(
    *,
    draft: DocumentDraft,
    actor: Account | None,
    document_id: int | None = None,
    version: int = 0,
) -> PolicyDocument:
    """Adds a document, or makes a new version of one as it was read at `version`.

    Raises LedgerRefused where somebody changed it in between, where nothing changed, or where the same
    issuer's number is in the library already.
    """
    draft = replace(draft, text=tidy(draft.text))
    with transaction.atomic():
        if document_id is None:
            document = PolicyDocument()
        else:
            document = locked(PolicyDocument, document_id, version)
            if draft == draft_of(document):
                raise LedgerRefused("没有改动任何内容，不用保存。")
            document.version += 1
        fill(document, draft, actor)
        record(
            actor=actor,
            action="policy.added" if document_id is None else "policy.changed",
            object_type="policies.PolicyDocument",
            object_id=document.pk,
            detail={"title": document.title, "version": document.version, "note": draft.note[:100]},
        )
    return document


def fill(document: PolicyDocument, draft: DocumentDraft, actor: Account | None) -> None:
    """Writes row, version and index entry; the caller's transaction and audit entry."""
    for name in _PLAIN:
        setattr(document, name, getattr(draft, name))
    document.subject_marks, document.item_marks = marked(draft.subjects), marked(draft.items)
    document.changed_at, document.changed_by = timezone.now(), actor
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as error:
        raise LedgerRefused(
            f"{draft.issuer}的“{draft.number}”已经在政策库里。", "请找到它，在那一份上修改。"
        ) from error
    PolicyVersion.objects.create(
        document=document,
        number=document.version,
        text=document.text,
        details=draft.details(),
        note=draft.note,
        made_by=actor,
    )
    POLICIES.put_many([document_put(document)])


def draft_of(document: PolicyDocument) -> DocumentDraft:
    """A document as it stands, as a draft."""
    values = {name: getattr(document, name) for name in _PLAIN}
    return DocumentDraft(**values, subjects=tuple(document.subjects), items=tuple(document.items))


def withdraw_document(
    *, document_id: int, version: int, reason: str, actor: Account | None
) -> PolicyDocument:
    """Takes a document out of the library; its versions stay. Once."""
    if not reason.strip():
        raise LedgerRefused("请写明撤下的原因。")
    with transaction.atomic():
        document = locked(PolicyDocument, document_id, version)
        if document.withdrawn_at is not None:
            return document
        document.withdrawn_at = timezone.now()
        document.version += 1
        document.changed_at, document.changed_by = document.withdrawn_at, actor
        document.save(update_fields=["withdrawn_at", "version", "changed_at", "changed_by"])
        PolicyVersion.objects.create(
            document=document,
            number=document.version,
            text=document.text,
            details=draft_of(document).details(),
            note=f"撤下：{reason.strip()}"[:200],
            made_by=actor,
        )
        POLICIES.remove(document.pk)
        record(
            actor=actor,
            action="policy.withdrawn",
            object_type="policies.PolicyDocument",
            object_id=document.pk,
            detail={"title": document.title, "reason": reason.strip()[:200]},
        )
    return document
