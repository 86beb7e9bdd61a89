"""The style guide: every component in every state, for whoever builds screens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cuncuntong.web.access import signed_in
from cuncuntong.web.components import samples


@signed_in
def style_guide(request: HttpRequest) -> HttpResponse:
    """Invented people only; reachable with DEBUG alone (web.urls)."""
    return render(request, "styleguide.html", samples.context())
