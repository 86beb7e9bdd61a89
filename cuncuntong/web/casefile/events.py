"""What happened to a case, as its page lists it: its own moves, and what the province answered."""

from __future__ import annotations

from typing import Any

from cuncuntong.cases.enums import Move
from cuncuntong.cases.selectors.cases import HistoryLine, ReviewSheet
from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.selectors import Standing

_ANSWERS = {
    HandoverState.AGREED: ("上级已办结", "good"),
    HandoverState.REFUSED: ("上级没有同意", "bad"),
}
_TONES = {
    Move.APPROVE: "good",
    Move.APPLY: "good",
    Move.FEED_BACK: "good",
    Move.RETURN: "wait",
    Move.REFUSE: "bad",
    Move.REVERSE: "bad",
    Move.WITHDRAW: "bad",
}


def events_of(sheet: ReviewSheet, above: list[Standing]) -> list[dict[str, Any]]:
    """What happened, newest first: the case's own moves, and between them what the province answered."""
    events = [_event(line) for line in reversed(sheet.history)]
    answers = [
        _answer(one.row) for one in reversed(above) if one.row.answered_at and one.row.state in _ANSWERS
    ]
    return sorted([*answers, *events], key=lambda one: one["at"], reverse=True) if answers else events


def _answer(row: Handover) -> dict[str, Any]:
    title, tone = _ANSWERS[HandoverState(row.state)]
    return {"title": title, "at": row.answered_at, "who": "上级系统", "text": row.answer_words, "tone": tone}


def _event(line: HistoryLine) -> dict[str, Any]:
    changes = "\n".join(f"{label}：{before} → {after}" for label, before, after in line.changes)
    return {
        "title": line.title,
        "at": line.event.at,
        "who": line.event.actor_name,
        "text": "\n".join(part for part in (line.event.note, changes) if part),
        "tone": _TONES.get(Move(line.event.move), ""),
    }
