"""One item for one resident: fill in, check, send. What is checked is what is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuncuntong.cases.examine import FORM, Examination, Problem, examine
from cuncuntong.cases.forms import ItemForm
from cuncuntong.cases.models import Case, Draft
from cuncuntong.cases.services.advice import give_advice
from cuncuntong.cases.services.blank_forms import BlankFormUsed
from cuncuntong.cases.services.drafts import DraftConflict, save_draft
from cuncuntong.cases.services.filing import Filed, FilingRefused, Incomplete, RepeatToday, file_case
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting
from cuncuntong.rules.service_item import Kind, Situation
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.sheet import Sheet, is_look_up, is_short, opened, raw_values
from cuncuntong.web.counter.summary import check_sections, differing_rows
from cuncuntong.web.counter.views.answers import look_up_page
from cuncuntong.web.counter.views.desk import work_page

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


def form_page(
    request: CallerRequest,
    sheet: Sheet,
    item_form: ItemForm,
    *,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
    **extra: Any,
) -> HttpResponse:
    """The form with what speaks for and against it; ``values`` are what was typed, if anything was."""
    known = dict(values) if values is not None else _initial(item_form)
    found = examine(sheet.item, sheet.person, known, on=sheet.on, attached=sheet.attached)
    context = {
        "sheet": sheet,
        "item": sheet.item,
        "form": item_form,
        "materials": sheet.material_rows(known),
        "short": is_short(sheet.item),
        "step_title": sheet.item.name,
        "attachment_max_mb": setting("service.attachment_max_mb"),
        "restored": sheet.draft if values is None else None,
        **findings_context(sheet, found, known),
        **extra,
    }
    return work_page(request, sheet.person, "counter/_form.html", context, status=status)


def _initial(item_form: ItemForm) -> dict[str, Any]:
    return {key: value for key, value in item_form.initial.items() if value not in ("", None, [])}


def findings_context(sheet: Sheet, found: Examination, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands beside the form: each rule's verdict, contradictions, and what would come of it."""
    item = sheet.item
    empty = {spec.key: "" for spec in item.fields}
    # Preview and rules see the same: declared fields, empty where nothing valid stands.
    situation = Situation(sheet.person, {**empty, **found.values}, sheet.on)
    return {
        "findings": found.findings,
        "contradictions": found.contradictions,
        "preview": item.preview(situation) if item.preview else (),
        "against": sum(not finding.verdict.passed for finding in found.findings)
        + sum(one.weight == "stop" for one in found.contradictions),
        "seen_materials": [one for one in item.wanted_materials(values) if not one.attach],
    }


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
    """Everything that is missing or wrong at once, else the summary that is still to be sent."""
    if request.method != "POST":
        return redirect("counter:form", resident, item)
    try:
        sheet = opened(request, resident, item)
    except BlankFormUsed as error:
        return _blank_used(request, error)
    already = _filed_before(request, sheet)
    if already is not None:
        return already
    values = raw_values(sheet.item, request.POST)
    item_form = sheet.form(request.POST)
    try:
        _keep(request, sheet, values)
    except DraftConflict as conflict:
        return _both(request, sheet, item_form, values, conflict)
    found = examine(sheet.item, sheet.person, values, on=sheet.on, attached=sheet.attached)
    if not item_form.is_valid() or not found.ok:
        return _not_yet(request, sheet, item_form, values, found)
    if is_short(sheet.item):
        return _send(request, sheet, item_form)
    return summary_page(request, sheet, item_form)


def _keep(request: CallerRequest, sheet: Sheet, values: Mapping[str, Any]) -> None:
    """Saves what was typed, so that the check and the sending speak of the same."""
    try:
        _save(request, sheet, values)
    except DraftConflict as conflict:
        if not _own_autosave(request, sheet, conflict.newer):
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


def summary_page(
    request: CallerRequest, sheet: Sheet, item_form: ItemForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """The check before sending: 尚未提交, 修改 beside each line, and a button that names what it does."""
    values = item_form.cleaned_values()
    found = examine(sheet.item, sheet.person, values, on=sheet.on, attached=sheet.attached)
    context = {
        "sheet": sheet,
        "item": sheet.item,
        "sections": check_sections(sheet, values),
        "materials": sheet.material_rows(values),
        "step_title": f"核对{sheet.item.name}",
        "change_url": reverse("counter:form", args=[sheet.person.pk, sheet.item.number])
        + f"?draft_key={sheet.key}",
        **findings_context(sheet, found, values),
        **extra,
    }
    return work_page(request, sheet.person, "counter/_check.html", context, status=status)


def _not_yet(
    request: CallerRequest, sheet: Sheet, item_form: ItemForm, values: Mapping[str, Any], found: Examination
) -> HttpResponse:
    """422 with everything typed kept and every problem told at once."""
    item_form.is_valid()
    fields = set(item_form.errors)
    problems = [one for one in found.problems if not (one.where == FORM and one.field in fields)]
    return form_page(
        request, sheet, item_form, status=422, values=values, problems=problems, all_problems=found.problems
    )


def _both(
    request: CallerRequest,
    sheet: Sheet,
    item_form: ItemForm,
    values: Mapping[str, Any],
    conflict: DraftConflict,
) -> HttpResponse:
    """Another tab or colleague saved meanwhile: both are shown, none is overwritten."""
    rows = differing_rows(sheet, values, conflict.newer.form)
    # Sending again from here means that this one is wanted.
    sheet.version = conflict.newer.version
    return form_page(
        request, sheet, item_form, status=409, values=values, newer=conflict.newer, differing=rows
    )


@needs(Ability.CASE_FILE)
def send(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """Files what was checked. The same key again shows the first receipt."""
    if request.method != "POST":
        return redirect("counter:form", resident, item)
    try:
        sheet = opened(request, resident, item)
    except BlankFormUsed as error:
        return _blank_used(request, error)
    already = _filed_before(request, sheet)
    if already is not None:
        return already
    if sheet.draft is None:
        messages.warning(request, "草稿已不在，没有提交。请重新填写后再核对提交。")
        return redirect("counter:form", resident, item)
    item_form = sheet.form(sheet.values)
    values = sheet.values
    if sheet.draft.version != sheet.version:
        sheet.version = sheet.draft.version
        if item_form.is_valid():
            return summary_page(request, sheet, item_form, status=409, changed_by=sheet.draft)
    if not item_form.is_valid():
        found = examine(sheet.item, sheet.person, values, on=sheet.on, attached=sheet.attached)
        return _not_yet(request, sheet, item_form, values, found)
    return _send(request, sheet, item_form)


def _send(request: CallerRequest, sheet: Sheet, item_form: ItemForm) -> HttpResponse:
    values = item_form.cleaned_values()
    short = is_short(sheet.item)
    again: dict[str, Any] = {}
    try:
        filed = _file(request, sheet, values)
    except Incomplete as incomplete:
        return _not_yet(request, sheet, item_form, sheet.values, incomplete.examination)
    except RepeatToday as repeat:
        asked = request.POST.get("repeat_asked") == "1"
        again = {"repeat": repeat.case, "repeat_missing": asked}
    except FilingRefused as refused:
        problem = Problem("受理", "不能受理", refused.message, field=refused.field)
        again = {"problems": [problem]}
    except BlankFormUsed as used:
        return _blank_used(request, used)
    else:
        return _to_result(filed)
    if short:
        return form_page(request, sheet, item_form, status=422, values=sheet.values, **again)
    return summary_page(request, sheet, item_form, status=422, **again)


def _file(request: CallerRequest, sheet: Sheet, values: Mapping[str, Any]) -> Filed:
    return file_case(
        caller=request.caller,
        item=sheet.item,
        resident=sheet.person,
        form=values,
        idempotency_key=sheet.key,
        draft=sheet.draft,
        accepted_at=sheet.accepted_at,
        blank_form=sheet.blank,
        repeat_reason=request.POST.get("repeat_reason", "").strip(),
    )


def _to_result(filed: Filed) -> HttpResponse:
    url = reverse("counter:done", args=[filed.case.number])
    return redirect(url + ("?again=1" if filed.repeated else ""))


def _filed_before(request: CallerRequest, sheet: Sheet) -> HttpResponse | None:
    """Sent twice: the first receipt, if this key made a case of the caller's point."""
    rows = request.caller.limit(Ability.CASE_FILE, Case.objects.all())
    case = rows.filter(idempotency_key=sheet.key).first()
    return _to_result(Filed(case, repeated=True)) if case else None


def _blank_used(request: CallerRequest, error: BlankFormUsed) -> HttpResponse:
    messages.error(request, str(error))
    return redirect("counter:blank_forms")


@require_POST
@needs(Ability.CASE_FILE)
def advice(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """Keeps the 一次性告知书 for what is typed so far, and opens its print."""
    sheet = opened(request, resident, item)
    values = raw_values(sheet.item, request.POST)
    found = examine(sheet.item, sheet.person, values, on=sheet.on, attached=sheet.attached)
    if found.ok:
        messages.success(request, "现在已经没有缺少或不符的地方，不需要告知书，请直接核对提交。")
        return redirect("counter:form", resident, item)
    given = give_advice(caller=request.caller, item=sheet.item, resident=sheet.person, examination=found)
    return redirect("papers:advice", given.number)
