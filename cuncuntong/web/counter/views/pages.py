"""Pages of materials: a photo or a scan, one by one, each listed with its remove button."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cuncuntong.cases.models import Attachment, Case
from cuncuntong.cases.services.attachments import detach
from cuncuntong.cases.services.drafts import DraftConflict, save_draft
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting
from cuncuntong.rules.service_item import Material
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.sheet import Sheet, material_of, material_row, opened, raw_values, step_url
from cuncuntong.web.counter.taking import NONE_CHOSEN, chosen, take_material, take_wanted


@require_POST
@needs(Ability.CASE_FILE)
def add(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """Takes the files that were chosen for one material of a form."""
    sheet = opened(request, resident, item)
    material = material_of(sheet.item, request.POST.get("material", ""))
    if Case.objects.filter(idempotency_key=sheet.key).exists():
        raise Http404
    _begin(request, sheet)
    if not request.headers.get("HX-Request"):
        # Sent by the form itself: what was chosen at the other lines comes along and is taken too.
        return _took_all(request, sheet, material)
    refused = take_material(request, sheet, material)
    if not refused and not chosen(request, material.key):
        refused = [NONE_CHOSEN]
    return _answer(request, sheet, material, refused)


def _took_all(request: CallerRequest, sheet: Sheet, material: Material) -> HttpResponse:
    values = raw_values(sheet.item, request.POST)
    refused = [] if chosen(request, material.key) else [NONE_CHOSEN]
    if material not in sheet.item.wanted_materials(values):
        refused += take_material(request, sheet, material)
    take_wanted(request, sheet, values)
    refused += [words for said in sheet.refused.values() for words in said]
    return _answer(request, sheet, material, refused)


def _begin(request: CallerRequest, sheet: Sheet) -> None:
    """A page needs a draft to lie with; what was typed is saved with it."""
    values = raw_values(sheet.item, request.POST)
    try:
        sheet.draft = save_draft(
            caller=request.caller,
            key=sheet.key,
            item=sheet.item,
            resident=sheet.person,
            form=values,
            version=sheet.version,
        )
    except DraftConflict as conflict:
        # Somebody saved meanwhile: the page goes to that draft, and nothing typed overwrites it. The version
        # stays the old one, so that the next save shows both; unless it was this very form's own.
        sheet.draft = conflict.newer
        if conflict.newer.form != values:
            return
    sheet.version = sheet.draft.version


def _answer(request: CallerRequest, sheet: Sheet, material: Material, refused: list[str]) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        for words in refused:
            messages.error(request, words)
        return redirect(f"{step_url('form', sheet)}#material-{material.key}")
    assert sheet.draft is not None
    pages = list(sheet.draft.attachments.filter(material=material.key, replaced_by__isnull=True))
    context = {
        "sheet": sheet,
        "person": sheet.person,
        "item": sheet.item,
        "row": {**material_row(material, pages), "refused": refused},
        "swapped": True,
        "attachment_max_mb": setting("service.attachment_max_mb"),
    }
    return render(request, "counter/_material.html", context, status=422 if refused else 200)


@require_POST
@needs(Ability.CASE_FILE)
def remove(request: CallerRequest, resident: int, item: str, page: int) -> HttpResponse:
    """Takes one page out of the draft."""
    sheet = opened(request, resident, item)
    shown = next((one for one in sheet.pages if one.pk == page), None)
    if sheet.draft is None or shown is None:
        raise Http404
    _begin(request, sheet)
    detach(caller=request.caller, draft=sheet.draft, attachment_id=page)
    return _answer(request, sheet, material_of(sheet.item, shown.material), [])


def thumb(page: Attachment, *, remove_url: str = "", problem: str = "", note: str = "") -> dict[str, object]:
    """A page as the `{% thumbs %}` component shows it."""
    return {
        "url": reverse("cases:attachment", args=[page.pk]),
        "name": page.title,
        "is_image": page.mime.startswith("image/"),
        "note": note or (f"{page.pages}页" if page.pages > 1 else ""),
        "remove_url": remove_url,
        "problem": problem,
    }
