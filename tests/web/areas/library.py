"""The library: policies, the handbook with its issues, archive institutions; public pages."""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.policies.models import (
    ArchiveInstitution,
    HandbookEntry,
    HandbookIssue,
    IssueDelivery,
    PolicyDocument,
)
from cuncuntong.ledgers.policies.services import issue_handbook
from cuncuntong.network.enums import DutyKind
from tests.ledgers.policies.make import document, entry, institution
from tests.web.areas import Sample

TABLES = [ArchiveInstitution, HandbookEntry, HandbookIssue, IssueDelivery, PolicyDocument]
PUBLIC = {"public_library:policies", "public_library:policy", "public_library:archives"}

# What the library holds is the same for everybody; who acknowledged what is limited inside the pages.
DOCUMENT = Sample(lambda world: [world.document.pk], placed=False)
ENTRY = Sample(lambda world: [world.entry.pk], placed=False)
ISSUE = Sample(lambda world: [world.issue.pk], placed=False)
SAMPLES = {
    "library:policy": DOCUMENT,
    "library:policy_edit": DOCUMENT,
    "library:policy_withdraw": DOCUMENT,
    "library:policy_version": Sample(lambda world: [world.document.pk, 1], placed=False),
    "library:handbook_item": Sample(lambda world: ["1"], placed=False),
    "library:entry": ENTRY,
    "library:entry_edit": ENTRY,
    "library:entry_withdraw": ENTRY,
    "library:issue": ISSUE,
    "library:issue_send_again": ISSUE,
    "library:acknowledge": ISSUE,
    "library:issue_export": ISSUE,
    "library:archive_edit": Sample(lambda world: [world.archive.pk], placed=False),
    "public_library:policy": DOCUMENT,
}


def build(world: Any) -> None:
    world.document = document()
    world.entry = entry(item="1")
    world.archive = institution()
    world.issue = issue_handbook(note="", actor=None)


def build_many(world: Any, many: int) -> None:
    for number in range(many):
        world.document = document(f"创业补贴办法{number}", items=("1", "23"), subjects=("startup", "wages"))
        world.entry = entry(f"求职问题{number}？", item="1")
        entry(f"通用问题{number}？")
        world.archive = institution(f"演示机构{number}", areas=(("140522100", "凤城镇"), ("", "外县")))
        world.issue = issue_handbook(note="", actor=None)


def _read(world: Any) -> list[Any]:
    return [
        ("library:policies", (), {}),
        ("library:policies", (), {"q": "创业补贴", "subject": "startup", "force": "in_force"}),
        ("library:policy", (world.document.pk,), {"q": "补贴"}),
        ("library:policy_version", (world.document.pk, 1), {}),
        ("library:handbook", (), {}),
        ("library:handbook", (), {"q": "求职"}),
        ("library:handbook_item", ("1",), {}),
        ("library:entry", (world.entry.pk,), {}),
        ("library:issues", (), {}),
        ("library:issue", (world.issue.pk,), {}),
        ("library:late", (), {}),
        ("library:archives", (), {}),
        ("public_library:policies", (), {"q": "创业"}),
        ("public_library:policy", (world.document.pk,), {}),
        ("public_library:archives", (), {"district": "140522100", "q": "机构"}),
    ]


def _clerk(world: Any) -> list[Any]:
    look_ups = [
        ("counter:form", (world.person.pk, "12"), {"words": "创业补贴", "subject": ""}),
        ("counter:form", (world.person.pk, "15"), {}),
    ]
    return [*_read(world), *look_ups]


def _edit(world: Any) -> list[Any]:
    return [
        *_read(world),
        ("library:policy_add", (), {}),
        ("library:policy_edit", (world.document.pk,), {}),
        ("library:entry_add", (), {"item": "1"}),
        ("library:entry_edit", (world.entry.pk,), {}),
        ("library:archive_add", (), {}),
        ("library:archive_edit", (world.archive.pk,), {}),
    ]


PAGES = {
    DutyKind.POINT_CLERK: _clerk,
    DutyKind.REVIEWER: _read,
    DutyKind.BUSINESS_ADMIN: _edit,
    DutyKind.SPECIALIST: _edit,
    DutyKind.TOWNSHIP_ADMIN: _read,
}
