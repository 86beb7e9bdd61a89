"""Periodic jobs: once a period, whoever is up, whatever was missed."""

from __future__ import annotations

import datetime as dt
import threading
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from cuncuntong.foundation.tasks import periodic, run_due, schedule
from cuncuntong.foundation.tasks.models import ScheduledRun

pytestmark = pytest.mark.django_db(transaction=True)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def ran(monkeypatch):
    monkeypatch.setattr(schedule, "_jobs", {})
    with time_machine.travel(NOW, tick=False):
        yield []


def test_a_job_runs_once_a_period(ran):
    @periodic("tests.hourly", every=HOUR)
    def hourly():
        ran.append(1)
        return "3件"

    assert run_due(NOW) == ["tests.hourly"]
    assert run_due(NOW + dt.timedelta(minutes=59)) == []
    assert run_due(NOW + HOUR) == ["tests.hourly"]
    assert len(ran) == 2
    row = ScheduledRun.objects.get(name="tests.hourly")
    assert (row.last_started, row.due_at) == (NOW + HOUR, NOW + 2 * HOUR)
    assert row.last_finished >= row.last_started
    assert (row.last_result, row.last_error) == ("3件", "")


def test_a_job_missed_for_days_runs_once(ran):
    periodic("tests.hourly", every=HOUR)(lambda: ran.append(1))
    run_due(NOW)
    assert run_due(NOW + dt.timedelta(days=3)) == ["tests.hourly"]
    assert run_due(NOW + dt.timedelta(days=3, minutes=1)) == []
    assert len(ran) == 2


def test_a_daily_job_keeps_its_time_in_shanghai(ran):
    periodic("tests.nightly", at="02:30")(lambda: ran.append(1))
    assert run_due(NOW) == [], "a new nightly job waits for the night"
    assert ScheduledRun.objects.get().due_at == dt.datetime(2026, 11, 25, 2, 30, tzinfo=SHANGHAI)
    assert run_due(dt.datetime(2026, 11, 25, 2, 29, tzinfo=SHANGHAI)) == []
    late = dt.datetime(2026, 11, 25, 9, 0, tzinfo=SHANGHAI)
    assert run_due(late) == ["tests.nightly"], "the server was off at night"
    assert ScheduledRun.objects.get().due_at == dt.datetime(2026, 11, 26, 2, 30, tzinfo=SHANGHAI)


def test_a_failing_job_shows_its_error_is_tried_soon_and_stops_no_other(ran):
    @periodic("tests.bad", every=dt.timedelta(days=1))
    def bad():
        raise ValueError("坏了")

    periodic("tests.good", every=HOUR)(lambda: ran.append(1))
    assert run_due(NOW) == ["tests.bad", "tests.good"]
    assert ran == [1]
    row = ScheduledRun.objects.get(name="tests.bad")
    assert "ValueError: 坏了" in row.last_error
    assert row.due_at == NOW + dt.timedelta(minutes=10)


def test_a_job_whose_process_died_runs_again(ran):
    periodic("tests.daily", every=dt.timedelta(days=1))(lambda: ran.append(1))
    run_due(NOW)
    ScheduledRun.objects.update(last_finished=None)
    assert run_due(NOW + HOUR) == [], "it may still be running"
    assert run_due(NOW + 3 * HOUR) == ["tests.daily"]
    assert run_due(NOW + 4 * HOUR) == []


def test_a_clock_that_once_stood_in_the_future_stops_nothing_for_long(ran):
    periodic("tests.hourly", every=HOUR)(lambda: ran.append(1))
    run_due(NOW + dt.timedelta(days=3650))
    ScheduledRun.objects.update(last_finished=NOW + dt.timedelta(days=3650))
    assert run_due(NOW) == []
    assert run_due(NOW + 2 * HOUR) == ["tests.hourly"]


@pytest.mark.parametrize("round_", range(3))
def test_two_schedulers_at_once_run_a_job_once(ran, round_):
    periodic("tests.hourly", every=HOUR)(lambda: ran.append(1))
    if round_:
        ScheduledRun.objects.create(name="tests.hourly", due_at=NOW)
    gate = threading.Barrier(2)
    errors = []

    def scheduler():
        gate.wait()
        try:
            run_due(NOW)
        except Exception as error:
            errors.append(error)
        connection.close()

    threads = [threading.Thread(target=scheduler) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert ran == [1]


def test_a_job_needs_one_kind_of_time_and_its_own_name():
    with pytest.raises(ValueError, match="every or at"):
        periodic("tests.none")
    with pytest.raises(ValueError, match="every or at"):
        periodic("tests.both", every=HOUR, at="02:00")
    periodic("tests.same", every=HOUR)(run_due)
    with pytest.raises(ValueError, match="two periodic jobs"):
        periodic("tests.same", every=HOUR)(schedule.jobs)


def test_the_task_table_looks_after_itself(monkeypatch):
    from cuncuntong.foundation.tasks import housekeeping

    assert housekeeping.prune_tasks() == "清理0条"
    small = connection.vendor == "sqlite"
    assert housekeeping.look_at_tables() == ("已更新数据库统计" if small else "这个数据库自己更新统计")
