"""Telling the resident: by a gateway that answers, rejects or fails; else by a person, recorded so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cuncuntong.cases.enums import InboxKind, NoticeState, State
from cuncuntong.cases.models import Case, InboxItem, Notice
from cuncuntong.cases.services.changes import resubmit
from cuncuntong.cases.services.notices import deliver, mark_read, send_notice
from cuncuntong.cases.services.review import SlipDraft, approve, claim, refuse, return_case
from cuncuntong.foundation.tasks import try_again
from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.network.access import Denied, NotVisible
from tests.cases import make
from tests.gateway import Gateway, running


@pytest.fixture
def gateway(settings) -> Iterator[Gateway]:
    with running(settings) as server:
        yield server


@pytest.fixture
def person(county):
    return county.resident(address="老宅", telephone="13935612345")


def decided(clerk, reviewer, person) -> Case:
    case = make.file(clerk, make.REVIEWED, person).case
    return approve(caller=reviewer, case_id=case.pk, version=case.version)


def test_a_gateway_that_takes_it_ends_the_matter(clerk, reviewer, person, gateway):
    case = decided(clerk, reviewer, person)
    notice = Notice.objects.get()
    assert (notice.state, notice.channel) == (NoticeState.SENDING, "sms")
    assert gateway.taken == []
    assert run_waiting() == 1
    notice.refresh_from_db()
    case.refresh_from_db()
    assert (notice.state, notice.gateway_id, notice.tries) == (NoticeState.DELIVERED, "SMS-1", 1)
    assert (case.state, case.fed_back_at is not None) == (State.FED_BACK, True)
    token, message = gateway.taken[0]
    assert token == "Bearer secret-token"
    assert message["to"] == "13935612345"
    assert case.number in message["text"]
    assert person.id_number not in message["text"]


def test_the_task_run_twice_sends_once(clerk, reviewer, person, gateway):
    decided(clerk, reviewer, person)
    notice = Notice.objects.get()
    send_notice.func(notice_id=notice.pk)
    send_notice.func(notice_id=notice.pk)
    assert len(gateway.taken) == 1


def test_a_retry_bears_the_same_key_so_that_the_gateway_sends_once(clerk, reviewer, person, gateway):
    gateway.answers = [(503, b""), (429, b""), (200, b'{"id": "SMS-9"}')]
    decided(clerk, reviewer, person)
    for _ in range(3):
        assert run_waiting() == 1
        DBTaskResult.objects.update(run_after=timezone.now())
    notice = Notice.objects.get()
    assert (notice.state, notice.gateway_id, notice.tries) == (NoticeState.DELIVERED, "SMS-9", 3)
    assert {message["key"] for _, message in gateway.taken} == {f"notice-{notice.pk}"}


def test_a_number_that_the_gateway_rejects_goes_to_a_person(clerk, reviewer, person, gateway):
    gateway.answers = [(400, b'{"error": "barred"}')]
    case = decided(clerk, reviewer, person)
    run_waiting()
    notice = Notice.objects.get()
    assert (notice.state, notice.channel) == (NoticeState.PENDING, "")
    assert notice.error == "短信网关拒收（400）"
    assert run_waiting() == 0
    deliver(caller=clerk, notice_id=notice.pk, channel="read_out")
    case.refresh_from_db()
    assert case.state == State.FED_BACK


@pytest.mark.parametrize("answer", [b"", b"OK", b"[1]", b'{"status": "ok"}'])
def test_an_answer_without_a_number_still_means_taken(clerk, reviewer, person, gateway, answer):
    gateway.answers = [(202, answer)]
    decided(clerk, reviewer, person)
    run_waiting()
    notice = Notice.objects.get()
    assert (notice.state, notice.gateway_id) == (NoticeState.DELIVERED, "")


def test_told_by_hand_while_the_gateway_is_away_sends_no_message_afterwards(clerk, reviewer, person, gateway):
    gateway.answers = [(500, b"")]
    decided(clerk, reviewer, person)
    run_waiting()
    notice = Notice.objects.get()
    assert notice.state == NoticeState.SENDING
    deliver(caller=clerk, notice_id=notice.pk, channel="print")
    sent = len(gateway.taken)
    DBTaskResult.objects.update(run_after=timezone.now())
    run_waiting()
    assert len(gateway.taken) == sent


def test_nobody_listens_at_the_gateways_address(clerk, reviewer, person, settings, gateway):
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "SMS_GATEWAY": "http://127.0.0.1:9/send"}
    decided(clerk, reviewer, person)
    run_waiting()
    assert Notice.objects.get().state == NoticeState.SENDING
    assert DBTaskResult.objects.get().status == "READY"


def test_after_the_last_try_a_person_tells_the_resident(clerk, reviewer, person, gateway):
    gateway.answers = [(503, b"")]
    case = decided(clerk, reviewer, person)
    for _ in range(6):
        assert Notice.objects.get().state == NoticeState.SENDING
        assert run_waiting() == 1
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    notice = Notice.objects.get()
    assert (notice.state, notice.channel, notice.tries) == (NoticeState.PENDING, "", 6)
    assert notice.error == "短信网关多次没有接收，已停止发送"
    task = DBTaskResult.objects.get()
    assert task.status == "FAILED"
    # Tried again by hand, it sends nothing: the notice is a person's matter now.
    try_again(str(task.pk))
    assert run_waiting() == 1
    assert len(gateway.taken) == 6
    deliver(caller=clerk, notice_id=notice.pk, channel="read_out")
    case.refresh_from_db()
    assert case.state == State.FED_BACK


def test_without_a_telephone_there_is_no_message(clerk, reviewer, county, gateway):
    decided(clerk, reviewer, county.resident(address="老宅", telephone=""))
    assert run_waiting() == 0
    assert Notice.objects.get().state == NoticeState.PENDING


@pytest.mark.parametrize(("channel", "words"), [("print", "打印交本人"), ("read_out", "当面或电话告知")])
def test_without_a_gateway_a_person_tells_and_the_case_is_fed_back(
    clerk, reviewer, person, audited, channel, words
):
    case = decided(clerk, reviewer, person)
    notice = Notice.objects.get()
    assert (notice.state, notice.channel) == (NoticeState.PENDING, "")
    told = deliver(caller=clerk, notice_id=notice.pk, channel=channel)
    again = deliver(caller=clerk, notice_id=notice.pk, channel=channel)
    case.refresh_from_db()
    assert (told.state, told.channel, told.delivered_by) == (NoticeState.DELIVERED, channel, clerk.account)
    assert told.delivered_at == again.delivered_at
    assert case.state == State.FED_BACK
    assert case.events.get(move="feed_back").note == f"已{words}"
    assert audited().count("notice.delivered") == 1


def test_only_people_of_the_point_record_it(clerk, reviewer, county, person):
    decided(clerk, reviewer, person)
    notice = Notice.objects.get()
    with pytest.raises(NotVisible):
        deliver(caller=county.clerk(county.songzhuang), notice_id=notice.pk, channel="print")
    with pytest.raises(Denied):
        deliver(caller=reviewer, notice_id=notice.pk, channel="print")
    with pytest.raises(ValueError, match="paper or read out"):
        deliver(caller=clerk, notice_id=notice.pk, channel="sms")
    assert Notice.objects.get().state == NoticeState.PENDING


def test_a_refusal_is_told_with_reason_and_remedy(clerk, reviewer, person):
    case = make.file(clerk, make.REVIEWED, person).case
    claim(caller=reviewer, case_id=case.pk)
    case.refresh_from_db()
    refuse(
        caller=reviewer,
        case_id=case.pk,
        version=case.version,
        reason="户籍不在本县",
        remedy="请到户籍地办理。",
    )
    notice = Notice.objects.get()
    assert notice.kind == InboxKind.REFUSED
    assert "户籍不在本县" in notice.text
    assert "请到户籍地办理。" in notice.text
    deliver(caller=clerk, notice_id=notice.pk, channel="read_out")
    case.refresh_from_db()
    assert (case.state, case.fed_back_at is not None) == (State.REFUSED, True)


def test_a_newer_result_overtakes_what_nobody_told(clerk, reviewer, person):
    case = make.file(clerk, make.REVIEWED, person).case
    lines = [SlipDraft("field", "门牌号不清", "写到门牌号", field="address")]
    return_case(caller=reviewer, case_id=case.pk, version=case.version, lines=lines)
    first = Notice.objects.get()
    assert "居住地址：门牌号不清" in first.text
    case.refresh_from_db()
    resubmit(caller=clerk, case_id=case.pk, form={**make.FORM, "address": "水村二号"}, version=case.version)
    case.refresh_from_db()
    approve(caller=reviewer, case_id=case.pk, version=case.version)
    first.refresh_from_db()
    newest = Notice.objects.exclude(pk=first.pk).get()
    assert (first.state, first.error) == (NoticeState.FAILED, "已有更新的结果")
    assert newest.state == NoticeState.PENDING


def test_the_inbox_empties_when_the_point_has_seen_it_and_not_before(clerk, reviewer, county, person):
    case = decided(clerk, reviewer, person)
    assert InboxItem.objects.get().point == clerk.point
    assert mark_read(caller=reviewer, case=case) == 0
    assert mark_read(caller=county.clerk(county.songzhuang), case=case) == 0
    colleague = county.clerk()
    assert mark_read(caller=colleague, case=case) == 1
    assert mark_read(caller=clerk, case=case) == 0
    assert InboxItem.objects.get().read_by == colleague.account
