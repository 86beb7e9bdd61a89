"""What goes up of a subsidy, and what the province's answer does here."""

from __future__ import annotations

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.hooks import HandoverKind, Outcome, register_kind
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.skills.enums import ANSWERED, SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.services import KIND, above_key
from cuncuntong.network.enums import Line


def answered(handover: Handover, outcome: Outcome) -> None:
    """Notes the answer. A no takes it out of the next run; what was paid is to come back."""
    rows = Subsidy.objects.select_for_update(of=("self",)).select_related("resident")
    found = rows.filter(resident=handover.resident_id).exclude(state=SubsidyState.UNDONE)
    row = next((one for one in found if above_key(one) == handover.key), None)
    if row is None:
        return
    row.above_words = outcome.words[:300] or ("上级已备案" if outcome.agreed else outcome.code)
    if outcome.agreed:
        row.save(update_fields=["above_words"])
        return
    if row.state == SubsidyState.PAID:
        row.to_return = row.amount
    row.state = SubsidyState.REFUSED
    row.save(update_fields=["above_words", "state", "to_return"])
    record(
        actor=None,
        action="skills.refused_above",
        object_type="skills.Subsidy",
        object_id=str(row.pk),
        detail={"case": row.case_number, "code": outcome.code},
    )
    back = f"已经发放的{row.amount}元需要退回，办法可到服务点询问。" if row.to_return else ""
    tell(
        topic=ANSWERED,
        text=(
            f"{row.resident.name}：您申领的技能提升补贴（{row.occupation_name}{row.level}），上级经办机构没有"
            f"同意：{row.above_words}。{back}有疑问的，请到服务点询问。"
        ),
        key=f"skills:{row.pk}:refused:{handover.serial}",
        resident=row.resident,
    )


register_kind(HandoverKind(code=KIND, name="技能提升补贴核定备案", line=Line.UNEMPLOYMENT, answered=answered))
