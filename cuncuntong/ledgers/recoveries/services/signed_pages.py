"""Scans of a signed return agreement: checked, cleaned and sealed like the papers of a case.

The file is written before its row is committed; one whose row never came is swept at night.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.files import CleanFile, FileRefused, SealedStore, inspect_upload
from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.recoveries.enums import AgreementState
from cuncuntong.ledgers.recoveries.models import Agreement, SignedPage
from cuncuntong.ledgers.recoveries.services._shared import audit, locked
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import setting

STORE_CONTEXT = "ledgers.return_agreement"
MOST = 10
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def store() -> SealedStore:
    """The encrypted store of signed papers; settings may change between tests, so it is asked each time."""
    return SealedStore(context=STORE_CONTEXT)


def cleaned(uploads: Sequence[Any]) -> list[tuple[str, CleanFile]]:
    """Uploads (Django's, or anything with ``name`` and ``size``) with their titles, metadata gone.

    Raises LedgerRefused at the field ``pages`` for one that is no picture or PDF, too large or broken.
    """
    limit = setting("service.attachment_max_mb") * 1024 * 1024
    if len(uploads) > MOST:
        raise LedgerRefused(f"一次最多上传{MOST}个文件。", "请把几页合成一个PDF。", "pages")
    found = []
    for upload in uploads:
        name = str(getattr(upload, "name", "") or "")
        try:
            clean = inspect_upload(upload, max_bytes=limit)
        except FileRefused as refused:
            raise LedgerRefused(f"“{name[:60]}”：{refused.message}", "", "pages") from refused
        found.append((_title(name, clean.mime), clean))
    return found


def _title(name: str, mime: str) -> str:
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(ch for ch in stem if ch.isprintable() and ch not in '<>:"|?*')[:80]
    return (kept or "签字件") + _SUFFIX[mime]


def keep(
    agreement: Agreement, files: Sequence[tuple[str, CleanFile]], actor: Account | None
) -> list[SignedPage]:
    """Keeps checked files with an agreement, in the caller's transaction, the overpayment locked."""
    there = agreement.pages.filter(removed_why="").count()
    if there + len(files) > MOST:
        raise LedgerRefused(
            f"签字件最多{MOST}个文件，已有{there}个。", "请把几页合成一个PDF，或先作废传错的。", "pages"
        )
    made = []
    for title, clean in files:
        name = store().put(clean.content)
        page = SignedPage.objects.create(
            agreement=agreement,
            stored_as=name,
            title=title,
            mime=clean.mime,
            size=len(clean.content),
            pages=clean.pages,
            digest=clean.digest,
            uploaded_at=timezone.now(),
            uploaded_by=actor,
        )
        audit(
            agreement.overpayment,
            "overpayment.page_added",
            actor,
            {"page": page.pk, "digest": clean.digest, "size": page.size},
        )
        made.append(page)
    return made


def add_pages(*, agreement: Agreement, uploads: Sequence[Any], actor: Account | None) -> list[SignedPage]:
    """Adds scans to an agreement whose signature is recorded already.

    Raises LedgerRefused without a file or a signature, and for what ``cleaned`` refuses.
    """
    files = cleaned(uploads)
    if not files:
        raise LedgerRefused("没有选择文件。", "请选择签字件的扫描件或照片。", "pages")
    with transaction.atomic():
        row = locked(agreement.overpayment_id)
        agreement = Agreement.objects.get(pk=agreement.pk)
        if agreement.state == AgreementState.UNDONE or agreement.signed_on is None:
            raise LedgerRefused("这份约定还没有记签字，或已撤销。", "请先记录签字，签字件一并上传。")
        agreement.overpayment = row
        return keep(agreement, files, actor)


def set_page_aside(*, page: SignedPage, why: str, actor: Account | None) -> SignedPage:
    """A page that was uploaded by mistake counts no more; it stays to be read. Raises LedgerRefused."""
    if not why.strip():
        raise LedgerRefused("请写明为什么作废。", "例如：传错了别人的协议。")
    with transaction.atomic():
        row = locked(page.agreement.overpayment_id)
        page = SignedPage.objects.get(pk=page.pk)
        if not page.removed_why:
            page.removed_why = why.strip()[:200]
            page.save(update_fields=["removed_why"])
            audit(row, "overpayment.page_set_aside", actor, {"page": page.pk, "why": page.removed_why})
    return page


def open_page(*, caller: Caller, page: int) -> tuple[SignedPage, bytes]:
    """A page and its decrypted content, for whoever handles recoveries there; the look is logged.

    Raises Denied, NotVisible.
    """
    rows = SignedPage.objects.select_related("agreement__overpayment")
    found = fetch(
        caller,
        Ability.RECOVER,
        rows,
        prefix="agreement__overpayment__",
        line=Line.RESIDENT_PENSION,
        pk=page,
    )
    with transaction.atomic():
        audit(found.agreement.overpayment, "overpayment.page_opened", caller.account, {"page": found.pk})
    return found, store().get(found.stored_as)


@periodic("recoveries.sweep_files", at="03:50")
def orphan_files() -> str:
    """Deletes files whose transaction never committed."""
    return f"删除{store().sweep_orphans(_known)}个无主签字件"


def _known(names: list[str]) -> set[str]:
    return set(SignedPage.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
