"""What the made-up province agreed to shows in its ledgers: a lost card is lost, a pension suspended.

A ledger that is fetched later then says what was handed over, as the true one would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Row = dict[str, Any]
PENSION = "企业职工基本养老保险"
NORMAL, LOST_FOR_NOW, CANCELLED = "正常", "临时挂失", "注销"
# Codes of the card vendors, as handovers have them.
_STATES = {"0": "封存", "1": NORMAL, "2": "正式挂失", "3": "应用锁定", "4": LOST_FOR_NOW, "9": CANCELLED}
_IN_USE = {"已激活", "补卡中", "换卡中", "04", "07", "08"}


class Followed:
    """What was agreed, in order, made ready to be laid over rows."""

    def __init__(self, agreed: Iterable[Mapping[str, Any]]) -> None:
        self._cards: dict[str, Mapping[str, Any]] = {}
        self._enabled: dict[str, str] = {}
        self._pensions: dict[str, str] = {}
        self._certified: dict[str, str] = {}
        self._enrolled: dict[str, Row] = {}
        for body in agreed:
            payload = body.get("payload")
            if isinstance(payload, Mapping):
                self._note(str(body.get("kind")), payload)

    def _note(self, kind: str, payload: Mapping[str, Any]) -> None:
        who = str(payload.get("id_number", ""))
        if kind.startswith("cards.") and payload.get("card") and str(payload.get("state")) in _STATES:
            self._cards[str(payload["card"])] = payload
            if kind == "cards.activate":
                self._enabled[who] = str(payload["card"])
            elif kind == "cards.reverse":
                self._enabled.pop(who, None)
        elif kind == "insurance.stop":
            self._pensions[who] = "暂停发放"
        elif kind == "insurance.resume":
            self._pensions[who] = "正常发放"
        elif kind in ("insurance.flexible", "insurance.flexible_base"):
            self._enrolled[who] = {
                "id_number": who,
                "name": payload.get("name", ""),
                "scheme": PENSION,
                "insured_as": "灵活就业人员",
                "state": "正常参保",
                "unit": "",
                "office": "演示省社会保险局",
                "since": payload.get("from_month", ""),
            }
        if payload.get("certified_on"):
            self._certified[who] = max(self._certified.get(who, ""), str(payload["certified_on"]))

    def over(self, code: str, rows: Iterable[Row], now: dt.datetime) -> Iterator[Row]:
        """The rows of a ledger with what was agreed since."""
        if code == "cards":
            yield from (self._card(row, now) for row in rows)
        elif code == "insurance.pensions":
            yield from map(self._pension, rows)
        elif code == "insurance.participations":
            yield from self._participations(rows)
        else:
            yield from rows

    def _card(self, row: Row, now: dt.datetime) -> Row:
        told = self._cards.get(str(row.get("card")))
        enabled = self._enabled.get(str(row.get("id_number")))
        if told is not None:
            row = {**row, "state": _STATES[str(told["state"])], "loss_ends": told.get("loss_ends_at", "")}
            row["making"] = told.get("making") or row["making"]
        if enabled and enabled != row.get("card") and row.get("making") in _IN_USE:
            row = {**row, "state": CANCELLED}
        ends = str(row.get("loss_ends") or "")
        if row.get("state") == LOST_FOR_NOW and ends and dt.datetime.fromisoformat(ends) <= now:
            row = {**row, "state": NORMAL}
        return row if row.get("state") == LOST_FOR_NOW else {**row, "loss_ends": ""}

    def _pension(self, row: Row) -> Row:
        who = str(row.get("id_number"))
        if row.get("scheme") != PENSION or row.get("state") == "终止":
            return row
        row = {**row, "state": self._pensions.get(who, row.get("state"))}
        if self._certified.get(who, "") > str(row.get("certified_on") or ""):
            row["certified_on"] = self._certified[who]
        return row

    def _participations(self, rows: Iterable[Row]) -> Iterator[Row]:
        left = dict(self._enrolled)
        for row in rows:
            new = left.pop(str(row.get("id_number")), None) if row.get("scheme") == PENSION else None
            yield {**row, **new, "since": row.get("since") or new["since"]} if new else row
        yield from left.values()
