"""Who is due when, in the caller's area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.queue_list import IS_OPEN
from cuncuntong.ledgers.certification.enums import BeneficiaryState, Way
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.certification.selectors import (
    count_states,
    doubts,
    grace_of,
    in_grace,
    people,
    with_held_months,
)
from cuncuntong.ledgers.certification.standing import GRACE as GRACE_DAYS
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.certification import INTERVAL
from cuncuntong.rules.day_words import day_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.certification.shared import (
    CERTIFY,
    DOUBT,
    EVERYBODY,
    GRACE,
    HOME,
    LINE,
    PAGE,
    TONES,
    WAITING,
    asked_of,
    held_words,
    in_place,
    left_words,
    links,
    one_page,
    page_key,
    places_of,
    sections,
)
from cuncuntong.web.cut import first_of
from cuncuntong.web.places import Places

ITEM = "21"
_TABS = (
    (WAITING, "要办的"),
    (BeneficiaryState.COMING, BeneficiaryState.COMING.label),
    (BeneficiaryState.WARNED_ONCE, BeneficiaryState.WARNED_ONCE.label),
    (BeneficiaryState.WARNED_TWICE, BeneficiaryState.WARNED_TWICE.label),
    (BeneficiaryState.OVERDUE, BeneficiaryState.OVERDUE.label),
    (GRACE, "宽限期内"),
    (BeneficiaryState.SUSPENDED, BeneficiaryState.SUSPENDED.label),
    (BeneficiaryState.VALID, BeneficiaryState.VALID.label),
    (EVERYBODY, "全部"),
    (HOME, "需要上门"),
    (DOUBT, "有疑点"),
)
MOST_DOUBTS = 500


@needs(CERTIFY, line=LINE)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """The earliest due day first; pages by key."""
    asked, today = asked_of(request), timezone.localdate()
    places = places_of(request.caller)
    if asked["state"] == DOUBT:
        doubted = with_held_months(doubts(request.caller).filter(in_place(asked))).select_related("resident")
        shown, cut = first_of(doubted.order_by("pk"), MOST_DOUBTS, "处理以后接着列出其余的，也可以按村筛选")
        key = ""
    else:
        rows = one_page(request.caller, asked, request.GET.get("after", ""), today)
        shown, cut = rows[:PAGE], ""
        key = page_key(shown[-1], today) if len(rows) > PAGE else ""
    context = {
        **links(request, asked, key),
        "rows": lines_of(shown, places, today, _open_cases(shown)),
        "tabs": _tabs(request.caller, asked, today),
        "cut": cut,
        "grace_days": setting(GRACE_DAYS),
        "today": today,
        "months": setting(INTERVAL),
        "places": places,
        "villages": places.of(asked["township"]),
        "sections": sections(request.caller, "certification:list"),
        "may_file": request.caller.can(Ability.CASE_FILE),
        "doubt": asked["state"] == DOUBT,
    }
    return render(request, "certification/list.html", context)


def lines_of(
    rows: Sequence[Beneficiary], places: Places, today: dt.date, cases: dict[int, str]
) -> list[dict[str, Any]]:
    """The rows in words; ``cases`` are open cases of item 21 by resident."""
    return [
        {
            "row": row,
            "person": row.resident,
            "age": age_on(row.resident.birth_date, today),
            "place": places.full(row.village_code),
            **_standing(row, today),
            "way": Way(row.last_way).label if row.last_way else "",
            "case": cases.get(row.resident_id, ""),
        }
        for row in rows
    ]


def _standing(row: Beneficiary, today: dt.date) -> dict[str, str]:
    """State, days left, and since or from when payment is held back, in words."""
    grace = grace_of(row, today)
    if grace is not None:
        held = f"到{day_words(grace)}为止不暂停，还有{(grace - today).days}天"
        return {"state": "宽限期内", "tone": "wait", "left": "列入名单时已过期", "held": held}
    state = BeneficiaryState(row.state)
    return {
        "state": str(state.label),
        "tone": TONES[state],
        "left": left_words(row.due_on, today),
        "held": held_words(row, today),
    }


def _open_cases(rows: Sequence[Beneficiary]) -> dict[int, str]:
    if not rows:
        return {}
    filed = Case.objects.filter(IS_OPEN, item=ITEM, resident__in=[one.resident_id for one in rows])
    return dict(filed.values_list("resident_id", "number"))


def _tabs(caller: Caller, asked: dict[str, str], today: dt.date) -> list[dict[str, Any]]:
    """The states with their counts, within the place that was asked for: three questions."""
    rows = people(caller).filter(in_place(asked))
    counts = count_states(rows)
    kept = {key: value for key, value in asked.items() if value and key != "state"}
    late = rows.filter(in_grace(today)).count()
    special = {
        WAITING: counts.waiting,
        GRACE: late,
        BeneficiaryState.OVERDUE: counts.by_state.get(BeneficiaryState.OVERDUE, 0) - late,
        EVERYBODY: counts.total,
        HOME: None,
        DOUBT: doubts(caller).filter(in_place(asked)).count(),
    }
    return [
        {
            "label": label,
            "url": f"?{urlencode({**kept, **({'state': state} if state else {})})}",
            "current": state == asked["state"],
            "count": special[state] if state in special else counts.by_state.get(state, 0),
            "tone": "bad" if state in (DOUBT, BeneficiaryState.SUSPENDED) else "",
        }
        for state, label in _TABS
    ]
