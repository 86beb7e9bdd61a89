"""What the pages of portraits share: who may open them, and whose rows they show."""

from __future__ import annotations

from django.db.models import QuerySet

from cuncuntong.ledgers.portraits.enums import LINE, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability

REVIEW, TAKE = Ability.PORTRAIT_REVIEW, Ability.PORTRAIT_TAKE
TONES = {
    PortraitState.WAITING: "wait",
    PortraitState.APPROVED: "good",
    PortraitState.RETURNED: "bad",
    PortraitState.REFUSED_ABOVE: "bad",
    PortraitState.REPLACED: "neutral",
    PortraitState.WITHDRAWN: "neutral",
    PortraitState.REVERSED: "neutral",
}
# Why somebody who doesn't review wants to see a picture; it is logged.
REASONS = ("核对是不是本人", "办理资格认证时参考", "答复本人查询", "核查办件")


def ability_of(caller: Caller) -> str:
    """By which duty the caller sees portraits: reviewers the county's, points their own."""
    return REVIEW if caller.can(REVIEW, LINE) else TAKE


def mine(caller: Caller, rows: QuerySet[Portrait]) -> QuerySet[Portrait]:
    """The rows that the caller's lists hold."""
    return caller.limit(ability_of(caller), rows, line=LINE)
