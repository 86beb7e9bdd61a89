"""A clerk's changes of a case: supplementing what the slip names, correcting, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuncuntong.cases.clock import clock_words
from cuncuntong.cases.enums import SlipTarget, State
from cuncuntong.cases.examine import FORM, MATERIAL, Problem
from cuncuntong.cases.forms import ItemForm, display_case
from cuncuntong.cases.services import changes
from cuncuntong.cases.services.drafts import DraftConflict
from cuncuntong.cases.services.notices import mark_read
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting
from cuncuntong.rules.service_item import Material
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.counter.case_sheet import CaseSheet, keep_typed, opened_case
from cuncuntong.web.counter.forms import ReasonForm
from cuncuntong.web.counter.sheet import raw_values
from cuncuntong.web.counter.summary import differing_rows
from cuncuntong.web.counter.taking import slot_of, take_again
from cuncuntong.web.counter.views.pages import thumb


@needs(Ability.CASE_FILE)
def supplement(request: CallerRequest, number: str) -> HttpResponse:
    """补正: only what the slip names is made again; the rest stays and is shown beside it."""
    sheet = opened_case(request, number, audited=request.method == "GET")
    if sheet.case.state != State.RETURNED:
        messages.info(request, f"办件{number}目前是“{State(sheet.case.state).label}”，不需要补正。")
        return redirect("cases:detail", number)
    mark_read(caller=request.caller, case=sheet.case)
    if request.method != "POST":
        return _supplement_page(request, sheet, sheet.form(sheet.values))
    values = sheet.merged(raw_values(sheet.item, request.POST))
    bound = sheet.form(values, bound=True)
    # A page that was chosen and did not go up by itself comes along here; whatever else is wrong, it is kept.
    sheet = take_again(request, sheet)
    if not bound.is_valid() or sheet.refused:
        return _supplement_page(request, sheet, bound, status=422, problems=_not_taken(sheet))
    try:
        changes.resubmit(
            caller=request.caller,
            case_id=sheet.case.pk,
            form=bound.cleaned_values(),
            version=_version(request),
        )
    except changes.Incomplete as incomplete:
        problems = _rest(incomplete.examination.problems, bound)
        return _supplement_page(request, sheet, bound, status=422, problems=problems)
    except (changes.Stale, changes.WrongState) as error:
        return _supplement_page(request, sheet, bound, status=409, refused=str(error))
    messages.success(request, f"办件{number}已补正并重新上报，办理时限继续计算。")
    return redirect("counter:done", number)


def _supplement_page(
    request: CallerRequest, sheet: CaseSheet, form: ItemForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    named = {line.field for line in sheet.lines if line.target == SlipTarget.FIELD}
    context = {
        **case_context(sheet),
        "form": form,
        "lines": [_line(sheet, form, line) for line in sheet.lines],
        # Lines that a named one shows or hides are asked for with it.
        "more_fields": [form[key] for key in form.fields if key in sheet.may - named],
        **extra,
    }
    return render(request, "counter/supplement.html", context, status=status)


def _line(sheet: CaseSheet, form: ItemForm, line: Any) -> dict[str, Any]:
    """One line of the slip with what it takes to settle it."""
    case = sheet.case
    made: dict[str, Any] = {"line": line, "field": None, "old": None, "again": None}
    if line.target == SlipTarget.FIELD and line.field in form.fields:
        made["field"] = form[line.field]
        made["was"] = next(
            (row.text for section in display_case(case) for row in section.rows if row.key == line.field), ""
        )
    elif line.target == SlipTarget.PAGE and line.attachment is not None:
        where = f"第{line.page}页：" if line.page else ""
        made["old"] = thumb(line.attachment, problem=f"{where}{line.problem}")
        made["again"] = _slot_or_none(sheet, f"page-{line.attachment_id}")
    elif line.target == SlipTarget.MATERIAL:
        made["again"] = _slot_or_none(sheet, f"material-{line.material}")
    return made


def _slot_or_none(sheet: CaseSheet, slot: str) -> dict[str, Any] | None:
    """A material that is only looked at, or a page that no longer stands, takes no file."""
    return slot_row(sheet, slot) if slot_of(sheet, slot) else None


def slot_row(sheet: CaseSheet, slot: str) -> dict[str, Any]:
    """A page or a material that may be made again, as counter/_again.html shows it."""
    found = slot_of(sheet, slot)
    if found is None:
        raise Http404
    page, material = found
    asked = sheet.case.state == State.RETURNED
    if page is not None:
        new = [one for one in [sheet.made_again(page)] if one is not None]
        words = "重新上传" if asked else "重拍，替换这一张"
    else:
        instead = {one.replaced_by_id for one in sheet.pages}
        new = [one for one in sheet.fresh if one.material == material.key and one.pk not in instead]
        words = "重新上传" if asked else "再加一张"
    return {
        "slot": slot,
        "name": page.title if page else material.name,
        "new": [_fresh_thumb(sheet.case.number, one) for one in new],
        "words": words,
        "asked": asked,
        "refused": sheet.refused.get(slot, []),
    }


def _not_taken(sheet: CaseSheet) -> list[Problem]:
    """Each file that came along and was refused, for the list above the form."""
    named = [(slot_row(sheet, slot)["name"], slot, words) for slot, words in sheet.refused.items()]
    return [
        Problem(MATERIAL, name, f"没有收下：{'；'.join(words)}", field=slot) for name, slot, words in named
    ]


def _fresh_thumb(number: str, page: Any) -> dict[str, object]:
    remove = reverse("counter:page_again_remove", args=[number, page.pk])
    return thumb(page, remove_url=remove, note="重新上传的")


def case_context(sheet: CaseSheet) -> dict[str, Any]:
    """What every page that changes a case shows: the case, its item and person, its draft's addresses."""
    case = sheet.case
    return {
        "sheet": sheet,
        "case": case,
        "item": sheet.item,
        "person": case.resident,
        "sections": display_case(case),
        "words": clock_words(case),
        "draft_url": reverse("counter:case_draft", args=[case.number]),
        "attachment_max_mb": setting("service.attachment_max_mb"),
        "again_url": reverse("counter:page_again", args=[case.number]),
    }


@needs(Ability.CASE_FILE)
def correct(request: CallerRequest, number: str) -> HttpResponse:
    """更正: the whole form again, as long as nobody reviews it; old and new stay in the history."""
    sheet = opened_case(request, number, audited=request.method == "GET")
    if sheet.case.state != State.ACCEPTED:
        messages.info(request, f"办件{number}目前是“{State(sheet.case.state).label}”，不能更正。")
        return redirect("cases:detail", number)
    if request.method != "POST":
        return _correct_page(request, sheet, sheet.form(sheet.values))
    values = sheet.merged(raw_values(sheet.item, request.POST))
    bound = sheet.form(values, bound=True)
    reason = request.POST.get("reason", "").strip()
    sheet = take_again(request, sheet)
    if not bound.is_valid() or sheet.refused:
        return _correct_page(request, sheet, bound, status=422, problems=_not_taken(sheet))
    try:
        changes.correct(
            caller=request.caller,
            case_id=sheet.case.pk,
            form=bound.cleaned_values(),
            version=_version(request),
            reason=reason,
        )
    except changes.Incomplete as incomplete:
        problems = _rest(incomplete.examination.problems, bound)
        return _correct_page(request, sheet, bound, status=422, problems=problems)
    except changes.ChangeRefused as refused:
        problem = Problem("更正", "不能更正", refused.message, field=refused.field)
        return _correct_page(request, sheet, bound, status=422, problems=[problem])
    except (changes.Stale, changes.WrongState) as error:
        return _correct_page(request, sheet, bound, status=409, refused=str(error))
    messages.success(request, f"办件{number}已更正，更正前后的内容都留在办件过程中。")
    return redirect("cases:detail", number)


def _correct_page(
    request: CallerRequest, sheet: CaseSheet, form: ItemForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    asked = [one for one in sheet.item.wanted_materials(sheet.values) if one.attach]
    context = {
        **case_context(sheet),
        "form": form,
        "reason": request.POST.get("reason", ""),
        "materials": [_material_row(sheet, material) for material in asked],
        **extra,
    }
    return render(request, "counter/correct.html", context, status=status)


def _material_row(sheet: CaseSheet, material: Material) -> dict[str, Any]:
    """A material of a case being corrected: each page with what replaces it, and what was added."""
    pages = [page for page in sheet.pages if page.material == material.key]
    return {
        "material": material,
        "old": [{"thumb": thumb(page), "again": slot_row(sheet, f"page-{page.pk}")} for page in pages],
        "again": slot_row(sheet, f"material-{material.key}"),
    }


@require_POST
@needs(Ability.CASE_FILE)
def case_draft_save(request: CallerRequest, number: str) -> HttpResponse:
    """Autosave of a supplement or correction; 204 once the case has moved on."""
    sheet = opened_case(request, number)
    if sheet.case.state not in {State.RETURNED, State.ACCEPTED}:
        return HttpResponse(status=204)
    try:
        draft = keep_typed(request, sheet)
    except DraftConflict as conflict:
        newer = conflict.newer
        on = timezone.localdate(sheet.case.accepted_at)
        values = sheet.merged(raw_values(sheet.item, request.POST))
        rows = differing_rows(sheet.item, sheet.case.resident, on, values, newer.form)
        step = "supplement" if sheet.case.state == State.RETURNED else "correct"
        answer = {
            "message": "另一处保存了较新的内容，没有互相覆盖。",
            "version": newer.version,
            "rows": [[label, theirs, mine] for label, mine, theirs in rows],
            "url": reverse(f"counter:{step}", args=[number]),
        }
        return JsonResponse(answer, status=409)
    saved = timezone.localtime(draft.saved_at)
    return JsonResponse({"version": draft.version, "saved_at": f"{saved:%H:%M}"})


@needs(Ability.CASE_FILE)
def withdraw(request: CallerRequest, number: str) -> HttpResponse:
    """撤回 at the resident's wish, with the reason."""
    sheet = opened_case(request, number, audited=request.method == "GET")
    form = ReasonForm(request.POST or None, label="撤回原因", example="例如：居民本人不再办理")
    if request.method == "POST" and form.is_valid():
        try:
            changes.withdraw(
                caller=request.caller,
                case_id=sheet.case.pk,
                reason=form.cleaned_data["reason"],
                version=_version(request),
            )
        except (changes.Stale, changes.WrongState, changes.ChangeRefused) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"办件{number}已撤回。需要时可以重新申请。")
            return redirect("cases:detail", number)
    status = 422 if form.is_bound else 200
    context = {**case_context(sheet), "form": form}
    return render(request, "counter/withdraw.html", context, status=status)


def _rest(problems: list[Problem], bound: ItemForm) -> list[Problem]:
    """Problems that no field of the form shows itself."""
    return [one for one in problems if not (one.where == FORM and one.field in bound.errors)]


def _version(request: CallerRequest) -> int | None:
    return whole(request.POST.get("case_version", ""))
