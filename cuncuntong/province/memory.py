"""What the made-up province was handed and what it decided: one SQLite file, shared by its threads."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from cuncuntong.province.behaviour import Behaviour

BEIJING = dt.timezone(dt.timedelta(hours=8))
_TABLES = """
CREATE TABLE IF NOT EXISTS handed (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, county TEXT NOT NULL, body TEXT NOT NULL,
  reference TEXT NOT NULL UNIQUE, came_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS said (
  place INTEGER PRIMARY KEY, key TEXT NOT NULL, serial INTEGER NOT NULL, body TEXT NOT NULL,
  UNIQUE (key, serial));
CREATE TABLE IF NOT EXISTS packed (number TEXT PRIMARY KEY);
"""
REASONS = ("演示：信息与省库不一致", "演示：人员状态不符", "演示：缺少必需的材料")


class Conflict(Exception):
    """The same key came with another content."""


class Memory:
    """The state. Every method is one transaction; a process that is killed loses nothing it answered."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._base = sqlite3.connect(folder / "province.sqlite3", check_same_thread=False)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.executescript(_TABLES)

    def close(self) -> None:
        """Ends."""
        self._base.close()

    def take(self, body: Mapping[str, Any], now: dt.datetime) -> str:
        """Takes something handed over and gives its reference: the same for the same key. Raises Conflict."""
        key, text = str(body["key"]), json.dumps(body, ensure_ascii=False, sort_keys=True)
        with self._lock, self._base:
            known = self._base.execute("SELECT reference, body FROM handed WHERE key=?", [key]).fetchone()
            if known:
                if known[1] != text:
                    raise Conflict(key)
                return str(known[0])
            count = self._base.execute("SELECT COUNT(*) FROM handed").fetchone()[0]
            reference = f"SX{now:%Y%m%d}{count + 1:06d}"
            self._base.execute(
                "INSERT INTO handed VALUES (?, ?, ?, ?, ?, ?)",
                [key, str(body["kind"]), str(body.get("county", "")), text, reference, now.timestamp()],
            )
        return reference

    def answers(self, keys: Iterable[str], behaviour: Behaviour, now: dt.datetime) -> list[dict[str, Any]]:
        """What was decided about these keys; decides what is ripe."""
        found: list[dict[str, Any]] = []
        with self._lock, self._base:
            for key in keys:
                row = self._base.execute(
                    "SELECT kind, reference, came_at FROM handed WHERE key=?", [key]
                ).fetchone()
                if row is None:
                    continue
                ripe = now.timestamp() - row[2] >= behaviour.after and not behaviour.meets("hold", row[0])
                if ripe:
                    self._decide(key, row[0], row[1], behaviour, now)
                found += self._said(key)
        if behaviour.disorder:
            found.sort(key=lambda one: -int(one["serial"]))
        if behaviour.twice:
            found = [one for one in found for _ in range(2)]
        if behaviour.stray and found:
            found.append({**found[0], "key": "demo.stray:000000", "serial": 1})
        return found

    def _said(self, key: str) -> list[dict[str, Any]]:
        rows = self._base.execute("SELECT body FROM said WHERE key=? ORDER BY serial", [key])
        return [json.loads(body) for (body,) in rows]

    def _decide(self, key: str, kind: str, reference: str, behaviour: Behaviour, now: dt.datetime) -> None:
        if self._base.execute("SELECT 1 FROM said WHERE key=?", [key]).fetchone():
            return
        agreed = not behaviour.meets("refuse", kind)
        verdicts = [not agreed, agreed] if behaviour.disorder else [agreed]
        for serial, verdict in enumerate(verdicts, start=1):
            reason = REASONS[int(sha256(key.encode()).hexdigest(), 16) % len(REASONS)]
            said = {
                "key": key,
                "serial": serial,
                "agreed": verdict,
                "code": "0000" if verdict else "E101",
                "words": "演示：同意" if verdict else reason,
                "at": now.astimezone(BEIJING).isoformat(timespec="seconds"),
                "reference": reference,
                "data": {},
            }
            self._base.execute(
                "INSERT INTO said (key, serial, body) VALUES (?, ?, ?)",
                [key, serial, json.dumps(said, ensure_ascii=False)],
            )

    def agreed(self) -> list[dict[str, Any]]:
        """What was handed over and agreed to by the newest answer, in the order it came."""
        rows = (
            "SELECT h.body, s.body FROM handed h JOIN said s ON s.key=h.key"
            " ORDER BY h.came_at, h.key, s.serial"
        )
        newest: dict[str, tuple[dict[str, Any], bool]] = {}
        with self._lock:
            for body, said in self._base.execute(rows):
                handed = json.loads(body)
                newest[str(handed["key"])] = (handed, bool(json.loads(said)["agreed"]))
        return [handed for handed, agreed in newest.values() if agreed]

    def keys(self) -> list[str]:
        """All that was handed over, in order."""
        with self._lock:
            return [str(row[0]) for row in self._base.execute("SELECT key FROM handed ORDER BY came_at, key")]

    def first_time(self, number: str) -> bool:
        """Whether a package of this number was not seen before; from now on it was."""
        with self._lock, self._base:
            return bool(self._base.execute("INSERT OR IGNORE INTO packed VALUES (?)", [number]).rowcount)

    def counts(self) -> dict[str, int]:
        """How much it holds, for people who look."""
        with self._lock:
            handed = self._base.execute("SELECT COUNT(*) FROM handed").fetchone()[0]
            said = self._base.execute("SELECT COUNT(DISTINCT key) FROM said").fetchone()[0]
        return {"handed": int(handed), "answered": int(said)}
