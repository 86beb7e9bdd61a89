"""A portrait from the counter to the province: consent, review by another, the former kept, deletion."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.hooks import Outcome, kind_of
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.portraits import services
from cuncuntong.ledgers.portraits.enums import ConsentWay, ErasedWhy, PortraitState, WithdrawalWay
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.pictures import store
from cuncuntong.ledgers.portraits.selectors import current_portrait, former_of, to_retake
from cuncuntong.ledgers.portraits.services import ConsentGiven
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.selectors import standings_of
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import DutyKind
from tests.ledgers.make import County
from tests.ledgers.portraits.make import face, reviewer, taken, two_faces, wall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path) -> None:
    """Files of other tests are none of these."""
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "MEDIA_DIR": tmp_path}


def answer(portrait: Portrait, *, agreed: bool, words: str = "") -> None:
    """The province's answer, as the gateway hands it over."""
    handover = Handover.objects.get(key=f"portraits.model:{portrait.pk}")
    kind = kind_of(handover.kind)
    assert kind.answered
    with transaction.atomic():
        kind.answered(handover, Outcome(agreed, "00" if agreed else "E1", words, {}, timezone.now()))
    portrait.refresh_from_db()


def test_what_was_taken_is_sealed_with_its_consent_and_waits(county: County, audited):
    person, clerk = county.resident(), county.clerk()
    made = taken(person, actor=clerk.account, point=clerk.point)
    assert made.state == PortraitState.WAITING
    assert (made.consent_version, made.consent_way) == ("2026-11", ConsentWay.SIGNED)
    assert made.measures["faces"] == 1
    assert made.village_code == clerk.point.village_code
    kept = store().get(made.stored_as)
    assert sm3(kept) == made.digest and kept[:3] == b"\xff\xd8\xff"
    sealed = store()._path(made.stored_as).read_bytes()
    assert b"\xff\xd8\xff" not in sealed[:64]
    assert audited() == ["portrait.taken"]
    # The same case again: one portrait, one file.
    assert taken(person, content=face(2)) == made
    assert len(list(store().iter_names())) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(two_faces(), "2张脸"), (wall(), "没有找到人脸"), (b"nothing", "不是照片")],
)
def test_a_picture_that_will_not_do_is_not_kept(county: County, content: bytes, said: str):
    with pytest.raises(LedgerRefused, match=said):
        taken(county.resident(), content=content)
    assert not Portrait.objects.exists()
    assert list(store().iter_names()) == []


def test_nobody_is_photographed_without_consent(county: County):
    with pytest.raises(LedgerRefused, match="同意"):
        taken(county.resident(), consent=ConsentGiven(""))
    with pytest.raises(LedgerRefused, match="监护人"):
        taken(county.resident(), consent=ConsentGiven(ConsentWay.GUARDIAN, " "))
    made = taken(county.resident(), consent=ConsentGiven(ConsentWay.GUARDIAN, "演示家属"))
    assert Portrait.objects.get(pk=made.pk).consent_by == "演示家属"


def test_a_second_one_is_not_taken_while_the_first_waits(county: County):
    person = county.resident()
    taken(person)
    with pytest.raises(LedgerRefused, match="等县里审核"):
        taken(person, "S20261124-0002")


def test_approved_it_is_in_use_and_goes_up_with_the_picture(county: County, audited):
    person = county.resident()
    made = taken(person)
    row = services.approve(caller=reviewer(county), portrait_id=made.pk, note="清楚")
    assert current_portrait(person) == row
    assert (row.from_on, row.until_on) == (timezone.localdate(), None)
    handover = Handover.objects.get()
    assert (handover.kind, handover.state) == ("portraits.model", HandoverState.WAITING)
    assert handover.payload["digest"] == row.digest
    assert handover.payload["id_number"] == person.id_number
    assert sm3(base64.b64decode(handover.payload["picture"])) == row.digest
    assert audited()[-2:] == ["portrait.approved", "above.made"]
    with pytest.raises(LedgerRefused, match="不能再审核"):
        services.approve(caller=reviewer(county), portrait_id=made.pk)


def test_who_took_it_does_not_review_it(county: County):
    both = reviewer(county)
    made = taken(county.resident(), actor=both.account)
    with pytest.raises(LedgerRefused, match="本人采集"):
        services.approve(caller=both, portrait_id=made.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Portrait.objects.filter(pk=made.pk).update(reviewed_by=both.account)


def test_a_clerk_and_another_line_review_nothing(county: County):
    made = taken(county.resident(), point=county.clerk().point)
    with pytest.raises(Denied):
        services.approve(caller=county.clerk(), portrait_id=made.pk)
    cards = county.caller(DutyKind.REVIEWER, county.county)
    cards.account.duties.update(lines=["card"])
    with pytest.raises(Denied):
        services.approve(caller=type(cards)(cards.account), portrait_id=made.pk)


def test_the_former_one_stays_with_its_dates(county: County):
    person, judge = county.resident(), reviewer(county)
    with time_machine.travel("2026-03-05T10:00:00+08:00"):
        first = services.approve(caller=judge, portrait_id=taken(person, "S1").pk)
    with time_machine.travel("2026-11-24T10:00:00+08:00"):
        new = taken(person, "S2", content=face(2))
        assert former_of(new) == first
        services.approve(caller=judge, portrait_id=new.pk)
    first.refresh_from_db()
    assert first.state == PortraitState.REPLACED
    assert (first.from_on, first.until_on) == (dt.date(2026, 3, 5), dt.date(2026, 11, 24))
    assert first.has_picture
    assert Handover.objects.get(case_number="S2").payload["replaces"] == f"portraits.model:{first.pk}"


def test_returned_it_tells_the_resident_and_another_may_be_taken(county: County):
    person, judge = county.resident(), reviewer(county)
    made = taken(person)
    with pytest.raises(LedgerRefused, match="退回原因"):
        services.send_back(caller=judge, portrait_id=made.pk, reason="  ")
    services.send_back(caller=judge, portrait_id=made.pk, reason="戴着帽子，请摘下后重拍")
    assert "戴着帽子" in Message.objects.get().text
    assert list(to_retake()) == [made]
    assert "portrait.to_retake" in standings_of(person)
    assert not Handover.objects.exists()
    taken(person, "S20261124-0002", content=face(2))
    assert list(to_retake()) == []


def test_the_province_agrees_and_the_picture_leaves_what_was_sent(county: County):
    made = taken(county.resident())
    services.approve(caller=reviewer(county), portrait_id=made.pk)
    answer(made, agreed=True, words="建模成功")
    assert (made.state, made.above_agreed, made.above_words) == (PortraitState.APPROVED, True, "建模成功")
    assert "picture" not in Handover.objects.get().payload
    assert "可以用手机" in Message.objects.get().text
    assert made.has_picture


def test_the_province_refuses_and_the_former_one_counts_again(county: County):
    person, judge = county.resident(), reviewer(county)
    first = services.approve(caller=judge, portrait_id=taken(person, "S1").pk)
    new = taken(person, "S2", content=face(2))
    services.approve(caller=judge, portrait_id=new.pk)
    answer(new, agreed=False, words="与公安照片不一致")
    assert (new.state, new.until_on) == (PortraitState.REFUSED_ABOVE, timezone.localdate())
    assert current_portrait(person) == first
    assert "与公安照片不一致" in Message.objects.get(key=f"portraits.refused:{new.pk}").text
    assert list(to_retake()) == [new]
    # An answer that comes again changes nothing more.
    answer(new, agreed=False, words="与公安照片不一致")
    assert current_portrait(person) == first
    assert Message.objects.count() == 1


def test_the_province_agrees_after_all(county: County):
    person, judge = county.resident(), reviewer(county)
    first = services.approve(caller=judge, portrait_id=taken(person, "S1").pk)
    new = services.approve(caller=judge, portrait_id=taken(person, "S2", content=face(2)).pk)
    answer(new, agreed=False, words="系统繁忙")
    answer(new, agreed=True, words="建模成功")
    first.refresh_from_db()
    assert (new.state, new.until_on, first.state) == ("approved", None, "replaced")
    # Once another one was taken since, the late word changes nothing.
    answer(new, agreed=False)
    taken(person, "S3", content=face(4))
    answer(new, agreed=True)
    assert new.state == PortraitState.REFUSED_ABOVE
    assert current_portrait(person) == first


def test_a_refusal_of_the_first_one_leaves_none(county: County):
    person = county.resident()
    made = taken(person)
    services.approve(caller=reviewer(county), portrait_id=made.pk)
    answer(made, agreed=False)
    assert current_portrait(person) is None
    assert "上级没有说明原因" in Message.objects.get().text


def test_undone_before_the_review_the_picture_is_gone(county: County, django_capture_on_commit_callbacks):
    made = taken(county.resident())
    name = made.stored_as
    with django_capture_on_commit_callbacks(execute=True):
        services.undo_take(case_number=made.case_number, actor=None)
    made.refresh_from_db()
    assert (made.state, made.stored_as, made.erased_why) == ("reversed", "", ErasedWhy.REVERSED)
    assert not store().exists(name)
    assert services.undo_take(case_number=made.case_number, actor=None) == made


def test_approved_it_is_not_undone_by_the_case(county: County):
    made = taken(county.resident())
    services.approve(caller=reviewer(county), portrait_id=made.pk)
    with pytest.raises(LedgerRefused, match="撤回同意"):
        services.undo_take(case_number=made.case_number, actor=None)


def test_withdrawn_before_it_went_up_nothing_goes_up(county: County, django_capture_on_commit_callbacks):
    person, clerk = county.resident(), county.clerk()
    made = taken(person, point=clerk.point)
    services.approve(caller=reviewer(county), portrait_id=made.pk)
    with django_capture_on_commit_callbacks(execute=True):
        count = services.withdraw_consent(
            caller=clerk, portrait_id=made.pk, way=WithdrawalWay.IN_PERSON, note="不想再留照片"
        )
    assert count == 1
    made.refresh_from_db()
    assert (made.state, made.until_on) == (PortraitState.WITHDRAWN, timezone.localdate())
    handover = Handover.objects.get()
    assert handover.state == HandoverState.WITHDRAWN
    assert "picture" not in handover.payload
    assert current_portrait(person) is None
    assert list(store().iter_names()) == []
    with pytest.raises(LedgerRefused, match="没有可以撤回"):
        services.withdraw_consent(caller=clerk, portrait_id=made.pk, way=WithdrawalWay.IN_PERSON)


def test_withdrawn_after_it_went_up_the_province_is_told_to_delete(county: County):
    person, judge = county.resident(), reviewer(county)
    first = services.approve(caller=judge, portrait_id=taken(person, "S1").pk)
    new = services.approve(caller=judge, portrait_id=taken(person, "S2", content=face(2)).pk)
    Handover.objects.update(state=HandoverState.SENT)
    services.withdraw_consent(caller=judge, portrait_id=new.pk, way=WithdrawalWay.WRITTEN)
    told = Handover.objects.filter(kind="portraits.delete").order_by("pk")
    assert {one.payload["digest"] for one in told} == {first.digest, new.digest}
    assert {row.state for row in Portrait.objects.all()} == {PortraitState.WITHDRAWN}
    # The answer to what was sent comes all the same: it revives nothing.
    answer(new, agreed=True)
    assert new.state == PortraitState.WITHDRAWN
    assert not Message.objects.exists()


def test_a_clerk_of_another_place_withdraws_nothing(county: County):
    made = taken(county.resident(), point=county.clerk().point)
    with pytest.raises(NotVisible):
        services.withdraw_consent(
            caller=county.clerk(county.huangcheng), portrait_id=made.pk, way=WithdrawalWay.IN_PERSON
        )


def test_each_look_is_logged_with_its_reason(county: County, audited):
    clerk = county.clerk()
    made = taken(county.resident(), point=clerk.point)
    with pytest.raises(LedgerRefused, match="查看原因"):
        services.look(caller=clerk, portrait_id=made.pk, reason=" ")
    _, content = services.look(caller=clerk, portrait_id=made.pk, reason="核对是不是本人")
    assert sm3(content) == made.digest
    services.see_for_review(caller=reviewer(county), portrait_id=made.pk)
    assert audited() == ["portrait.taken", "portrait.seen", "portrait.seen"]
    with pytest.raises(Denied):
        services.see_for_review(caller=clerk, portrait_id=made.pk)
    with pytest.raises(NotVisible):
        services.look(caller=county.clerk(county.huangcheng), portrait_id=made.pk, reason="看看")


def test_pictures_go_when_their_time_is_over_and_the_records_stay(county: County):
    person, other, judge = county.resident(), county.resident("张三"), reviewer(county)
    with time_machine.travel("2026-01-10T10:00:00+08:00"):
        first = services.approve(caller=judge, portrait_id=taken(person, "S1").pk)
        services.approve(caller=judge, portrait_id=taken(person, "S2", content=face(2)).pk)
        back = services.send_back(caller=judge, portrait_id=taken(other, "S3").pk, reason="模糊")
    # Returned ones are kept 30 days, former ones 365 (portraits.yaml).
    assert services.erase_due(dt.date(2026, 2, 9)) == 0
    assert services.erase_due(dt.date(2026, 2, 10)) == 1
    back.refresh_from_db()
    assert (back.erased_why, back.review_note) == (ErasedWhy.RETURNED, "模糊")
    assert services.erase_due(dt.date(2027, 1, 10)) == 0
    assert services.erase_due(dt.date(2027, 1, 11)) == 1
    first.refresh_from_db()
    assert (first.erased_why, first.until_on) == (ErasedWhy.FORMER, dt.date(2026, 1, 10))
    assert current_portrait(person).has_picture


def test_of_somebody_who_died_no_picture_is_kept(county: County):
    person, judge = county.resident(), reviewer(county)
    services.approve(caller=judge, portrait_id=taken(person, "S1").pk)
    waiting = taken(person, "S2", content=face(2))
    person.standing, person.deceased_on = Standing.DECEASED, dt.date(2026, 11, 1)
    person.save()
    with pytest.raises(LedgerRefused, match="已死亡"):
        services.approve(caller=judge, portrait_id=waiting.pk)
    services.send_back(caller=judge, portrait_id=waiting.pk, reason="本人已去世")
    assert services.erase_due(timezone.localdate()) == 2
    assert not Portrait.objects.exclude(stored_as="").exists()
