"""The rows behind a figure: registrations, postings, recommendations, hires, unemployed of the area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import UnemploymentReason, UnemploymentState
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.employment.selectors.figures import AGE_WORDS, born_in_class
from cuncuntong.ledgers.jobs.enums import SeekerState
from cuncuntong.ledgers.jobs.posting_lines import place_words
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name
from cuncuntong.ledgers.jobs.seeker_words import masked_name, wanted_words
from cuncuntong.ledgers.jobs.selectors.figures import (
    HIRES,
    MATCHES,
    MEASURE_NAMES,
    POSTINGS,
    SEEKERS,
    Span,
    column_of,
    measured_rows,
    month_span,
)
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.places import current
from cuncuntong.rules.ages import age_on
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import day, moment, whole

PAGE = 50
KEYS = ("township", "month", "since", "until", "standing", "reason", "age")
NO_TOWNSHIP = "none"
UNEMPLOYED = "unemployed"
Asked = dict[str, str]


@dataclass(frozen=True)
class Listing:
    """How the rows behind one figure are shown: heads, cells of a row, and the day they are listed by."""

    title: str
    heads: str
    column: str
    cells: Callable[[Caller, Any], list[Any]]
    related: tuple[str, ...] = ()


@needs(Ability.EMPLOYMENT_FIGURES, line=Line.EMPLOYMENT)
def rows_page(request: CallerRequest, what: str) -> HttpResponse:
    """Newest first, pages by key; nothing beyond the caller's area."""
    listing = LISTINGS.get(what)
    if listing is None:
        raise Http404
    asked = {key: request.GET.get(key, "").strip()[:20] for key in KEYS}
    rows = _narrowed(request.caller, what, listing, asked)
    rows = rows.filter(_beyond(listing.column, request.GET.get("after", "")))
    rows = rows.select_related(*listing.related).order_by(f"-{listing.column}", "-pk")
    found = list(rows[: PAGE + 1])
    kept = {key: value for key, value in asked.items() if value}
    after = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        after = f"{getattr(last, listing.column).isoformat()}~{last.pk}"
    context = {
        "title": listing.title,
        "heads": listing.heads,
        "rows": [listing.cells(request.caller, row) for row in found[:PAGE]],
        "words": _words(what, asked),
        "next_url": f"?{urlencode({**kept, 'after': after})}" if after else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    return render(request, "employment/rows.html", context)


def _narrowed(caller: Caller, what: str, listing: Listing, asked: Asked) -> QuerySet[Any]:
    rows = _rows(caller, what, asked)
    if asked["township"]:
        code = "" if asked["township"] == NO_TOWNSHIP else asked["township"]
        rows = rows.filter(township_code=code)
    if month := day(f"{asked['month']}-01"):
        rows = rows.filter(month_span(month).inside(listing.column))
    since, until = day(asked["since"]), day(asked["until"])
    if since and until:
        rows = rows.filter(Span(since, until).inside(listing.column))
    return rows


def _rows(caller: Caller, what: str, asked: Asked) -> QuerySet[Any]:
    today = timezone.localdate()
    if what == UNEMPLOYED:
        limited = caller.limit(Ability.EMPLOYMENT_FIGURES, Unemployment.objects.all(), line=Line.EMPLOYMENT)
        rows = limited.filter(state=UnemploymentState.ACTIVE)
        if asked["reason"] in UnemploymentReason.values:
            rows = rows.filter(reason=asked["reason"])
        age = whole(asked["age"])
        return rows.filter(born_in_class(age, today)) if age is not None and age < len(AGE_WORDS) else rows
    found = measured_rows(caller, Ability.EMPLOYMENT_FIGURES)[what]
    if asked["standing"] and what == SEEKERS:
        found = found.filter(state=SeekerState.ACTIVE, valid_until__gte=today)
    if asked["standing"] and what == POSTINGS:
        found = found.filter(pk__in=shown_postings(today).values("pk"))
    return found


def _beyond(column: str, after: str) -> Q:
    at, _, pk = after.partition("~")
    number = whole(pk)
    value: dt.date | None = moment(at) if column.endswith("_at") else day(at)
    if number is None or value is None or (isinstance(value, dt.datetime) and value.tzinfo is None):
        return Q()
    return Q(**{f"{column}__lt": value}) | Q(**{column: value, "pk__lt": number})


def _words(what: str, asked: Asked) -> str:
    """What a link from a figure narrowed the list to."""
    parts = []
    if asked["township"] == NO_TOWNSHIP:
        parts.append("工作地点为全县的")
    elif asked["township"]:
        parts.append(current().name(asked["township"]))
    if month := day(f"{asked['month']}-01"):
        parts.append(f"{month.year}年{month.month}月")
    since, until = day(asked["since"]), day(asked["until"])
    if since and until:
        last = until - dt.timedelta(days=1)
        parts.append(f"{_day(since)}至{_day(last)}")
    if asked["standing"] or what == UNEMPLOYED:
        parts.append("现在有效的")
    if asked["reason"] in UnemploymentReason.values:
        parts.append(str(UnemploymentReason(asked["reason"]).label))
    age = whole(asked["age"])
    if what == UNEMPLOYED and age is not None and age < len(AGE_WORDS):
        parts.append(AGE_WORDS[age])
    return "，".join(parts)


def _day(value: dt.date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _person(caller: Caller, row: Any, resident: Any) -> dict[str, str]:
    """The name for whoever may read residents there, with the way to the desk; else the surname alone."""
    if not caller.reaches(Ability.RESIDENT_READ, row):
        return {"text": masked_name(resident.name), "url": ""}
    desk = reverse("counter:desk", args=[resident.pk]) if caller.can(Ability.CASE_FILE) else ""
    return {"text": resident.name, "url": desk}


def _place(row: Any) -> str:
    return current().name(row.village_code or row.township_code or row.county_code)


def _posting_link(caller: Caller, posting: Any) -> dict[str, str]:
    staff = caller.can(Ability.EMPLOYER_WRITE, Line.EMPLOYMENT)
    url = reverse("work:posting" if staff else "jobs:posting", args=[posting.code])
    return {"text": posting.title, "url": url}


def _seeker_cells(caller: Caller, row: Any) -> list[Any]:
    return [
        _person(caller, row, row.resident),
        row.get_kind_display(),
        wanted_words(row),
        _place(row),
        row.registered_on,
        row.valid_until,
        row.get_state_display(),
    ]


def _posting_cells(caller: Caller, row: Any) -> list[Any]:
    return [
        _posting_link(caller, row),
        row.get_kind_display(),
        public_name(row.employer),
        pay_words(row),
        place_words(row),
        timezone.localtime(row.published_at).date(),
        row.get_state_display(),
    ]


def _match_cells(caller: Caller, row: Any) -> list[Any]:
    return [
        _person(caller, row, row.seeker.resident),
        _posting_link(caller, row.posting),
        public_name(row.posting.employer),
        _place(row),
        timezone.localtime(row.made_at).date(),
        row.get_outcome_display(),
    ]


def _hire_cells(caller: Caller, row: Any) -> list[Any]:
    return [*_match_cells(caller, row)[:4], row.outcome_on, row.outcome_reason]


def _unemployed_cells(caller: Caller, row: Any) -> list[Any]:
    return [
        _person(caller, row, row.resident),
        f"{age_on(row.resident.birth_date, timezone.localdate())}岁",
        row.get_reason_display(),
        _place(row),
        row.unemployed_since,
        row.registered_on,
    ]


_MATCHED = ("seeker__resident", "posting__employer")
LISTINGS = {
    SEEKERS: Listing(
        MEASURE_NAMES[SEEKERS],
        "求职者|类型|想干的活|住在|登记|有效期至|状态",
        column_of(SEEKERS),
        _seeker_cells,
        ("resident",),
    ),
    POSTINGS: Listing(
        MEASURE_NAMES[POSTINGS],
        "岗位|类型|用工方|报酬|工作地点|发布|状态",
        column_of(POSTINGS),
        _posting_cells,
        ("employer",),
    ),
    MATCHES: Listing(
        MEASURE_NAMES[MATCHES],
        "求职者|岗位|用工方|住在|推荐|结果",
        column_of(MATCHES),
        _match_cells,
        _MATCHED,
    ),
    HIRES: Listing(
        MEASURE_NAMES[HIRES],
        "求职者|岗位|用工方|住在|录用|说明",
        column_of(HIRES),
        _hire_cells,
        _MATCHED,
    ),
    UNEMPLOYED: Listing(
        "登记失业",
        "姓名|年龄|失业原因|住在|失业|登记",
        "registered_on",
        _unemployed_cells,
        ("resident",),
    ),
}
