"""A case in words for the public: no name, no address, no figures of the form."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone

from cuncuntong.cases.clock import clock_words
from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.above import Afterwards, afterwards_of
from cuncuntong.rules.registry import items

_NEXT = {
    State.FILED: "已提交，等待受理。",
    State.ACCEPTED: "已受理，等待县里审核，您不用做什么。",
    State.UNDER_REVIEW: "县里正在审核，您不用做什么。",
    State.RETURNED: "材料需要补正。请带上要补的材料到受理的服务点，其他材料不用重交。",
    State.APPROVED: "审核已通过，正在办理。",
    State.REFUSED: "不予办理。理由和办法请看服务点给您的决定书，也可到服务点询问。",
    State.APPLIED: "已办结。结果由服务点告知您。",
    State.FED_BACK: "已办结，结果已告知。",
    State.WITHDRAWN: "申请已撤回。需要时可重新申请。",
    State.REVERSED: "原办理结果已撤销，请与服务点联系。",
}
# Without the province's words: they may say more of the person than this page does.
_REFUSED_ABOVE = "县里已办理，但上级没有同意。请到受理的服务点了解原因，需要的重新办理。"
_STEPS = (
    ("提交", {State.FILED}),
    ("受理", {State.ACCEPTED}),
    ("审核", {State.UNDER_REVIEW, State.RETURNED, State.APPROVED, State.REFUSED}),
    ("办结", {State.APPLIED, State.FED_BACK}),
)


# Of what is closed here and still waits: for the county's review (3) or for the province (4).
_ABOVE_STEPS = "提交|受理|审核|上级答复|办结"


@dataclass(frozen=True)
class ProgressWords:
    """What the progress page shows."""

    number: str
    item_name: str
    state: str
    next: str
    clock: str
    point_name: str
    point_telephone: str
    accepted_at: object
    due_on: object
    ended: bool
    steps: str
    step: int
    # What stands in place of the state's own name; empty where that is the whole truth.
    badge: str = ""
    tone: str = ""


def explain(case: Case) -> ProgressWords:
    """The words for one case."""
    state = State(case.state)
    after = afterwards_of(case)
    step = next((n for n, (_, states) in enumerate(_STEPS, start=1) if state in states), 0)
    running = state in {State.ACCEPTED, State.UNDER_REVIEW, State.RETURNED}
    words = ProgressWords(
        number=case.number,
        item_name=items.get(case.item).name,
        state=case.state,
        next=_NEXT[state],
        clock=clock_words(case, timezone.localdate()) if running else "",
        point_name=case.point.name,
        point_telephone=case.point.telephone,
        accepted_at=case.accepted_at,
        due_on=case.due_on,
        ended=not running,
        steps="|".join(name for name, _ in _STEPS),
        step=step,
    )
    return _with(words, after)


def _with(words: ProgressWords, after: Afterwards) -> ProgressWords:
    """The words with what became of the result after the case was closed."""
    if after.refused:
        return replace(words, next=_REFUSED_ABOVE, badge="上级没有同意", tone="bad", step=0)
    if after.open is None:
        return words
    words = replace(words, next=after.open.sentence, badge=after.open.badge)
    if not after.open.waits:
        return replace(words, tone="neutral", step=0)
    return replace(words, tone="wait", steps=_ABOVE_STEPS, step=4 if after.open.above else 3)
