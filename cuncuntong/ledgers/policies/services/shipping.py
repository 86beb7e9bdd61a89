"""The first library, which the program brings along: loaded by `cuncuntong init`, as often as one likes."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.resources
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.policies.enums import Checked
from cuncuntong.ledgers.policies.models import PolicyDocument
from cuncuntong.ledgers.policies.services.documents import DocumentDraft, draft_of, fill

DATA = Path(str(importlib.resources.files("cuncuntong.ledgers.policies"))) / "data"
SOURCES = {
    Checked.ALIKE: "程序附带：公开文本，两处逐字一致",
    Checked.ONE: "程序附带：公开文本，条数连续",
}


@dataclass(frozen=True)
class Shipped:
    """What loading did."""

    added: int
    renewed: int
    kept: int
    lacking: int


def shipped_drafts() -> dict[str, DocumentDraft]:
    """Every shipped document by its key, as the files have it."""
    told = yaml.safe_load((DATA / "library.yaml").read_text(encoding="utf-8"))
    return {one["key"]: _draft(one) for one in told["documents"]}


def _draft(told: dict[str, Any]) -> DocumentDraft:
    path = DATA / "texts" / f"{told['key']}.txt"
    checked = Checked(told["checked"])
    text = path.read_text(encoding="utf-8").rstrip("\n") if checked != Checked.NONE else ""
    return DocumentDraft(
        title=told["title"],
        number=told.get("number", ""),
        rank=told["rank"],
        issuer=told["issuer"],
        issued_on=told.get("issued_on"),
        in_force_from=told.get("in_force_from"),
        history="\n".join(told.get("history", ())),
        text=text,
        card_for=told.get("card_for", ""),
        card_gives=told.get("card_gives", ""),
        card_how=told.get("card_how", ""),
        source=told.get("source") or SOURCES[checked],
        checked=checked,
        subjects=tuple(told["subjects"]),
        items=tuple(told["items"]),
        note="随程序附带",
    )


def load_library() -> Shipped:
    """Adds what is missing and renews what the county left as it was shipped; the county's own stays."""
    added = renewed = kept = 0
    drafts = shipped_drafts()
    with transaction.atomic():
        known = {
            document.shipped_key: document
            for document in PolicyDocument.objects.select_for_update().filter(shipped_key__in=drafts)
        }
        for key, draft in drafts.items():
            document = known.get(key)
            if document is None:
                added += _add(key, draft)
            elif document.shipped_digest == _digest(draft) or _is_countys(document):
                kept += 1
            else:
                document.version += 1
                document.shipped_digest = _digest(draft)
                fill(document, draft, None)
                renewed += 1
        if added or renewed:
            record(
                actor=None,
                action="policy.shipped",
                object_type="policies.library",
                object_id="shipped",
                detail={"added": added, "renewed": renewed},
            )
    lacking = sum(1 for draft in drafts.values() if not draft.text)
    return Shipped(added, renewed, kept, lacking)


def _add(key: str, draft: DocumentDraft) -> int:
    """One document; none where the county entered the same paper itself."""
    same = PolicyDocument.objects.shown().filter(title=draft.title)
    if same.exists():
        return 0
    document = PolicyDocument(shipped_key=key, shipped_digest=_digest(draft))
    fill(document, draft, None)
    return 1


def _is_countys(document: PolicyDocument) -> bool:
    """Whether the county changed it, or took it out: then it is the county's own."""
    return document.withdrawn_at is not None or _digest(draft_of(document)) != document.shipped_digest


def _digest(draft: DocumentDraft) -> str:
    def plain(value: object) -> str:
        return value.isoformat() if isinstance(value, dt.date) else str(value)

    whole = {**draft.details(), "text": draft.text}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=plain).encode()).hexdigest()
