"""The catalogue and guide pages inside the staff's frame."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.rules.registry import RegistryError, items
from cuncuntong.web.access import signed_in
from cuncuntong.web.guide.catalogue import grouped_items


@signed_in
def catalogue(request: HttpRequest) -> HttpResponse:
    """All forty items and the extras, by group."""
    words = request.GET.get("q", "").strip()[:40]
    return render(request, "guide/catalogue.html", {"groups": grouped_items(words), "q": words})


@signed_in
def item(request: HttpRequest, number: str) -> HttpResponse:
    """One item's guide page."""
    try:
        found = items.get(number.upper())
    except RegistryError as error:
        raise Http404 from error
    context = {"item": found, "tips": found.guide.tips_on(timezone.localdate())}
    return render(request, "guide/item.html", context)
