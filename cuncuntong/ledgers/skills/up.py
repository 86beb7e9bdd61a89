"""What goes up of a subsidy, and what the province's answer does here."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.money import format_yuan
from cuncuntong.ledgers.above.hooks import HandoverKind, Outcome, register_kind
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.skills.enums import ANSWERED, STANDING, SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.selectors import TIMES_A_YEAR, in_year, is_number, standing_of
from cuncuntong.ledgers.skills.services import KIND, above_key
from cuncuntong.network.enums import Line
from cuncuntong.network.parameters import current


def answered(handover: Handover, outcome: Outcome) -> None:
    """Notes the answer. A no takes it out of the next run; what was paid is to come back. A yes after a no
    puts it back, or LedgerRefused leaves the answer among the problems."""
    rows = Subsidy.objects.select_for_update(of=("self",)).select_related("resident")
    found = rows.filter(resident=handover.resident_id).exclude(state=SubsidyState.UNDONE)
    row = next((one for one in found if above_key(one) == handover.key), None)
    if row is None:
        return
    if outcome.agreed and row.state == SubsidyState.REFUSED:
        _after_all(row, handover, outcome)
    row.above_words = outcome.words[:300] or ("上级已备案" if outcome.agreed else outcome.code)
    if outcome.agreed or row.state == SubsidyState.REFUSED:
        row.save(update_fields=["above_words"])
        return
    if row.state == SubsidyState.PAID:
        row.to_return = row.amount
    row.state = SubsidyState.REFUSED
    row.save(update_fields=["above_words", "state", "to_return"])
    _log(row, "skills.refused_above", outcome)
    back = f"已经发放的{format_yuan(row.amount)}元需要退回，办法可到服务点询问。" if row.to_return else ""
    tell(
        topic=ANSWERED,
        text=(
            f"{row.resident.name}：您申领的技能提升补贴（{row.occupation_name}，{row.level}），上级经办机构没有"
            f"同意：{row.above_words.rstrip('。')}。{back}有疑问的，请到服务点询问。"
        ),
        key=f"skills:{row.pk}:refused:{handover.serial}",
        resident=row.resident,
        case_number=row.case_number,
    )


def _after_all(row: Subsidy, handover: Handover, outcome: Outcome) -> None:
    """The province agrees to what it had refused: it is due or paid as it was before the no."""
    if row.returned_on:
        raise LedgerRefused(
            "上级不同意以后，这笔补贴已经退回，不能直接恢复。", "请与上级经办机构核对后处理。"
        )
    standing = Subsidy.objects.filter(state__in=STANDING)
    same = (is_number(row.certificate_number) & Q(county_code=row.county_code)) | Q(
        resident=row.resident_id, occupation=row.occupation, level=row.level
    )
    if standing.filter(same).exists():
        raise LedgerRefused(
            "上级不同意以后，同一证书或同一职业等级已另行核定补贴。", "请与上级经办机构核对后处理。"
        )
    most = current().integer(TIMES_A_YEAR, row.applied_on)
    if in_year(standing_of(row.resident), row.applied_on) >= most:
        raise LedgerRefused(
            f"上级不同意以后，{row.applied_on.year}年已另外享受{most}次。", "请与上级经办机构核对后处理。"
        )
    row.state = SubsidyState.PAID if row.paid_on else SubsidyState.APPROVED
    row.to_return = Decimal("0.00")
    row.save(update_fields=["state", "to_return"])
    _log(row, "skills.agreed_after_all", outcome)
    then = "已经发放的不用退回。" if row.paid_on else "将随下一批次发放。"
    tell(
        topic=ANSWERED,
        text=(
            f"{row.resident.name}：您申领的技能提升补贴（{row.occupation_name}，{row.level}），上级经办机构更正了"
            f"答复，已经同意。{then}"
        ),
        key=f"skills:{row.pk}:agreed:{handover.serial}",
        resident=row.resident,
        case_number=row.case_number,
    )


def _log(row: Subsidy, action: str, outcome: Outcome) -> None:
    record(
        actor=None,
        action=action,
        object_type="skills.Subsidy",
        object_id=str(row.pk),
        detail={"case": row.case_number, "code": outcome.code},
    )


register_kind(
    HandoverKind(KIND, "技能提升补贴核定备案", Line.UNEMPLOYMENT, answered=answered, refusal_undoes=True)
)
