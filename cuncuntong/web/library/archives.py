"""Archive institutions for staff: the list, and editing for the county."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from cuncuntong.ledgers.policies.models import ArchiveInstitution
from cuncuntong.ledgers.policies.selectors import find_archives
from cuncuntong.ledgers.policies.services import save_institution
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import home_county, townships
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.library.forms import ArchiveForm
from cuncuntong.web.library.showing import LONGEST_SHOWN

_PLAIN = (
    "name",
    "keeps",
    "units",
    "address",
    "telephone",
    "hours",
    "how_in",
    "how_out",
    "source",
    "closed",
)


@needs(Ability.LIBRARY_READ)
def listing(request: CallerRequest) -> HttpResponse:
    """All institutions, or those that the words name."""
    words = request.GET.get("q", "")
    rows, query = find_archives(words, closed=request.caller.can(Ability.LIBRARY_EDIT))
    context = {"rows": rows, "query": query, "q": words[:LONGEST_SHOWN]}
    return render(request, "library/archives.html", context)


@needs(Ability.LIBRARY_EDIT)
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest) -> HttpResponse:
    """A new institution."""
    return _edit(request, None)


@needs(Ability.LIBRARY_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: CallerRequest, pk: int) -> HttpResponse:
    """Changes an institution."""
    rows = ArchiveInstitution.objects.select_related("division")
    return _edit(request, get_object_or_404(rows, pk=pk))


def _edit(request: CallerRequest, one: ArchiveInstitution | None) -> HttpResponse:
    posted = request.method == "POST"
    county = home_county()
    form = ArchiveForm(
        request.POST if posted else None,
        initial=_initial(one, county.code) if one else None,
        county=county,
        places=list(townships()),
    )
    version = (whole(request.POST.get("version", "")) or 0) if posted else one.version if one else 0
    if posted and form.is_valid():
        try:
            saved = save_institution(
                draft=form.draft(),
                actor=request.caller.account,
                institution_id=one.pk if one else None,
                version=version,
            )
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"已保存“{saved.name}”。")
            return redirect("library:archives")
    context = {"form": form, "institution": one, "version": version}
    return render(request, "library/archive_edit.html", context, status=422 if form.errors else 200)


def _initial(one: ArchiveInstitution, county: str) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "county": any(code == county for code, _ in one.areas),
        "townships": [code for code, _ in one.areas if code and code != county],
        "elsewhere": "\n".join(name for code, name in one.areas if not code),
        "place": one.division.code if one.division else "",
    }
