"""File exchange: a signed package out, a result package in, by hand and by a folder."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.foundation.spreadsheets import Column, read_rows
from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.above import packaging
from cuncuntong.ledgers.above.enums import PackageState
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.models import Answer, FeedRun, Handover, Package
from cuncuntong.ledgers.above.packaging import KeysMissing, PackageRefused, pack, sign, unpack
from cuncuntong.ledgers.above.periodic import collect_due, fetch_files, send_due, sweep
from cuncuntong.ledgers.above.services import packages_out, send_now, withdraw
from cuncuntong.ledgers.above.services.packages_in import HEADINGS, PackageKnown, bring_in
from cuncuntong.ledgers.above.services.packages_out import make_package, package_file
from cuncuntong.ledgers.above.services.sending import claim, failed
from cuncuntong.ledgers.above.transports import folder
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied
from tests.ledgers.above.make import FEED, Ledger, handed
from tests.ledgers.make import County

OURS, THEIRS = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(autouse=True)
def exchange(settings: Any, tmp_path: Path) -> Iterator[Path]:
    key_file = tmp_path / "keys.json"
    key_file.write_text(json.dumps({"ours": OURS.hex(), "theirs": THEIRS.hex()}))
    key_file.chmod(0o600)
    settings.CUNCUNTONG = {
        **settings.CUNCUNTONG,
        "ABOVE_TRANSPORT": "file",
        "ABOVE_DIR": "",
        "ABOVE_PACKAGE_MINUTES": 60,
        "ABOVE_KEY_FILE": key_file,
    }
    yield tmp_path / "exchange"


def result(key: str, serial: Any = 1, verdict: str = "同意", **more: Any) -> dict[str, Any]:
    row = {
        "报送编号": key,
        "答复序号": serial,
        "结论": verdict,
        "答复代码": "",
        "答复内容": "同意" if verdict == "同意" else "材料不全",
        "答复时间": "2026-11-25T10:00:00+08:00",
        "上级流水号": "R1",
        "答复数据": "",
    }
    return {**row, **more}


def results(*rows: dict[str, Any], number: str = "R-001", key: bytes = THEIRS, **more: Any) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(HEADINGS))
    writer.writeheader()
    writer.writerows(rows)
    content = out.getvalue().encode("utf-8-sig")
    values: dict[str, Any] = {"kind": "results", "files": {"results.csv": (content, len(rows))}}
    return pack(**{"number": number, "sender": "14", "made_at": timezone.now(), "key": key, **values, **more})


def bring(content: bytes, **more: Any) -> Package:
    made = bring_in(file=io.BytesIO(content), **more)
    run_waiting()
    made.refresh_from_db()
    return made


def sent(county: County, count: int = 1) -> list[Handover]:
    rows = [handed(county, number) for number in range(1, count + 1)]
    make_package()
    return rows


def test_a_package_out_holds_what_waits_and_is_signed(county: County, audited) -> None:
    rows = [handed(county, 1), handed(county, 2)]
    admin = county.business_admin()
    made = make_package(caller=admin)
    assert made is not None
    assert (made.rows, made.state, made.number[:7]) == (2, PackageState.MADE, "140522-")
    package, content = package_file(caller=admin, pk=made.pk)
    opened = unpack(io.BytesIO(content), key=OURS)
    lines = [json.loads(line) for line in opened.archive.read("handovers.jsonl").splitlines()]
    assert [line["key"] for line in lines] == [row.key for row in rows]
    assert lines[0]["payload"]["reason"] == "死亡"
    assert (opened.kind, opened.number, package.digest) == ("handovers", made.number, sm3(content))
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].channel, rows[0].package) == ("sent", "file", package)
    assert make_package(caller=admin) is None
    assert audited()[-2:] == ["above.package_made", "above.package_exported"]
    package.refresh_from_db()
    assert package.state == PackageState.FETCHED


def test_two_packages_of_a_day_have_two_numbers(county: County) -> None:
    handed(county, 1)
    first = make_package()
    handed(county, 2)
    second = make_package()
    assert first and second
    assert (first.number[-3:], second.number[-3:]) == ("001", "002")


def test_a_package_that_would_be_too_large_leaves_the_rest_for_the_next(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages_out, "MOST_BYTES", 300)
    for number in (1, 2, 3):
        handed(county, number, payload={"picture": "x" * 100})
    sizes = []
    while made := make_package():
        sizes.append(made.rows)
    assert sizes == [1, 1, 1]


def test_what_the_province_rejected_is_packed_only_after_a_person_said_so(county: County) -> None:
    rejected_, failed_ = handed(county, 1), handed(county, 2)
    for row, words in ((rejected_, "上级系统拒收（422）"), (failed_, "超时")):
        claim(row.pk, timezone.now() + dt.timedelta(seconds=1))
        failed(row, words, rejected=row is rejected_)
    admin = county.business_admin()
    assert make_package().rows == 1  # type: ignore[union-attr]
    assert make_package(caller=admin) is None
    send_now(caller=admin, pk=rejected_.pk)
    assert make_package().rows == 1  # type: ignore[union-attr]
    rejected_.refresh_from_db()
    assert (rejected_.state, rejected_.error) == ("sent", "")


def test_two_processes_that_come_to_one_number_both_make_their_package(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed(county, 1)
    first = make_package()
    assert first is not None
    honest, told = packages_out._number, [first.number]
    monkeypatch.setattr(packages_out, "_number", lambda now: told.pop() if told else honest(now))
    handed(county, 2)
    second = make_package()
    assert second is not None and second.number[-3:] == "002"
    monkeypatch.setattr(packages_out, "_number", lambda now: first.number)
    handed(county, 3)
    with pytest.raises(LedgerRefused, match="刚刚有人也在生成报送包"):
        make_package()
    assert len(list(store().iter_names())) == 2
    assert Handover.objects.filter(state="waiting").count() == 1


def test_who_may_not_manage_makes_no_package(county: County) -> None:
    handed(county)
    for refused in (
        lambda: make_package(caller=county.clerk()),
        lambda: bring_in(file=io.BytesIO(b""), caller=county.clerk()),
    ):
        with pytest.raises(Denied):
            refused()


def test_without_keys_nothing_is_packed_or_taken(county: County, settings: Any, tmp_path: Path) -> None:
    row = handed(county)
    path = settings.CUNCUNTONG["ABOVE_KEY_FILE"]
    path.chmod(0o644)
    with pytest.raises(KeysMissing, match="可被其他用户读取"):
        make_package()
    path.chmod(0o600)
    path.write_text(json.dumps({"ours": OURS.hex(), "theirs": OURS.hex()}))
    with pytest.raises(KeysMissing, match="两把不同"):
        make_package()
    path.unlink()
    with pytest.raises(KeysMissing, match="没有文件交换密钥"):
        bring(results(result(row.key)))
    row.refresh_from_db()
    assert row.state == "waiting"
    assert list(store().iter_names()) == []


def test_results_are_taken_with_what_follows(county: County, ledger: Ledger, audited) -> None:
    rows = sent(county, 2)
    package = bring(
        results(
            result(rows[0].key, 答复数据='{"month": "2026-12"}', 答复代码="A1"),
            result(rows[1].key, verdict="不同意"),
        ),
        caller=county.business_admin(),
    )
    assert (package.state, package.rows, package.taken, package.failed) == (PackageState.TAKEN, 2, 2, 0)
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["agreed", "refused"]
    assert (rows[0].answer, rows[0].answer_code, rows[1].answer_words) == (
        {"month": "2026-12"},
        "A1",
        "材料不全",
    )
    assert len(ledger.heard) == 2
    assert {"above.package_brought_in", "above.package_taken"} <= set(audited())


def test_json_lines_are_taken_as_well(county: County) -> None:
    (row,) = sent(county)
    line = {"key": row.key, "serial": 1, "agreed": True, "at": "2026-11-25T10:00:00+08:00"}
    files = {"results.jsonl": (json.dumps(line).encode(), 1)}
    assert bring(results(files=files)).taken == 1


def test_the_same_package_again_changes_nothing(county: County, ledger: Ledger) -> None:
    (row,) = sent(county)
    content = results(result(row.key))
    first = bring(content)
    with pytest.raises(PackageKnown) as known:
        bring(content)
    assert known.value.package == first
    again = bring(results(result(row.key), number="R-002"))
    assert (again.taken, again.repeated, again.failed) == (0, 1, 0)
    assert len(ledger.heard) == 1
    with pytest.raises(PackageRefused, match="R-001已经用过"):
        bring(results(result(row.key, serial=2), number="R-001"))


def test_wrong_rows_go_back_and_the_others_are_taken(county: County, ledger: Ledger) -> None:
    rows = sent(county, 3)
    gone = handed(county, 9)
    claim(gone.pk, timezone.now() + dt.timedelta(seconds=1))
    failed(gone, "超时")
    withdraw(key=gone.key, actor=None, reason="填错")
    package = bring(
        results(
            result(rows[0].key),
            result("test.pause:unknown"),
            result(rows[1].key, serial="一"),
            result(gone.key),
            result(rows[2].key, verdict="可以"),
            result(rows[2].key, verdict="不同意", 答复内容=""),
            result(rows[2].key, serial=4),
            result(rows[2].key, serial=4, verdict="不同意"),
        )
    )
    assert (package.state, package.taken, package.failed) == (PackageState.PARTLY, 1, 7)
    columns = [Column("row", "行号", kind="int"), Column("why", "退回原因"), Column("key", "报送编号")]
    sheet = {row["row"]: row["why"] for _, row in read_rows(store().get(package.problems), columns).rows}
    assert sheet == {
        2: "本系统没有这笔报送，请核对报送编号。",
        3: "答复序号（serial）应是从1起的整数。",
        4: "这笔报送已经撤回，请与县里联系。",
        5: "“结论”应填同意或不同意。",
        6: "不同意的，应写明原因（words）。",
        7: "第7行和第8行是同一编号、同一序号，内容不同。",
        8: "第7行和第8行是同一编号、同一序号，内容不同。",
    }
    assert [agreed for _, agreed, _ in ledger.heard] == [True]
    assert Answer.objects.filter(state="problem").count() == 2
    rows[2].refresh_from_db()
    assert rows[2].state == "sent"


def test_killed_while_taking_it_goes_on_without_doubling(county: County, ledger: Ledger) -> None:
    rows = sent(county, 3)

    def die(handover: Handover, _: Any) -> None:
        if handover.pk == rows[1].pk:
            raise KeyboardInterrupt

    ledger.on_answer = die
    content = results(*[result(row.key) for row in rows])
    made = bring_in(file=io.BytesIO(content))
    with pytest.raises(KeyboardInterrupt):
        run_waiting()
    made.refresh_from_db()
    assert (made.state, len(ledger.heard)) == (PackageState.TAKING, 1)
    ledger.on_answer = None
    from cuncuntong.ledgers.above.services.packages_in import take_package

    take_package.func(package=made.pk)
    made.refresh_from_db()
    assert (made.state, made.taken, made.repeated) == (PackageState.TAKEN, 3, 0)
    assert len(ledger.heard) == 3


def changed(content: bytes, name: str, new: bytes | None, *, signed: bool = False) -> bytes:
    """The package with one entry changed (None: left out), signed anew or not."""
    entries = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    if new is None:
        del entries[name]
    else:
        entries[name] = new
    if signed:
        entries["signature.txt"] = sign(THEIRS, entries["manifest.json"]).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one, body in entries.items():
            archive.writestr(one, body)
    return out.getvalue()


def test_packages_that_are_not_whole_are_refused_whole(county: County, ledger: Ledger) -> None:
    (row,) = sent(county)
    good = results(result(row.key))
    manifest = zipfile.ZipFile(io.BytesIO(good)).read("manifest.json")
    of_today = json.loads(manifest)
    cases = [
        (b"no zip", "不是压缩包"),
        (good[:-40], "不是压缩包"),
        (changed(good, "signature.txt", None), "缺少"),
        (changed(good, "signature.txt", b"00"), "签名不对"),
        (results(result(row.key), key=OURS), "签名不对"),
        (changed(good, "manifest.json", manifest + b" "), "签名不对"),
        (changed(good, "results.csv", b"\xef\xbb\xbfother"), "摘要与清单不符"),
        (changed(good, "more.csv", b"x"), "与清单不一致"),
        (changed(good, "manifest.json", b"[]", signed=True), "格式"),
        (
            changed(good, "manifest.json", json.dumps({**of_today, "version": 2}).encode(), signed=True),
            "版本",
        ),
        (results(result(row.key), kind="handovers"), "是报送包"),
        (results(), "没有一条答复"),
        (results(files={"results.csv": ("报送编号\nx\n".encode(), 1)}), "表头缺少"),
        (results(files={"other.csv": (b"x", 1)}), "应当只有"),
        (results(files={"results.jsonl": (b"{}\n", 3)}), "清单写3条答复，文件里有1条"),
    ]
    for content, words in cases:
        with pytest.raises(PackageRefused, match=words):
            bring(content)
    assert not Package.objects.filter(kind="results").exists()
    assert ledger.heard == []


def test_our_own_report_package_brought_back_is_told_as_that(county: County) -> None:
    handed(county)
    made = make_package()
    assert made is not None
    with pytest.raises(PackageRefused, match=f"本县自己的报送包{made.number}"):
        bring(store().get(made.file))
    with pytest.raises(PackageRefused, match="这是台账包.*放进交换目录"):
        bring(ledger_package("个人编号,金额\nP1,100\n".encode()))


def test_another_content_under_a_used_serial_goes_back_with_what_to_do(county: County) -> None:
    (row,) = sent(county)
    bring(results(result(row.key)))
    again = bring(results(result(row.key, verdict="不同意"), number="R-002"))
    columns = [Column("row", "行号", kind="int"), Column("why", "退回原因")]
    ((_, back),) = read_rows(store().get(again.problems), columns).rows
    assert back["why"] == "同一答复序号以前收过另一种内容；要更正的，请用下一个答复序号。"


def test_the_folder_carries_packages_out_and_in(
    county: County, ledger: Ledger, settings: Any, exchange: Path
) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_DIR": str(exchange)}
    row = handed(county)
    assert send_due() == "0笔"  # more may come within the hour
    Handover.objects.update(next_try_at=timezone.now() - dt.timedelta(minutes=61))
    assert send_due() == "1笔"
    (out,) = (exchange / "out").iterdir()
    assert unpack(out.open("rb"), key=OURS).rows == {"handovers.jsonl": 1}
    inbox = exchange / "in"
    inbox.mkdir()
    (inbox / "r1.zip").write_bytes(results(result(row.key)))
    (inbox / "r1-again.zip").write_bytes((inbox / "r1.zip").read_bytes())
    (inbox / "bad.zip").write_bytes(results(result(row.key), key=OURS))
    (inbox / "copying.zip.part").write_bytes(b"half")
    assert collect_due() == "2笔，失败1笔"
    run_waiting()
    row.refresh_from_db()
    assert row.state == "agreed"
    assert len(ledger.heard) == 1
    # They hold full numbers: nothing of them stays in clear.
    assert [path.name for path in exchange.rglob("*.zip")] == [out.name]
    assert "签名不对" in (inbox / "refused" / "bad.zip.txt").read_text()
    told = Package.objects.get(state=PackageState.REFUSED)
    assert (told.number, "签名不对" in told.remark, told.file) == ("bad.zip", True, "")
    assert sorted(path.name for path in inbox.iterdir() if path.is_file()) == ["copying.zip.part"]


def test_without_a_folder_people_carry_the_packages(county: County) -> None:
    row = handed(county)
    assert "由人工导出" in send_due()
    row.refresh_from_db()
    assert row.state == "waiting"


def ledger_package(content: bytes, number: str = "L-1", **more: Any) -> bytes:
    made = results(kind="ledger", number=number, files={"ledger.csv": (content, 1)})
    head = json.loads(zipfile.ZipFile(io.BytesIO(made)).read("manifest.json"))
    named = json.dumps({**head, "ledger": FEED, "as_of": "2026-11-20", **more}).encode()
    return changed(made, "manifest.json", named, signed=True)


def test_a_ledger_comes_by_the_folder(county: County, ledger: Ledger, settings: Any, exchange: Path) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_DIR": str(exchange)}
    inbox = exchange / "in"
    inbox.mkdir(parents=True)
    (inbox / "l1.zip").write_bytes(ledger_package("个人编号,金额\nP1,100\n".encode()))
    (inbox / "l2.zip").write_bytes(ledger_package("个人编号,金额\nP2,100\n".encode(), "L-2"))
    (inbox / "l3.zip").write_bytes(ledger_package(b"x", "L-3", ledger="no.such"))
    assert collect_due() == "0笔"  # no result packages among them
    assert fetch_files() == "1笔，失败1笔"  # the second waits for the first
    run_waiting()
    assert fetch_files() == "1笔"
    run_waiting()
    assert sorted(ledger.rows) == ["P1", "P2"]
    assert {run.state for run in FeedRun.objects.all()} == {"done"}
    assert "没有“no.such”这本台账" in (inbox / "refused" / "l3.zip.txt").read_text()


def test_ledgers_that_wait_keep_no_results_waiting_and_are_not_read_each_time(
    county: County, ledger: Ledger, settings: Any, exchange: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_DIR": str(exchange)}
    monkeypatch.setattr(folder, "AT_ONCE", 2)
    row = handed(county)
    make_package()
    inbox = exchange / "in"
    inbox.mkdir(parents=True)
    for number in range(4):
        content = f"个人编号,金额\nP{number},100\n".encode()
        (inbox / f"l{number}.zip").write_bytes(ledger_package(content, f"L-{number}"))
    (inbox / "结果 1.ZIP").write_bytes(results(result(row.key)))
    read: list[str] = []
    honest = packaging._digest
    monkeypatch.setattr(packaging, "_digest", lambda *one: read.append(one[1]) or honest(*one))
    assert collect_due() == "1笔"
    assert set(read) == {"results.csv"}
    assert fetch_files() == "1笔"
    read.clear()
    # The first one is being taken: the others are neither counted nor unpacked.
    assert fetch_files() == "0笔"
    assert read == []
    for _ in range(3):
        run_waiting()
        assert fetch_files() == "1笔"
    run_waiting()
    assert sorted(ledger.rows) == ["P0", "P1", "P2", "P3"]


def test_old_files_are_let_go_of_and_the_rows_stay(county: County) -> None:
    (row,) = sent(county)
    bring(results(result(row.key), result("no.such")))
    long_ago = timezone.now() - dt.timedelta(days=181)
    Package.objects.filter(kind="results").update(at=long_ago)
    Package.objects.filter(kind="handovers").update(at=long_ago)  # nobody has fetched it yet
    assert len(list(store().iter_names())) == 3
    for path in store().folder.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    sweep()
    assert Package.objects.get(kind="results").file == ""
    assert list(store().iter_names()) == [Package.objects.get(kind="handovers").file]


def test_a_report_package_leaves_the_folder_some_days_after_it_was_answered(
    county: County, settings: Any, exchange: Path
) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_DIR": str(exchange)}
    answered, open_ = handed(county, 1), handed(county, 2)
    make_package()
    third = handed(county, 3)
    make_package()
    send_due()
    assert len(list((exchange / "out").iterdir())) == 2
    bring(results(result(answered.key), result(third.key)))
    set_aside = exchange / "in" / "refused" / "x.zip"
    set_aside.parent.mkdir(parents=True)
    set_aside.write_bytes(b"x")
    sweep()
    assert len(list((exchange / "out").iterdir())) == 2
    Package.objects.update(at=timezone.now() - dt.timedelta(days=8))
    os.utime(set_aside, (0, 0))
    sweep()
    left = Package.objects.get(handovers=open_)
    assert [path.stem for path in (exchange / "out").iterdir()] == [left.number]
    assert not set_aside.exists()
    assert [bool(row.file) for row in Package.objects.filter(kind="handovers").order_by("pk")] == [
        True,
        False,
    ]
