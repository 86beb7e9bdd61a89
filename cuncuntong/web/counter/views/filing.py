"""One item for one resident: fill in, check, send. What is checked is what is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuncuntong.cases.examine import examine
from cuncuntong.cases.models import Draft
from cuncuntong.cases.services.advice import give_advice
from cuncuntong.cases.services.blank_forms import BlankFormUsed
from cuncuntong.cases.services.drafts import DraftConflict, save_draft
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.network.enums import Ability
from cuncuntong.rules.service_item import Kind
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.sheet import Sheet, is_look_up, is_short, opened, raw_values, step_url
from cuncuntong.web.counter.taking import take_wanted
from cuncuntong.web.counter.views.answers import look_up_page
from cuncuntong.web.counter.views.desk import work_page
from cuncuntong.web.counter.views.sending import blank_used, filed_before, send_now
from cuncuntong.web.counter.views.steps import (
    both_versions,
    findings_context,
    form_page,
    not_yet,
    summary_page,
)

OVERTAKEN = dt.timedelta(seconds=5)


@needs(Ability.CASE_FILE)
def form(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """The form, prefilled, with the draft restored; a look-up is answered at once."""
    sheet = opened(request, resident, item, audited=not is_look_up(item))
    with reading_once(sheet.person):
        return _first_page(request, sheet)


def _first_page(request: CallerRequest, sheet: Sheet) -> HttpResponse:
    if not sheet.item.open:
        return work_page(request, sheet.person, "counter/_closed.html", {"item": sheet.item})
    if sheet.item.kind == Kind.LOOK_UP:
        return look_up_page(request, sheet.person, sheet.item)
    return form_page(request, sheet, sheet.form())


@require_POST
@needs(Ability.CASE_FILE)
def findings(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """The findings anew while the form is being filled in (htmx)."""
    sheet = opened(request, resident, item)
    values = raw_values(sheet.item, request.POST)
    with reading_once(sheet.person):
        found = examine(sheet.item, sheet.person, values, on=sheet.on, attached=sheet.attached)
        context = findings_context(sheet, found, values)
    return render(request, "counter/_findings.html", context)


@needs(Ability.CASE_FILE)
def check(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """Everything that is missing or wrong at once, else the summary that is still to be sent.

    The summary has an address of its own (by the draft's key), so that 返回 and 刷新 do no harm.
    """
    if request.method != "POST":
        return _checked(request, resident, item)
    try:
        sheet = opened(request, resident, item)
    except BlankFormUsed as error:
        return blank_used(request, error)
    already = filed_before(request, sheet)
    if already is not None:
        return already
    values = raw_values(sheet.item, request.POST)
    item_form = sheet.form(request.POST)
    try:
        _keep(request, sheet, values)
    except DraftConflict as conflict:
        sheet.draft = conflict.newer
        take_wanted(request, sheet, values)
        return both_versions(request, sheet, item_form, values, conflict)
    take_wanted(request, sheet, values)
    with reading_once(sheet.person):
        found = examine(sheet.item, sheet.person, values, on=sheet.on, attached=sheet.attached)
        valid = item_form.is_valid()
    if not valid or not found.ok or sheet.refused:
        return not_yet(request, sheet, item_form, values, found)
    if is_short(sheet.item):
        return send_now(request, sheet, item_form)
    return redirect(step_url("check", sheet))


def _checked(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    try:
        sheet = opened(request, resident, item)
    except BlankFormUsed as error:
        return blank_used(request, error)
    if "draft_key" not in request.GET:
        return redirect("counter:form", resident, item)
    already = filed_before(request, sheet)
    if already is not None:
        return already
    item_form = sheet.form(sheet.values)
    if sheet.draft is None or not item_form.is_valid():
        return redirect(step_url("form", sheet))
    return summary_page(request, sheet, item_form)


def _keep(request: CallerRequest, sheet: Sheet, values: Mapping[str, Any]) -> None:
    """Saves what was typed, so that the check and the sending speak of the same."""
    try:
        _save(request, sheet, values)
    except DraftConflict as conflict:
        if conflict.newer.form != values and not _own_autosave(request, sheet, conflict.newer):
            raise
        sheet.version = conflict.newer.version
        _save(request, sheet, values)


def _save(request: CallerRequest, sheet: Sheet, values: Mapping[str, Any]) -> None:
    sheet.draft = save_draft(
        caller=request.caller,
        key=sheet.key,
        item=sheet.item,
        resident=sheet.person,
        form=values,
        version=sheet.version,
    )
    sheet.version = sheet.draft.version


def _own_autosave(request: CallerRequest, sheet: Sheet, newer: Draft) -> bool:
    """Whether the newer version is this very tab's autosave, which the key press overtook.

    Nobody types in two tabs within seconds; a colleague's version is never taken for it.
    """
    mine = newer.saved_by_id == request.caller.account.pk
    return mine and newer.version == sheet.version + 1 and timezone.now() - newer.saved_at < OVERTAKEN


@require_POST
@needs(Ability.CASE_FILE)
def advice(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """Keeps the 一次性告知书 for what is typed so far, and opens its print."""
    sheet = opened(request, resident, item)
    values = raw_values(sheet.item, request.POST)
    found = examine(sheet.item, sheet.person, values, on=sheet.on, attached=sheet.attached)
    if found.ok:
        messages.success(request, "现在已经没有缺少或不符的地方，不需要告知书，请直接核对提交。")
        return redirect(step_url("form", sheet))
    given = give_advice(caller=request.caller, item=sheet.item, resident=sheet.person, examination=found)
    return redirect("papers:advice", given.number)
