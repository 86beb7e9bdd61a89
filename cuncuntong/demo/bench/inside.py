"""Submissions without HTTP, and their bare writes without Django; and whether all that was sent is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cuncuntong.cases.models import Attachment, Case, Draft
from cuncuntong.cases.services.attachments import attach
from cuncuntong.cases.services.drafts import new_key, save_draft
from cuncuntong.cases.services.filing import file_case
from cuncuntong.demo.bench.forms import ENROL, FORMS, MATERIAL
from cuncuntong.demo.bench.load import percentile
from cuncuntong.demo.bench.replay import Captured, Replayer, Write, capturing, raw_connection
from cuncuntong.demo.cases.photo import sample_photo
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, caller_of
from cuncuntong.network.models import Account
from cuncuntong.rules.registry import items

SUBMITS_MOST = 200
CAPTURE_AT = 3


def measure_inside(*, clerks: list[dict[str, Any]], seconds: float, users: int) -> dict[str, Any]:
    """Submissions a second in one process, one after another; then the same writes raw.

    The raw writes run once with one connection and once with ``users`` connections.
    """
    done: list[float] = []
    captured: Captured | None = None
    for username, resident in _targets(clerks)[:SUBMITS_MOST]:
        caller = caller_of(Account.objects.get(username=username))
        person = Resident.objects.select_related("village").get(pk=resident)
        draft = _draft(caller, person)
        # Captured once, warm: the first submission also reads parameters and calendar.
        if len(done) == CAPTURE_AT:
            captured = _captured(caller, person, draft)
            done.append(0.0)
            continue
        begun = perf_counter()
        _file(caller, person, draft)
        done.append(perf_counter() - begun)
    if captured is None:
        return {}
    times = sorted(done[CAPTURE_AT + 1 :])
    result: dict[str, Any] = {
        "engine_version": _engine_version(),
        "writes": len(captured.writes),
        "tables": _tables(captured.writes),
    }
    if times:
        result["service"] = _figures(times, sum(times))
    result["raw_one"] = _replayed(captured, 1, seconds)
    result["raw_many"] = _replayed(captured, users, seconds)
    return result


def _engine_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])


def _targets(clerks: Sequence[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(clerk["username"], resident) for clerk in clerks for resident in clerk[f"inside_{ENROL}"]]


def _draft(caller: Caller, person: Resident) -> Draft:
    draft = save_draft(
        caller=caller,
        key=new_key(),
        item=items.get(ENROL),
        resident=person,
        form=FORMS[ENROL],
        version=0,
    )
    photo = SimpleUploadedFile("photo.jpg", sample_photo(), content_type="image/jpeg")
    attach(caller=caller, draft=draft, material=MATERIAL, upload=photo)
    return draft


def _file(caller: Caller, person: Resident, draft: Draft) -> Case:
    return file_case(
        caller=caller,
        item=items.get(ENROL),
        resident=person,
        form=FORMS[ENROL],
        idempotency_key=draft.key,
        draft=draft,
    ).case


def _captured(caller: Caller, person: Resident, draft: Draft) -> Captured:
    key = draft.key
    with capturing() as writes:
        case = _file(caller, person, draft)
    return Captured(writes=writes, number=case.number, key=key, case=case.pk)


def _tables(writes: Sequence[Write]) -> list[str]:
    """What is written, in order, for the reader of the results."""
    words = []
    for write in writes:
        verb = write.sql.split(None, 1)[0]
        words.append(f"{verb} {next(part for part in write.sql.split(chr(34))[1:2])}")
    return words


def _replayed(captured: Captured, connections: int, seconds: float) -> dict[str, float]:
    """Raw transactions a second over so many connections at once."""
    times: list[list[float]] = [[] for _ in range(connections)]
    start = threading.Barrier(connections)

    def run(which: int) -> None:
        replayer = Replayer(captured, raw_connection, mark=f"raw{which}")
        try:
            start.wait(timeout=30)
            _until(perf_counter() + seconds, replayer.once, times[which])
        finally:
            replayer.close()

    threads = [threading.Thread(target=run, args=(which,)) for which in range(connections)]
    begun = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = perf_counter() - begun
    flat = sorted(one for found in times for one in found)
    return _figures(flat, wall)


def _until(end: float, once: Callable[[], None], times: list[float]) -> None:
    while perf_counter() < end:
        begun = perf_counter()
        once()
        times.append(perf_counter() - begun)


def _figures(times: Sequence[float], wall: float) -> dict[str, float]:
    return {
        "count": len(times),
        "rate": round(len(times) / wall, 1),
        "p50_ms": round(percentile(times, 0.50) * 1000, 2),
        "p95_ms": round(percentile(times, 0.95) * 1000, 2),
    }


def verify(*, sent: dict[str, list[str]]) -> dict[str, Any]:
    """Whether every number that a page told stands for one case, in the state that the item ends in."""
    found: dict[str, Any] = {}
    for item, numbers in sent.items():
        rows = Case.objects.filter(number__in=numbers, item=item)
        states = sorted(set(rows.values_list("state", flat=True)))
        found[item] = {
            "told": len(numbers),
            "found": rows.count(),
            "states": states,
            "residents": rows.values("resident").distinct().count(),
            "pages": Attachment.objects.filter(case__in=rows).count(),
            "drafts_left": Draft.objects.filter(key__in=rows.values("idempotency_key")).count(),
        }
    return found
