"""Fetched ledgers: checked whole, wrong rows given back, taken part by part, restartable at any moment."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import time
import tracemalloc
import zipfile
from itertools import islice
from typing import Any

import pytest
from django.test import TestCase
from django_tasks_db.models import DBTaskResult

from cuncuntong.foundation.spreadsheets import Column, read_rows
from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.above.enums import FeedState
from cuncuntong.ledgers.above.feeds import (
    cancel,
    checking,
    go_on,
    parts,
    receive_file,
    receiving,
    run_feed,
    running,
    take_right_rows,
    taking,
)
from cuncuntong.ledgers.above.feeds.receiving import DayRefused
from cuncuntong.ledgers.above.feeds.tables import TableRefused
from cuncuntong.ledgers.above.feeds.turns import Turn
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.hooks import Feed
from cuncuntong.ledgers.above.models import FeedPart, FeedRun
from cuncuntong.ledgers.above.periodic import sweep
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied
from tests.ledgers.above.make import FEED, Ledger
from tests.ledgers.make import County

DAY = dt.date(2026, 11, 20)


def table(*rows: str, head: str = "个人编号,金额,单位") -> bytes:
    return ("\n".join([head, *rows]) + "\n").encode()


def plain(count: int, amount: str = "100") -> bytes:
    return table(*[f"P{number},{amount},演示单位" for number in range(count)])


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (parts, receiving):
        monkeypatch.setattr(module, "ROWS", 10)


def bring(county: County, content: bytes, **more: Any) -> FeedRun:
    values: dict[str, Any] = {"name": "台账.csv", "feed": FEED, "as_of": DAY, "skip_wrong": False}
    caller = more.pop("caller", None) or county.business_admin()
    return receive_file(file=io.BytesIO(content), caller=caller, **{**values, **more})


def done(run: FeedRun) -> FeedRun:
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_waiting()
    run.refresh_from_db()
    return run


def test_a_file_is_checked_and_taken_with_its_day(county: County, ledger: Ledger, audited) -> None:
    run = bring(county, plain(25))
    assert (run.state, run.rows, run.parts.count()) == (FeedState.CHECKING, 25, 3)
    done(run)
    assert (run.state, run.position, run.new, run.wrong) == (FeedState.DONE, 25, 25, 0)
    assert ledger.rows["P24"] == ("100", "2026-11-20")
    assert not FeedPart.objects.exists()
    assert list(store().iter_names()) == []
    assert audited() == ["above.feed_begun", "above.feed_checked", "above.feed_taken"]


def test_the_same_file_again_changes_nothing(county: County, ledger: Ledger) -> None:
    done(bring(county, plain(25)))
    before = dict(ledger.rows)
    again = done(bring(county, plain(25)))
    assert (again.new, again.changed, again.same) == (0, 0, 25)
    assert ledger.rows == before


def test_a_changed_row_is_counted_as_changed(county: County, ledger: Ledger) -> None:
    done(bring(county, plain(3)))
    run = done(bring(county, table("P0,100,", "P1,250,", "P7,1,"), as_of=DAY + dt.timedelta(days=1)))
    assert (run.new, run.changed, run.same) == (1, 1, 1)


def test_wrong_rows_go_back_as_a_sheet_and_nothing_is_taken(county: County, ledger: Ledger) -> None:
    rows = [f"P{number},100,演示单位" for number in range(25)]
    rows[3], rows[17] = "P3,一百,演示单位", ",100,演示单位"
    run = done(bring(county, table(*rows)))
    assert (run.state, run.wrong, ledger.rows) == (FeedState.FAULTY, 2, {})
    assert run.samples == [[4, "金额“一百”不是数字。"], [18, "没有填写：个人编号。"]]
    columns = [Column("row", "行号", kind="int"), Column("why", "退回原因"), Column("number", "个人编号")]
    sheet = read_rows(store().get(run.problems), columns).rows
    assert [(row["row"], row["why"], row["number"]) for _, row in sheet] == [
        (4, "金额“一百”不是数字。", "P3"),
        (18, "没有填写：个人编号。", ""),
    ]


def test_a_person_may_take_the_right_rows_of_a_faulty_file(county: County, ledger: Ledger) -> None:
    run = done(bring(county, table("P0,100,", "P1,x,", "P2,300,")))
    with pytest.raises(Denied):
        take_right_rows(caller=county.clerk(), pk=run.pk)
    take_right_rows(caller=county.business_admin(), pk=run.pk)
    done(run)
    assert (run.state, run.new, run.wrong, run.position) == (FeedState.DONE, 2, 1, 3)
    assert sorted(ledger.rows) == ["P0", "P2"]
    with pytest.raises(LedgerRefused, match="已收完"):
        take_right_rows(caller=county.business_admin(), pk=run.pk)


def test_told_beforehand_the_right_rows_are_taken_at_once(county: County, ledger: Ledger) -> None:
    run = done(bring(county, table("P0,100,", "P1,x,"), skip_wrong=True))
    assert (run.state, run.wrong, sorted(ledger.rows)) == (FeedState.DONE, 1, ["P0"])
    assert run.problems


def test_a_file_of_wrong_rows_alone_is_given_back_whole(county: County, ledger: Ledger) -> None:
    run = done(bring(county, table("P0,x,", "P1,y,"), skip_wrong=True))
    assert (run.state, run.wrong, ledger.rows) == (FeedState.CANCELLED, 2, {})


class Killed(BaseException):
    """The process ends in the middle."""


@pytest.mark.parametrize("part", [0, 1, 2])
def test_killed_while_taking_it_goes_on_behind_the_last_part(
    county: County, ledger: Ledger, part: int
) -> None:
    run, seen = bring(county, plain(25)), []

    def die(rows: Any) -> None:
        seen.append(rows[0]["number"])
        if len(seen) == part + 1:
            raise Killed

    ledger.on_take = die
    with pytest.raises(Killed):
        run_feed.func(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.position, run.new) == (FeedState.TAKING, part * 10, part * 10)
    done(run)
    assert (run.state, run.new, run.same, len(ledger.rows)) == (FeedState.DONE, 25, 0, 25)
    assert seen.count("P0") == (2 if part == 0 else 1)


def test_killed_while_checking_it_goes_on_with_the_next_part(
    county: County, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, seen = bring(county, plain(25)), []
    honest = checking.faults_of

    def die(feed: Feed, rows: Any) -> dict[int, str]:
        seen.append(rows[0]["number"])
        if len(seen) == 2:
            raise Killed
        return honest(feed, rows)

    monkeypatch.setattr(checking, "faults_of", die)
    with pytest.raises(Killed):
        run_feed.func(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.position) == (FeedState.CHECKING, 10)
    done(run)
    assert seen == ["P0", "P10", "P10", "P20"]
    assert run.state == FeedState.DONE


def test_two_processes_at_once_take_every_row_once(county: County, ledger: Ledger) -> None:
    run = bring(county, plain(25))

    def other(rows: Any) -> None:
        ledger.on_take = None
        FeedRun.objects.filter(pk=run.pk).update(position=20)  # another one was faster by two parts

    done(run)
    assert len(ledger.rows) == 25
    again = bring(county, plain(25))
    ledger.on_take = other
    done(again)
    assert again.state == FeedState.DONE


def test_what_the_ledger_refuses_stops_the_run_until_a_person_goes_on(county: County, ledger: Ledger) -> None:
    def refuse(_: Any) -> None:
        raise LedgerRefused("参数没有核定。", "请先核定参数。")

    run = bring(county, plain(12))
    ledger.on_take = refuse
    done(run)
    assert (run.state, run.remark, run.position) == (FeedState.STOPPED, "参数没有核定。请先核定参数。", 0)
    ledger.on_take = None
    go_on(caller=county.business_admin(), pk=run.pk)
    assert done(run).state == FeedState.DONE


def test_long_work_lets_other_tasks_have_their_turn(
    county: County, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer than to begin a part, shorter than to end all of them: each part has a turn of its own.
    ledger.on_take = lambda rows: time.sleep(0.05)
    monkeypatch.setattr(running, "Turn", lambda: Turn(0.04))
    monkeypatch.setattr(taking, "Turn", lambda: Turn(0.04))
    run = done(bring(county, plain(55)))
    assert DBTaskResult.objects.count() > 5
    assert (run.state, run.new) == (FeedState.DONE, 55)


def test_only_one_run_of_a_ledger_at_a_time(county: County) -> None:
    run = bring(county, plain(5))
    with pytest.raises(LedgerRefused, match="还有一次接收没有结束"):
        bring(county, plain(6))
    cancel(caller=county.business_admin(), pk=run.pk)
    assert done(bring(county, plain(6))).state == FeedState.DONE
    run.refresh_from_db()
    assert (run.state, run.parts.count()) == (FeedState.CANCELLED, 0)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_run_given_up_while_its_file_is_read_stays_given_up(
    county: County, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    asked = []

    def give_up_first(rows: Any, most: int) -> Any:
        asked.append(most)
        if len(asked) == part + 1:
            cancel(caller=county.business_admin(), pk=FeedRun.objects.get().pk)
        return islice(rows, most)

    monkeypatch.setattr(receiving, "islice", give_up_first)
    # Two parts and the end: whichever comes after the cancelling must not bring the run back to life.
    with pytest.raises(LedgerRefused, match="在读取途中被作废"):
        bring(county, plain(15))
    run = FeedRun.objects.get()
    assert (run.state, run.parts.count()) == (FeedState.CANCELLED, 0)
    assert done(run).state == FeedState.CANCELLED and ledger.rows == {}
    monkeypatch.undo()
    assert done(bring(county, plain(6))).state == FeedState.DONE


def test_days_to_come_and_days_before_the_newest_are_refused(county: County) -> None:
    with pytest.raises(DayRefused, match="不能晚于今天"):
        bring(county, plain(1), as_of=dt.date(2099, 1, 1))
    done(bring(county, plain(1)))
    with pytest.raises(DayRefused, match="已经收到截至2026年11月20日的数据"):
        bring(county, plain(1), as_of=DAY - dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (table("P0,1"), "没有一行数据"),
        ("个人编号,单位\nP0,某厂\n".encode(), "缺少：金额"),
        ("个人编号,金额,金额\nP0,1,2\n".encode(), "表头重复：金额"),
        (b"\xff\xff\xff,\n\xff", "编码|缺少"),
        (b"PK\x03\x04 broken", "压缩包已损坏"),
        (b"\x1f\x8b broken", "已损坏"),
    ],
)
def test_files_that_are_no_table_are_refused_and_leave_nothing(
    county: County, content: bytes, words: str
) -> None:
    if content == table("P0,1"):
        content = table()
    with pytest.raises(LedgerRefused, match=words):
        bring(county, content)
    assert not FeedRun.objects.exists()
    assert list(store().iter_names()) == []


@pytest.mark.parametrize(
    "content",
    [
        table("P0,1," + "x" * 200_000),
        table("P0,1" + ',"\n"' * 60_000),
        "个人编号,金额".encode() + b",x" * 100_000 + b"\n",
    ],
    ids=["one line", "one row of many lines", "heading"],
)
def test_a_row_without_an_end_is_refused_before_it_is_read_whole(county: County, content: bytes) -> None:
    with pytest.raises(TableRefused, match="有一行超过100000个字"):
        bring(county, gzip.compress(content))
    assert not FeedRun.objects.exists()


def test_a_long_line_does_not_fill_the_memory(county: County) -> None:
    packed = gzip.compress(table("P0,1,") + b"x" * 60_000_000)
    tracemalloc.start()
    with pytest.raises(TableRefused, match="有一行超过"):
        bring(county, packed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        plain(3),
        b"\xef\xbb\xbf" + plain(3),
        plain(3).decode().encode("gb18030"),
        gzip.compress(plain(3)),
        zipped(a_csv=plain(3)),
    ],
    # Packed bytes hold the moment of packing: two workers would name the test differently.
    ids=["plain", "utf-8-sig", "gb18030", "gzip", "zip"],
)
def test_csv_is_read_plain_and_packed_in_both_encodings(
    county: County, ledger: Ledger, content: bytes
) -> None:
    assert done(bring(county, content)).new == 3
    assert sorted(ledger.rows) == ["P0", "P1", "P2"]


def test_an_archive_of_two_tables_is_refused(county: County) -> None:
    with pytest.raises(TableRefused, match="只有一个CSV文件"):
        bring(county, zipped(a_csv=plain(3), b_csv=plain(3)))


def test_an_upload_that_died_is_swept_away(county: County) -> None:
    run = bring(county, plain(5))
    FeedRun.objects.update(state=FeedState.RECEIVING, made_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert "作废中断的上传1次" in sweep()
    run.refresh_from_db()
    assert (run.state, run.parts.count()) == (FeedState.CANCELLED, 0)


def test_who_may_not_manage_brings_no_ledger(county: County) -> None:
    with pytest.raises(Denied):
        bring(county, plain(1), caller=county.clerk())
