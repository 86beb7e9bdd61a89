"""Tasks: after commit or never, at least once, retried, and visible when given up."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cuncuntong.foundation.tasks import enqueue, failed_tasks, try_again
from cuncuntong.foundation.tasks.models import ScheduledRun
from cuncuntong.foundation.tasks.queue import Retry, prune, waiting_count
from cuncuntong.foundation.tasks.worker import rescue_abandoned, run_one, run_waiting, worker_name
from tests.foundation.tasks import jobs_for_tests as jobs

pytestmark = pytest.mark.django_db(transaction=True)
START = dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clean():
    jobs.done.clear()
    jobs.trouble.clear()


def at(seconds):
    return time_machine.travel(START + dt.timedelta(seconds=seconds), tick=False)


def test_a_task_runs_once_and_keeps_its_result():
    task_id = enqueue(jobs.note, word="甲")
    assert jobs.done == []
    assert run_waiting() == 1
    assert run_waiting() == 0
    assert jobs.done == ["甲"]
    row = DBTaskResult.objects.get(pk=task_id)
    assert (row.status, row.return_value) == (TaskResultStatus.SUCCESSFUL, {"noted": "甲"})


def test_what_is_rolled_back_never_runs_and_nothing_runs_before_commit():
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(jobs.note, word="rolled back")
        raise RuntimeError
    assert waiting_count() == 0
    seen = []
    with transaction.atomic():
        enqueue(jobs.note, word="committed")

        def look():
            seen.append(DBTaskResult.objects.count())
            connection.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [0]
    assert run_waiting() == 1
    assert jobs.done == ["committed"]


def test_a_failing_task_is_tried_again_after_growing_pauses():
    jobs.trouble.extend([ValueError("一"), ValueError("二")])
    with at(0):
        task_id = enqueue(jobs.fragile, word="甲")
        assert run_waiting() == 1
        row = DBTaskResult.objects.get(pk=task_id)
        assert row.status == TaskResultStatus.READY
        assert "ValueError: 一" in row.traceback
    with at(9):
        assert run_waiting() == 0
    with at(11):
        assert run_waiting() == 1
    with at(30):
        assert run_waiting() == 0
    with at(32):
        assert run_waiting() == 1
    row.refresh_from_db()
    assert row.status == TaskResultStatus.SUCCESSFUL
    assert row.traceback == ""
    assert jobs.done == ["甲"]
    assert DBTaskResult.objects.count() == 1


def test_a_task_that_keeps_failing_is_seen_and_can_be_put_back():
    jobs.trouble.extend(ValueError(str(number)) for number in range(3))
    with at(0):
        task_id = enqueue(jobs.fragile, word="甲")
    for seconds in (0, 3_600, 7_200, 10_800):
        with at(seconds):
            run_waiting()
    (failed,) = failed_tasks()
    assert str(failed.pk) == task_id
    assert "ValueError: 2" in failed.traceback
    jobs.trouble.extend(ValueError("again") for _ in range(2))
    assert try_again(task_id)
    assert not try_again(task_id)
    now = timezone.now()
    for seconds in (1, 3_600, 7_200):
        with time_machine.travel(now + dt.timedelta(seconds=seconds), tick=False):
            run_waiting()
    assert jobs.done == ["甲"], "all its tries were given back"
    assert not failed_tasks().exists()


@pytest.mark.parametrize(("word", "noted"), [("甲", ["gave up 甲"]), ("broken", [])])
def test_what_follows_the_end_runs_once_and_never_hides_it(word, noted):
    enqueue(jobs.hopeless, word=word)
    assert run_waiting() == 1
    assert jobs.done == noted
    assert f"RuntimeError: {word}" in failed_tasks().get().traceback


def test_pauses_double_up_to_an_hour():
    retry = Retry("x", retries=20)
    pauses = [retry.pause_after(number) for number in (1, 2, 3, 9, 10, 20)]
    assert [pause.total_seconds() for pause in pauses] == [10, 20, 40, 2560, 3600, 3600]
    assert retry.pause_after(21) is None
    assert Retry("unknown").pause_after(1) is None


def test_a_task_rolls_back_what_it_left_half_done():
    enqueue(jobs.half)
    run_one()
    assert not ScheduledRun.objects.filter(name="half-written").exists()
    assert waiting_count() == 1


def test_a_result_that_json_cannot_hold_is_no_failure():
    enqueue(jobs.odd)
    run_waiting()
    row = DBTaskResult.objects.get()
    assert (row.status, row.return_value) == (TaskResultStatus.SUCCESSFUL, "2026-11-24")
    assert jobs.done == ["odd"]


def test_a_task_whose_code_is_gone_fails_visibly_and_holds_up_nothing():
    task_id = enqueue(jobs.note, word="甲")
    enqueue(jobs.note, word="乙")
    DBTaskResult.objects.filter(pk=task_id).update(task_path="cuncuntong.gone.away")
    assert run_waiting() == 2
    assert jobs.done == ["乙"]
    assert [str(row.pk) for row in failed_tasks()] == [task_id]


def test_a_task_for_later_waits():
    with at(0):
        enqueue(jobs.note, run_after=START + dt.timedelta(minutes=5), word="甲")
        assert run_waiting() == 0
    with at(301):
        assert run_waiting() == 1


def test_two_workers_never_run_the_same_task():
    for number in range(12):
        enqueue(jobs.note, word=str(number))
    gate = threading.Barrier(2)

    def work():
        gate.wait()
        run_waiting()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_waiting()
    assert sorted(jobs.done, key=int) == [str(number) for number in range(12)]


def begun_by(worker, *, ago=dt.timedelta(0), claims=1):
    task_id = enqueue(jobs.fragile, word="甲")
    DBTaskResult.objects.filter(pk=task_id).update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now() - ago, worker_ids=[worker] * claims
    )
    return DBTaskResult.objects.get(pk=task_id)


def test_a_task_whose_process_died_is_put_back():
    host = worker_name().rpartition(":")[0]
    begun_by(f"{host}:4194303")
    assert rescue_abandoned() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=11), tick=False):
        assert run_waiting() == 1
    assert jobs.done == ["甲"]


def test_a_task_that_kills_its_process_is_given_up():
    host = worker_name().rpartition(":")[0]
    row = begun_by(f"{host}:4194303", claims=3)
    assert rescue_abandoned() == 1
    assert [failed.pk for failed in failed_tasks()] == [row.pk]
    assert "进程中途结束" in failed_tasks().get().traceback


def test_another_machines_task_is_left_for_an_hour():
    begun_by("elsewhere:1")
    assert rescue_abandoned() == 0
    DBTaskResult.objects.update(started_at=timezone.now() - dt.timedelta(minutes=61))
    assert rescue_abandoned() == 1


def test_a_living_process_on_this_machine_keeps_its_task():
    host = worker_name().rpartition(":")[0]
    begun_by(f"{host}:1")
    assert rescue_abandoned() == 0


def test_old_tasks_are_pruned_and_what_waits_is_kept():
    with at(0):
        ids = [enqueue(jobs.note, word=str(number)) for number in range(4)]
    old = START - dt.timedelta(days=30)
    for task_id, status in zip(ids, ("SUCCESSFUL", "SUCCESSFUL", "FAILED", "READY"), strict=True):
        DBTaskResult.objects.filter(pk=task_id).update(status=status, finished_at=old)
    DBTaskResult.objects.filter(pk=ids[1]).update(finished_at=START)
    ages = {"successful": dt.timedelta(days=7), "failed": dt.timedelta(days=180)}
    assert prune(START, **ages, batch=1) == 1
    assert {str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)} == set(ids[1:])
    assert prune(START + dt.timedelta(days=365), **ages) == 2
    assert [str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)] == ids[3:]


def test_looking_for_work_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        assert run_one() is False
    assert queries.captured_queries[0]["sql"].startswith("SELECT")
