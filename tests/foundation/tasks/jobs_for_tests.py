"""Background tasks that the tests send; a task must be importable by its path."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from cuncuntong.foundation.tasks import background
from cuncuntong.foundation.tasks.models import ScheduledRun

done: list[object] = []
trouble: list[Exception] = []


@background(name="tests.note")
def note(word: str) -> dict[str, str]:
    """Notes a word."""
    done.append(word)
    return {"noted": word}


@background(name="tests.fragile", retries=2, first_pause=dt.timedelta(seconds=10))
def fragile(word: str) -> None:
    """Fails as long as there is trouble."""
    if trouble:
        raise trouble.pop(0)
    done.append(word)


@background(name="tests.half", retries=1)
def half() -> None:
    """Fails after it wrote a row in a transaction of its own."""
    with transaction.atomic():
        ScheduledRun.objects.create(name="half-written", due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        raise RuntimeError("half-way")


@background(name="tests.odd")
def odd() -> object:
    """Gives back what JSON can't hold."""
    done.append("odd")
    return dt.date(2026, 11, 24)


def _tidy(word: str) -> None:
    if word == "broken":
        raise RuntimeError("the tidying fails too")
    done.append(f"gave up {word}")


@background(name="tests.hopeless", retries=0, given_up=_tidy)
def hopeless(word: str) -> None:
    """Fails at its only try."""
    raise RuntimeError(word)
