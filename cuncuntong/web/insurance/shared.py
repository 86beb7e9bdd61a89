"""What the pages of insurance share: who may, the tabs, pages by key."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from cuncuntong.ledgers.insurance.enums import DeclaredState, ParticipationState, PaymentState, PensionState
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.asked import whole

READ, LINE = Ability.INSURANCE_READ, Line.EMPLOYEE_PENSION
PAGE = 50
SECTIONS = (
    ("insurance:find", "查询"),
    ("insurance:declared", "灵活就业参保"),
    ("insurance:late", "按新标准重报"),
    ("insurance:stops", "待遇暂停和恢复"),
)
TONES: dict[str, str] = {
    DeclaredState.WAITING: "wait",
    DeclaredState.AGREED: "good",
    DeclaredState.REFUSED: "bad",
    DeclaredState.WITHDRAWN: "neutral",
    DeclaredState.REPLACED: "neutral",
    ParticipationState.PAYING: "good",
    ParticipationState.PAUSED: "wait",
    ParticipationState.DRAWING: "info",
    ParticipationState.ENDED: "neutral",
    PensionState.RUNNING: "good",
    PensionState.SUSPENDED: "wait",
    PaymentState.PAID: "good",
    PaymentState.FAILED: "bad",
    PaymentState.SENT: "info",
}


def sections(current: str) -> list[dict[str, Any]]:
    """The pages as tabs."""
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label in SECTIONS
    ]


def before_of(request: CallerRequest) -> int | None:
    """The key that the page goes on behind."""
    return whole(request.GET.get("before", ""))


def next_url(rows: list[Any], **kept: str) -> str:
    """The next page's address, "" on the last; ``rows`` holds one more than a page."""
    if len(rows) <= PAGE:
        return ""
    asked = {name: value for name, value in kept.items() if value}
    return "?" + urlencode({**asked, "before": rows[PAGE - 1].pk})
