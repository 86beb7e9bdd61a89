"""What the province answered to what was decided here, as a case's pages and papers say it.

A case's own result is written when the county decides; the province answers later, and some ledgers
decide only after the case (above.hooks.Pending). Whoever reads the result, aloud or on paper, must learn
what it still waits for, and that it was refused above.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cuncuntong.cases.enums import InboxKind, State
from cuncuntong.cases.models import Case, Notice
from cuncuntong.ledgers.above.enums import OPEN, HandoverState
from cuncuntong.ledgers.above.hooks import kinds, pending_ledgers
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.network.parameters import setting

# States in which the case's result still speaks; a result that was taken back says so itself.
WITH_RESULT = frozenset({State.APPLIED, State.FED_BACK})
# How a notice of an approval begins, as long as nothing is waited for.
DONE = "已办结。"
# How long (days) a refusal stands on the list of the point that took the case.
SHOWN_DAYS = "service.refused_shown_days"


@dataclass(frozen=True)
class RefusedAbove:
    """That the province refused what was approved here: the day, its words, whether all of it was undone."""

    on: dt.date
    words: str
    undone: bool = False

    @property
    def sentence(self) -> str:
        """As it is read out and printed."""
        day = _day(self.on)
        words = (self.words or "没有说明原因").rstrip("。")
        return f"但上级没有同意（{day}）：{words}。结果以上级答复为准，请到原服务点核实原因，需要的重新办理。"

    @property
    def of_the_lines(self) -> str:
        """What is to be known of the result's lines, which were written before the refusal."""
        if self.undone:
            return "下列是县里当时的办理结果，上级没有同意，已撤回作废。"
        return "下列是县里当时的办理结果，上级没有同意，以上级答复为准。"


@dataclass(frozen=True)
class StillOpen:
    """What a case's result came to after the case was closed, where that is not the end of it.

    ``badge`` is for a status; ``sentence`` for the resident, without anything that a public page may not
    say. ``waits`` is whether somebody still has to decide: ``above`` the province, else the county.
    """

    badge: str
    sentence: str
    waits: bool = True
    above: bool = True


@dataclass(frozen=True)
class Afterwards:
    """What became of a case's result: refused above, still open, or (both None) as it was written."""

    refused: RefusedAbove | None = None
    open: StillOpen | None = None

    @property
    def sentence(self) -> str:
        """What is to be said behind the result; empty where it stands as it was written."""
        said = self.refused or self.open
        return said.sentence if said else ""


def _day(on: dt.date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def refused_among(rows: Iterable[Handover]) -> RefusedAbove | None:
    """The refusal that stands among a case's handovers, oldest first; of each kind the newest counts."""
    newest = {row.kind: row for row in rows}
    refused = [row for row in newest.values() if row.state == HandoverState.REFUSED]
    if not refused:
        return None
    row = refused[-1]
    undone = any(kind.code == row.kind and kind.refusal_undoes for kind in kinds())
    return RefusedAbove(timezone.localdate(row.answered_at or row.made_at), row.answer_words, undone)


def afterwards_among(case: Case, rows: Iterable[Handover]) -> Afterwards:
    """What became of a case's result, its handovers known; asks a ledger only where its effect says so."""
    if case.state not in WITH_RESULT:
        return Afterwards()
    mine = list(rows)
    if refused := refused_among(mine):
        return Afterwards(refused=refused)
    return Afterwards(open=_open_here(case) or _open_above(mine))


def afterwards_of(case: Case) -> Afterwards:
    """What became of a case's result; one query, and one more where a ledger decides after the case."""
    if case.state not in WITH_RESULT:
        return Afterwards()
    rows = Handover.objects.filter(case_number=case.number).defer("payload", "answer")
    return afterwards_among(case, rows.order_by("pk"))


def _open_here(case: Case) -> StillOpen | None:
    data = (case.effect or {}).get("data", {})
    for key, ask in pending_ledgers().items():
        found = ask([case.number]).get(case.number) if key in data else None
        if found is not None:
            words = f"{found.sentence.rstrip('。')}（{_day(found.since)}{'起' if found.waits else ''}）。"
            return StillOpen(found.badge, words, waits=found.waits, above=False)
    return None


def _open_above(rows: list[Handover]) -> StillOpen | None:
    awaited = {kind.code: kind.awaited for kind in kinds()}
    newest = {row.kind: row for row in rows}
    waiting = [row for row in newest.values() if row.state in OPEN and awaited.get(row.kind, "答复")]
    if not waiting:
        return None
    row = waiting[0]
    what = f"等上级{awaited.get(row.kind, '答复')}"
    since = _day(timezone.localdate(row.sent_at or row.made_at))
    return StillOpen(what, f"县里已办理，{what}（{since}起）。您现在不用做什么。")


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


def words_to_tell(notice: Notice, after: Afterwards) -> str:
    """A notice's words; of an approval with what became of it, or what it still waits for, behind them."""
    said = after.sentence
    if not said or notice.kind != InboxKind.APPROVED or said in notice.text:
        return notice.text
    if after.open:
        return f"{notice.text.replace(DONE, '县里已办理。', 1)}{said.removeprefix('县里已办理，')}"
    return f"{notice.text}{said}"


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
