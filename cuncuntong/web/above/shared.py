"""What the pages of the gateway share: sections, tones, paging."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cuncuntong.ledgers.above.enums import AnswerState, CircuitState, FeedState, HandoverState, PackageState
from cuncuntong.network.enums import Ability

READ, MANAGE = Ability.ABOVE_READ, Ability.ABOVE_MANAGE
PAGE = 50
TONES = {
    HandoverState.WAITING: "wait",
    HandoverState.SENT: "info",
    HandoverState.AGREED: "good",
    HandoverState.REFUSED: "bad",
    HandoverState.FAILED: "bad",
    HandoverState.WITHDRAWN: "neutral",
}
ANSWER_TONES = {
    AnswerState.TAKEN: "good",
    AnswerState.OLDER: "neutral",
    AnswerState.PROBLEM: "bad",
    AnswerState.SETTLED: "neutral",
}
PACKAGE_TONES = {
    PackageState.MADE: "wait",
    PackageState.FETCHED: "info",
    PackageState.TAKING: "info",
    PackageState.TAKEN: "good",
    PackageState.PARTLY: "bad",
    PackageState.REFUSED: "bad",
}
CIRCUIT_TONES = {CircuitState.CLOSED: "good", CircuitState.HALF_OPEN: "wait", CircuitState.OPEN: "bad"}
FEED_TONES = {
    FeedState.RECEIVING: "info",
    FeedState.CHECKING: "info",
    FeedState.FAULTY: "bad",
    FeedState.TAKING: "info",
    FeedState.STOPPED: "bad",
    FeedState.DONE: "good",
    FeedState.CANCELLED: "neutral",
}
SECTIONS = (
    ("above:list", "报送"),
    ("above:problems", "待处理的答复"),
    ("above:packages", "文件交换"),
    ("above:feeds", "上级台账"),
)


def sections(current: str, problems: int | None = None) -> list[dict[str, Any]]:
    """The four parts as tabs."""
    return [
        {
            "label": label,
            "url": reverse(name),
            "current": name == current,
            "count": problems if name == "above:problems" and problems else None,
            "tone": "bad",
        }
        for name, label in SECTIONS
    ]
