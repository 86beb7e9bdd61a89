"""The HTTP transport: retries, time-outs, idempotency keys, the circuit, results, pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.above import circuit as breaker
from cuncuntong.ledgers.above.enums import CircuitState, FeedState
from cuncuntong.ledgers.above.feeds import fetch_ledger
from cuncuntong.ledgers.above.models import Answer, Circuit, FeedRun, Handover
from cuncuntong.ledgers.above.periodic import collect_due, fetch_files, fetch_ledgers, send_due
from cuncuntong.ledgers.above.services import withdraw
from cuncuntong.ledgers.above.services.sending import claim
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.above.make import FEED, Ledger, Province, handed
from tests.ledgers.make import County

SOON = dt.timedelta(minutes=2)


def again(row: Handover) -> Handover:
    row.refresh_from_db()
    return row


def due_now() -> None:
    """Pauses are over."""
    past = timezone.now() - dt.timedelta(seconds=1)
    Handover.objects.filter(next_try_at__isnull=False).update(next_try_at=past)
    Handover.objects.filter(next_ask_at__isnull=False).update(next_ask_at=past)


def test_what_waits_goes_up_under_its_key_and_is_asked_for(
    county: County, above: Province, ledger: Ledger
) -> None:
    row = handed(county)
    assert send_due() == "1笔"
    assert (again(row).state, row.reference, row.tries, row.channel) == ("sent", "S1", 1, "http")
    path, headers, body = above.calls[0]
    assert (path, headers["Idempotency-Key"]) == ("/v1/handovers", row.key)
    assert headers["Authorization"] == "Bearer above-token"
    assert (body["key"], body["kind"], body["payload"]["reason"]) == (row.key, "test.pause", "死亡")
    due_now()
    assert collect_due() == "0笔"
    above.say(row.key)
    assert collect_due() == "0笔"  # asked a moment ago: not again yet
    due_now()
    assert collect_due() == "1笔"
    assert again(row).state == "agreed"
    assert len(ledger.heard) == 1


def test_nothing_set_up_means_that_everything_waits(county: County, settings: Any) -> None:
    row = handed(county)
    assert "没有设置" in send_due()
    assert again(row).state == "waiting"


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (503, "上级系统答复503"),
        (429, "上级系统答复429"),
        (401, "上级系统答复401"),
        (1.5, "超时"),
        (b"<html>", "不是JSON"),
        (b"[]", "不是JSON对象"),
    ],
)
def test_what_may_pass_is_tried_again_under_the_same_key(
    county: County, above: Province, trouble: Any, words: str
) -> None:
    row = handed(county)
    above.fail = [trouble]
    assert send_due() == "0笔，失败1笔"
    assert (again(row).state, row.tries) == ("failed", 1)
    assert words in row.error
    assert row.next_try_at > timezone.now() + dt.timedelta(seconds=20)
    due_now()
    assert send_due() == "1笔"
    assert (again(row).state, row.error, row.tries) == ("sent", "", 2)
    assert len({headers["Idempotency-Key"] for _, headers, _ in above.calls}) == 1


def test_the_province_says_when_to_come_again(county: County, above: Province) -> None:
    row = handed(county)
    above.fail, above.retry_after = [503], "1800"
    send_due()
    assert again(row).next_try_at > timezone.now() + dt.timedelta(minutes=29)


def test_a_system_that_is_not_there_is_told_as_such(county: County, above: Province, settings: Any) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_URL": "http://127.0.0.1:1"}
    row = handed(county)
    send_due()
    assert again(row).error == "上级系统没有应答（拒绝连接）"


def test_a_rejection_is_told_and_waits_for_a_person(county: County, above: Province) -> None:
    row, other = handed(county), handed(county, 2)
    above.fail = [422]
    assert send_due() == "1笔，失败1笔"
    assert again(row).error == "上级系统拒收（422）演示失败"
    assert row.next_try_at is None
    assert again(other).state == "sent"
    assert breaker.circuit().failures == 0


def test_the_circuit_opens_half_opens_and_closes(county: County, above: Province) -> None:
    rows = [handed(county, number) for number in range(1, 9)]
    above.fail = [503] * 6
    said = send_due()
    assert "失败5笔" in said
    assert "已暂停呼叫" in said
    row = breaker.circuit()
    assert (row.state, row.failures, len(above.calls)) == (CircuitState.OPEN, 5, 5)
    assert dt.timedelta(seconds=50) < row.retry_at - timezone.now() <= breaker.FIRST_PAUSE
    due_now()
    send_due()
    assert len(above.calls) == 5
    assert again(rows[7]).tries == 0  # what was never called is no try

    Circuit.objects.update(retry_at=timezone.now())
    send_due()  # one call is let through; it fails: open for longer
    row = breaker.circuit()
    assert (row.state, len(above.calls)) == (CircuitState.OPEN, 6)
    assert row.retry_at - timezone.now() > breaker.FIRST_PAUSE

    Circuit.objects.update(retry_at=timezone.now())
    due_now()
    send_due()
    assert breaker.circuit().state == CircuitState.CLOSED
    assert {again(one).state for one in rows} == {"sent"}


def test_only_one_process_tries_while_the_circuit_is_half_open(db: None) -> None:
    row = breaker.circuit()
    now = timezone.now()
    Circuit.objects.filter(pk=row.pk).update(state=CircuitState.OPEN, retry_at=now)
    with breaker.through():
        with pytest.raises(breaker.CircuitOpen), breaker.through():
            raise AssertionError
    assert breaker.circuit().state == CircuitState.CLOSED
    # A process that died in the middle of its try: another one tries after a while.
    Circuit.objects.filter(pk=row.pk).update(state=CircuitState.HALF_OPEN, retry_at=now + SOON)
    with pytest.raises(breaker.CircuitOpen), breaker.through():
        raise AssertionError
    Circuit.objects.filter(pk=row.pk).update(retry_at=now)
    with breaker.through():
        pass
    assert breaker.circuit().state == CircuitState.CLOSED


def test_a_process_that_died_while_sending_sends_again_with_the_same_receipt(
    county: County, above: Province
) -> None:
    row = handed(county)
    send_due()
    Handover.objects.update(
        state="waiting", next_try_at=timezone.now() - SOON, busy_until=timezone.now() + SOON
    )
    assert send_due() == "0笔"  # somebody has it still, as far as is known
    Handover.objects.update(busy_until=timezone.now() - SOON)
    assert send_due() == "1笔"
    assert (again(row).reference, len(above.references)) == ("S1", 1)


def test_what_was_withdrawn_meanwhile_is_not_sent(county: County, above: Province) -> None:
    row = handed(county)
    withdraw(key=row.key, actor=None, reason="填错")
    assert send_due() == "0笔"
    assert above.calls == []


def test_answers_twice_and_in_the_wrong_order(county: County, above: Province, ledger: Ledger) -> None:
    row = handed(county)
    send_due()
    above.say(row.key, 2)
    above.say(row.key, 2, at=above.answers[0]["at"])
    above.say(row.key, 1, agreed=False)
    due_now()
    assert collect_due() == "2笔"
    assert again(row).state == "agreed"
    assert ledger.heard == [(row.key, True, "同意")]
    assert Answer.objects.count() == 2


def test_answers_that_nobody_asked_for_or_can_read(county: County, above: Province, ledger: Ledger) -> None:
    row, other = handed(county), handed(county, 2)
    send_due()
    above.say("test.pause:unknown", push=True)
    above.say(row.key, agreed="yes")
    above.say(other.key)
    for _ in range(2):
        due_now()
        collect_due()
    assert [one.key for one in Answer.objects.filter(state="problem")] == ["test.pause:unknown"]
    assert [one.words for one in row.events.filter(what="答复格式不对")] == [
        "是否同意（agreed）应是true或false。"
    ]
    assert (again(row).state, again(other).state) == ("sent", "agreed")


def test_results_are_asked_for_less_and_less_often(county: County, above: Province) -> None:
    row, pauses = handed(county), []
    send_due()
    for _ in range(10):
        due_now()
        collect_due()
        pauses.append(round((again(row).next_ask_at - timezone.now()).total_seconds() / 10) * 10)
    assert pauses == [20, 40, 80, 160, 320, 640, 1280, 1800, 1800, 1800]


def page(start: int, count: int, after: str = "", **more: Any) -> dict[str, Any]:
    rows = [{"number": f"P{number}", "amount": 100, "unit": None} for number in range(start, start + count)]
    return {"as_of": "2026-11-20", "rows": rows, "next": after, **more}


def test_a_ledger_comes_by_pages(county: County, above: Province, ledger: Ledger) -> None:
    above.pages = {"": page(0, 3, "b"), "b": page(3, 2, "c"), "c": page(5, 0)}
    run = fetch_ledger(feed=FEED, caller=county.business_admin())
    run_waiting()
    run.refresh_from_db()
    assert (run.state, run.rows, run.new, str(run.as_of)) == (FeedState.DONE, 5, 5, "2026-11-20")
    assert ledger.rows["P4"] == ("100", "2026-11-20")
    assert "since" not in above.calls[0][0]
    above.pages = {"": {**page(0, 1), "as_of": "2026-11-21"}}
    fetch_ledger(feed=FEED)
    run_waiting()
    assert "since=2026-11-20" in above.calls[-1][0]
    assert FeedRun.objects.first().same == 1  # type: ignore[union-attr]


def test_pages_go_on_where_they_stopped(county: County, above: Province, ledger: Ledger) -> None:
    above.pages = {"": page(0, 3, "b"), "b": page(3, 2)}
    run = fetch_ledger(feed=FEED)
    above.fail = [None, 503]  # type: ignore[list-item]
    run_waiting()
    run.refresh_from_db()
    assert (run.state, run.rows, run.cursor) == (FeedState.RECEIVING, 3, "b")
    assert run.remark == "上级系统答复503：演示失败，过一会儿自动再试"
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.update(run_after=timezone.now())
    run_waiting()
    run.refresh_from_db()
    assert (run.state, run.new, run.remark) == (FeedState.DONE, 5, "")
    assert [call[0].split("?")[1][:7] for call in above.calls] == ["county=", "cursor=", "cursor="]


@pytest.mark.parametrize(
    ("pages", "state", "words"),
    [
        ({"": {"rows": [], "as_of": "2026-11-20"}}, FeedState.CANCELLED, "没有新的数据"),
        ({"": {"rows": [{}]}}, FeedState.STOPPED, "不合接口"),
        ({"": {"rows": ["x"], "as_of": "2026-11-20"}}, FeedState.STOPPED, "不合接口"),
        ({"": page(0, 1, as_of="2099-01-01")}, FeedState.CANCELLED, "不能晚于今天"),
        ({"": page(0, 1, "b"), "b": page(1, 1, as_of="2026-11-19")}, FeedState.STOPPED, "换了数据截至日"),
    ],
)
def test_pages_that_can_not_be_taken(
    county: County, above: Province, pages: dict[str, Any], state: str, words: str
) -> None:
    above.pages = pages
    run = fetch_ledger(feed=FEED)
    run_waiting()
    run.refresh_from_db()
    assert run.state == state
    assert words in run.remark


def test_the_nightly_job_fetches_every_ledger_once(county: County, above: Province) -> None:
    above.pages = {"": page(0, 1)}
    assert fetch_ledgers() == "1笔"
    assert fetch_ledgers() == "0笔，失败1笔"
    assert fetch_files() == ""
    assert FeedRun.objects.count() == 1


def test_a_correction_after_the_first_answer_is_fetched(
    county: County, above: Province, ledger: Ledger
) -> None:
    row = handed(county)
    send_due()
    above.say(row.key)
    due_now()
    collect_due()
    assert again(row).state == "agreed"
    above.say(row.key, serial=2, agreed=False)
    assert collect_due() == "0笔"  # once a day is enough
    due_now()
    assert collect_due() == "1笔"
    assert (again(row).state, len(ledger.heard)) == ("refused", 2)
    Handover.objects.update(asks=60)
    due_now()
    collect_due()
    assert again(row).next_ask_at is None


@pytest.mark.parametrize("trouble", [503, 1.5, b"<html>"])
def test_what_may_have_arrived_is_not_withdrawn(county: County, above: Province, trouble: Any) -> None:
    row = handed(county)
    above.fail = [trouble]
    send_due()
    with pytest.raises(LedgerRefused, match="上级可能已经收到"):
        withdraw(key=row.key, actor=None, reason="填错")
    above.fail = [422]
    due_now()
    send_due()  # now the province says that it has not
    assert withdraw(key=row.key, actor=None, reason="填错").state == "withdrawn"


def test_what_a_process_died_over_is_not_withdrawn(county: County) -> None:
    row = handed(county)
    claim(row.pk, timezone.now() + dt.timedelta(seconds=1))
    Handover.objects.update(busy_until=timezone.now() - dt.timedelta(hours=1))
    with pytest.raises(LedgerRefused, match="上级可能已经收到"):
        withdraw(key=row.key, actor=None, reason="填错")


def test_what_has_not_arrived_is_withdrawn_and_asked_for_all_the_same(
    county: County, above: Province, settings: Any
) -> None:
    row = handed(county)
    above.fail = [429]
    send_due()
    assert withdraw(key=row.key, actor=None, reason="填错").state == "withdrawn"
    above.say(row.key)
    due_now()
    collect_due()
    assert Answer.objects.get().trouble == "withdrawn"
