"""The sentences that a resident is told. Plain words, what next, and never a whole ID number."""

from __future__ import annotations

from cuncuntong.cases.enums import InboxKind
from cuncuntong.cases.forms import applicant_of
from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.above import DONE
from cuncuntong.rules.registry import items


def notice_text(case: Case, kind: str, result_message: str = "") -> str:
    """The notice for a case's result; ``result_message`` is what the item's effect said."""
    name = items.get(case.item).name
    applicant = applicant_of(case)
    # Of a death the family is told, not the dead.
    whose = f"为{case.resident.name}" if applicant else ""
    told = applicant or case.resident.name
    head = f"{told}：您{whose}在{case.point.name}申请的“{name}”（受理编号{case.number}）"
    return head + _TAIL[InboxKind(kind)](case, result_message)


def _returned(case: Case, _: str) -> str:
    lines = [line for line in case.slip_lines.all() if line.settled_at is None]
    what = "；".join(f"{line.label}：{line.problem}" for line in lines)
    return f"需要补正：{what}。请带上要补的材料到原服务点，其他材料不用重交。补正期间办理时限暂停计算。"


def _refused(case: Case, _: str) -> str:
    return f"不予办理。理由：{case.decision_note}。{case.remedy}"


def _approved(_: Case, message: str) -> str:
    return f"{DONE}{message}"


def _reversed(case: Case, _: str) -> str:
    return "的办理结果已撤销，台账已恢复到办理前。请与服务点联系了解原因和下一步。"


def _reopened(case: Case, _: str) -> str:
    return "原“不予办理”的决定已撤销，正在重新审核，结果另行告知。"


_TAIL = {
    InboxKind.APPROVED: _approved,
    InboxKind.RETURNED: _returned,
    InboxKind.REFUSED: _refused,
    InboxKind.REVERSED: _reversed,
    InboxKind.REOPENED: _reopened,
}
