"""Sending what was checked: one submission, one case; sent twice shows the first receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cuncuntong.cases.examine import Problem, examine
from cuncuntong.cases.forms import ItemForm
from cuncuntong.cases.models import Case
from cuncuntong.cases.services.blank_forms import BlankFormUsed
from cuncuntong.cases.services.filing import Filed, FilingRefused, Incomplete, RepeatToday, file_case
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.sheet import Sheet, is_short, opened, step_url
from cuncuntong.web.counter.views.steps import form_page, not_yet, summary_page


@needs(Ability.CASE_FILE)
def send(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """Files what was checked. The same key again shows the first receipt."""
    if request.method != "POST":
        return redirect("counter:form", resident, item)
    try:
        sheet = opened(request, resident, item)
    except BlankFormUsed as error:
        return blank_used(request, error)
    already = filed_before(request, sheet)
    if already is not None:
        return already
    if sheet.draft is None:
        messages.warning(request, "草稿已不在，没有提交。请重新填写后再核对提交。")
        return redirect(step_url("form", sheet))
    item_form = sheet.form(sheet.values)
    values = sheet.values
    if sheet.draft.version != sheet.version:
        sheet.version = sheet.draft.version
        if item_form.is_valid():
            return summary_page(request, sheet, item_form, status=409, changed_by=sheet.draft)
    if not item_form.is_valid():
        found = examine(sheet.item, sheet.person, values, on=sheet.on, attached=sheet.attached)
        return not_yet(request, sheet, item_form, values, found)
    return send_now(request, sheet, item_form)


def send_now(request: CallerRequest, sheet: Sheet, item_form: ItemForm) -> HttpResponse:
    """Files the form; whatever stands in the way is shown on the page that it was sent from."""
    values = item_form.cleaned_values()
    short = is_short(sheet.item)
    again: dict[str, Any] = {}
    try:
        filed = _file(request, sheet, values)
    except Incomplete as incomplete:
        return not_yet(request, sheet, item_form, sheet.values, incomplete.examination)
    except RepeatToday as repeat:
        asked = request.POST.get("repeat_asked") == "1"
        again = {"repeat": repeat.case, "repeat_missing": asked}
    except FilingRefused as refused:
        problem = Problem("受理", "不能受理", refused.message, field=refused.field)
        again = {"problems": [problem]}
    except BlankFormUsed as used:
        return blank_used(request, used)
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


def filed_before(request: CallerRequest, sheet: Sheet) -> HttpResponse | None:
    """Sent twice: the first receipt, if this key made a case of the caller's point."""
    rows = request.caller.limit(Ability.CASE_FILE, Case.objects.all())
    case = rows.filter(idempotency_key=sheet.key).first()
    return _to_result(Filed(case, repeated=True)) if case else None


def blank_used(request: CallerRequest, error: BlankFormUsed) -> HttpResponse:
    """A blank form can be entered once: says by which case it was."""
    messages.error(request, str(error))
    return redirect("counter:blank_forms")
