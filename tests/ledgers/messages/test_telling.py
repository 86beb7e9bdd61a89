"""Telling outside a case: once for each occasion, by SMS where possible, else by the point."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.messages.enums import MessageState, register_topic, topic_name
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.services import (
    Codes,
    drop,
    record_telling,
    send_message,
    show_telephone,
    tell,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.services import merge, undo_merge
from cuncuntong.network.access import Denied, NotVisible
from tests.ledgers.messages.conftest import TOPIC


def told(person, key="jobs:7:1", **more) -> Message:
    values = {"resident": person, "topic": TOPIC, "text": "镇上砖厂招人。", "key": key}
    return tell(**{**values, **more})


def test_without_a_gateway_it_waits_in_the_residents_village(person, audited):
    message = told(person)
    assert (message.state, message.channel, message.recipient_name) == ("waiting", "", "李秀英")
    assert (message.village_code, message.topic_name) == ("140522100005", "合适的岗位")
    assert message.number_to_call == "13935612345"
    assert message.due_on > timezone.localdate()
    assert audited() == ["message.made"]
    assert DBTaskResult.objects.count() == 0


def test_a_corrected_name_makes_nobody_somebody_else(person):
    own, family = told(person), told(person, key="jobs:7:2", recipient_name="李秀英的家属")
    person.name = "李秀瑛"
    person.save(update_fields=["name"])
    for message, number in ((own, "13935612345"), (family, "")):
        assert Message.objects.get(pk=message.pk).number_to_call == number


def test_the_same_occasion_is_told_once(person, audited):
    first = told(person)
    again = told(person, text="别的话")
    assert (again.pk, again.text) == (first.pk, "镇上砖厂招人。")
    assert audited() == ["message.made"]


def test_by_the_gateway_after_commit_and_once(person, gateway, audited):
    message = told(person)
    assert message.state == MessageState.SENDING
    assert run_waiting() == 1
    send_message.func(message_id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.channel, message.gateway_id) == ("told", "sms", "SMS-1")
    assert [body for _, body in gateway.taken] == [
        {"to": "13935612345", "text": "镇上砖厂招人。", "key": f"message-{message.pk}"}
    ]
    assert audited() == ["message.made", "message.told"]


def test_the_number_is_the_one_the_resident_has_when_it_is_sent(person, gateway):
    told(person)
    person.telephone = "13935698765"
    person.save()
    run_waiting()
    assert gateway.taken[0][1]["to"] == "13935698765"


def test_a_rejected_number_is_left_to_the_point(person, gateway):
    gateway.answers = [(400, b"")]
    message = told(person)
    run_waiting()
    message.refresh_from_db()
    assert (message.state, message.channel, message.error) == ("waiting", "", "短信网关拒收（400）")


def test_after_the_last_try_it_is_left_to_the_point(person, gateway):
    gateway.answers = [(503, b"")]
    message = told(person)
    for _ in range(6):
        run_waiting()
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    message.refresh_from_db()
    assert (message.state, message.tries) == ("waiting", 6)
    assert message.error == "短信网关多次没有接收，已停止发送"


def test_somebody_who_is_no_resident_is_told_at_the_place_given(county):
    message = told(
        None,
        recipient_name="演示砖厂",
        telephone="13935600009",
        place=Codes("", "140522100", "140522"),
        due_on=dt.date(2026, 12, 1),
    )
    assert (message.number_to_call, message.due_on) == ("13935600009", dt.date(2026, 12, 1))
    assert (message.village_code, message.township_code) == ("", "140522100")


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "nobody.knows"},
        {"text": " "},
        {"resident": None},
        {"resident": None, "recipient_name": "某厂"},
    ],
)
def test_what_no_caller_may_ask(person, wrong):
    with pytest.raises(ValueError):
        told(person, **wrong)
    assert Message.objects.count() == 0


def test_a_topic_has_one_name():
    register_topic(TOPIC, "合适的岗位")
    with pytest.raises(ValueError, match="合适的岗位"):
        register_topic(TOPIC, "另一个名字")
    assert topic_name("gone.topic") == "gone.topic"


def test_the_point_records_that_it_told_and_what_was_said(county, person, audited):
    message, clerk = told(person), county.clerk()
    done = record_telling(caller=clerk, message_id=message.pk, channel="phone", note="明天去看看")
    again = record_telling(caller=clerk, message_id=message.pk, channel="print", note="别的")
    assert (done.state, done.channel, done.told_by, done.outcome) == (
        "told",
        "phone",
        clerk.account,
        "明天去看看",
    )
    assert (again.channel, again.told_at) == ("phone", done.told_at)
    assert audited() == ["message.made", "message.told"]


def test_who_was_not_reached_is_tried_again(county, person, audited):
    message, clerk = told(person), county.clerk()
    with pytest.raises(LedgerRefused, match="没联系上"):
        record_telling(caller=clerk, message_id=message.pk, channel="phone", reached=False)
    missed = record_telling(caller=clerk, message_id=message.pk, channel="phone", note="停机", reached=False)
    assert (missed.state, missed.error, missed.told_at, missed.is_open) == ("failed", "停机", None, True)
    done = record_telling(caller=clerk, message_id=message.pk, channel="in_person")
    assert (done.state, done.error, done.tries) == ("told", "", 2)
    assert audited() == ["message.made", "message.not_reached", "message.told"]


def test_told_by_hand_while_the_gateway_is_away_sends_nothing_afterwards(county, person, gateway):
    message = told(person)
    record_telling(caller=county.clerk(), message_id=message.pk, channel="in_person")
    run_waiting()
    assert gateway.taken == []


def test_only_the_places_own_people_tell(county, person):
    message = told(person)
    with pytest.raises(NotVisible):
        record_telling(caller=county.clerk(county.songzhuang), message_id=message.pk, channel="phone")
    with pytest.raises(Denied):
        record_telling(
            caller=county.caller("overseer", county.county), message_id=message.pk, channel="phone"
        )
    with pytest.raises(LedgerRefused, match="怎样告知"):
        record_telling(caller=county.clerk(), message_id=message.pk, channel="sms")
    assert Message.objects.get().state == MessageState.WAITING


def test_what_no_longer_holds_is_taken_back_and_not_sent(person, gateway, audited):
    message = told(person)
    assert drop(key=message.key, why="岗位已招满")
    assert not drop(key=message.key, why="再来一次")
    assert not drop(key="no such key", why="没有")
    run_waiting()
    message.refresh_from_db()
    assert (message.state, message.error, gateway.taken) == ("dropped", "岗位已招满", [])
    assert audited() == ["message.made", "message.dropped"]


def test_the_whole_number_is_shown_for_a_reason(county, person, audited):
    message, clerk = told(person), county.clerk()
    with pytest.raises(LedgerRefused):
        show_telephone(caller=clerk, message_id=message.pk, reason=" ")
    assert show_telephone(caller=clerk, message_id=message.pk, reason="与居民联系") == "13935612345"
    assert audited()[-1] == "message.telephone_shown"


def test_neither_words_nor_number_lie_open_in_the_database(person):
    message = told(person, telephone="13935600001")
    row = Message.objects.filter(pk=message.pk).extra(select={"t": "text", "n": "telephone"})
    stored = row.values("t", "n").get()
    assert "砖厂" not in stored["t"]
    assert "13935600001" not in stored["n"]


def test_messages_follow_a_resident_into_the_record_that_is_kept(county, person):
    message, kept = told(person), county.resident()
    done = merge(caller=county.business_admin(), kept=kept, dropped=person, reason="同一人")
    message.refresh_from_db()
    assert message.resident == kept
    undo_merge(caller=county.business_admin(), merge=done)
    message.refresh_from_db()
    assert message.resident == person
