"""Pages of materials: taken, checked, cleaned, encrypted, and made again one by one.

The file is written before its row is committed; a file whose row never came is swept later
(foundation.files), so that a power cut loses neither a page nor disk space.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from cuncuntong.cases.models import Attachment, Case, Draft
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.files import CleanFile, FileRefused, SealedStore, inspect_upload
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import setting
from cuncuntong.rules.materials import MaterialKind, material_kind
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import ServiceItem

STORE_CONTEXT = "cases.attachment"
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


class TooManyPages(Exception):
    """The material already has as many files as it may; the message says how many."""


def store() -> SealedStore:
    """The encrypted store that attachments live in."""
    return SealedStore(context=STORE_CONTEXT)


def attach(
    *,
    caller: Caller,
    draft: Draft,
    material: str,
    upload: Any,
    replaces: Attachment | None = None,
    max_files: int = 10,
    kind: str = "",
) -> Attachment:
    """Takes one upload for a draft of the caller's point.

    Raises FileRefused (kind, size, broken, or unfit for the material's ``kind``), TooManyPages, Denied or
    NotVisible. Metadata is gone from what is kept; what is refused is not kept at all. ``replaces`` is a
    page of the draft's case that is made again; of a checked kind a new file takes the former's place.
    """
    fetch(caller, Ability.CASE_FILE, Draft.objects.all(), pk=draft.pk)
    limit = setting("service.attachment_max_mb") * 1024 * 1024
    clean = inspect_upload(upload, max_bytes=limit)
    checked = material_kind(kind)
    if checked is not None:
        _refuse_unfit(checked, clean)
    if replaces is not None and (replaces.case_id is None or replaces.case_id != draft.case_id):
        raise ValueError("a page is replaced within its own case")
    siblings = draft.attachments.filter(material=material, replaced_by__isnull=True)
    former = list(siblings.filter(replaces__isnull=True)) if checked is not None and replaces is None else []
    if replaces is None and not former:
        _refuse_too_many(draft, siblings, max_files)
    made = _stored(clean, _title(upload, clean.mime))
    made.draft, made.material, made.uploaded_by = draft, material, caller.account
    with transaction.atomic():
        for page in former:
            _drop(page)
        last = siblings.aggregate(last=Max("position"))["last"] or 0
        made.position = replaces.position if replaces else last + 1
        made.save(force_insert=True)
        if replaces is not None:
            _replace(replaces, made)
        record(
            actor=caller.account,
            action="attachment.added",
            object_type="draft",
            object_id=draft.key,
            detail={"material": material, "digest": clean.digest, "size": len(clean.content)},
        )
    return made


def _stored(clean: CleanFile, title: str) -> Attachment:
    """The file in the sealed store, and a row that names it; not saved yet."""
    return Attachment(
        stored_as=store().put(clean.content),
        title=title,
        mime=clean.mime,
        size=len(clean.content),
        pages=clean.pages,
        digest=clean.digest,
        uploaded_at=timezone.now(),
    )


def _refuse_unfit(kind: MaterialKind, clean: CleanFile) -> None:
    """The ledger's own check of its kind; everything that is wrong is told at once."""
    if clean.mime not in kind.mimes:
        raise FileRefused("kind", "这里要的是照片，不能用PDF。请用摄像头拍，或上传JPG、PNG照片。")
    faults = kind.check(clean.content)
    if faults:
        raise FileRefused("unfit", "".join(faults))


def _refuse_too_many(draft: Draft, siblings: QuerySet[Attachment], max_files: int) -> None:
    """A case's pages count together: those filed with it and those in the draft that changes it."""
    most = setting("service.attachments_per_case")
    pages = Q(draft=draft) | Q(case__isnull=False, case=draft.case_id)
    if Attachment.objects.filter(pages, replaced_by__isnull=True).count() >= most:
        raise TooManyPages(f"一件业务最多上传{most}个文件，请先删去多余的，或把几页合成一个PDF。")
    if siblings.count() >= max_files:
        raise TooManyPages(f"这项材料最多上传{max_files}个文件，请先删去多余的。")


def _replace(old: Attachment, new: Attachment) -> None:
    # A page that is made a third time takes the place of the second attempt, not of the first.
    if old.replaced_by_id:
        attempt = old.replaced_by
        Attachment.objects.filter(pk=old.pk).update(replaced_by=None)
        if attempt is not None and attempt.case_id is None:
            attempt.delete()
    Attachment.objects.filter(pk=old.pk).update(replaced_by=new)


def _title(upload: Any, mime: str) -> str:
    raw = str(getattr(upload, "name", "") or "")
    stem = raw.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(ch for ch in stem if ch.isprintable() and ch not in '<>:"|?*')[:80]
    return (kept or "页面") + _SUFFIX[mime]


def detach(*, caller: Caller, draft: Draft, attachment_id: int) -> None:
    """Removes a page from a draft; pages of a filed case stay."""
    fetch(caller, Ability.CASE_FILE, Draft.objects.all(), pk=draft.pk)
    page = draft.attachments.filter(pk=attachment_id, case__isnull=True).first()
    if page is None:
        return
    with transaction.atomic():
        Attachment.objects.filter(replaced_by=page).update(replaced_by=None)
        _drop(page)


def _drop(page: Attachment) -> None:
    """Deletes a page, and its file once that is certain."""
    name = page.stored_as
    page.delete()
    transaction.on_commit(lambda: store().delete(name))


def papers_of(case: Case, material: str) -> list[bytes]:
    """The files that stand for a material of a case, for the item's effect; no look that is logged."""
    pages = Attachment.objects.filter(case=case, material=material).standing()
    return [store().get(page.stored_as) for page in pages]


def hand_on(case: Case, item: ServiceItem, actor: Account) -> None:
    """After an effect: what a ledger keeps itself (MaterialKind.kept_by_ledger) leaves the case."""
    for material in item.materials:
        kind = material_kind(material.kind)
        if kind is None or not kind.kept_by_ledger:
            continue
        for page in Attachment.objects.filter(case=case, material=material.key):
            record(
                actor=actor,
                action="attachment.handed_on",
                object_type="case",
                object_id=case.number,
                detail={"material": material.key, "digest": page.digest},
            )
            _drop(page)


def sweep_ledgers_own(older_than: dt.timedelta) -> int:
    """Deletes files in drafts that are meant for a ledger alone and were not sent in time; returns how many.

    A portrait in a draft that nobody went on with is not kept as long as the draft.
    """
    wanted = Q(pk__in=[])
    for item in items.all():
        for material in item.materials:
            kind = material_kind(material.kind)
            if kind is not None and kind.kept_by_ledger:
                wanted |= Q(draft__item=item.number, material=material.key)
    rows = Attachment.objects.filter(wanted, case__isnull=True, uploaded_at__lt=timezone.now() - older_than)
    with transaction.atomic():
        pages = list(rows.select_for_update(of=("self",)))
        for page in pages:
            _drop(page)
    return len(pages)


def move_to_case(draft: Draft, case: Case) -> int:
    """Hands a draft's pages to its case inside the caller's transaction; returns how many."""
    return draft.attachments.update(case=case, draft=None)


def open_attachment(*, caller: Caller, attachment_id: int) -> tuple[Attachment, bytes]:
    """The page and its decrypted content, for whoever may read its case or draft; logged."""
    page = Attachment.objects.select_related("case", "draft").filter(pk=attachment_id).first()
    if page is not None and page.case_id:
        page = fetch(
            caller,
            Ability.CASE_READ,
            Attachment.objects.select_related("case"),
            prefix="case__",
            pk=attachment_id,
        )
        owner = ("case", page.case.number if page.case else "")
    else:
        page = fetch(
            caller,
            Ability.CASE_FILE,
            Attachment.objects.select_related("draft"),
            prefix="draft__",
            pk=attachment_id,
        )
        owner = ("draft", page.draft.key if page.draft else "")
    with transaction.atomic():
        record(
            actor=caller.account,
            action="attachment.opened",
            object_type=owner[0],
            object_id=owner[1],
            detail={"attachment": page.pk, "material": page.material},
        )
    return page, store().get(page.stored_as)
