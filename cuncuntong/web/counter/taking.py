"""Takes the files that came with a form. A page that was chosen is never dropped, whichever button sent it.

With a script each file goes up as soon as it is chosen. Without one, or when that upload did not arrive,
it comes along with the form itself: it is taken then, or refused in words at its own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from cuncuntong.cases.models import Attachment
from cuncuntong.cases.services.attachments import TooManyPages, attach
from cuncuntong.cases.services.drafts import DraftConflict
from cuncuntong.foundation.files import FileRefused
from cuncuntong.rules.service_item import Material
from cuncuntong.web.access import CallerRequest
from cuncuntong.web.asked import whole
from cuncuntong.web.counter.case_sheet import CaseSheet, case_draft, keep_typed, opened_case
from cuncuntong.web.counter.sheet import Sheet, material_of, raw_values

NONE_CHOSEN = "请先选择照片或文件。"
_NAME = "file-"


def chosen(request: CallerRequest, slot: str) -> list[UploadedFile]:
    """The files that were chosen for a material, or for a slot of a case."""
    return [one for one in request.FILES.getlist(_NAME + slot) if isinstance(one, UploadedFile)]


def take_material(request: CallerRequest, sheet: Sheet, material: Material) -> list[str]:
    """Attaches each file chosen for the material to the sheet's draft; returns what was refused, by name."""
    assert sheet.draft is not None
    waits = _waits_for(sheet, material, raw_values(sheet.item, request.POST))
    if waits:
        return [waits]
    refused: list[str] = []
    for upload in chosen(request, material.key):
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
    sheet.pages = list(sheet.draft.attachments.filter(replaced_by__isnull=True))
    return refused


def take_wanted(request: CallerRequest, sheet: Sheet, values: Mapping[str, Any]) -> None:
    """Takes every file that came for a material the form calls for; ``sheet.refused`` says what was not."""
    for material in sheet.item.wanted_materials(values):
        if material.attach and chosen(request, material.key):
            refused = take_material(request, sheet, material)
            if refused:
                sheet.refused[material.key] = refused


def _waits_for(sheet: Sheet, material: Material, values: Mapping[str, Any]) -> str:
    """What must be filled in before a file of the material is taken at all, in words; "" if nothing."""
    if material.after is not None and str(values.get(material.after[0], "")) not in material.after[1]:
        label = next(spec.label for spec in sheet.item.fields if spec.key == material.after[0])
        return f"请先填写“{label}”，再拍照或上传。没有同意以前的照片不接收、不保存。"
    if material.after_paper and material.after_paper not in sheet.attached:
        name = material_of(sheet.item, material.after_paper).name
        return f"请先上传签好的“{name}”，或请本人在屏幕上签名。没有签名以前的照片不接收、不保存。"
    return ""


def slot_of(sheet: CaseSheet, slot: str) -> tuple[Attachment | None, Material] | None:
    """The page that a slot makes again, or None, with its material; None if the case does not ask for it."""
    kind, _, name = slot.partition("-")
    page = sheet.page_of(whole(name) or 0) if kind == "page" else None
    key = page.material if page else name if kind == "material" else ""
    material = next((one for one in sheet.item.materials if one.key == key and one.attach), None)
    if material is None or not sheet.may_upload(page=page, material=key):
        return None
    return page, material


def take_again(request: CallerRequest, sheet: CaseSheet, *, only: str = "") -> CaseSheet:
    """Takes the files that came for the slots of a case (``only`` for one); the sheet as it is afterwards.

    ``refused`` of the sheet says by slot what was not taken. The case itself stays as it is until it is sent.
    """
    slots = [slot for slot in _slots(request) if slot == (only or slot) and slot_of(sheet, slot)]
    if not slots:
        return sheet
    if sheet.draft is None:
        try:
            keep_typed(request, sheet)
        except DraftConflict as conflict:
            sheet.draft = conflict.newer
    refused = {slot: words for slot in slots if (words := _take_slot(request, sheet, slot))}
    fresh = opened_case(request, sheet.case.number)
    fresh.refused, fresh.seen = refused, sheet.seen
    return fresh


def _slots(request: CallerRequest) -> Iterator[str]:
    return (name.removeprefix(_NAME) for name in request.FILES if name.startswith(_NAME))


def _take_slot(request: CallerRequest, sheet: CaseSheet, slot: str) -> list[str]:
    found = slot_of(sheet, slot)
    assert found is not None
    page, material = found
    uploads = chosen(request, slot)
    refused = []
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
            refused.append(f"{upload.name}：{error}")
    return refused
