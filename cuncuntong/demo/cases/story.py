"""One synthetic case while it is told: its row, its events, and everything that hangs on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import InboxKind, Move, NoticeChannel, NoticeState, SlipTarget, State
from cuncuntong.cases.models import Case, CaseEvent, InboxItem, Notice, SlipLine
from cuncuntong.cases.papers.words import notice_text
from cuncuntong.cases.states import target_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ServicePoint
from cuncuntong.rules.service_item import ServiceItem


@dataclass
class Story:
    """A case with what its services would have written. Nothing is saved until store()."""

    case: Case
    item: ServiceItem
    events: list[CaseEvent] = field(default_factory=list)
    slips: list[SlipLine] = field(default_factory=list)
    inbox: list[InboxItem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    # Rows of the ledgers in the order in which they must be saved, and rows to be updated.
    rows: list[Model] = field(default_factory=list)
    changed: list[Model] = field(default_factory=list)
    photo: bool = False
    # Called once the ledger's rows have keys, to say what the effect did.
    finish: Any = None

    def step(self, move: Move, at: dt.datetime, actor: Account | None, note: str = "", **detail: Any) -> None:
        """One transition; the table decides whether it may be made."""
        before = self.case.state
        after = State.FILED if move == Move.FILE else target_of(move, before)
        self.case.state = after
        self.events.append(
            CaseEvent(
                case=self.case,
                move=move,
                before="" if move == Move.FILE else before,
                after=after,
                at=at,
                actor=actor,
                actor_name=str(actor or "系统")[:40],
                note=note,
                detail=detail,
            )
        )

    def saved(self) -> None:
        """A service's save: the version grows."""
        self.case.version += 1

    def slip(self, field_: str, material: str, label: str, problem: str, remedy: str) -> SlipLine:
        """A line of the return slip."""
        line = SlipLine(
            case=self.case,
            round=1,
            target=SlipTarget.FIELD if field_ else SlipTarget.MATERIAL,
            field=field_,
            material=material,
            label=label,
            problem=problem,
            remedy=remedy,
        )
        self.slips.append(line)
        return line

    def announce(self, kind: InboxKind, at: dt.datetime, message: str = "", *, read: bool) -> Notice:
        """The point's inbox and the resident's notice."""
        for earlier in self.notices:
            if earlier.state == NoticeState.PENDING:
                earlier.state, earlier.error = NoticeState.FAILED, "已有更新的结果"
        seen = at + dt.timedelta(hours=1)
        self.inbox.append(
            InboxItem(
                point=self.case.point,
                case=self.case,
                kind=kind,
                at=at,
                read_at=seen if read else None,
                read_by=self.case.handler if read else None,
            )
        )
        notice = Notice(case=self.case, kind=kind, text=self._words(kind, message), made_at=at)
        self.notices.append(notice)
        return notice

    def _words(self, kind: InboxKind, message: str) -> str:
        # The words ask the case for its slip lines, which an unsaved case can't answer: for this
        # moment it gets a key, and what the relation would give.
        self.case.pk = -1
        self.case._prefetched_objects_cache = {"slip_lines": list(self.slips)}  # type: ignore[attr-defined]
        try:
            return notice_text(self.case, kind, message)
        finally:
            self.case.pk = None
            self.case._prefetched_objects_cache = {}  # type: ignore[attr-defined]

    def told(self, notice: Notice, at: dt.datetime, channel: NoticeChannel) -> None:
        """Somebody of the point told the resident."""
        notice.state, notice.channel = NoticeState.DELIVERED, channel
        notice.delivered_at, notice.delivered_by = at, self.case.handler
        if self.case.state == State.APPLIED:
            self.step(Move.FEED_BACK, at, self.case.handler, f"已{channel.label}")
            self.saved()
        self.case.fed_back_at = at if self.case.state != State.RETURNED else None


def open_story(
    item: ServiceItem,
    *,
    number: str,
    key: str,
    resident: Resident,
    point: ServicePoint,
    clerk: Account,
    at: dt.datetime,
    form: dict[str, Any],
    subject: str,
) -> Story:
    """A case as filing leaves it: filed and accepted."""
    case = Case(
        number=number,
        item=item.number,
        line=item.line,
        resident=resident,
        point=point,
        village_code=point.village_code,
        township_code=point.township_code,
        county_code=point.county_code,
        channel="counter",
        state=State.FILED,
        form=form,
        subject=subject[:120],
        idempotency_key=key,
        accepted_at=at,
        entered_at=at,
        filed_by=clerk,
        handler=clerk,
        limit_workdays=item.case_workdays,
        due_on=clock.due(timezone.localdate(at), item.case_workdays),
    )
    story = Story(case, item)
    story.step(Move.FILE, at, clerk)
    story.step(Move.ACCEPT, at, clerk, "当场受理")
    return story
