"""A kind that goes up, a ledger that comes down, and a province that tests tell what to say."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.above import hooks
from cuncuntong.ledgers.above.hooks import Feed, FeedColumn, HandoverKind, Outcome, Taken
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services import hand_over
from cuncuntong.network.enums import Line
from tests.ledgers.make import County

KIND, OTHER = "test.pause", "test.card"
FEED = "test.ledger"


@dataclass
class Ledger:
    """What the test's kind and feed did: answers heard, rows by number."""

    heard: list[tuple[str, bool, str]] = field(default_factory=list)
    rows: dict[str, tuple[str, str]] = field(default_factory=dict)
    on_answer: Callable[[Handover, Outcome], None] | None = None
    on_take: Callable[[Sequence[Mapping[str, str]]], None] | None = None

    def answered(self, handover: Handover, outcome: Outcome) -> None:
        if self.on_answer:
            self.on_answer(handover, outcome)
        self.heard.append((handover.key, outcome.agreed, outcome.words))

    def check(self, rows: Sequence[Mapping[str, str]]) -> list[str]:
        return ["" if row["amount"].isdigit() else f"金额“{row['amount']}”不是数字。" for row in rows]

    def take(self, rows: Sequence[Mapping[str, str]], as_of: Any) -> Taken:
        new = changed = same = 0
        for row in rows:
            known = self.rows.get(row["number"])
            if known is None:
                new += 1
            elif known[0] != row["amount"]:
                changed += 1
            else:
                same += 1
        if self.on_take:
            self.on_take(rows)
        for row in rows:
            self.rows[row["number"]] = (row["amount"], as_of.isoformat())
        return Taken(new, changed, same)


@contextmanager
def registered() -> Iterator[Ledger]:
    """The kinds and the feed of these tests, for as long as one runs."""
    ledger = Ledger()
    kinds, feeds = dict(hooks._known.kinds), dict(hooks._known.feeds)
    hooks._known.feeds.clear()
    hooks.register_kind(HandoverKind(KIND, "停发申请", Line.EMPLOYEE_PENSION, ledger.answered, workdays=1))
    hooks.register_kind(HandoverKind(OTHER, "社保卡激活", Line.CARD))
    columns = (
        FeedColumn("number", "个人编号"),
        FeedColumn("amount", "金额"),
        FeedColumn("unit", "单位", required=False),
    )
    hooks.register_feed(Feed(FEED, "测试台账", Line.EMPLOYEE_PENSION, columns, ledger.check, ledger.take))
    try:
        yield ledger
    finally:
        hooks._known.kinds.clear()
        hooks._known.kinds.update(kinds)
        hooks._known.feeds.clear()
        hooks._known.feeds.update(feeds)


def handed(county: County, number: int = 1, *, kind: str = KIND, **more: Any) -> Handover:
    """Something handed over for a new resident."""
    values: dict[str, Any] = {
        "resident": more.pop("resident", None) or county.resident(),
        "payload": {"reason": "死亡", "id_number": "演示"},
        "actor": None,
        "at": timezone.now(),
        "case_number": f"C{number:05d}",
    }
    return hand_over(key=f"{kind}:C{number:05d}", kind=kind, **{**values, **more})


class Province(ThreadingHTTPServer):
    """Says what a test puts into it. ``fail`` holds what the next calls get: a status, or seconds to wait
    as a float, or b"…" sent as the body; ``calls`` is what came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fail: list[Any] = []
        self.retry_after = ""
        self.calls: list[tuple[str, dict[str, str], Any]] = []
        self.references: dict[str, str] = {}
        self.answers: list[dict[str, Any]] = []
        self.pages: dict[str, dict[str, Any]] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def say(self, key: str, serial: int = 1, agreed: bool = True, **more: Any) -> dict[str, Any]:
        """Puts an answer where the next poll finds it."""
        answer = {
            "key": key,
            "serial": serial,
            "agreed": agreed,
            "words": "同意" if agreed else "材料不全",
            "at": timezone.localtime().isoformat(),
            **more,
        }
        self.answers.append(answer)
        return answer


class _Handler(BaseHTTPRequestHandler):
    server: Province

    def _answer(self, body: Any) -> None:
        self.server.calls.append((self.path, dict(self.headers), body))
        trouble = self.server.fail.pop(0) if self.server.fail else None  # None: all is well
        if isinstance(trouble, float):
            time.sleep(trouble)
        elif isinstance(trouble, bytes):
            return self._send(200, trouble)
        elif trouble is not None:
            return self._send(trouble, json.dumps({"message": "演示失败"}).encode())
        return self._send(200, json.dumps(self._said(body)).encode())

    def _said(self, body: Any) -> Any:
        server = self.server
        if self.path == "/v1/handovers":
            known = server.references.setdefault(body["key"], f"S{len(server.references) + 1}")
            return {"reference": known}
        if self.path == "/v1/results":
            return {
                "answers": [one for one in server.answers if one["key"] in body["keys"] or one.get("push")]
            }
        cursor = self.path.split("cursor=")[1] if "cursor=" in self.path else ""
        return server.pages[cursor]

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def do_GET(self) -> None:
        self._answer(None)

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if self.server.retry_after:
            self.send_header("Retry-After", self.server.retry_after)
        self.end_headers()
        with suppress(OSError):  # who waited no longer
            self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def province(settings: Any) -> Iterator[Province]:
    """A province that the system is set to use over HTTP."""
    server = Province()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.CUNCUNTONG = {
        **settings.CUNCUNTONG,
        "ABOVE_TRANSPORT": "http",
        "ABOVE_URL": server.address,
        "ABOVE_TOKEN": "above-token",
        "ABOVE_TIMEOUT": 1,
    }
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
