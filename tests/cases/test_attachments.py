"""Pages of materials: what is taken, what is refused, and who may open them."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import UploadedFile

from cuncuntong.cases.models import Attachment
from cuncuntong.cases.services.attachments import TooManyPages, attach, detach, open_attachment, store
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.foundation.files import FileRefused
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from tests.cases import make
from tests.foundation.files.make import pdf, photo, upload


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "MEDIA_DIR": tmp_path / "files"}


@pytest.fixture
def draft(clerk, resident):
    return make.draft(clerk, make.PAPERS, resident)


def add(caller, draft, content=None, name="身份证.jpg", **more):
    return attach(
        caller=caller,
        draft=draft,
        material=more.pop("material", "id_card"),
        upload=upload(content or photo(), name),
        **more,
    )


def test_a_photograph_is_kept_sealed_and_without_its_metadata(clerk, draft):
    page = add(clerk, draft)
    assert (page.title, page.mime, page.position, page.pages) == ("身份证.jpg", "image/jpeg", 1, 1)
    _, shown = open_attachment(caller=clerk, attachment_id=page.pk)
    assert shown.startswith(b"\xff\xd8")
    assert b"SECRET" not in shown
    raw = b"".join(path.read_bytes() for path in store().folder.rglob("*") if path.is_file())
    assert raw
    assert b"\xff\xd8\xff" not in raw
    assert shown[:64] not in raw


def test_forty_megabytes_are_refused_with_size_and_remedy(clerk, draft):
    # As the capped handler hands it over: the size is true, the content was never kept.
    huge = UploadedFile(io.BytesIO(), name="大照片.jpg", size=40 * 1024 * 1024)
    with pytest.raises(FileRefused) as refused:
        attach(caller=clerk, draft=draft, material="id_card", upload=huge)
    assert "40.0 MB" in refused.value.message
    assert "10 MB" in refused.value.message
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pdf(), "照片.jpg"),
        (photo(), "证明.pdf"),
        (b"MZ\x90\x00" + b"\0" * 200, "身份证.jpg"),
        (b"<html><script>alert(1)</script></html>", "身份证.png"),
        (b"PK\x03\x04" + b"\0" * 200, "材料.pdf"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(clerk, draft, content, name):
    with pytest.raises(FileRefused) as refused:
        add(clerk, draft, content, name)
    assert refused.value.code in {"mismatch", "kind"}
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\照片\\正面.JPG", "正面.jpg"),
        ('<script>"x".jpg', "scriptx.jpg"),
        (".jpg", "页面.jpg"),
        ("长" * 200 + ".jpg", "长" * 80 + ".jpg"),
    ],
)
def test_the_name_that_is_kept_is_harmless(clerk, draft, name, kept):
    file = upload(photo(), "x.jpg")
    file._name = name
    assert attach(caller=clerk, draft=draft, material="id_card", upload=file).title == kept


def test_another_townships_draft_takes_no_page_and_shows_none(clerk, county, draft):
    page = add(clerk, draft)
    stranger = county.clerk(county.huangcheng)
    with pytest.raises(NotVisible):
        add(stranger, draft)
    with pytest.raises(NotVisible):
        open_attachment(caller=stranger, attachment_id=page.pk)
    with pytest.raises(NotVisible):
        detach(caller=stranger, draft=draft, attachment_id=page.pk)
    with pytest.raises(NotVisible):
        open_attachment(caller=clerk, attachment_id=page.pk + 1000)
    assert list(draft.attachments.all()) == [page]


def test_a_page_of_another_draft_is_not_removed_through_ones_own(clerk, county, draft):
    stranger = county.clerk(county.huangcheng)
    theirs = make.draft(stranger, make.PAPERS, county.resident("外村人", county.huangcheng))
    page = add(stranger, theirs)
    detach(caller=clerk, draft=draft, attachment_id=page.pk)
    assert Attachment.objects.filter(pk=page.pk).exists()


def test_no_page_is_replaced_from_outside_its_case(clerk, county, draft):
    """Neither a page of a stranger's draft nor of another case."""
    stranger = county.clerk(county.huangcheng)
    theirs = add(stranger, make.draft(stranger, make.PAPERS, county.resident("外", county.huangcheng)))
    with pytest.raises(ValueError, match="own case"):
        add(clerk, draft, replaces=theirs)
    theirs.refresh_from_db()
    assert theirs.replaced_by is None


def test_after_filing_the_reviewer_reads_and_the_clerk_cannot_remove(clerk, resident, reviewer, draft):
    page = add(clerk, draft)
    case = make.file(clerk, make.PAPERS, resident, draft=draft).case
    content = open_attachment(caller=reviewer, attachment_id=page.pk)[1]
    assert content.startswith(b"\xff\xd8")
    opened = AuditEntry.objects.filter(action="attachment.opened").get()
    assert (opened.actor_id, opened.object_type, opened.object_id) == (
        reviewer.account.pk,
        "case",
        case.number,
    )
    other = make.draft(clerk, make.PAPERS, resident, case)
    detach(caller=clerk, draft=other, attachment_id=page.pk)
    assert Attachment.objects.filter(pk=page.pk, case=case).exists()


def test_who_has_no_business_with_cases_opens_nothing(clerk, county, draft):
    page = add(clerk, draft)
    with pytest.raises(Denied):
        open_attachment(caller=county.caller(DutyKind.AUDITOR, county.county), attachment_id=page.pk)


def test_the_number_of_files_is_limited_by_material_and_by_case(clerk, draft, monkeypatch):
    add(clerk, draft)
    with pytest.raises(TooManyPages, match="最多上传1个"):
        add(clerk, draft, max_files=1)
    limits = {"service.attachment_max_mb": 10, "service.attachments_per_case": 2}
    monkeypatch.setattr("cuncuntong.cases.services.attachments.setting", limits.__getitem__)
    add(clerk, draft, material="seen")
    with pytest.raises(TooManyPages, match="一件业务最多上传2个"):
        add(clerk, draft, material="seen")
    assert draft.attachments.count() == 2


def test_a_removed_page_takes_its_file_along(clerk, draft, django_capture_on_commit_callbacks):
    page = add(clerk, draft)
    with django_capture_on_commit_callbacks(execute=True):
        detach(caller=clerk, draft=draft, attachment_id=page.pk)
    assert not Attachment.objects.exists()
    assert not store().exists(page.stored_as)
