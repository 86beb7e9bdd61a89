"""Pages of materials: a photo or a scan, one by one, each listed with its remove button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Attachment, Case
from cuncuntong.cases.services.attachments import TooManyPages, attach, detach
from cuncuntong.cases.services.drafts import DraftConflict, save_draft
from cuncuntong.foundation.files import FileRefused
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting
from cuncuntong.rules.service_item import Material
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.counter.case_sheet import CaseSheet, case_draft, keep_typed, opened_case
from cuncuntong.web.counter.sheet import Sheet, material_of, material_row, opened, raw_values, step_url


@require_POST
@needs(Ability.CASE_FILE)
def add(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """Takes the files that were chosen for one material of a form."""
    sheet = opened(request, resident, item)
    material = material_of(sheet.item, request.POST.get("material", ""))
    if Case.objects.filter(idempotency_key=sheet.key).exists():
        raise Http404
    _begin(request, sheet)
    refused = _take(request, sheet, material)
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


def _take(request: CallerRequest, sheet: Sheet, material: Material) -> list[str]:
    """Attaches each chosen file; what is refused is told by name, and the rest is kept."""
    assert sheet.draft is not None
    waits = _waits_for(sheet, material, raw_values(sheet.item, request.POST))
    if waits:
        return [waits]
    refused: list[str] = []
    for upload in request.FILES.getlist(f"file-{material.key}"):
        try:
            attach(
                caller=request.caller,
                draft=sheet.draft,
                material=material.key,
                upload=upload,
                max_files=material.max_pages,
                kind=material.kind,
            )
        except (FileRefused, TooManyPages) as error:
            refused.append(f"{upload.name}：{error}")
    if not request.FILES.getlist(f"file-{material.key}"):
        refused.append("请先选择照片或文件。")
    return refused


def _waits_for(sheet: Sheet, material: Material, values: Mapping[str, Any]) -> str:
    """What must be filled in before a file of the material is taken at all, in words; "" if nothing."""
    if material.after is not None and str(values.get(material.after[0], "")) not in material.after[1]:
        label = next(spec.label for spec in sheet.item.fields if spec.key == material.after[0])
        return f"请先填写“{label}”，再拍照或上传。没有同意以前的照片不接收、不保存。"
    if material.after_paper and material.after_paper not in sheet.attached:
        name = material_of(sheet.item, material.after_paper).name
        return f"请先上传签好的“{name}”，或请本人在屏幕上签名。没有签名以前的照片不接收、不保存。"
    return ""


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
        "row": material_row(material, pages),
        "refused": refused,
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


@require_POST
@needs(Ability.CASE_FILE)
def make_again(request: CallerRequest, number: str) -> HttpResponse:
    """Takes a page again for a case that was returned, or is being corrected."""
    sheet = opened_case(request, number)
    _refuse_unless_open(sheet)
    slot = request.POST.get("slot", "")
    kind, _, name = slot.partition("-")
    page = sheet.page_of(whole(name) or 0) if kind == "page" else None
    material = material_of(sheet.item, page.material if page else name if kind == "material" else "")
    if not sheet.may_upload(page=page, material=material.key):
        raise Http404
    _keep_typed(request, sheet)
    uploads = request.FILES.getlist(f"file-{slot}")
    if not uploads:
        messages.error(request, "请先选择照片或文件。")
    for upload in uploads[:1] if page else uploads:
        try:
            attach(
                caller=request.caller,
                draft=case_draft(request, sheet),
                material=material.key,
                upload=upload,
                replaces=page,
                max_files=material.max_pages,
                kind=material.kind,
            )
        except (FileRefused, TooManyPages) as error:
            messages.error(request, f"{upload.name}：{error}")
    return redirect(_back(sheet))


def _keep_typed(request: CallerRequest, sheet: CaseSheet) -> None:
    """What was typed comes along with the upload and must outlive the page that sent it."""
    try:
        keep_typed(request, sheet)
    except DraftConflict as conflict:
        sheet.draft = conflict.newer
        messages.warning(request, "另一处保存了较新的内容，下面显示的是较新的，请核对。")


@require_POST
@needs(Ability.CASE_FILE)
def remove_again(request: CallerRequest, number: str, page: int) -> HttpResponse:
    """Takes a page out of what was made again; the former one stands as before."""
    sheet = opened_case(request, number)
    _refuse_unless_open(sheet)
    if sheet.draft is not None:
        _keep_typed(request, sheet)
        detach(caller=request.caller, draft=sheet.draft, attachment_id=page)
    return redirect(_back(sheet))


def _refuse_unless_open(sheet: CaseSheet) -> None:
    if sheet.case.state not in {State.RETURNED, State.ACCEPTED}:
        raise Http404


def _back(sheet: CaseSheet) -> str:
    step = "supplement" if sheet.case.state == State.RETURNED else "correct"
    return reverse(f"counter:{step}", args=[sheet.case.number]) + "#pages"
