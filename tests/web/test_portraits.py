"""D2 at the counter and its review: what the camera sent is checked at once, and nothing unfit is kept."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Attachment, Case, Draft
from cuncuntong.cases.papers.case_papers import decision
from cuncuntong.cases.services.attachments import store as case_store
from cuncuntong.cases.services.attachments import sweep_ledgers_own
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.portraits.enums import PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.web.portal.words import explain
from tests.ledgers.make import County
from tests.ledgers.portraits.make import face, reviewer, taken, two_faces, wall
from tests.ledgers.recoveries.make import drawing
from tests.web.areas.portraits import build_many
from tests.web.counter_make import hidden, signed_in, words
from tests.web.support import at_most

HTMX = {"HX-Request": "true"}
ITEM = "D2"


@pytest.fixture
def county(db: None) -> County:
    made = County()
    point = made.points[made.shuicun.code]
    point.demonstration = True
    point.save()
    return made


@pytest.fixture
def person(county: County) -> Resident:
    found = county.resident("李秀英", birth="19550305", telephone="13835600001")
    drawing(found)
    return found


@pytest.fixture
def worker(county: County) -> Caller:
    return county.clerk()


@pytest.fixture
def clerk(worker: Caller) -> Client:
    return signed_in(worker)


def url(step: str, person: Resident) -> str:
    return reverse(f"counter:{step}", args=[person.pk, ITEM])


def keys(page: Any) -> dict[str, str]:
    return {"draft_key": hidden(page, "draft_key"), "version": hidden(page, "version")}


def picture(content: bytes, name: str = "摄像头照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def sign(clerk: Client, person: Resident, sent: dict[str, str]) -> None:
    """The signed consent, photographed; what follows goes on from the new version."""
    values = {"benefit": "residents", "consent": "signed", **sent, "material": "consent_paper"}
    paper = picture(scan(), "同意书.jpg")
    shown = clerk.post(url("page_add", person), {**values, "file-consent_paper": paper}, headers=HTMX)
    assert shown.status_code == 200, words(shown)
    sent["version"] = hidden(shown, "version")


def scan() -> bytes:
    """A sheet of paper before the lens."""
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "JPEG")
    return out.getvalue()


def pictures() -> QuerySet[Attachment]:
    """The portraits that lie in a draft or a case."""
    return Attachment.objects.filter(material="picture")


def signed_form(clerk: Client, person: Resident) -> dict[str, str]:
    """The keys of a new form whose consent is signed."""
    sent = keys(clerk.get(url("form", person)))
    sign(clerk, person, sent)
    return sent


def shoot(clerk: Client, person: Resident, sent: dict[str, str], content: bytes, **more: Any) -> Any:
    """The picture as camera.js hands it over: through the file box, with the whole form."""
    values = {"benefit": "residents", "consent": "signed", **sent, "material": "picture", **more}
    return clerk.post(url("page_add", person), {**values, "file-picture": picture(content)}, headers=HTMX)


def filed(clerk: Client, person: Resident) -> Any:
    """From the form to the receipt."""
    sent = signed_form(clerk, person)
    shot = shoot(clerk, person, sent, face())
    assert shot.status_code == 200, words(shot)
    sent["version"] = hidden(shot, "version")
    checked = clerk.post(
        url("check", person), {**sent, "benefit": "residents", "consent": "signed"}, follow=True
    )
    assert "尚未提交" in words(checked), words(checked)
    return clerk.post(url("send", person), keys(checked), follow=True)


def test_from_the_camera_to_the_county(clerk: Client, person: Resident) -> None:
    form = clerk.get(url("form", person))
    page = form.content.decode()
    assert "data-camera" in page and "js/camera.js" in page
    assert reverse("portraits:consent", args=[person.pk]) in page
    done = filed(clerk, person)
    assert "等县里审核" in words(done)
    case = Case.objects.get()
    portrait = Portrait.objects.get()
    assert (case.state, case.item) == (State.FED_BACK, ITEM)
    assert (portrait.state, portrait.case_number) == (PortraitState.WAITING, case.number)
    assert portrait.taken_by_id == case.handler_id


def test_what_the_portrait_waits_for_is_said_until_it_is_modelled(
    county: County, clerk: Client, person: Resident
) -> None:
    done = words(filed(clerk, person))
    assert "资格认证重新建模：等县里审核" in done and "：已办结" not in done
    case, portrait = Case.objects.get(), Portrait.objects.get()

    def said() -> tuple[str, int]:
        page = words(clerk.get(reverse("cases:detail", args=[case.number])))
        shown = explain(case)
        paper = decision(case)
        assert shown.badge in page and shown.next in page
        assert shown.next in repr(paper.blocks)
        return shown.badge, shown.step

    assert said() == ("等县里审核", 3)
    assert decision(case).title == "办理情况告知书"
    signed_in(reviewer(county)).post(reverse("portraits:decide", args=[portrait.pk]), {"verdict": "approve"})
    assert said() == ("等上级建模", 4)
    handover = Handover.objects.get()
    handover.state, handover.answered_at = HandoverState.AGREED, timezone.now()
    handover.save()
    Portrait.objects.update(above_agreed=True, above_at=timezone.now())
    assert said() == ("上级已建模", 0)
    Portrait.objects.update(state=PortraitState.RETURNED, reviewed_at=timezone.now())
    assert said() == ("照片要重拍", 0)


def test_the_case_keeps_no_second_copy(
    clerk: Client, person: Resident, django_capture_on_commit_callbacks: Any
) -> None:
    before = set(case_store().iter_names())
    with django_capture_on_commit_callbacks(execute=True):
        filed(clerk, person)
    assert Attachment.objects.get().material == "consent_paper"
    assert len(set(case_store().iter_names()) - before) == 1
    detail = clerk.get(reverse("cases:detail", args=[Case.objects.get().number]))
    assert "由台账加密保存" in words(detail)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (two_faces(), "照片里有2张脸。只能拍本人一个人"),
        (wall(), "没有找到人脸。请正对镜头坐好"),
        (b"%PDF-1.4 no picture", "摄像头照片.jpg"),
    ],
    ids=["two", "wall", "no picture"],
)
def test_what_is_wrong_is_told_at_once_and_what_was_typed_stays(
    clerk: Client, person: Resident, content: bytes, said: str
) -> None:
    sent = signed_form(clerk, person)
    shot = shoot(clerk, person, sent, content, consent="guardian", guardian="演示家属")
    assert shot.status_code == 422
    assert said in words(shot)
    assert "data-camera" in shot.content.decode()
    assert not pictures()
    again = clerk.get(url("form", person), {"draft_key": sent["draft_key"]}).content.decode()
    assert "演示家属" in again


def test_nothing_is_taken_before_the_consent_is_on_record(clerk: Client, person: Resident) -> None:
    sent = signed_form(clerk, person)
    shot = shoot(clerk, person, sent, face(), consent="")
    assert shot.status_code == 422
    assert "请先填写“本人同意”" in words(shot)
    assert not pictures()


def test_a_consent_that_is_only_claimed_takes_no_picture(clerk: Client, person: Resident) -> None:
    sent = keys(clerk.get(url("form", person)))
    shot = shoot(clerk, person, sent, face())
    assert shot.status_code == 422
    assert "请先上传签好的“人脸照片采集告知同意书”" in words(shot)
    assert not pictures()
    sent["version"] = hidden(shot, "version")
    sign(clerk, person, sent)
    assert shoot(clerk, person, sent, face()).status_code == 200
    # The paper taken out again, nothing goes to the county.
    paper = Attachment.objects.get(material="consent_paper")
    sent["version"] = str(Draft.objects.get().version)
    values = {"benefit": "residents", "consent": "signed", **sent}
    clerk.post(reverse("counter:page_remove", args=[person.pk, ITEM, paper.pk]), values)
    sent["version"] = str(Draft.objects.get().version)
    checked = clerk.post(url("check", person), {**values, **sent})
    assert checked.status_code == 422
    assert "人脸照片采集告知同意书：还没有上传" in words(checked)


def test_a_new_picture_takes_the_place_of_the_first(clerk: Client, person: Resident) -> None:
    sent = signed_form(clerk, person)
    first = shoot(clerk, person, sent, face())
    assert "照片检查合格" in words(first)
    sent["version"] = hidden(first, "version")
    former = pictures().get().digest
    shoot(clerk, person, sent, face(2))
    assert pictures().get().digest != former
    # One that will not do leaves the good one where it is.
    kept = pictures().get()
    assert shoot(clerk, person, sent, wall()).status_code == 422
    assert pictures().get() == kept


def test_a_picture_that_was_not_sent_goes_before_its_draft(
    clerk: Client, person: Resident, django_capture_on_commit_callbacks: Any
) -> None:
    shoot(clerk, person, signed_form(clerk, person), face())
    name = pictures().get().stored_as
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_ledgers_own(dt.timedelta(days=3)) == 0
        Attachment.objects.update(uploaded_at=timezone.now() - dt.timedelta(days=3, minutes=1))
        assert sweep_ledgers_own(dt.timedelta(days=3)) == 1
    assert not case_store().exists(name)
    assert Draft.objects.get().form["consent"] == "signed"


def test_without_script_the_answer_comes_with_the_page(clerk: Client, person: Resident) -> None:
    sent = signed_form(clerk, person)
    values = {"benefit": "residents", "consent": "signed", **sent, "material": "picture"}
    page = clerk.post(url("page_add", person), {**values, "file-picture": picture(two_faces())}, follow=True)
    assert "照片里有2张脸" in words(page)


def test_only_a_demonstration_point_has_it(county: County) -> None:
    other = county.resident("王五", county.songzhuang, birth="19550305")
    clerk = signed_in(county.clerk(county.songzhuang))
    assert clerk.get(reverse("counter:form", args=[other.pk, ITEM])).status_code == 404


def test_the_reviewer_sees_both_pictures_and_approves(
    county: County, person: Resident, worker: Caller
) -> None:
    judge = signed_in(reviewer(county))
    first = taken(person, "S1", actor=worker.account, point=worker.point)
    judge.post(reverse("portraits:decide", args=[first.pk]), {"verdict": "approve"})
    new = taken(person, "S2", content=face(2), actor=worker.account, point=worker.point)
    assert "李秀英" in words(judge.get(reverse("portraits:list")))
    page = judge.get(reverse("portraits:one", args=[new.pk]))
    for row in (first, new):
        assert reverse("portraits:picture", args=[row.pk]) in page.content.decode()
    assert "不比对人脸" in words(page)
    shown = judge.get(reverse("portraits:picture", args=[new.pk]))
    assert shown["Cache-Control"] == "no-store" and shown.content[:3] == b"\xff\xd8\xff"
    assert AuditEntry.objects.filter(action="portrait.seen").count() == 1
    decided = judge.post(reverse("portraits:decide", args=[new.pk]), {"verdict": "approve"})
    assert decided.headers["Location"] == reverse("portraits:list")
    new.refresh_from_db()
    first.refresh_from_db()
    assert (new.state, first.state) == (PortraitState.APPROVED, PortraitState.REPLACED)
    assert Handover.objects.filter(kind="portraits.model").count() == 2


def test_a_return_wants_a_reason_and_reaches_the_point(
    county: County, person: Resident, worker: Caller, clerk: Client
) -> None:
    made = taken(person, actor=worker.account, point=worker.point)
    judge = signed_in(reviewer(county))
    address = reverse("portraits:decide", args=[made.pk])
    empty = judge.post(address, {"verdict": "return", "reason": ""})
    assert empty.status_code == 422 and "没有写退回原因" in words(empty)
    judge.post(address, {"verdict": "return", "reason": "眼镜反光，请摘下重拍"})
    again = clerk.get(reverse("portraits:list"), {"show": "retake"})
    assert "眼镜反光" in words(again) and url("form", person) in again.content.decode()
    assert "要重拍的认证照片" in words(clerk.get(reverse("home")))


def test_a_clerk_gives_a_reason_to_see_one(person: Resident, worker: Caller, clerk: Client) -> None:
    made = taken(person, actor=worker.account, point=worker.point)
    page = clerk.get(reverse("portraits:one", args=[made.pk]))
    assert "<img" not in page.content.decode().split("<main")[1]
    assert clerk.get(reverse("portraits:picture", args=[made.pk])).status_code == 403
    seen = clerk.post(reverse("portraits:look", args=[made.pk]), {"reason": "核对是不是本人"})
    assert "data:image/jpeg;base64," in seen.content.decode()
    refused = clerk.post(reverse("portraits:look", args=[made.pk]), {"reason": ""}, follow=True)
    assert "没有写查看原因" in words(refused)


def test_consent_is_printed_and_taken_back(person: Resident, worker: Caller, clerk: Client) -> None:
    paper = words(clerk.get(reverse("portraits:consent", args=[person.pk])))
    assert "不拿您的照片和别人比对" in paper and "随时撤回同意" in paper
    made = taken(person, actor=worker.account, point=worker.point)
    address = reverse("portraits:withdraw", args=[made.pk])
    assert clerk.post(address, {"way": ""}).status_code == 422
    done = clerk.post(address, {"way": "in_person"}, follow=True)
    assert "1张照片已删除" in words(done)
    made.refresh_from_db()
    assert (made.state, made.stored_as) == (PortraitState.WITHDRAWN, "")


def test_pages_ask_no_more_for_more_rows(county: County, worker: Caller) -> None:
    class Many:
        """As much of the walk's world as this area uses."""

    many = Many()
    many.county = county
    build_many(many, 30)
    for caller in (worker, reviewer(county)):
        browser = signed_in(caller)
        for address in (
            reverse("portraits:list"),
            reverse("portraits:list") + "?show=retake",
            reverse("portraits:list") + "?show=all",
            reverse("portraits:one", args=[many.portrait.pk]),
        ):
            browser.get(address)
            with at_most():
                assert browser.get(address).status_code == 200


def test_the_form_stays_within_the_house_s_questions(person: Resident, worker: Caller, clerk: Client) -> None:
    made = taken(person, actor=worker.account, point=worker.point)
    Portrait.objects.filter(pk=made.pk).update(state=PortraitState.RETURNED)
    clerk.get(url("form", person))
    with at_most():
        assert clerk.get(url("form", person)).status_code == 200
