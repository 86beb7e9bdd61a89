"""The made-up province against the county's own gateway: slow, failing, twice, disordered, refusing."""

from __future__ import annotations

import datetime as dt
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from cuncuntong.cli.main import dispatch
from cuncuntong.foundation.tasks.worker import run_waiting
from cuncuntong.ledgers.above.models import Answer, FeedRun, Handover
from cuncuntong.ledgers.above.periodic import collect_due, send_due
from cuncuntong.province.behaviour import BadBehaviour, Behaviour, changed, check_kinds, load, save
from cuncuntong.province.exchange import exchange
from cuncuntong.province.memory import BEIJING, Conflict, Memory
from cuncuntong.province.server import ProvinceServer
from tests.ledgers.above.make import KIND, OTHER, Ledger, handed, registered
from tests.ledgers.make import County

TOKEN = "the-token"


@pytest.fixture(autouse=True)
def ledger() -> Iterator[Ledger]:
    with registered() as made:
        yield made


@pytest.fixture
def county(db: None) -> County:
    return County()


@pytest.fixture
def province(settings: Any, tmp_path: Path) -> Iterator[ProvinceServer]:
    save(tmp_path / "p", Behaviour(after=0))
    server = ProvinceServer(("127.0.0.1", 0), tmp_path / "p", TOKEN)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.CUNCUNTONG = {
        **settings.CUNCUNTONG,
        "ABOVE_TRANSPORT": "http",
        "ABOVE_URL": f"http://127.0.0.1:{server.server_address[1]}",
        "ABOVE_TOKEN": TOKEN,
        "ABOVE_TIMEOUT": 1,
        "MEDIA_DIR": tmp_path / "files",
    }
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def switch(server: ProvinceServer, **values: Any) -> dict[str, Any]:
    """As people do while it runs."""
    address = f"http://127.0.0.1:{server.server_address[1]}/control"
    request = urllib.request.Request(address, data=json.dumps(values).encode())
    with urllib.request.urlopen(request, timeout=5) as answer:
        return dict(json.loads(answer.read()))


def round_of_calls() -> None:
    """Whatever is due, now."""
    past = timezone.now() - dt.timedelta(seconds=1)
    Handover.objects.filter(next_try_at__isnull=False).update(next_try_at=past)
    Handover.objects.filter(next_ask_at__isnull=False).update(next_ask_at=past)
    send_due()
    Handover.objects.filter(next_ask_at__isnull=False).update(next_ask_at=past)
    collect_due()


def states() -> dict[str, str]:
    return dict(Handover.objects.order_by("pk").values_list("kind", "state"))


def test_it_agrees_and_refuses_as_it_is_told(
    county: County, province: ProvinceServer, ledger: Ledger
) -> None:
    switch(province, refuse=[OTHER])
    handed(county, 1)
    handed(county, 2, kind=OTHER)
    round_of_calls()
    assert states() == {KIND: "agreed", OTHER: "refused"}
    assert Handover.objects.get(kind=OTHER).answer_words.startswith("演示：")
    assert switch(province)["answered"] == 2


def test_slow_down_and_failing_it_is_followed_until_it_answers(
    county: County, province: ProvinceServer, ledger: Ledger
) -> None:
    row = handed(county)
    for trouble, words in (
        ({"slow": 1.3}, "超时"),
        ({"down": True}, "没有应答（连接中断）"),
        ({"fail": 100}, "503"),
    ):
        switch(province, **{"slow": 0, "down": False, "fail": 0, **trouble})
        round_of_calls()
        row.refresh_from_db()
        assert row.state == "failed"
        assert words in row.error
    switch(province, slow=0, down=False, fail=0)
    round_of_calls()
    assert states() == {KIND: "agreed"}
    assert len(ledger.heard) == 1


def test_what_arrived_although_the_reply_was_late_is_one_case_above(
    county: County, province: ProvinceServer
) -> None:
    handed(county)
    switch(province, slow=1.3)
    send_due()
    switch(province, slow=0)
    round_of_calls()
    assert switch(province)["handed"] == 1
    assert states() == {KIND: "agreed"}


def test_twice_disordered_and_stray_answers(county: County, province: ProvinceServer, ledger: Ledger) -> None:
    switch(province, twice=True, disorder=True, stray=True)
    row = handed(county)
    round_of_calls()
    assert ledger.heard == [(row.key, True, "演示：同意")]
    said = sorted(Answer.objects.values_list("key", "serial", "state"))
    assert said == [("demo.stray:000000", 1, "problem"), (row.key, 1, "older"), (row.key, 2, "taken")]


def test_held_for_a_week_and_then_answered(county: County, province: ProvinceServer) -> None:
    switch(province, hold="*")
    handed(county)
    round_of_calls()
    assert states() == {KIND: "sent"}
    switch(province, hold="")
    round_of_calls()
    assert states() == {KIND: "agreed"}


def test_rejected_kinds_wait_for_a_person(county: County, province: ProvinceServer) -> None:
    switch(province, reject=KIND)
    row = handed(county)
    round_of_calls()
    row.refresh_from_db()
    assert row.error == "上级系统拒收（422）演示：不收这类业务"


def test_a_wrong_token_or_switch_is_refused(county: County, province: ProvinceServer, settings: Any) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "ABOVE_TOKEN": "other"}
    row = handed(county)
    send_due()
    row.refresh_from_db()
    assert row.error == "上级系统答复401：令牌不对"
    with pytest.raises(urllib.error.HTTPError) as refused:
        switch(province, no_such=1)
    assert refused.value.code == 422
    refused.value.close()


def test_a_kind_that_nobody_hands_over_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    check_kinds(tmp_path, {"refuse": "anything"})  # nobody said which kinds there are
    known = [{"code": "cards.loss", "name": "社保卡挂失"}]
    (tmp_path / "kinds.json").write_text(json.dumps(known))
    check_kinds(tmp_path, {"refuse": "cards.loss,*", "slow": "3"})
    with pytest.raises(BadBehaviour, match=r"没有“nosuch.kind”这种业务，可选：.*cards.loss（社保卡挂失）"):
        check_kinds(tmp_path, {"hold": "cards.loss, nosuch.kind"})


def test_its_ledgers_come_by_pages_and_are_the_same_again(
    county: County, province: ProvinceServer, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cuncuntong.ledgers.above.feeds import fetch_ledger
    from cuncuntong.province import ledgers
    from tests.ledgers.above.make import FEED

    monkeypatch.setattr(ledgers, "PAGE", 2)
    given = province.folder / "ledgers"
    given.mkdir()
    rows = [{"number": f"P{number}", "amount": "100"} for number in range(5)]
    (given / f"{FEED}.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    for expected in ((5, 0), (0, 5)):
        run = fetch_ledger(feed=FEED)
        run_waiting()
        run.refresh_from_db()
        assert (run.state, run.new, run.same) == ("done", *expected)
    (given / f"{FEED}.jsonl").unlink()
    run = fetch_ledger(feed=FEED)
    run_waiting()
    run.refresh_from_db()
    assert (run.state, "没有这本台账" in run.remark) == ("stopped", True)
    assert FeedRun.objects.count() == 3


def test_made_up_rows_are_the_same_for_the_same_residents(tmp_path: Path) -> None:
    from cuncuntong.province.ledgers import page

    people = [{"id_number": "140522198001010011", "name": "演示甲"}]
    (tmp_path / "residents.json").write_text(json.dumps(people))
    today = dt.datetime(2026, 1, 15, 1, tzinfo=dt.UTC)
    once = page(tmp_path, "insurance.contributions", "", today)
    assert once == page(tmp_path, "insurance.contributions", "", today)
    assert [row["month"] for row in once["rows"]][-2:] == ["2025-11", "2025-12"]
    assert once["as_of"] == "2026-01-15"


def test_the_file_exchange_runs_both_ways(
    county: County, settings: Any, tmp_path: Path, ledger: Ledger
) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"ours": "11" * 32, "theirs": "22" * 32}))
    keys.chmod(0o600)
    settings.CUNCUNTONG = {
        **settings.CUNCUNTONG,
        "ABOVE_TRANSPORT": "file",
        "ABOVE_DIR": str(tmp_path / "x"),
        "ABOVE_KEY_FILE": keys,
        "ABOVE_PACKAGE_MINUTES": 0,
        "MEDIA_DIR": tmp_path / "files",
    }
    save(tmp_path / "p", Behaviour(after=0, refuse=(OTHER,)))
    memory = Memory(tmp_path / "p")
    handed(county, 1)
    handed(county, 2, kind=OTHER)
    send_due()
    (tmp_path / "x" / "out" / "bad.zip").write_bytes(b"no package")
    assert exchange(tmp_path / "x", keys, tmp_path / "p", memory) == 2
    assert exchange(tmp_path / "x", keys, tmp_path / "p", memory) == 0
    collect_due()
    run_waiting()
    assert states() == {KIND: "agreed", OTHER: "refused"}
    assert (tmp_path / "x" / "out" / "bad.refused").exists()
    memory.close()


def test_the_same_key_with_another_content_is_a_conflict(tmp_path: Path) -> None:
    memory, now = Memory(tmp_path), dt.datetime.now(BEIJING)
    body = {"key": "a", "kind": "k", "payload": {"x": 1}}
    assert memory.take(body, now) == memory.take(body, now)
    with pytest.raises(Conflict):
        memory.take({**body, "payload": {"x": 2}}, now)
    memory.close()
    again = Memory(tmp_path)
    assert again.keys() == ["a"]
    again.close()


def test_it_is_switched_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["province", "--dir", str(tmp_path)]
    assert dispatch([*place, "set", "slow=2.5", "refuse=a.b,c.d", "down=1"]) == 0
    assert load(tmp_path) == Behaviour(slow=2.5, refuse=("a.b", "c.d"), down=True)
    told = capsys.readouterr()
    assert told.out == "" and "没有演示省级系统在运行" in told.err
    assert dispatch([*place, "show"]) == 0
    assert "a.b,c.d" in capsys.readouterr().out
    assert dispatch([*place, "reset"]) == 0
    assert load(tmp_path) == Behaviour()
    for values in ({"slow": "fast"}, {"down": "maybe"}, {"fail": -1}, {"none": 1}):
        with pytest.raises(BadBehaviour):
            changed(Behaviour(), values)
