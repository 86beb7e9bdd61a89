"""The rows of a return slip on the screen: what each may point at, and what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cuncuntong.cases.enums import SlipTarget
from cuncuntong.cases.selectors.cases import ReviewSheet
from cuncuntong.cases.services.review import SlipDraft
from cuncuntong.web.asked import whole

_ROW = re.compile(r"^target-(\d{1,3})$")
MOST = 30
OTHER = "other"


@dataclass
class SlipRow:
    """A row as typed; ``target`` is ``field:KEY``, ``material:KEY``, ``page:PK[:NUMBER]`` or ``other``."""

    number: int
    target: str = ""
    problem: str = ""
    remedy: str = ""
    error: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.target or self.problem or self.remedy)


def targets(sheet: ReviewSheet) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a row may point at, in groups of (value, words): lines, pages of materials, whole materials."""
    names = {material.key: material.name for material in sheet.item.materials}
    shown = {row.key for section in sheet.sections for row in section.rows}
    lines = [
        (f"field:{spec.key}", spec.label + ("" if spec.key in shown else "（未填写）"))
        for spec in sheet.item.fields
        if spec.key in shown or spec.show_when is None
    ]
    pages: list[tuple[str, str]] = []
    for page in sheet.pages:
        name = names.get(page.material, page.title)
        if page.pages == 1:
            pages.append((f"page:{page.pk}", f"{name} 第{page.position}张"))
        else:
            pages += [
                (f"page:{page.pk}:{number}", f"{name} {page.title} 第{number}页")
                for number in range(1, page.pages + 1)
            ]
    materials = [
        (f"material:{one.key}", f"{one.name}（补交）")
        for one in sheet.item.wanted_materials(sheet.examination.values)
        if one.attach
    ]
    groups = [
        ("填写项", lines),
        ("照片和页", pages),
        ("整份材料", materials),
        ("其他", [(OTHER, "其他事项")]),
    ]
    return [(title, options) for title, options in groups if options]


def typed_rows(data: Mapping[str, Any]) -> list[SlipRow]:
    """The rows that were sent, empty ones left out; at least one row comes back."""
    numbers = sorted(int(found[1]) for key in data if (found := _ROW.match(key)))[:MOST]
    rows = [
        SlipRow(
            number,
            str(data.get(f"target-{number}", ""))[:60],
            str(data.get(f"problem-{number}", "")).strip()[:300],
            str(data.get(f"remedy-{number}", "")).strip()[:300],
        )
        for number in numbers
    ]
    return [row for row in rows if not row.empty] or [SlipRow(0)]


def check_rows(rows: list[SlipRow]) -> bool:
    """Marks the rows that are not complete; whether all are."""
    for row in rows:
        if not row.target:
            row.error = "请选择哪一项、哪一页需要补正。"
        elif not row.problem:
            row.error = "请写明有什么问题，居民和经办员会看到这句话。"
    return not any(row.error for row in rows)


def drafts_of(rows: list[SlipRow]) -> list[SlipDraft]:
    """The rows as the service takes them; a target that makes no sense is refused there."""
    return [_draft(row) for row in rows]


def _draft(row: SlipRow) -> SlipDraft:
    kind, _, rest = row.target.partition(":")
    if kind == SlipTarget.FIELD:
        return SlipDraft(SlipTarget.FIELD, row.problem, row.remedy, field=rest)
    if kind == SlipTarget.MATERIAL:
        return SlipDraft(SlipTarget.MATERIAL, row.problem, row.remedy, material=rest)
    if kind == SlipTarget.PAGE:
        pk, _, number = rest.partition(":")
        return SlipDraft(
            SlipTarget.PAGE,
            row.problem,
            row.remedy,
            attachment_id=whole(pk),
            page=whole(number),
        )
    return SlipDraft(SlipTarget.OTHER, row.problem, row.remedy, label="其他事项")
