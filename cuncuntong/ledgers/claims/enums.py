"""Closed lists of claims to come."""

from __future__ import annotations

from django.db import models


class VisitState(models.TextChoices):
    """What a visit brought. DECLARED is set by a declaration at a counter (item D4)."""

    AGREED = "agreed", "已走访，愿意申报"
    LACKING = "lacking", "已走访，条件还不齐"
    NOT_REACHED = "not_reached", "没有见到本人"
    MOVED = "moved", "外出或迁走"
    REFUSED = "refused", "本人不愿申报"
    ELSEWHERE = "elsewhere", "在别处领取"
    DECLARED = "declared", "已申报"


# What a clerk chooses from after a visit.
BY_VISIT = tuple(state for state in VisitState if state != VisitState.DECLARED)
