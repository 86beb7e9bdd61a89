"""What the pages of certification share: rows of the caller's area, what was asked, tabs, pages by key."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.urls import reverse

from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.certification.selectors import counting_day, in_grace, people, with_held_months
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.rules.day_words import month_words
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
# The tabs of the list: everybody with something to do, one state each, everybody, who wants a visit, and
# who came to the list overdue and is not held for a while.
WAITING, EVERYBODY, HOME, DOUBT, GRACE = "", "all", "home", "doubt", "grace"


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
    known = {*BeneficiaryState.values, EVERYBODY, HOME, DOUBT, GRACE} - {BeneficiaryState.OUT.value}
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


def of_state(state: str, today: dt.date) -> Q:
    """The rows of a tab."""
    if state == EVERYBODY:
        return Q()
    if state == HOME:
        return Q(home_wanted=True)
    if state == WAITING:
        return ~Q(state=BeneficiaryState.VALID)
    if state == GRACE:
        return in_grace(today)
    if state == BeneficiaryState.OVERDUE:
        return Q(state=state) & ~in_grace(today)
    return Q(state=state)


def matching(caller: Caller, asked: dict[str, str], today: dt.date) -> QuerySet[Beneficiary]:
    """The rows that fit, in no order, each with ``held_from``: the first month that is kept unpaid."""
    rows = people(caller).filter(in_place(asked), of_state(asked["state"], today))
    until = day(asked["until"])
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    return with_held_months(rows.select_related("resident"))


def found(caller: Caller, asked: dict[str, str], today: dt.date) -> QuerySet[Beneficiary]:
    """The rows that fit, the earliest day that counts first."""
    counts = Case(When(in_grace(today), then=F("grace_until")), default=F("due_on"))
    return matching(caller, asked, today).order_by(counts, "pk")


def one_page(caller: Caller, asked: dict[str, str], after: str, today: dt.date) -> list[Beneficiary]:
    """A page of ``found`` and one row more, behind the key of an address (``2026-11-24~15``).

    Two index scans merged: by due day, and by the end of their grace those who came to the list overdue.
    """
    rows, late = matching(caller, asked, today), in_grace(today)
    taken: list[Beneficiary] = []
    for stream, column in ((rows.filter(~late), "due_on"), (rows.filter(late), "grace_until")):
        taken += stream.filter(_behind(column, after)).order_by(column, "pk")[: PAGE + 1]
    return sorted(taken, key=lambda row: (counting_day(row, today) or dt.date.max, row.pk))[: PAGE + 1]


def _behind(column: str, after: str) -> Q:
    text, _, number = after.partition("~")
    pk, last = whole(number), day(text)
    if pk is None or last is None:
        return Q()
    return Q(**{f"{column}__gt": last}) | Q(**{column: last, "pk__gt": pk})


def page_key(row: Beneficiary, today: dt.date) -> str:
    """The key of the page behind a row."""
    last = counting_day(row, today)
    return f"{last.isoformat()}~{row.pk}" if last else ""


def links(request: CallerRequest, asked: dict[str, str], key: str) -> dict[str, Any]:
    """The query of the list without its page, and links to the first and (``key`` given) the next page."""
    return {
        "asked": asked,
        **paging.links(asked, key, first=not request.GET.get("after")),
        "filtered": any(asked[name] for name in ("township", "village", "q", "until")),
    }


def held_words(row: Beneficiary, today: dt.date) -> str:
    """Since when a lapse keeps payment back, or what it does next; "" for whoever is in time."""
    if row.state == BeneficiaryState.SUSPENDED:
        month = getattr(row, "held_from", None)
        return f"{month_words(month)}起停发，认证后补发" if month else "已停发，认证后补发"
    if row.state != BeneficiaryState.OVERDUE:
        return ""
    if not row.draws_resident:
        return "企业养老是否暂停，以上级为准"
    if row.second_warned_on is None:
        return "提醒满两次后，从下一次发放起暂停"
    return "已提醒两次，从下一次发放起暂停"


def left_words(due: dt.date | None, on: dt.date) -> str:
    """How long it is to the due day, or since: 还有12天, 今天, 已过3天."""
    if due is None:
        return ""
    days = (due - on).days
    if days == 0:
        return "今天到期"
    return f"还有{days}天" if days > 0 else f"已过{-days}天"
