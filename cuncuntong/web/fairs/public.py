"""Fairs for everybody: what is on, where, who comes; the entry for one's own calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.fairs import selectors
from cuncuntong.ledgers.fairs.enums import FairState, FairWay
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name
from cuncuntong.ledgers.jobs.selectors.postings import shows
from cuncuntong.network.selectors import townships
from cuncuntong.web.access import public
from cuncuntong.web.fairs import shared
from cuncuntong.web.fairs.files import ics_response


@public
def listing(request: HttpRequest) -> HttpResponse:
    """Coming fairs, or with ?past=1 those of before."""
    past = request.GET.get("past") == "1"
    asked = shared.asked(request.GET)
    if past:
        over = selectors.published().filter(state__in=[FairState.PUBLISHED, FairState.HELD])
        rows = over.exclude(pk__in=selectors.upcoming().values("pk")).order_by("-starts_at", "-pk")
    else:
        rows = selectors.upcoming()
    found, previous_url, next_url = shared.paged(
        request.GET, selectors.with_counts(selectors.asked_for(rows, asked))
    )
    shown = [shared.row(fair, reverse("public_fairs:detail", args=[fair.pk])) for fair in found]
    context = {
        "rows": shown,
        "dots": shared.dots(shown),
        "legend": {tone: shared.LEGEND[tone] for tone in ("good", "info", "neutral")},
        "past": past,
        "asked": asked,
        "townships": townships(),
        "ways": FairWay.choices,
        "previous_url": previous_url,
        "next_url": next_url,
    }
    return render(request, "fairs/public_listing.html", context)


def shown_or_404(pk: int) -> Fair:
    """A fair that the public may see."""
    fair = selectors.published().filter(pk=pk).first()
    if fair is None:
        raise Http404
    return fair


@public
def detail(request: Any, pk: int) -> HttpResponse:
    """One fair with the employers that come and their postings."""
    fair = shown_or_404(pk)
    stands, today = selectors.stands_of(fair, public=True), timezone.localdate()
    context = {
        **shared.row(fair, ""),
        "stands": [
            {
                "name": public_name(stand.employer),
                "number": stand.number,
                "postings": [_brought(one.posting, stand.employer, today) for one in stand.brought.all()],
            }
            for stand in stands
        ],
        "postings_count": sum(len(stand.brought.all()) for stand in stands),
        "dots": shared.dots([shared.row(fair, "")]),
        "online": fair.way != FairWay.ON_SITE,
    }
    return render(request, "fairs/public_detail.html", context)


def _brought(posting: Posting, employer: Employer, today: dt.date) -> dict[str, Any]:
    """A posting that is brought: with its own page while it is open to applicants, else how it stands."""
    posting.employer = employer
    open_now = shows(posting, today)
    over = posting.valid_until is not None and posting.valid_until < today
    return {
        "posting": posting,
        "pay": pay_words(posting),
        "url": reverse("jobs:posting", args=[posting.code]) if open_now else "",
        "state": "" if open_now else "已到期" if over else posting.get_state_display(),
    }


@public
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The entry for a telephone's or a computer's calendar; of a cancelled fair it strikes it out."""
    return ics_response(shown_or_404(pk))
