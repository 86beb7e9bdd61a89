"""What the province answered to what was decided here, as a case's pages and papers say it.

A case's own result is written when the county decides; the province answers later. Whoever reads the
result, aloud or on paper, must learn that it was refused above.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cuncuntong.cases.enums import InboxKind, State
from cuncuntong.cases.models import Case, Notice
from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.network.parameters import setting

# States in which the case's result still speaks; a result that was taken back says so itself.
WITH_RESULT = frozenset({State.APPLIED, State.FED_BACK})
# How long (days) a refusal stands on the list of the point that took the case.
SHOWN_DAYS = "service.refused_shown_days"


@dataclass(frozen=True)
class RefusedAbove:
    """That the province refused what was approved here: the day, and its words."""

    on: dt.date
    words: str

    @property
    def sentence(self) -> str:
        """As it is read out and printed."""
        day = f"{self.on.year}年{self.on.month}月{self.on.day}日"
        words = (self.words or "没有说明原因").rstrip("。")
        return f"但上级没有同意（{day}）：{words}。结果以上级答复为准，请到原服务点核实原因，需要的重新办理。"


def refused_among(rows: Iterable[Handover]) -> RefusedAbove | None:
    """The refusal that stands among a case's handovers, oldest first; of each kind the newest counts."""
    newest = {row.kind: row for row in rows}
    refused = [row for row in newest.values() if row.state == HandoverState.REFUSED]
    if not refused:
        return None
    row = refused[-1]
    return RefusedAbove(timezone.localdate(row.answered_at or row.made_at), row.answer_words)


def refusals(cases: Collection[Case]) -> dict[str, RefusedAbove]:
    """The refusals that stand, by case number; one query for all, none where no case has a result."""
    numbers = [case.number for case in cases if case.state in WITH_RESULT]
    if not numbers:
        return {}
    rows: dict[str, list[Handover]] = {}
    wanted = Handover.objects.filter(case_number__in=numbers).defer("payload", "answer")
    for row in wanted.order_by("pk"):
        rows.setdefault(row.case_number, []).append(row)
    found = {number: refused_among(mine) for number, mine in rows.items()}
    return {number: one for number, one in found.items() if one is not None}


def refusal_of(case: Case) -> RefusedAbove | None:
    """The refusal that stands of one case."""
    return refusals([case]).get(case.number)


def words_to_tell(notice: Notice, refused: RefusedAbove | None) -> str:
    """A notice's words; of an approval that was refused above with the refusal behind them."""
    if refused is None or notice.kind != InboxKind.APPROVED or refused.sentence in notice.text:
        return notice.text
    return f"{notice.text}{refused.sentence}"


def is_refused_above() -> Q:
    """Cases whose result was refused above in the last days, and that were not applied for again since."""
    since = timezone.now() - dt.timedelta(days=setting(SHOWN_DAYS))
    mine = Handover.objects.filter(case_number=OuterRef("case_number"), kind=OuterRef("kind"))
    rows = Handover.objects.filter(state=HandoverState.REFUSED, answered_at__gte=since)
    rows = rows.exclude(case_number="").filter(~Exists(mine.filter(pk__gt=OuterRef("pk"))))
    again = Case.objects.filter(
        resident=OuterRef("resident"), item=OuterRef("item"), accepted_at__gt=OuterRef("decided_at")
    ).exclude(state=State.WITHDRAWN)
    return Q(~Exists(again), state__in=WITH_RESULT, number__in=rows.values("case_number"))
