"""What a return slip lets change, and whether it was made good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from cuncuntong.cases.enums import Move, SlipTarget
from cuncuntong.cases.examine import SLIP, Problem
from cuncuntong.cases.models import Attachment, Case, CaseEvent, Draft, SlipLine
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account
from cuncuntong.rules.service_item import ServiceItem


def allowed_fields(item: ServiceItem, lines: Iterable[SlipLine]) -> set[str]:
    """Keys that may change: those the slip names, and those that a named one shows or hides."""
    may = {line.field for line in lines if line.target == SlipTarget.FIELD}
    for spec in item.fields:
        if spec.show_when is not None and spec.show_when[0] in may:
            may.add(spec.key)
    return may


def named_pages(drafts: Iterable[Draft], lines: Iterable[SlipLine]) -> QuerySet[Attachment]:
    """The pages in the drafts that the slip asks for: a named page made again, or a named material."""
    named = list(lines)
    again = [line.attachment_id for line in named if line.target == SlipTarget.PAGE]
    materials = [line.material for line in named if line.target == SlipTarget.MATERIAL]
    return Attachment.objects.filter(draft__in=list(drafts)).filter(
        Q(replaces__in=again) | Q(replaces__isnull=True, material__in=materials)
    )


def unsettled(
    case: Case, lines: list[SlipLine], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Problem]:
    """What the slip asked for and is not there yet. Nothing can be checked of an "other" line."""
    returned = CaseEvent.objects.filter(case=case, move=Move.RETURN).order_by("-at", "-id").first()
    new_pages: set[str] = set()
    if returned is not None:
        fresh = Attachment.objects.filter(case=case, uploaded_at__gte=returned.at)
        new_pages = set(fresh.values_list("material", flat=True))
    problems = []
    for line in lines:
        if line.target == SlipTarget.FIELD and before.get(line.field) == after.get(line.field):
            problems.append(_problem(line, "还是原来的内容。", line.field))
        elif line.target == SlipTarget.MATERIAL and line.material not in new_pages:
            problems.append(_problem(line, "还没有补交。", line.material))
        elif line.target == SlipTarget.PAGE and not _is_replaced(line):
            problems.append(_problem(line, "还没有重新上传这一页。", line.material))
    return problems


def reviewer_again(case: Case) -> Account | None:
    """Who reviewed the case before, if still charged with it: gets it first, no lock."""
    former = case.claimed_by
    if former is None or not former.is_active:
        return None
    rows = Case.objects.filter(pk=case.pk)
    return former if Caller(former).limit(Ability.CASE_REVIEW, rows).exists() else None


def _is_replaced(line: SlipLine) -> bool:
    return line.attachment is not None and line.attachment.replaced_by_id is not None


def _problem(line: SlipLine, what: str, field: str) -> Problem:
    return Problem(SLIP, line.label, f"{what}退回原因：{line.problem}", line.remedy, "", field)
