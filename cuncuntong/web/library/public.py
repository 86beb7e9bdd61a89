"""The library's public pages: policies, and where a personnel file is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cuncuntong.ledgers.policies.models import PolicyDocument
from cuncuntong.ledgers.policies.selectors import ELSEWHERE, archives_for
from cuncuntong.network.selectors import townships
from cuncuntong.web.access import public
from cuncuntong.web.library.showing import LONGEST_SHOWN, marked_parts, policy_list


@public
def policies(request: HttpRequest) -> HttpResponse:
    """Search in the library."""
    return render(request, "library/public_policies.html", policy_list(request))


@public
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """One document."""
    rows = PolicyDocument.objects.shown()
    one = get_object_or_404(rows, pk=pk)
    context = {"document": one, **marked_parts(one, request.GET.get("q", ""))}
    return render(request, "library/public_policy.html", context)


@public
def archives(request: HttpRequest) -> HttpResponse:
    """Which institution keeps a file, by the household's township or the last unit."""
    district, words = request.GET.get("district", "")[:12], request.GET.get("q", "")
    places = list(townships())
    asked = bool(district or words.strip())
    found, query = archives_for(district=district, words=words) if asked else ([], None)
    context = {
        "places": places,
        "elsewhere": ELSEWHERE,
        "district": district,
        "q": words[:LONGEST_SHOWN],
        "asked": asked,
        "found": found,
        "query": query,
    }
    return render(request, "library/public_archives.html", context)
