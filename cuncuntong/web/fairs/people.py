"""A resident at the counter who wants to come to a fair, and to be reminded of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.services import FairRefused
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import needs


@needs(Ability.CASE_FILE)
@require_POST
def interest(request: Any, pk: int, resident: int) -> HttpResponse:
    """Notes the resident's wish, or takes it back with ``drop``; then the look-up again."""
    person = see_resident(request.caller, resident)
    actor = request.caller.account
    if "drop" in request.POST:
        services.drop_interest(fair_id=pk, resident=person, actor=actor)
        messages.success(request, f"已取消{person.name}的参会意向。")
    else:
        try:
            services.note_interest(fair_id=pk, resident=person, actor=actor)
        except FairRefused as error:
            messages.error(request, f"{error.message}{error.remedy}")
        else:
            messages.success(request, f"已登记{person.name}的参会意向，招聘会前会提醒。")
    return redirect(reverse("counter:form", args=[person.pk, "14"]))
