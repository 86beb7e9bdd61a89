"""Return slips: each line names the exact field, material or page and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from cuncuntong.cases.enums import SlipTarget
from cuncuntong.cases.models import Attachment, Case, SlipLine
from cuncuntong.rules.service_item import ServiceItem


class ReviewRefused(Exception):
    """What was entered for a return or refusal is not complete; ``field`` says where."""

    def __init__(self, message: str, field: str = "") -> None:
        self.message = message
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class SlipDraft:
    """One line of a return slip: what it points at, what is wrong, how to make it good.

    ``target`` is field, page, material or other; ``field``/``material`` name keys of the item,
    ``attachment_id`` and ``page`` a page. ``label`` is needed for "other" alone.
    """

    target: str
    problem: str
    remedy: str = ""
    field: str = ""
    material: str = ""
    attachment_id: int | None = None
    page: int | None = None
    label: str = ""


def slip_lines(case: Case, item: ServiceItem, drafts: Sequence[SlipDraft]) -> list[SlipLine]:
    """The lines of the case's next return slip, unsaved. Raises ReviewRefused."""
    pages = {page.pk: page for page in Attachment.objects.filter(case=case).standing()}
    last = SlipLine.objects.filter(case=case).aggregate(last=Max("round"))["last"] or 0
    return [_slip_line(case, item, draft, pages, last + 1) for draft in drafts]


def _slip_line(
    case: Case, item: ServiceItem, draft: SlipDraft, pages: dict[int, Attachment], round_: int
) -> SlipLine:
    if not draft.problem.strip():
        raise ReviewRefused("每一处都请写明有什么问题。", "problem")
    fields = {spec.key: spec.label for spec in item.fields}
    materials = {material.key: material.name for material in item.materials}
    page = pages.get(draft.attachment_id or 0)
    if draft.target == SlipTarget.FIELD and draft.field in fields:
        label = fields[draft.field]
    elif draft.target == SlipTarget.MATERIAL and draft.material in materials:
        label = materials[draft.material]
    elif draft.target == SlipTarget.PAGE and page is not None:
        if draft.page is not None and not 1 <= draft.page <= page.pages:
            raise ReviewRefused(f"“{page.title}”只有{page.pages}页，请核对页码。", "page")
        label = materials.get(page.material, page.title)
        label += f"第{page.position}张" if page.pages == 1 else f"第{draft.page or 1}页"
    elif draft.target == SlipTarget.OTHER and draft.label.strip():
        label = draft.label.strip()
    else:
        raise ReviewRefused("补正事项指向的填写项或材料不在这件业务中，请重新选择。", "target")
    return SlipLine(
        case=case,
        round=round_,
        target=draft.target,
        field=draft.field if draft.target == SlipTarget.FIELD else "",
        material=page.material if page and draft.target == SlipTarget.PAGE else draft.material,
        attachment=page if draft.target == SlipTarget.PAGE else None,
        page=draft.page,
        label=label[:80],
        problem=draft.problem.strip()[:300],
        remedy=draft.remedy.strip()[:300],
    )
