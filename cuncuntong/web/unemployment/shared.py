"""What these pages share: rows of the caller's area, what was asked, the tabs between the lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from cuncuntong.ledgers.skills.enums import SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.unemployment.enums import BenefitState, OverpaidState, SignState
from cuncuntong.ledgers.unemployment.models import Benefit, Overpaid, StopSign
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest

LINE = Line.UNEMPLOYMENT
READ, MANAGE = Ability.UNEMPLOYMENT_READ, Ability.UNEMPLOYMENT_MANAGE
SECTIONS = (
    ("unemployment:list", "待遇名单", READ),
    ("unemployment:signs", "停领线索", MANAGE),
    ("unemployment:overpaid", "多领退回", READ),
    ("unemployment:skills", "技能补贴", READ),
)
TONES = {
    BenefitState.RUNNING: "good",
    BenefitState.ENDED: "neutral",
    BenefitState.USED_UP: "neutral",
    BenefitState.REFUSED: "bad",
    BenefitState.UNDONE: "neutral",
}
SIGN_TONES = {SignState.OPEN: "wait", SignState.ENDED: "neutral", SignState.KEPT: "good"}
OVERPAID_TONES = {OverpaidState.OPEN: "wait", OverpaidState.RETURNED: "good", OverpaidState.UNDONE: "neutral"}
SKILL_TONES = {
    SubsidyState.APPROVED: "info",
    SubsidyState.PAID: "good",
    SubsidyState.REFUSED: "bad",
    SubsidyState.UNDONE: "neutral",
}


def sections(caller: Caller, here: str) -> list[dict[str, Any]]:
    """The lists that the caller may see, as tabs."""
    return [
        {"label": label, "url": reverse(name), "current": name == here, "count": None}
        for name, label, ability in SECTIONS
        if caller.can(ability, LINE)
    ]


def benefits_of_area(caller: Caller, ability: str = READ) -> QuerySet[Benefit]:
    """The benefits of the caller's area."""
    return caller.limit(ability, Benefit.objects.select_related("resident"), line=LINE)


def benefit(caller: Caller, pk: int, ability: str = READ) -> Benefit:
    """One of them. Raises Denied or NotVisible."""
    rows = Benefit.objects.select_related("resident", "unemployment", "actor", "ended_by")
    return fetch(caller, ability, rows, line=LINE, pk=pk)


def signs_of_area(caller: Caller) -> QuerySet[StopSign]:
    """What was found against benefits of the caller's area."""
    rows = StopSign.objects.select_related("benefit__resident", "decided_by")
    return caller.limit(MANAGE, rows, "benefit__", line=LINE)


def overpaid_of_area(caller: Caller, ability: str = READ) -> QuerySet[Overpaid]:
    """What was overpaid in the caller's area."""
    return caller.limit(ability, Overpaid.objects.select_related("resident", "benefit"), line=LINE)


def skills_of_area(caller: Caller, ability: str = READ) -> QuerySet[Subsidy]:
    """Subsidies of the caller's area."""
    return caller.limit(ability, Subsidy.objects.select_related("resident"), line=LINE)


def asked_of(request: CallerRequest, states: tuple[str, ...], first: str) -> dict[str, str]:
    """What the address asks for; a state that does not exist is the first one."""
    asked = {key: request.GET.get(key, "").strip()[:40] for key in ("state", "township", "q")}
    asked["state"] = asked["state"] if asked["state"] in (*states, "all") else first
    return asked


def in_place(asked: dict[str, str]) -> Q:
    """The township and the name that were asked for."""
    found = Q()
    if asked["township"]:
        found &= Q(township_code=asked["township"])
    if asked["q"]:
        found &= Q(resident__name__startswith=asked["q"])
    return found
