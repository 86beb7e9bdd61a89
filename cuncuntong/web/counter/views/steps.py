"""The pages of filing: the form with what speaks for and against it, and the check before sending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from cuncuntong.cases.examine import FORM, MATERIAL, Examination, Problem, examine
from cuncuntong.cases.forms import ItemForm
from cuncuntong.cases.services.drafts import DraftConflict
from cuncuntong.network.parameters import setting
from cuncuntong.rules.service_item import Finding, Situation
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.counter.sheet import Sheet, is_short, material_of, step_url
from cuncuntong.web.counter.summary import check_sections, differing_rows
from cuncuntong.web.counter.views.desk import work_page


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
    _mark(item_form, extra.get("problems", ()))
    found = examine(sheet.item, sheet.person, known, on=sheet.on, attached=sheet.attached)
    context = {
        "sheet": sheet,
        "item": sheet.item,
        "form": item_form,
        "materials": sheet.every_material_row(known),
        "short": is_short(sheet.item),
        "step_title": sheet.item.name,
        "attachment_max_mb": setting("service.attachment_max_mb"),
        "restored": sheet.draft if values is None else None,
        "draft_step": step_url("form", sheet),
        "fresh_step": step_url("form", sheet, fresh=True),
        **findings_context(sheet, found, known, sent=status == 422),
        **extra,
    }
    return work_page(request, sheet.person, "counter/_form.html", context, status=status)


def _mark(item_form: ItemForm, problems: Iterable[Problem]) -> None:
    """What a rule says of a field stands at the field too; the summary tells it once, with its source."""
    for problem in problems:
        if problem.field in item_form.fields:
            vars(item_form.fields[problem.field]).setdefault("faults", []).append(problem.what)


def _initial(item_form: ItemForm) -> dict[str, Any]:
    return {key: value for key, value in item_form.initial.items() if value not in ("", None, [])}


def findings_context(
    sheet: Sheet, found: Examination, values: Mapping[str, Any], *, sent: bool = False
) -> dict[str, Any]:
    """What stands beside the form: each rule's verdict, contradictions, and what would come of it.

    Until the form is ``sent``, a rule about a field that nobody filled in yet says nothing: it is shown as
    待填写, neither counted against nor called met. Once sent, only what the form itself asks for is.
    """
    item = sheet.item
    waiting = [one for one in found.findings if _waits(one, values) and (one.verdict.passed or not sent)]
    findings = [one for one in found.findings if one not in waiting]
    empty = {spec.key: "" for spec in item.fields}
    # Preview and rules see the same: declared fields, empty where nothing valid stands.
    situation = Situation(sheet.person, {**empty, **found.values}, sheet.on)
    return {
        "person": sheet.person,
        "findings": findings,
        "waiting": waiting,
        "contradictions": found.contradictions,
        "preview": item.preview(situation) if item.preview else (),
        "against": sum(not finding.verdict.passed for finding in findings)
        + sum(one.weight == "stop" for one in found.contradictions),
        "seen_materials": [one for one in item.wanted_materials(values) if not one.attach],
    }


def _waits(finding: Finding, values: Mapping[str, Any]) -> bool:
    verdict = finding.verdict
    return bool(verdict.field) and values.get(verdict.field) in ("", None, [])


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
        "change_url": step_url("form", sheet),
        **findings_context(sheet, found, values),
        **extra,
    }
    return work_page(request, sheet.person, "counter/_check.html", context, status=status)


def not_yet(
    request: CallerRequest, sheet: Sheet, item_form: ItemForm, values: Mapping[str, Any], found: Examination
) -> HttpResponse:
    """422 with everything typed kept and every problem told at once."""
    item_form.is_valid()
    fields = set(item_form.errors)
    problems = [one for one in found.problems if not (one.where == FORM and one.field in fields)]
    for key, words in sheet.refused.items():
        name = material_of(sheet.item, key).name
        problems.append(Problem(MATERIAL, name, f"没有收下：{'；'.join(words)}", field=key))
    return form_page(
        request, sheet, item_form, status=422, values=values, problems=problems, all_problems=found.problems,
        form_errors=True,
    )  # fmt: skip


def both_versions(
    request: CallerRequest,
    sheet: Sheet,
    item_form: ItemForm,
    values: Mapping[str, Any],
    conflict: DraftConflict,
) -> HttpResponse:
    """Another tab or colleague saved meanwhile: both are shown, none is overwritten."""
    rows = differing_rows(sheet.item, sheet.person, sheet.on, values, conflict.newer.form)
    # Sending again from here means that this one is wanted.
    sheet.version = conflict.newer.version
    return form_page(
        request, sheet, item_form, status=409, values=values, newer=conflict.newer, differing=rows
    )
