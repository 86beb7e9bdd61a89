"""What a system or a file may say by mistake: it is told, and keeps nothing behind it waiting."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.foundation.spreadsheets import read_rows
from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.above.enums import PackageState
from cuncuntong.ledgers.above.feeds.receiving import RunEnded
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.models import Answer, Package
from cuncuntong.ledgers.above.packaging import PackageRefused, pack
from cuncuntong.ledgers.above.periodic import collect_due, send_due
from cuncuntong.ledgers.above.services.packages_in import COLUMNS, bring_in
from cuncuntong.ledgers.above.services.sending import arrived
from cuncuntong.ledgers.above.transports import folder, http
from cuncuntong.ledgers.above.transports.reading import Unreadable, said_from
from tests.ledgers.above.make import Ledger, Province, handed
from tests.ledgers.above.test_http import again, due_now
from tests.ledgers.above.test_packages import THEIRS, result, results
from tests.ledgers.above.test_packages import exchange as exchange_of_packages
from tests.ledgers.make import County

HALF = "\ud800"  # half of a character: JSON may hold it, no database does
exchange = exchange_of_packages


def lines(content: bytes, rows: Any = 1, number: str = "R-9") -> bytes:
    return pack(
        kind="results",
        number=number,
        sender="14",
        made_at=timezone.now(),
        files={"results.jsonl": (content, rows)},
        key=THEIRS,
    )


def bring(content: bytes) -> Package:
    made = bring_in(file=io.BytesIO(content))
    run_waiting()
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    "more",
    [
        {"key": f"a{HALF}"},
        {"key": "a\0"},
        {"data": {"a": HALF}},
        {"at": "0001-01-01T00:00:00+08:00"},
    ],
)
def test_an_answer_that_can_not_be_kept_is_unreadable(more: dict[str, Any]) -> None:
    answer = {"key": "a", "serial": 1, "agreed": True, "words": "同意", "at": "2026-11-20T10:00:00+08:00"}
    with pytest.raises(Unreadable):
        said_from({**answer, **more})
    assert said_from({**answer, "words": f"同{HALF}意\0"}).words == "同意"


def test_a_poisoned_answer_does_not_keep_the_others(
    county: County, above: Province, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, worse, good = handed(county, 1), handed(county, 2), handed(county, 3)
    send_due()
    above.say(bad.key, data={"a": HALF})
    above.say(worse.key)
    above.say(good.key)

    def take(said: Any, **more: Any) -> Any:
        if said.key == worse.key:
            raise RuntimeError
        return real(said, **more)

    real = http.take_answer
    monkeypatch.setattr(http, "take_answer", take)
    due_now()
    assert collect_due() == "1笔，失败2笔"
    assert again(good).state == "agreed"
    for row in (bad, worse):
        assert (again(row).state, row.asks) == ("sent", 1)
        assert row.next_ask_at > timezone.now()


def test_a_receipt_with_half_a_character_is_a_receipt(county: County, above: Province) -> None:
    row = handed(county)
    above.fail = [json.dumps({"reference": f"S{HALF}9"}).encode()]
    assert send_due() == "1笔"
    assert (again(row).state, row.reference) == ("sent", "S9")


def test_json_too_deep_is_an_answer_for_another_time(county: County, above: Province) -> None:
    row = handed(county)
    above.fail = [b"[" * 200_000]
    assert send_due() == "0笔，失败1笔"
    assert "不是JSON" in again(row).error


@pytest.mark.parametrize(
    ("package", "words"),
    [
        (lines(b'{"key":"\xff"}\n'), "UTF-8"),
        (lines(b"{}", "x"), "行数应是整数"),
        (lines(b"{}\n", number="R\n9"), "包号"),
    ],
)
def test_packages_that_can_not_be_read_are_refused(county: County, package: bytes, words: str) -> None:
    with pytest.raises(PackageRefused, match=words):
        bring_in(file=io.BytesIO(package))


def test_rows_of_every_kind_go_back_as_a_sheet(county: County, ledger: Ledger) -> None:
    row = handed(county)
    arrived(row, reference="S1", channel="file")
    good = {"key": row.key, "serial": 1, "agreed": True, "words": "同意", "at": "2026-11-20T10:00:00+08:00"}
    wrong: list[Any] = [
        {**good, "agreed": []},
        {**good, "agreed": {"a": 1}, "words": {"b": [2]}},
        {**good, "serial": 10**40},
        {**good, "words": f"{HALF}\u0001", "key": 5},
        [1],
    ]
    content = b"".join(json.dumps(one).encode() + b"\n" for one in [*wrong, good]) + b"[" * 100_000 + b"\n"
    made = bring(lines(content, len(wrong) + 2))
    assert (made.state, made.taken, made.failed) == (PackageState.PARTLY, 1, len(wrong) + 1)
    assert len(read_rows(store().get(made.problems), COLUMNS).rows) == len(wrong) + 1


def test_a_serial_of_other_figures_is_given_back(county: County) -> None:
    row = handed(county)
    arrived(row, reference="S1", channel="file")
    made = bring(results(result(row.key, "²"), result(row.key, "1", 答复数据="[" * 100_000)))
    assert (made.taken, made.failed) == (0, 2)


@pytest.fixture
def inbox(exchange: Path, settings: Any) -> Path:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_DIR": str(exchange)}
    (exchange / "in").mkdir(parents=True)
    return exchange / "in"


def test_a_ledger_given_up_while_it_is_read_loses_no_package(
    county: County, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "ledger.zip").write_bytes(b"whole and signed, for all that is known")

    def given_up(path: Path, kind: Any) -> bool:
        raise RunEnded

    monkeypatch.setattr(folder, "_took", given_up)
    collect_due()
    kept = inbox / "refused" / "ledger.zip"
    assert kept.read_bytes() == b"whole and signed, for all that is known"
    assert "放回 in 目录" in (inbox / "refused" / "ledger.zip.txt").read_text()


def test_a_bad_package_does_not_keep_those_behind_it(
    county: County, inbox: Path, monkeypatch: pytest.MonkeyPatch, audited: Any
) -> None:
    row = handed(county)
    arrived(row, reference="S1", channel="file")
    (inbox / "a.zip").write_bytes(lines(b'{"key":"\xff"}\n'))
    (inbox / "b.zip").write_bytes(b"broken by us")
    (inbox / "c.zip").write_bytes(results(result(row.key)))

    def took(path: Path, kind: Any) -> bool:
        if path.name == "b.zip":
            raise RuntimeError
        return real(path, kind)

    real = folder._took
    monkeypatch.setattr(folder, "_took", took)
    assert collect_due() == "1笔，失败2笔"
    run_waiting()
    assert Answer.objects.get().state == "taken"
    assert sorted(path.name for path in (inbox / "refused").iterdir()) == ["a.zip.txt", "b.zip", "b.zip.txt"]
    assert "摘要（SM3）" in (inbox / "refused" / "a.zip.txt").read_text()
    assert "above.package_refused" in audited()
