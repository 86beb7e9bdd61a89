"""What the pages of certification share: rows of the caller's area, what was asked, tabs, pages by key."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.certification.selectors import people
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web import paging
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.asked import day, whole
from cuncuntong.web.places import Places, places_within

PAGE = 50
LINE = Line.RESIDENT_PENSION
CERTIFY, MANAGE = Ability.CERTIFY, Ability.CERTIFY_MANAGE
SECTIONS = (
    ("certification:list", "到期名单", CERTIFY),
    ("certification:places", "各村情况", CERTIFY),
    ("certification:losses", "丧失资格线索", CERTIFY),
    ("certification:uploads", "数据名单", MANAGE),
)
TONES = {
    BeneficiaryState.VALID: "good",
    BeneficiaryState.COMING: "info",
    BeneficiaryState.WARNED_ONCE: "wait",
    BeneficiaryState.WARNED_TWICE: "wait",
    BeneficiaryState.OVERDUE: "bad",
    BeneficiaryState.SUSPENDED: "bad",
    BeneficiaryState.OUT: "neutral",
}
# The tabs of the list: everybody with something to do, one state each, everybody, and who wants a visit.
WAITING, EVERYBODY, HOME, DOUBT = "", "all", "home", "doubt"


def sections(caller: Caller, current: str) -> list[dict[str, Any]]:
    """The pages of this area as tabs, as far as the caller may open them."""
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": None}
        for name, label, ability in SECTIONS
        if caller.can(ability, LINE)
    ]


def places_of(caller: Caller) -> Places:
    """The places that the lists are about. One question."""
    return places_within(caller, CERTIFY)


def asked_of(request: CallerRequest) -> dict[str, str]:
    """What the address asks for, cut to size; a state that does not exist is none."""
    asked = {
        key: request.GET.get(key, "").strip()[:40] for key in ("township", "village", "q", "state", "until")
    }
    known = {*BeneficiaryState.values, EVERYBODY, HOME, DOUBT} - {BeneficiaryState.OUT.value}
    if asked["state"] not in known:
        asked["state"] = WAITING
    if day(asked["until"]) is None:
        asked["until"] = ""
    return asked


def in_place(asked: dict[str, str]) -> Q:
    """The township or village that was asked for, and a name."""
    found = Q()
    if asked["village"]:
        found &= Q(village_code=asked["village"])
    elif asked["township"]:
        found &= Q(township_code=asked["township"])
    if asked["q"]:
        found &= Q(resident__name__contains=asked["q"])
    return found


def of_state(state: str) -> Q:
    """The rows of a tab."""
    if state == EVERYBODY:
        return Q()
    if state == HOME:
        return Q(home_wanted=True)
    if state == WAITING:
        return ~Q(state=BeneficiaryState.VALID)
    return Q(state=state)


def found(caller: Caller, asked: dict[str, str]) -> QuerySet[Beneficiary]:
    """The rows that fit, the earliest due day first."""
    rows = people(caller).filter(in_place(asked), of_state(asked["state"]))
    until = day(asked["until"])
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    return rows.select_related("resident").order_by("due_on", "pk")


def after_due(after: str) -> Q:
    """Rows after the key of an address (``2026-11-24~15``); everything where it is none."""
    text, _, number = after.partition("~")
    pk, due = whole(number), day(text)
    if pk is None or due is None:
        return Q()
    return Q(due_on__gt=due) | Q(due_on=due, pk__gt=pk)


def links(request: CallerRequest, asked: dict[str, str], key: str) -> dict[str, Any]:
    """The query of the list without its page, and links to the first and (``key`` given) the next page."""
    return {
        "asked": asked,
        **paging.links(asked, key, first=not request.GET.get("after")),
        "filtered": any(asked[name] for name in ("township", "village", "q", "until")),
    }


def left_words(due: dt.date | None, on: dt.date) -> str:
    """How long it is to the due day, or since: 还有12天, 今天, 已过3天."""
    if due is None:
        return ""
    days = (due - on).days
    if days == 0:
        return "今天到期"
    return f"还有{days}天" if days > 0 else f"已过{-days}天"
