"""Small things that the tests of the policy library make."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cuncuntong.ledgers.policies.models import ArchiveInstitution, HandbookEntry, PolicyDocument
from cuncuntong.ledgers.policies.services import (
    ArchiveDraft,
    DocumentDraft,
    EntryDraft,
    save_document,
    save_entry,
    save_institution,
)

DAY = dt.date(2026, 11, 24)


def document_draft(title: str = "返乡创业补贴办法", **more: Any) -> DocumentDraft:
    """A county paper."""
    values: dict[str, Any] = {
        "rank": "county",
        "issuer": "阳城县人力资源和社会保障局",
        "source": "本县文件",
        "text": "第一条　返乡创业人员可以申请补贴。\n第二条　标准另行通知。",
        "subjects": ("startup",),
        "items": ("1",),
    }
    return DocumentDraft(title=title, **{**values, **more})


def document(title: str = "返乡创业补贴办法", **more: Any) -> PolicyDocument:
    """The same, in the library."""
    return save_document(draft=document_draft(title, **more), actor=None)


def entry(
    question: str = "求职登记要带什么？", answer: str = "带身份证或社保卡。", **more: Any
) -> HandbookEntry:
    """An entry of the handbook."""
    return save_entry(draft=EntryDraft(question, answer, **more), actor=None)


def institution(name: str = "演示县公共就业和人才服务中心", **more: Any) -> ArchiveInstitution:
    """An institution for the whole county."""
    values: dict[str, Any] = {
        "keeps": "流动人员人事档案",
        "address": "演示路1号",
        "areas": (("140522", "阳城县"),),
    }
    return save_institution(draft=ArchiveDraft(name=name, **{**values, **more}), actor=None)
