"""Entitlements: the list of the caller's area, and one with its computation as of its own dates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.payments.selectors import payments_of
from cuncuntong.ledgers.pensions.enums import EntitlementState, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementRevision
from cuncuntong.ledgers.residents.selectors import masked_id
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.pension import Computation
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.claims.shared import LINE, PAGE, READ, asked_of, in_place, links, places_of, sections

TONES = {
    EntitlementState.RUNNING: "good",
    EntitlementState.SUSPENDED: "wait",
    EntitlementState.ENDED: "neutral",
    EntitlementState.REVERSED: "neutral",
}
MOST_LINES = 12


@needs(READ, line=LINE)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """The newest first; pages by key."""
    asked = asked_for(request)
    rows = found(request.caller, asked)
    before = whole(request.GET.get("after", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    got = list(rows[: PAGE + 1])
    places = places_of(request.caller, READ)
    context = {
        **links(request, asked, str(got[PAGE - 1].pk) if len(got) > PAGE else ""),
        "rows": [
            {
                "one": one,
                "place": places.full(one.village_code),
                "tone": TONES[EntitlementState(one.state)],
            }
            for one in got[:PAGE]
        ],
        "places": places,
        "villages": places.of(asked["township"]),
        "states": EntitlementState.choices,
        "scheme_choices": Scheme.choices,
        "sections": sections(request.caller, "claims:entitlements"),
    }
    return render(request, "claims/entitlements.html", context)


def asked_for(request: CallerRequest) -> dict[str, str]:
    """What the address asks for; a state that does not exist is none."""
    asked = asked_of(request, "scheme", "state")
    if asked["state"] not in EntitlementState.values:
        asked["state"] = ""
    return asked


def found(caller: Caller, asked: dict[str, str]) -> QuerySet[Entitlement]:
    """The entitlements that fit, the newest first."""
    wanted = in_place(asked)
    if asked["state"]:
        wanted &= Q(state=asked["state"])
    if asked["scheme"]:
        wanted &= Q(account__scheme=asked["scheme"])
    rows = caller.limit(READ, Entitlement.objects.filter(wanted), line=LINE)
    return rows.select_related("resident", "account").order_by("-pk")


@needs(READ, line=LINE)
@require_safe
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """Every revision with the computation that was kept with it, holds, and what was paid lately.

    The amounts are read out of the stored computations: a figure that changes later changes nothing here.
    """
    rows = Entitlement.objects.select_related("resident__village", "account")
    row = fetch(request.caller, READ, rows, line=LINE, pk=pk)
    revisions = list(row.revisions.select_related("actor").order_by("-from_month", "-pk"))
    lines = [line for line in payments_of(row.resident) if line.line.entitlement_id == row.pk]
    context: dict[str, Any] = {
        "row": row,
        "person": row.resident,
        "id_number": masked_id(row.resident),
        "tone": TONES[EntitlementState(row.state)],
        "revisions": [_revision(revision) for revision in revisions],
        "holds": row.holds.select_related("actor", "lifted_by").defer("evidence"),
        "lines": lines[:MOST_LINES],
        "may_file": request.caller.can(Ability.CASE_FILE),
    }
    return render(request, "claims/entitlement.html", context)


def _revision(revision: EntitlementRevision) -> dict[str, Any]:
    """A revision that was loaded from elsewhere may have come without its computation."""
    kept = revision.computation
    computation = Computation.from_json(kept) if kept.get("parts") else None
    if computation is not None:
        # What is said to whoever only tries a sum out is nothing to somebody who draws.
        told = tuple(words for words in computation.warnings if "只是测算" not in words)
        computation = replace(computation, warnings=told)
    return {
        "row": revision,
        "computation": computation,
        "undone": revision.undone_at is not None,
    }
