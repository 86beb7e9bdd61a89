"""The made-up province over HTTP, as docs/above.md says; and how it is switched while it runs."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cuncuntong.province import behaviour as manner
from cuncuntong.province.ledgers import NoSuchLedger, page
from cuncuntong.province.memory import BEIJING, Conflict, Memory
from cuncuntong.province.running import hold

LONGEST = 4 * 1024 * 1024
MOST_KEYS = 100


class ProvinceServer(ThreadingHTTPServer):
    """One province; ``folder`` holds its state, its behaviour and what it was given."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], folder: Path, token: str) -> None:
        super().__init__(address, Handler)
        self.folder, self.token = folder, token
        self.memory = Memory(folder)
        self._held = hold(folder)
        self._lock = threading.Lock()
        self._calls = 0

    def fails_now(self, of_hundred: int) -> bool:
        """Every so manieth call, evenly: the same switch gives the same run of failures."""
        with self._lock:
            self._calls += 1
            return self._calls * of_hundred // 100 > (self._calls - 1) * of_hundred // 100

    def server_close(self) -> None:
        """Ends with its state closed."""
        super().server_close()
        self.memory.close()
        self._held.close()


class _Refusal(Exception):
    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    """One call."""

    server: ProvinceServer
    timeout = 30

    def do_GET(self) -> None:
        """A ledger's page; the behaviour."""
        self._handle({})

    def do_POST(self) -> None:
        """Something handed over, results asked for, the behaviour changed."""
        try:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if 0 < length <= LONGEST else None
        except ValueError:
            body = None
        self._handle(body)

    def _handle(self, body: Any) -> None:
        try:
            if urlsplit(self.path).path == "/control":
                return self._send(HTTPStatus.OK, self._control(body))
            now = manner.load(self.server.folder)
            time.sleep(now.slow)
            if now.down:
                self.close_connection = True
                return None
            if self.server.fails_now(now.fail):
                raise _Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "演示：系统繁忙")
            self._check(body)
            return self._send(HTTPStatus.OK, self._answer(body, now))
        except _Refusal as refusal:
            return self._send(refusal.status, {"message": str(refusal)})
        except manner.BadBehaviour as bad:
            return self._send(HTTPStatus.UNPROCESSABLE_ENTITY, {"message": str(bad)})
        except OSError:
            self.close_connection = True  # who asked waited no longer
            return None

    def _control(self, body: Any) -> dict[str, Any]:
        """Switches the behaviour (only for this machine) and says how it is."""
        if not ip_address(self.client_address[0]).is_loopback:
            raise _Refusal(HTTPStatus.FORBIDDEN, "只能在本机切换")
        if body and isinstance(body, dict):
            manner.save(self.server.folder, manner.changed(manner.load(self.server.folder), body))
        return {**asdict(manner.load(self.server.folder)), **self.server.memory.counts()}

    def _check(self, body: Any) -> None:
        if self.headers.get("Authorization") != f"Bearer {self.server.token}":
            raise _Refusal(HTTPStatus.UNAUTHORIZED, "令牌不对")
        if not isinstance(body, dict):
            raise _Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "请求不是JSON对象")

    def _answer(self, body: dict[str, Any], now: manner.Behaviour) -> dict[str, Any]:
        parts = urlsplit(self.path)
        moment = dt.datetime.now(BEIJING)
        if self.command == "POST" and parts.path == "/v1/handovers":
            return self._take(body, now, moment)
        if self.command == "POST" and parts.path == "/v1/results":
            keys = body.get("keys")
            if not isinstance(keys, list) or len(keys) > MOST_KEYS:
                raise _Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"keys应是至多{MOST_KEYS}个编号")
            return {"answers": self.server.memory.answers(map(str, keys), now, moment)}
        if self.command == "GET" and parts.path.startswith("/v1/ledgers/"):
            code = unquote(parts.path.removeprefix("/v1/ledgers/"))
            cursor = parse_qs(parts.query).get("cursor", [""])[0]
            try:
                return page(self.server.folder, code, cursor, moment, self.server.memory.agreed())
            except NoSuchLedger:
                raise _Refusal(HTTPStatus.NOT_FOUND, "演示：省级没有这本台账") from None
        raise _Refusal(HTTPStatus.NOT_FOUND, "")

    def _take(self, body: dict[str, Any], now: manner.Behaviour, moment: dt.datetime) -> dict[str, Any]:
        missing = [name for name in ("key", "kind", "payload") if name not in body]
        if missing:
            raise _Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"缺少{'、'.join(missing)}")
        if self.headers.get("Idempotency-Key") != body["key"]:
            raise _Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "Idempotency-Key与key不一致")
        if now.meets("reject", str(body["kind"])):
            raise _Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "演示：不收这类业务")
        try:
            return {"reference": self.server.memory.take(body, moment)}
        except Conflict:
            raise _Refusal(HTTPStatus.CONFLICT, "同一编号的内容不同") from None

    def _send(self, status: HTTPStatus, said: dict[str, Any]) -> None:
        content = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Says nothing: what matters is what the county's system tells of it."""
