"""Public pages of the job market: the search, a posting, its poster. Every search is its own address."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.foundation.addresses import absolute
from cuncuntong.ledgers.jobs.enums import EmployerState, PostingState, SeekerKind
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_lines import WHOLE_COUNTY, detail_rows, place_words, tags_of
from cuncuntong.ledgers.jobs.posting_words import (
    days_left_words,
    pay_words,
    public_contact,
    public_name,
)
from cuncuntong.ledgers.jobs.selectors.postings import shows
from cuncuntong.ledgers.jobs.selectors.search import (
    FoundPosting,
    PostingQuery,
    places_of,
    search_postings,
    similar_postings,
)
from cuncuntong.network.enums import PointState
from cuncuntong.network.models import ServicePoint
from cuncuntong.network.parameters import setting
from cuncuntong.network.places import current
from cuncuntong.network.rates import TooOften, count_request
from cuncuntong.web.access import public
from cuncuntong.web.asked import whole
from cuncuntong.web.components.maps import MapDot
from cuncuntong.web.components.qr import inline_qr
from cuncuntong.web.downloads import pdf_response
from cuncuntong.web.jobs.forms import PlaceLists, PostingSearchForm
from cuncuntong.web.jobs.papers import poster
from cuncuntong.web.jobs.words import WARNINGS, address_of, job_card, share_text
from cuncuntong.web.middleware import client_ip

MAP = "map"
MOST_MARKS = 60
POSTER_SECONDS = 3600
_TOO_MANY = "下载次数过多，请1小时后再试，或到服务点打印。"


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Conditions, and what fits them as a list or on the map."""
    form = PostingSearchForm(request.GET, PlaceLists())
    kept = _kept(request, form)
    on_map = request.GET.get("view") == MAP
    context: dict[str, Any] = {
        "form": form,
        "on_map": on_map,
        "kinds": _kinds(kept),
        "list_url": _url(kept, view=""),
        "map_url": _url(kept, view=MAP),
        "share_url": absolute(reverse("jobs:search") + _url(kept, page="")),
        "kept_view": kept.get("view", ""),
    }
    if not form.is_valid():
        return render(request, "jobs/search.html", context, status=422)
    query = form.to_query(whole(request.GET.get("page", "")) or 1)
    if on_map:
        context |= _map(query, kept)
    else:
        context |= _list(query, kept)
    return render(request, "jobs/search.html", context)


def _list(query: PostingQuery, kept: dict[str, str]) -> dict[str, Any]:
    found = search_postings(query)
    today = timezone.localdate()
    return {
        "found": found,
        "order": query.order.label,
        "cards": [job_card(one, today) for one in found.rows],
        "previous_url": _url(kept, page=found.previous) if found.previous else "",
        "next_url": _url(kept, page=found.following) if found.following else "",
        "last_words": "再往后请加条件缩小范围。" if found.more and not found.following else "",
    }


def _map(query: PostingQuery, kept: dict[str, str]) -> dict[str, Any]:
    book = current()
    counted: Counter[str] = Counter()
    found = places_of(query)
    # More marks than can be told apart: the townships, each of which opens its villages.
    coarse = not query.place and len(found) > MOST_MARKS
    for village, township, number in found:
        counted[township if coarse else village or township] += number
    dots = [
        MapDot(
            code,
            book.name(code).split()[-1] if code else WHOLE_COUNTY,
            _url(kept, place=code, view=MAP if coarse and code else "", page=""),
            count=number,
        )
        for code, number in counted.most_common()
    ]
    return {"dots": dots, "map_total": counted.total()}


def _kinds(kept: dict[str, str]) -> list[dict[str, Any]]:
    kinds = [("", "全部岗位"), *SeekerKind.choices]
    return [
        {"label": label, "url": _url(kept, kind=kind, page=""), "current": kept.get("kind", "") == kind}
        for kind, label in kinds
    ]


def _kept(request: HttpRequest, form: PostingSearchForm) -> dict[str, str]:
    """What was asked, for links that change one thing of it."""
    names = [*form.fields, "view"]
    return {name: value for name in names if (value := request.GET.get(name, "").strip())}


def _url(kept: dict[str, str], **changed: object) -> str:
    values = {key: value for key, value in {**kept, **changed}.items() if value not in ("", None)}
    return f"?{urlencode(values)}"


@public
@require_safe
def posting(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that somebody needs to decide and to apply; a posting that is over says so."""
    today = timezone.localdate()
    found = Posting.objects.select_related("employer").filter(code=code.lower()).first()
    if found is None or not shows(found, today):
        return _over(request, found)
    context = {
        "posting": found,
        "pay": pay_words(found),
        "employer": public_name(found.employer),
        "introduction": found.employer.introduction if found.employer.kind == "unit" else "",
        "place": place_words(found),
        "tags": tags_of(found),
        "rows": detail_rows(found),
        "left": days_left_words(found, today),
        "contact": public_contact(found),
        "points": _points(found),
        "warnings": WARNINGS,
        "address": address_of(found),
        "share": share_text(found),
        "qr": inline_qr(address_of(found)),
        "similar": [job_card(FoundPosting(one), today) for one in similar_postings(found)],
    }
    return render(request, "jobs/posting.html", context)


def _over(request: HttpRequest, found: Posting | None) -> HttpResponse:
    """The same answer for a posting that has ended, one that was never shown, and a code of nothing."""
    today = timezone.localdate()
    known = found if found is not None and _was_checked(found) else None
    like = similar_postings(known) if known else [one.posting for one in _newest()]
    context = {
        "title": known.title if known else "",
        "paused": known is not None and known.state == PostingState.PAUSED,
        "cards": [job_card(FoundPosting(one), today) for one in like],
    }
    return render(request, "jobs/over.html", context, status=410)


def _was_checked(found: Posting) -> bool:
    """Whether its words were checked as they stand: not returned, changed since, or of a stopped employer."""
    over = (PostingState.PUBLISHED, PostingState.PAUSED, PostingState.FILLED, PostingState.ENDED)
    return (
        found.valid_until is not None  # goes with the approval
        and found.state in over
        and found.employer.state == EmployerState.VERIFIED
    )


def _newest() -> list[FoundPosting]:
    return list(search_postings(PostingQuery(size=5)).rows)


def _points(found: Posting) -> list[ServicePoint]:
    """Where one can apply: the village's point, then the township's own."""
    rows = ServicePoint.objects.exclude(state=PointState.CLOSED).filter(county_code=found.county_code)
    rows = rows.filter(township_code=found.township_code, village_code__in={found.village_code, ""})
    return list(rows.order_by("-village_code")[:2]) if found.township_code else []


@public
@require_safe
def poster_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The posting as a poster for the notice board."""
    found = Posting.objects.select_related("employer").filter(code=code.lower()).first()
    if found is None or not shows(found, timezone.localdate()):
        raise Http404("这个岗位已不在招聘中。")
    # Setting a page takes a second of the server's time: once a version, and so many an hour.
    known = f"poster:{found.pk}:{found.version}:{found.employer.version}"
    content = cache.get(known)
    if content is None:
        try:
            count_request(f"poster:{client_ip(request)}", setting("service.posters_an_hour"), _TOO_MANY)
        except TooOften as error:
            return HttpResponse(str(error), status=429, content_type="text/plain; charset=utf-8")
        content = poster(found).content
        cache.set(known, content, POSTER_SECONDS)
    return pdf_response(content, f"招工海报-{found.title}.pdf")
