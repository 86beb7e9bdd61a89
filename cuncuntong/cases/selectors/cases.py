"""Reads of single cases: by number, with history and everything that a reviewer's screen needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone

from cuncuntong.cases import clock
from cuncuntong.cases.enums import Move, State
from cuncuntong.cases.examine import Examination, examine
from cuncuntong.cases.forms import SEALED_KINDS, Section, display_case, form_of, value_words
from cuncuntong.cases.models import Attachment, Case, CaseEvent, SlipLine
from cuncuntong.cases.services._rows import has_handled, with_handling
from cuncuntong.cases.states import WAITING
from cuncuntong.foundation.audit import record
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import ServiceItem, Situation


def with_people() -> QuerySet[Case]:
    """Cases with the rows that every screen of one shows."""
    return Case.objects.select_related(
        "resident__village", "point", "filed_by", "handler", "claimed_by", "decided_by", "corrects"
    )


def find_case(caller: Caller, number: str, ability: str = Ability.CASE_READ) -> Case:
    """The case with a receipt number; raises Denied or NotVisible. Writes no audit entry."""
    rows = with_handling(with_people(), caller.account.pk)
    return fetch(caller, ability, rows, number="".join(number.split()).upper())


@transaction.atomic
def open_case(caller: Caller, number: str, ability: str = Ability.CASE_READ) -> Case:
    """The case for a screen that shows it; the reading is audited. Raises Denied or NotVisible."""
    case = find_case(caller, number, ability)
    record(actor=caller.account, action="case.read", object_type="case", object_id=case.number)
    return case


@dataclass(frozen=True)
class HistoryLine:
    """One event in words; ``changes`` are (label, old, new), sealed kinds masked."""

    event: CaseEvent
    title: str
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()


def history(case: Case) -> list[HistoryLine]:
    """What happened to a case, oldest first."""
    return _told(case, case.events.all().order_by("at", "id"))


def _told(case: Case, events: Iterable[CaseEvent]) -> list[HistoryLine]:
    item = items.get(case.item)
    return [
        HistoryLine(
            event=event,
            title=Move(event.move).label,
            state=State(event.after).label,
            changes=tuple(_changes(item, event.detail.get("changed", {}))),
        )
        for event in events
    ]


def _events_and_slips(case: Case) -> tuple[list[CaseEvent], list[SlipLine]]:
    """What ``history`` and ``slip_lines`` ask, in one query: the slips come with the returns."""
    lines = FilteredRelation("case__slip_lines", condition=Q(move=Move.RETURN))
    rows = case.events.annotate(line=lines).select_related("line__attachment__replaces")  # type: ignore[misc]
    events: dict[int, CaseEvent] = {}
    slips: dict[int, SlipLine] = {}
    for row in rows.order_by("at", "id", "line__round", "line__id"):
        # A row without a slip has no attribute of the join.
        line: SlipLine | None = row.__dict__.pop("line", None)
        events.setdefault(row.pk, row)
        if line is not None:
            slips.setdefault(line.pk, line)
    return list(events.values()), list(slips.values())


def _changes(item: ServiceItem, changed: dict[str, list[Any]]) -> list[tuple[str, str, str]]:
    specs = {spec.key: spec for spec in item.fields}
    words = {
        key: [value_words(specs[key], one) if one else "（空）" for one in pair]
        for key, pair in changed.items()
        if key in specs
    }
    return [(specs[key].label, old, new) for key, (old, new) in words.items()]


def slip_lines(case: Case, *, open_only: bool = False) -> list[SlipLine]:
    """The lines of the case's return slips, by round."""
    rows = SlipLine.objects.filter(case=case).select_related("attachment__replaces")
    return list(rows.filter(settled_at__isnull=True) if open_only else rows)


def current_pages(case: Case) -> list[Attachment]:
    """The pages of materials that stand, with the one each took the place of."""
    return list(Attachment.objects.filter(case=case).standing().select_related("replaces"))


@dataclass(frozen=True)
class ReviewSheet:
    """Everything for one reviewer's screen.

    ``may_decide`` is False with ``why_not`` for one's own cases, another's claim and ended cases.
    """

    case: Case
    item: ServiceItem
    sections: list[Section]
    examination: Examination
    pages: list[Attachment]
    slips: list[SlipLine]
    history: list[HistoryLine]
    clock: str
    may_decide: bool
    why_not: str = ""


def review_sheet(caller: Caller, case: Case) -> ReviewSheet:
    """The case with its checks made now, for whoever may read it (open_case first)."""
    item = items.get(case.item)
    pages = current_pages(case)
    examination = examine(
        item,
        case.resident,
        form_of(case),
        on=timezone.localdate(case.accepted_at),
        attached={page.material for page in pages},
        case_number=case.number,
    )
    why_not = _why_not(caller, case)
    events, slips = _events_and_slips(case)
    return ReviewSheet(
        case=case,
        item=item,
        sections=display_case(case),
        examination=examination,
        pages=pages,
        slips=slips,
        history=_told(case, events),
        clock=clock.clock_words(case),
        may_decide=not why_not,
        why_not=why_not,
    )


def _why_not(caller: Caller, case: Case) -> str:
    if case.state not in WAITING:
        return f"办件目前是“{State(case.state).label}”，不需要审核。"
    if not caller.reaches(Ability.CASE_REVIEW, case):
        return "您的岗位不审核这项业务。"
    if has_handled(caller.account.pk, case):
        return "由您本人受理、经办或决定过，须由另一位审核员审核。"
    held = case.state == State.UNDER_REVIEW and case.claimed_until and case.claimed_until > timezone.now()
    if held and case.claimed_by_id != caller.account.pk:
        return f"{case.claimed_by}正在审核这件业务。"
    return ""


def unmasked_situation(case: Case) -> Situation:
    """The situation of a case, for an item's preview; not for showing."""
    return Situation(case.resident, form_of(case), timezone.localdate(case.accepted_at), case.number)


def has_sealed_values(item: ServiceItem) -> bool:
    """Whether the item's form holds values that screens mask."""
    return any(spec.kind in SEALED_KINDS for spec in item.fields)


@transaction.atomic
def unmask_form(caller: Caller, case: Case, reason: str) -> list[Section]:
    """The form with sealed values in full, for somebody with the ability; audited with the reason.

    The case must lie where both abilities hold: a duty that reads a wider area unmasks nothing there.
    Raises Denied or NotVisible.
    """
    readable = caller.limit(Ability.CASE_READ, with_people())
    seen = fetch(caller, Ability.RESIDENT_UNMASK, readable, pk=case.pk)
    record(
        actor=caller.account,
        action="case.unmasked",
        object_type="case",
        object_id=seen.number,
        detail={"reason": reason.strip()[:100]},
    )
    return display_case(seen, masked=False)
