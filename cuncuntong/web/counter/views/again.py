"""Pages of a case made again, for a supplement or a correction: they go up as on the counter's form."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cuncuntong.cases.enums import State
from cuncuntong.cases.services.attachments import detach
from cuncuntong.cases.services.drafts import DraftConflict
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.counter.case_sheet import CaseSheet, keep_typed, opened_case
from cuncuntong.web.counter.sheet import raw_values
from cuncuntong.web.counter.taking import NONE_CHOSEN, chosen, slot_of, take_again
from cuncuntong.web.counter.views.changes import case_context, slot_row


@require_POST
@needs(Ability.CASE_FILE)
def make_again(request: CallerRequest, number: str) -> HttpResponse:
    """Takes a page again for a case that was returned, or is being corrected."""
    sheet = opened_case(request, number)
    _refuse_unless_open(sheet)
    slot = request.POST.get("slot", "")
    if slot_of(sheet, slot) is None:
        raise Http404
    if request.headers.get("HX-Request"):
        return _slot_alone(request, sheet, slot)
    _keep_typed(request, sheet)
    if not chosen(request, slot):
        messages.error(request, NONE_CHOSEN)
    # What was chosen at the other lines comes along with the form and is taken too.
    _say_refused(request, take_again(request, sheet))
    return redirect(_back(sheet))


def _slot_alone(request: CallerRequest, sheet: CaseSheet, slot: str) -> HttpResponse:
    try:
        keep_typed(request, sheet)
    except DraftConflict as conflict:
        # As on the counter's form: the page goes to the newer draft, and the next save shows both.
        sheet.draft = conflict.newer
        if conflict.newer.form != sheet.merged(raw_values(sheet.item, request.POST)):
            sheet.seen = whole(request.POST.get("version", "")) or 0
    sheet = take_again(request, sheet, only=slot)
    if not chosen(request, slot):
        sheet.refused[slot] = [NONE_CHOSEN]
    context = {**case_context(sheet), "row": slot_row(sheet, slot), "swapped": True}
    return render(request, "counter/_again.html", context, status=422 if sheet.refused else 200)


def _keep_typed(request: CallerRequest, sheet: CaseSheet) -> None:
    """What was typed comes along with the upload and must outlive the page that sent it."""
    try:
        keep_typed(request, sheet)
    except DraftConflict as conflict:
        sheet.draft = conflict.newer
        messages.warning(request, "另一处保存了较新的内容，下面显示的是较新的，请核对。")


def _say_refused(request: CallerRequest, sheet: CaseSheet) -> None:
    for words in sheet.refused.values():
        for said in words:
            messages.error(request, said)


@require_POST
@needs(Ability.CASE_FILE)
def remove_again(request: CallerRequest, number: str, page: int) -> HttpResponse:
    """Takes a page out of what was made again; the former one stands as before."""
    sheet = opened_case(request, number)
    _refuse_unless_open(sheet)
    if sheet.draft is not None:
        _keep_typed(request, sheet)
        detach(caller=request.caller, draft=sheet.draft, attachment_id=page)
        _say_refused(request, take_again(request, sheet))
    return redirect(_back(sheet))


def _refuse_unless_open(sheet: CaseSheet) -> None:
    if sheet.case.state not in {State.RETURNED, State.ACCEPTED}:
        raise Http404


def _back(sheet: CaseSheet) -> str:
    step = "supplement" if sheet.case.state == State.RETURNED else "correct"
    return reverse(f"counter:{step}", args=[sheet.case.number]) + "#pages"
