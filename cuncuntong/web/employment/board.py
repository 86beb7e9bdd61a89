"""A sheet of several postings for a village's notice board: chosen from the search, printed as one PDF."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.jobs.posting_lines import place_words, published_words, tags_of
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.ledgers.jobs.selectors.search import PostingQuery, search_postings
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.places import current
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.downloads import pdf_response
from cuncuntong.web.jobs.papers import sheet

SHOWN = 30
MOST = 24
KILOMETRES = (5, 10, 20, 40)


@needs(Ability.MATCH, line=Line.EMPLOYMENT)
@require_safe
def choose(request: CallerRequest) -> HttpResponse:
    """The postings near the board; what is ticked goes on the sheet."""
    asked = {key: request.GET.get(key, "").strip()[:60] for key in ("kind", "q", "km")}
    home = _home(request)
    km = whole(asked["km"])
    query = PostingQuery(
        kind=asked["kind"] if asked["kind"] in SeekerKind.values else "",
        words=asked["q"],
        near=home,
        within_km=km if home and km in KILOMETRES else None,
        size=SHOWN,
    )
    found = search_postings(query)
    today = timezone.localdate()
    rows = [
        {
            "posting": one.posting,
            "pay": pay_words(one.posting),
            "employer": public_name(one.posting.employer),
            "place": place_words(one.posting),
            "distance": one.distance.words if one.distance else "",
            "tags": tags_of(one.posting),
            "when": published_words(one.posting, today),
        }
        for one in found.rows
    ]
    context: dict[str, Any] = {
        "asked": asked,
        "rows": rows,
        "found": found,
        "kinds": SeekerKind.choices,
        "kilometres": KILOMETRES if home else (),
        "place": _place_name(request),
        "most": MOST,
    }
    return render(request, "employment/board.html", context)


@needs(Ability.MATCH, line=Line.EMPLOYMENT)
@require_safe
def sheet_pdf(request: CallerRequest) -> HttpResponse:
    """The sheet of the postings that were ticked, in the list's order; those that are over are left out."""
    codes = list(dict.fromkeys(code.lower() for code in request.GET.getlist("code") if code))[:MOST]
    shown = shown_postings(timezone.localdate()).filter(code__in=codes).select_related("employer")
    by_code = {posting.code: posting for posting in shown}
    chosen = [by_code[code] for code in codes if code in by_code]
    if not chosen:
        raise Http404("没有选择岗位，或所选岗位都已结束。请返回重新选择。")
    place = request.GET.get("place", "").strip()[:40] or _place_name(request)
    return pdf_response(sheet(chosen, place=place).content, f"招工信息张贴单-{place}.pdf")


def _home(request: CallerRequest) -> str:
    """The village or township where the board hangs, as far as the caller's duty says."""
    point = request.caller.point
    if point is not None:
        return point.village_code or point.township_code
    grants = request.caller.with_ability(Ability.MATCH, Line.EMPLOYMENT)
    return next((one.code for one in grants if one.level in {Level.TOWNSHIP, Level.VILLAGE}), "")


def _place_name(request: CallerRequest) -> str:
    home = _home(request)
    return current().name(home) if home else request.caller.place_name
