"""What the portraits ledger adds to others: what goes up, a checked material, a standing, a merge part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet
from django.utils import timezone

from cuncuntong.ledgers.above.hooks import HandoverKind, Pending, register_kind, register_pending
from cuncuntong.ledgers.portraits.enums import DELETE_KIND, LINE, MODEL_KIND, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.pictures import check
from cuncuntong.ledgers.portraits.selectors import to_retake
from cuncuntong.ledgers.portraits.services.deciding import answered
from cuncuntong.ledgers.residents.hooks import register_merge_part, register_standing, register_work
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf
from cuncuntong.rules.materials import MaterialKind, register_material_kind

PORTRAIT = "portrait"

register_kind(HandoverKind(MODEL_KIND, "认证照片建模", LINE, answered, awaited="建模"))
register_kind(HandoverKind(DELETE_KIND, "删除认证照片和建模", LINE))


# What becomes of a portrait after its case is closed, as the case's pages and papers say it.
_BECAME = {
    PortraitState.WAITING: ("等县里审核", "照片已采集，等县里审核；审核通过后报上级建模。您现在不用做什么。"),
    PortraitState.APPROVED: ("上级已建模", "照片已通过县里审核，上级已建模，可以用来认证。"),
    PortraitState.RETURNED: ("照片要重拍", "照片没有通过县里审核，没有建模。请到示范服务点重新拍照。"),
    PortraitState.REPLACED: ("照片已替换", "这张照片后来已由新照片替换。"),
    PortraitState.WITHDRAWN: ("已撤回同意", "已撤回同意，照片已删除，不用于认证。"),
}


def became(case_numbers: Collection[str]) -> Mapping[str, Pending]:
    """Where the portraits of these cases stand, but while the province has not answered. One query."""
    rows = Portrait.objects.filter(case_number__in=case_numbers, state__in=list(_BECAME))
    found = {}
    for row in rows.exclude(state=PortraitState.APPROVED, above_agreed=False):
        badge, sentence = _BECAME[PortraitState(row.state)]
        waits = row.state == PortraitState.WAITING
        found[row.case_number] = Pending(badge, sentence, _since(row), waits)
    return found


def _since(row: Portrait) -> dt.date:
    """The day on which it came to its state."""
    if row.state == PortraitState.REPLACED and row.until_on is not None:
        return row.until_on
    at = {
        PortraitState.APPROVED: row.above_at,
        PortraitState.RETURNED: row.reviewed_at,
        PortraitState.WITHDRAWN: row.withdrawn_at,
    }.get(PortraitState(row.state))
    return timezone.localdate(at or row.taken_at)


register_pending("portrait", became)


def _faults(content: bytes) -> tuple[str, ...]:
    return tuple(f"{one.message}{one.remedy}" for one in check(content, timezone.localdate()).faults)


register_material_kind(
    MaterialKind(PORTRAIT, check=_faults, mimes=("image/jpeg", "image/png"), camera=True, kept_by_ledger=True)
)


@register_standing("portrait.to_retake")
def _to_retake_of(resident: Resident) -> QuerySet[Portrait]:
    return to_retake().filter(resident=resident)


def _both_have(kept: Resident, dropped: Resident) -> list[str]:
    states = {PortraitState.WAITING: "等待审核的认证照片", PortraitState.APPROVED: "在用的认证照片"}
    rows = Portrait.objects.filter(resident__in=[kept, dropped], state__in=list(states))
    found = list(rows.values_list("state", flat=True))
    return [
        f"两份档案各有一张{name}，请先为其中一份撤回同意或退回。"
        for state, name in states.items()
        if found.count(state.value) > 1
    ]


@register_work
def portraits_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Portraits taken by a case, as far as they stand."""
    rows = Portrait.objects.filter(resident__in=residents).exclude(case_number="")
    rows = rows.exclude(state=PortraitState.REVERSED)
    return list(rows.values_list("case_number", "resident_id"))


register_merge_part(RowsOf(Portrait, conflicts=_both_have))
