"""The page of one case: who reads it, what it offers to whom, its papers and its masked values."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Attachment, Case
from cuncuntong.cases.services import attachments, changes, review
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from tests.cases import make
from tests.ledgers.make import County
from tests.web.counter_make import photo
from tests.web.review.make import browser

BANK = {**make.FORM, "way": "bank", "account": "6222020200112233446"}


def detail(one: Case) -> str:
    return reverse("cases:detail", args=[one.number])


@pytest.fixture
def page(county: County, clerk: Caller) -> Attachment:
    person = county.resident("王照")
    draft = make.draft(clerk, make.PAPERS, person)
    attachments.attach(caller=clerk, draft=draft, material="id_card", upload=photo())
    return Attachment.objects.get(case=make.file(clerk, make.PAPERS, person, draft=draft).case)


@pytest.mark.parametrize("kind", [DutyKind.OVERSEER, DutyKind.BUSINESS_ADMIN, DutyKind.TOWNSHIP_ADMIN])
def test_reading_is_open_to_duties_of_the_area_and_audited(county: County, case: Case, kind: str) -> None:
    place = county.fengcheng if kind == DutyKind.TOWNSHIP_ADMIN else county.county
    caller = county.caller(kind, place)
    text = browser(caller).get(detail(case)).content.decode()
    assert case.number in text and "水村一号" in text and "作出决定" not in text
    actions = AuditEntry.objects.filter(actor_id=caller.account.pk).values_list("action", flat=True)
    assert {"case.read", "resident.read"} <= set(actions)


def test_another_place_is_not_found_and_another_duty_is_denied(county: County, case: Case) -> None:
    for stranger in (county.clerk(county.huangcheng), county.caller(DutyKind.TOWNSHIP_ADMIN, county.beiliu)):
        assert browser(stranger).get(detail(case)).status_code == 404
    for other in (DutyKind.SYSTEM_ADMIN, DutyKind.AUDITOR):
        assert browser(county.caller(other, county.county)).get(detail(case)).status_code == 403
    assert not AuditEntry.objects.filter(action="resident.read").exists()


def test_the_clerk_is_led_to_what_the_state_allows(clerk: Caller, reviewer: Caller, case: Case) -> None:
    text = browser(clerk).get(detail(case)).content.decode()
    assert reverse("counter:correct", args=[case.number]) in text
    assert reverse("counter:withdraw", args=[case.number]) in text
    assert reverse("counter:supplement", args=[case.number]) not in text
    line = review.SlipDraft("field", "缺门牌号", field="address")
    review.return_case(caller=reviewer, case_id=case.pk, version=None, lines=[line])
    text = browser(clerk).get(detail(case)).content.decode()
    assert reverse("counter:supplement", args=[case.number]) in text
    assert reverse("counter:correct", args=[case.number]) not in text
    assert reverse("review:case", args=[case.number]) not in text


def test_everything_that_a_user_typed_is_escaped(county: County, clerk: Caller, case: Case) -> None:
    case.form = {**make.FORM, "address": "<img src=x onerror=alert(1)>"}
    case.repeat_reason = "<script>1</script>"
    case.save()
    text = browser(clerk).get(detail(case)).content.decode()
    assert "<img src=x" not in text and "<script>1</script>" not in text
    assert "&lt;img src=x" in text


def test_a_paper_is_shown_inline_sandboxed_and_kept_nowhere(
    county: County, reviewer: Caller, page: Attachment
) -> None:
    url = reverse("cases:attachment", args=[page.pk])
    answer = browser(reviewer).get(url)
    from PIL import Image

    assert Image.open(io.BytesIO(answer.content)).size == (320, 200)
    assert answer["Content-Type"] == "image/jpeg" and answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "X-Frame-Options" not in answer
    assert AuditEntry.objects.filter(action="attachment.opened").count() == 1
    for stranger in (county.clerk(county.huangcheng), make.reviewer(county, "card")):
        assert browser(stranger).get(url).status_code == 404


def test_unmasking_asks_a_reason_and_is_audited(clerk: Caller, reviewer: Caller, case: Case) -> None:
    url = reverse("cases:unmask", args=[case.number])
    number = case.resident.id_number
    client = browser(reviewer)
    assert number not in client.get(detail(case)).content.decode()
    without = client.post(url, {"field": "id_number", "reason": ""}, follow=True)
    assert number not in without.content.decode()
    shown = client.post(url, {"field": "id_number", "reason": "核查办件"}, headers={"HX-Request": "true"})
    assert number in shown.content.decode()
    assert client.post(url, {"field": "name", "reason": "核查办件"}).status_code == 404
    entry = AuditEntry.objects.get(action="resident.unmasked")
    assert entry.detail["reason"] == "核查办件"


def test_numbers_of_the_form_are_masked_until_asked_for(
    county: County, clerk: Caller, reviewer: Caller
) -> None:
    one = make.file(clerk, make.REVIEWED, county.resident(), form=BANK).case
    client = browser(reviewer)
    assert BANK["account"] not in client.get(detail(one)).content.decode()
    url = reverse("cases:unmask_form", args=[one.number])
    assert client.post(url, {"reason": ""}).status_code == 302
    assert BANK["account"] in client.post(url, {"reason": "核查办件"}).content.decode()
    overseer = browser(county.caller(DutyKind.OVERSEER, county.county))
    assert overseer.post(url, {"reason": "核查办件"}).status_code == 403


def test_a_decided_case_shows_its_result_and_no_preview(
    county: County, clerk: Caller, reviewer: Caller, case: Case
) -> None:
    review.approve(caller=reviewer, case_id=case.pk, version=None, note="材料齐全")
    text = browser(clerk).get(detail(case)).content.decode()
    assert "地址已登记。" in text and "材料齐全" in text and "通过后的结果" not in text
    assert "核对结果" not in text
    assert reverse("counter:deliver", args=[case.number]) in text


def test_a_material_handed_in_later_stands_with_its_slip(
    clerk: Caller, reviewer: Caller, page: Attachment
) -> None:
    one = page.case
    assert one is not None
    slip = review.SlipDraft("material", "缺背面", material="id_card")
    review.return_case(caller=reviewer, case_id=one.pk, version=None, lines=[slip])
    draft = make.draft(clerk, make.PAPERS, one.resident, one)
    attachments.attach(caller=clerk, draft=draft, material="id_card", upload=photo("背面.jpg"))
    changes.resubmit(caller=clerk, case_id=one.pk, form=make.FORM, version=None)
    shown = browser(reviewer).get(detail(one))
    assert [added["name"] for added in shown.context["rounds"][0]["lines"][0]["added"]] == ["背面.jpg"]
    assert "补交的" in shown.content.decode()


def test_reversing_shows_what_will_be_undone_and_keeps_history(
    county: County, reviewer: Caller, case: Case
) -> None:
    review.approve(caller=reviewer, case_id=case.pk, version=None)
    boss = county.business_admin()
    client, url = browser(boss), reverse("review:take_back", args=[case.number])
    form = client.get(url)
    assert "地址已登记。" in form.content.decode()
    version = Case.objects.get(pk=case.pk).version
    assert client.post(url, {"reason": "", "version": version}).status_code == 422
    assert client.post(url, {"reason": "录错", "version": version - 1}).status_code == 409
    assert client.post(url, {"reason": "录错", "version": version}).status_code == 302
    case.refresh_from_db()
    case.resident.refresh_from_db()
    assert case.state == State.REVERSED and case.resident.address == "老宅"
    listed = client.get(reverse("review:reversals")).content.decode()
    assert case.number in listed and "录错" in listed and "地址已恢复。" in listed
    assert browser(reviewer).get(url).status_code == 403


def test_reopening_a_refusal(county: County, reviewer: Caller, case: Case) -> None:
    review.refuse(caller=reviewer, case_id=case.pk, version=None, reason="看错了", remedy="再申请")
    client, url = browser(county.business_admin()), reverse("review:take_back", args=[case.number])
    version = Case.objects.get(pk=case.pk).version
    assert "看错了" in client.get(url).content.decode()
    client.post(url, {"reason": "审核有误", "version": version})
    case.refresh_from_db()
    assert case.state == State.ACCEPTED


def test_a_number_that_is_none_is_not_found(reviewer: Caller) -> None:
    for number in ("S1", "';drop", "x" * 300):
        answer: Any = browser(reviewer).get(f"/cases/{number}/")
        assert answer.status_code == 404


def test_a_nul_is_a_bad_request_wherever_it_stands(reviewer: Caller, case: Case) -> None:
    client, url = browser(reviewer), reverse("review:case", args=[case.number])
    assert client.get("/cases/S1%00/").status_code == 400
    assert client.get("/review/", {"q": "王\0"}).status_code == 400
    typed = {"action": "refuse", "version": case.version, "reason": "一\0二", "remedy": "再申请"}
    answer = client.post(url, typed)
    assert answer.status_code == 400 and "请求有误" in answer.content.decode()
    assert client.get(url).status_code == 200
