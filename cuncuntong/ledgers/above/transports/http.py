"""HTTP/JSON: one call for each handover under its idempotency key, results by hundreds."""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from cuncuntong.ledgers.above.circuit import through
from cuncuntong.ledgers.above.enums import Channel
from cuncuntong.ledgers.above.feeds.receiving import fetch_ledger
from cuncuntong.ledgers.above.hooks import feeds
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services.answers import take_answer
from cuncuntong.ledgers.above.services.noting import note
from cuncuntong.ledgers.above.services.sending import (
    arrived,
    asked,
    claim,
    due_keys,
    failed,
    let_go,
    to_ask,
)
from cuncuntong.ledgers.above.transports.client import call
from cuncuntong.ledgers.above.transports.protocol import CircuitOpen, Rejected, Round, Unreachable
from cuncuntong.ledgers.above.transports.reading import Unreadable, plain, said_from
from cuncuntong.ledgers.refused import LedgerRefused

log = logging.getLogger("cuncuntong.above")
# The background process has other work too: a round of calls to a slow system ends after this time.
ROUND_SECONDS = 10.0
AT_ONCE = 100


class HttpTransport:
    """The province's interface over HTTP (docs/above.md)."""

    channel = Channel.HTTP

    def send(self, now: dt.datetime) -> Round:
        """Each by its own call; stops where the circuit opens."""
        done, until = Round(), time.monotonic() + ROUND_SECONDS
        for pk in due_keys(now, AT_ONCE):
            row = claim(pk, timezone.now())
            if row is None:
                continue
            try:
                with through():
                    said = self._post(row)
            except CircuitOpen as closed:
                let_go(row)
                done.words = str(closed)
                break
            except Unreachable as error:
                failed(row, str(error), retry_at=error.retry_at, may_be_there=error.may_be_there)
                done.failed += 1
            else:
                self._receipt(row, said, done)
            if time.monotonic() > until:
                break
        return done

    def _post(self, row: Handover) -> dict[str, Any] | Rejected:
        """The receipt; a rejection is an answer of a system that works."""
        body = {
            "key": row.key,
            "kind": row.kind,
            "county": row.county_code,
            "case_number": row.case_number,
            "made_at": timezone.localtime(row.made_at).isoformat(),
            "payload": row.payload,
        }
        try:
            return call("/v1/handovers", body, key=row.key)
        except Rejected as rejected:
            return rejected

    def _receipt(self, row: Handover, said: dict[str, Any] | Rejected, done: Round) -> None:
        if isinstance(said, Rejected):
            failed(row, str(said), rejected=True)
            done.failed += 1
        else:
            arrived(row, reference=plain(str(said.get("reference") or "")), channel=self.channel)
            done.done += 1

    def collect(self, now: dt.datetime) -> Round:
        """Asks for a hundred results at a time."""
        done, until = Round(), time.monotonic() + ROUND_SECONDS
        while rows := to_ask(now, AT_ONCE):
            try:
                with through():
                    said = call("/v1/results", {"keys": [row.key for row in rows]})
            except Unreachable as error:
                done.words = str(error)
                break
            except Rejected as rejected:
                done.words = str(rejected)
                asked(rows, timezone.now())
                break
            answers = said.get("answers")
            for given in answers if isinstance(answers, list) else []:
                self._take_safely(given, {row.key: row for row in rows}, done)
            asked(rows, timezone.now())
            if time.monotonic() > until:
                break
        return done

    def _take_safely(self, given: Any, rows: dict[str, Handover], done: Round) -> None:
        """One answer that can't be dealt with must not keep all others from being asked for."""
        try:
            self._take(given, rows, done)
        except (OperationalError, InterfaceError):
            raise  # the database is away: all of them are asked for again
        except Exception:
            log.exception("an answer from above could not be dealt with")
            done.failed += 1

    def _take(self, given: Any, rows: dict[str, Handover], done: Round) -> None:
        try:
            said = said_from(given)
        except Unreadable as wrong:
            done.failed += 1
            row = rows.get(str(given.get("key"))) if isinstance(given, dict) else None
            last = row.events.last() if row else None
            if row and not (last and last.what == "答复格式不对"):
                note(row, "答复格式不对", str(wrong))
            return
        if not take_answer(said, channel=self.channel).repeated:
            done.done += 1

    def fetch(self, now: dt.datetime) -> Round:
        """Begins to fetch every ledger that is not under way; the pages come in the background."""
        done = Round()
        for feed in feeds():
            try:
                fetch_ledger(feed=feed.code)
            except LedgerRefused:
                done.failed += 1  # the last one is not at its end
            else:
                done.done += 1
        return done
