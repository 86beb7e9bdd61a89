"""A run or a posting whose process dies at any moment, gone on with: nothing lost, nothing twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import transaction

from cuncuntong.ledgers.payments.models import BankFile, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services import (
    check_payments,
    computing,
    import_return,
    posting,
    recompute,
    writing,
)
from cuncuntong.ledgers.payments.services.bank_sheet import csv_file
from cuncuntong.ledgers.payments.services.computing import compute_run
from cuncuntong.ledgers.payments.services.posting import post_return
from cuncuntong.ledgers.pensions.models import PensionEntry
from tests.ledgers.make import County
from tests.ledgers.payments.make import OCTOBER, Office, answer, entitled, hold

KILLS = 10


class Killed(BaseException):
    """The process is gone: nothing that catches errors sees it."""


def dying(function: Callable[..., Any], after: int, *, before_it: bool) -> Callable[..., Any]:
    """The function, at whose n-th call the process dies: before it did anything, or right after."""
    left = [after]

    def call(*args: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] < 0 and before_it:
            raise Killed
        found = function(*args, **more)
        if left[0] < 0:
            raise Killed
        return found

    return call


def crowd(county: County, rng: Random, count: int = 17) -> None:
    for number in range(count):
        balance = f"{rng.randrange(100, 900_000) / 100:.2f}"
        case = rng.choice(["", f"C{number}"])
        made = entitled(county, f"领{number}", balance=balance, case_number=case, starts=dt.date(2026, 9, 1))
        if rng.random() < 0.2:
            hold(made, OCTOBER)


def snapshot(run: PayRun) -> list[Any]:
    lines = PayLine.objects.filter(run=run).order_by("reference")
    items = PayItem.objects.filter(line__run=run).order_by("line__reference", "month", "kind")
    return [
        list(lines.values_list("reference", "amount", "payee", "state", "change", "before", "why")),
        list(items.values_list("line__reference", "month", "kind", "amount", "account_amount", "parts")),
        run.figures,
        (run.lines, run.total, run.computed),
        csv_file(run, "gb18030"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_killed_ten_times_a_run_is_the_same_to_the_byte(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    county, rng = County(), Random(seed)
    office = Office(county)
    crowd(county, rng)
    # A line without an account can be computed; everybody here has one, so that a file can be made.
    wanted_run = compute_run(office.begin().pk, batch=2)
    wanted = snapshot(wanted_run)
    run = recompute(caller=office.preparer, run=wanted_run, reason="再算一遍")
    places = (
        (writing, "write_rows"),
        (writing, "_write_problems"),
        (computing, "write_batch"),
        (computing, "explain_changes"),
        (computing, "cross_check"),
        (computing, "add_up"),
    )
    kills = 0
    while kills < KILLS:
        place, name = rng.choice(places[:4] if kills < KILLS - 1 else places[4:])
        with monkeypatch.context() as patch:
            patch.setattr(
                place, name, dying(getattr(place, name), rng.randrange(2), before_it=rng.random() < 0.5)
            )
            try:
                compute_run(run.pk, batch=2)
                break
            except Killed:
                kills += 1
    assert kills >= 5
    assert snapshot(compute_run(run.pk, batch=2)) == wanted
    assert check_payments() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_power_lost_while_posting(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    county, rng = County(), Random(seed)
    office = Office(county)
    crowd(county, rng)
    run = office.exported()
    lines = list(PayLine.objects.filter(run=run, state="sent").order_by("reference"))
    words = [rng.choice(["", "", "", "户名不符"]) for _ in lines]
    rows = [
        (line.reference, f"{line.amount}", "失败" if said else "成功", said, "2026-11-25")
        for line, said in zip(lines, words, strict=True)
    ]
    file = import_return(caller=office.preparer, run=run, name="回盘.csv", content=answer(rows))
    places = ((posting, "_post_entries"), (posting, "settle"), (posting, "_audit"), (posting, "_free_once"))
    for _ in range(40):
        place, name = rng.choice(places)
        with monkeypatch.context() as patch:
            function = getattr(place, name)
            patch.setattr(place, name, dying(function, rng.randrange(2), before_it=rng.random() < 0.5))
            try:
                post_return(file.pk, batch=2)
                break
            except Killed:
                continue
    file = post_return(file.pk, batch=2)
    assert file.posted == file.to_post == len(lines)
    paid = [line for line, said in zip(lines, words, strict=True) if not said]
    given = sum((item.account_amount for item in PayItem.objects.filter(line__in=paid)), Decimal("0.00"))
    entries = PensionEntry.objects.filter(kind="payment")
    assert -sum(entry.amount for entry in entries) == given
    assert entries.count() == len(paid)
    assert PayLine.objects.filter(state="failed").count() == len(lines) - len(paid)
    assert check_payments() == []


@pytest.mark.django_db(transaction=True)
def test_two_processes_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process is through with the whole run, while this one still composes its first batch."""
    county = County()
    office = Office(county)
    crowd(county, Random(1))
    run = office.begin()
    compose, first = computing.compose, [True]

    def slow(*args: Any) -> Any:
        if first.pop() if first else False:
            compute_run(run.pk, batch=3)
        return compose(*args)

    monkeypatch.setattr(computing, "compose", slow)
    done = compute_run(run.pk, batch=5)
    assert done.computed == 17
    assert PayLine.objects.filter(run=run).values("entitlement").distinct().count() == done.lines
    assert check_payments() == []


@pytest.mark.django_db(transaction=True)
def test_an_imported_file_that_was_never_posted_is_posted_by_its_task() -> None:
    """Power lost between reading in and posting: the task in the table goes on."""
    county = County()
    office = Office(county)
    entitled(county)
    run = office.exported()
    line = PayLine.objects.get()
    rows = [(line.reference, "173.00", "成功", "", "2026-11-25")]
    with transaction.atomic():
        import_return(caller=office.preparer, run=run, name="回盘.csv", content=answer(rows))
    from cuncuntong.foundation.tasks.worker import run_waiting

    run_waiting()
    assert BankFile.objects.get(kind="return").posted == 1
    line.refresh_from_db()
    assert line.state == "paid"
