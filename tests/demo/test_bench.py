"""The bench measures what it says: its clock, its refusals, its scene, and the writes that it replays."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from cuncuntong.cases.models import Case
from cuncuntong.demo.bench import inside, replay
from cuncuntong.demo.bench.client import User, hidden
from cuncuntong.demo.bench.forms import ENROL, SEEK
from cuncuntong.demo.bench.load import measure, percentile
from cuncuntong.demo.bench.plan import BenchFailed
from cuncuntong.demo.bench.report import markdown
from cuncuntong.demo.bench.scene import set_scene
from cuncuntong.demo.bench.steps import Ready, send_all
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import caller_of
from cuncuntong.network.models import Account


class _Site(BaseHTTPRequestHandler):
    """A server that counts its connections, and takes an application once."""

    protocol_version = "HTTP/1.1"
    connections = 0
    taken: list[str] = []

    def setup(self) -> None:
        super().setup()
        type(self).connections += 1

    def do_GET(self) -> None:
        self._answer(404 if self.path == "/gone/" else 200, b"<main>page</main>")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert "csrf=" not in body
        key = parse_qs(body)["draft_key"][0]
        if key == "bad":
            return self._answer(422, "<main>还没有上传。</main>".encode())
        self.taken.append(key)
        return self._answer(302, b"", f"/counter/done/S{key}/")

    def _answer(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Set-Cookie", "cct_csrf=abc; Path=/; HttpOnly")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def site() -> Iterator[int]:
    _Site.connections, _Site.taken = 0, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def users(site: int) -> Iterator[list[User]]:
    made = [User("127.0.0.1", site) for _ in range(3)]
    yield made
    for user in made:
        user.close()


def test_percentiles_are_of_the_nearest_rank() -> None:
    values = [float(n) for n in range(1, 21)]
    assert percentile(values, 0.50) == 10
    assert percentile(values, 0.95) == 19
    assert percentile(values, 1.0) == 20
    assert percentile([7.0], 0.95) == 7


def test_every_answer_is_counted_over_kept_connections(users: list[User]) -> None:
    asked: list[int] = []

    def step(user: User, which: int, turn: int) -> Any:
        asked.append(which)
        return user.get("/") if turn < 5 else None

    found = measure("page", users, step, expected=200, seconds=30)
    assert found.requests == 15
    assert set(asked) == {0, 1, 2}
    assert 0 < found.p50 <= found.p95 <= found.longest
    assert found.size == len(b"<main>page</main>")
    assert _Site.connections == 3


def test_another_answer_than_expected_is_no_result(users: list[User]) -> None:
    with pytest.raises(BenchFailed, match="404，应为 200（page）"):
        measure("page", users, lambda user, which, turn: user.get("/gone/"), expected=200, seconds=1)


def test_only_applications_that_became_a_case_count(users: list[User]) -> None:
    ready = [[Ready("/send/", {"draft_key": f"{which}{n}"}) for n in range(4)] for which in range(3)]
    found, numbers = send_all("submit", users, ready, seconds=30)
    assert found.requests == 12
    assert sorted(numbers) == sorted(f"S{which}{n}" for which in range(3) for n in range(4))
    assert len(_Site.taken) == 12
    with pytest.raises(BenchFailed, match="没有受理（422）：还没有上传。"):
        send_all("submit", users, [[Ready("/send/", {"draft_key": "bad"})], [], []], seconds=30)


def test_a_missing_hidden_input_stops_the_bench() -> None:
    assert hidden('<input type="hidden" name="version" value="3">', "version") == "3"
    with pytest.raises(BenchFailed, match="draft_key"):
        hidden("<p></p>", "draft_key")


@pytest.mark.django_db
def test_the_scene_has_people_who_may_apply_each_once(cases: None) -> None:
    scene = set_scene(users=2, submits=4, seed=1)
    assert scene["residents"] == 3000
    first, second = scene["clerks"]
    chosen = [
        pk for clerk in (first, second) for key in ("send_28", "send_1", "inside_28") for pk in clerk[key]
    ]
    assert len(chosen) == len(set(chosen)) >= 6
    account = Account.objects.get(username=first["username"])
    assert account.check_password(first["password"])
    assert set(scene["reviewers"][0]["cases"]) <= set(Case.objects.values_list("number", flat=True))
    # Again, as before the second measurement: the same accounts, whose passwords work.
    again = set_scene(users=2, submits=4, seed=1)
    account.refresh_from_db()
    assert account.check_password(again["clerks"][0]["password"])


class _Recorder:
    """A raw connection that writes down what it is asked to do."""

    def __init__(self) -> None:
        self.done: list[tuple[str, list[Any]]] = []

    def written(self, sql: str) -> str:
        return sql

    def begin(self) -> None:
        self.done.append(("BEGIN", []))

    def execute(self, sql: str, values: list[Any]) -> int | None:
        self.done.append((sql, list(values)))
        return 987654 if sql.startswith('INSERT INTO "cases_case" ') else None

    def commit(self) -> None:
        self.done.append(("COMMIT", []))


def _flat(values: Any) -> list[Any]:
    """PostgreSQL gets many rows as one array a column."""
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


@pytest.mark.django_db
def test_a_replay_has_the_same_writes_with_new_keys(cases: None) -> None:
    clerk = set_scene(users=1, submits=2, seed=2)["clerks"][0]
    caller = caller_of(Account.objects.get(username=clerk["username"]))
    person = Resident.objects.get(pk=clerk["send_28"][0])
    captured = inside._captured(caller, person, inside._draft(caller, person))
    case = Case.objects.get(number=captured.number)
    # Inside a test's transaction the number is taken one by one; outside it comes from a block.
    tables = [w.table for w in captured.writes if w.table and w.table != "cases_numberseries"]
    assert tables == ["cases_case", "cases_caseevent", "audit_auditentry"]
    raw = _Recorder()
    replayer = replay.Replayer(captured, lambda: raw, mark="t")
    replayer.once()
    replayer.once()
    length = len(captured.writes) + 2
    assert [sql for sql, _ in raw.done[:length]] == ["BEGIN", *[w.sql for w in captured.writes], "COMMIT"]
    everything = [value for _, values in raw.done for value in _flat(values) if isinstance(value, str)]
    assert not any(captured.number in value or captured.key in value for value in everything)
    events = [values for sql, values in raw.done if sql.startswith('INSERT INTO "cases_caseevent"')]
    assert events
    assert all(987654 in _flat(values) and case.pk not in _flat(values[:1]) for values in events)
    first, second = (v for sql, v in raw.done if sql.startswith('INSERT INTO "cases_case" '))
    assert first != second
    assert [type(one) for one in first] == [type(one) for one in second]


def test_the_table_tells_what_was_measured_and_whether_it_keeps_its_aim() -> None:
    def page(name: str, p95: float) -> dict[str, Any]:
        return {"name": name, "rate": 50.0, "p50_ms": p95 / 2, "p95_ms": p95, "max_ms": p95 + 1}

    def stage(cases: int, p95: float) -> dict[str, Any]:
        return {
            "residents": 50_000,
            "cases": cases,
            "deep_page": 7,
            "load_after": 1.0,
            "pages": [page("form", p95)],
            "submits": [page(f"submit_{ENROL}", 310.0), page(f"submit_{SEEK}", 10.0)],
            "inside": {
                "engine_version": "3.40.1",
                "writes": 6,
                "raw_one": {"rate": 1000.0, "p50_ms": 1.0},
                "raw_many": {"rate": 500.0, "p50_ms": 9.0},
                "service": {"rate": 100.0, "p50_ms": 10.0},
            },
        }

    machine = dict.fromkeys(
        ("cpu", "cores", "memory_gb", "system", "python", "django", "granian", "sqlite", "load_before"), "x"
    ) | {"date": "2026-11-24T12:00"}
    result = {
        "machine": machine,
        "users": 8,
        "seconds": 15.0,
        "engines": {"sqlite": {"small": stage(1000, 100.0), "large": stage(100_000, 120.0)}},
    }
    text = markdown(result)
    assert "### SQLite 3.40.1" in text
    assert (
        "| Counter form, item 28 | 50.0 | 60.0 | 120.0 | 121.0 | 150 ✓ | 50.0, 100.0 | 1.20 | 1.20 |" in text
    )
    assert "| Submit item 28 (last request) | 50.0 | 155.0 | 310.0 | 311.0 | 300 ✗ |" in text
    assert "10% of 1 connection" in text
    assert "10% of 8 connections" in text
