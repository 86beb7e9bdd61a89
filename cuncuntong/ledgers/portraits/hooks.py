"""What the portraits ledger adds to others: what goes up, a checked material, a standing, a merge part."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.utils import timezone

from cuncuntong.ledgers.above.hooks import HandoverKind, register_kind
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

register_kind(HandoverKind(MODEL_KIND, "认证照片建模", LINE, answered))
register_kind(HandoverKind(DELETE_KIND, "删除认证照片和建模", LINE))


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
