"""Why a line differs from last month's, in words that a person can check."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.payments.enums import ChangeKind, ItemKind
from cuncuntong.ledgers.payments.models import PayItem, PayRun
from cuncuntong.ledgers.payments.services.composing import Item, Line
from cuncuntong.ledgers.payments.services.due import number_of
from cuncuntong.ledgers.payments.services.rates import ZERO
from cuncuntong.ledgers.payments.services.reading import Batch, month_words, previous_run

_LONGEST = 200


def explain_changes(lines: Sequence[Line], batch: Batch, run: PayRun) -> None:
    """Fills in ``why`` of new and changed lines; reads last month's items of the changed ones.

    Who was only not paid last month is nobody new: they are told apart here.
    """
    changed = [line for line in lines if line.change == ChangeKind.CHANGED]
    earlier = _items_of([line.before.key for line in changed if line.before is not None])
    for line in changed:
        assert line.before is not None
        line.why = "；".join(_differences(line.items, earlier[line.before.key]))[:_LONGEST]
    first_ever = previous_run(run) is None
    for line in lines:
        if line.change == ChangeKind.NEW:
            granted = _newly_granted(line, run)
            line.why = _new_words(line, batch, granted=granted)[:_LONGEST]
            if not granted and not first_ever:
                line.change = ChangeKind.AGAIN
        elif not line.why and run.number > 1:
            line.why = "；".join(_item_words(line.items))[:_LONGEST]


def _items_of(lines: Sequence[int]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    rows = PayItem.objects.filter(line__in=lines).order_by("month", "pk")
    for line, month, kind, amount, parts, words in rows.values_list(
        "line_id", "month", "kind", "amount", "parts", "words"
    ):
        found[line].append(Item(month, kind, amount, parts=parts, words=words))
    return found


def _newly_granted(line: Line, run: PayRun) -> bool:
    person = line.person
    lately = number_of(person.starts) >= number_of(run.month) - 1
    return lately or bool(person.own_case and len(line.items) > 1)


def _new_words(line: Line, batch: Batch, *, granted: bool) -> str:
    person = line.person
    if granted:
        said = [f"新核定待遇，{person.starts.year}年{person.starts.month}月起领取"]
    elif any(stop.lifted for stop in batch.stops.get(person.key, ())):
        said = ["恢复发放"]
    else:
        said = ["上月没有发放"]
    return "；".join([*said, *_item_words(item for item in line.items if item.kind != ItemKind.REGULAR)])


def _item_words(items: Iterable[Item]) -> list[str]:
    """Arrears as one sum with their months, everything else by its own words."""
    arrears, said = [], []
    for item in items:
        if item.kind == ItemKind.ARREARS:
            arrears.append(item)
        elif item.kind == ItemKind.REGULAR:
            said.append(f"当月待遇{item.amount}元")
        else:
            said.append(item.words or f"{ItemKind(item.kind).label}{item.amount}元")
    if arrears:
        total = sum((item.amount for item in arrears), ZERO)
        months = sorted(number_of(item.month) for item in arrears)
        said.insert(0, f"补发{month_words(months)}，共{total}元")
    return said


def _differences(now: Sequence[Item], before: Sequence[Item]) -> list[str]:
    """What this month has and last month had not, then what is gone, then parts of the month's own."""
    said = part_words(_regular(now), _regular(before))
    said += _item_words(item for item in now if item.kind != ItemKind.REGULAR)
    gone = [item for item in before if item.kind != ItemKind.REGULAR]
    said += [f"上月另有：{words}" for words in _item_words(gone)]
    return said or ["金额不同"]


def _regular(items: Sequence[Item]) -> Item | None:
    return next((item for item in items if item.kind == ItemKind.REGULAR), None)


def part_words(now: Item | None, before: Item | None) -> list[str]:
    """Which parts of the month's own differ, and how."""
    if now is None:
        return [] if before is None else ["没有当月待遇"]
    if before is None:
        return [f"当月待遇{now.amount}元（上月没有当月待遇）"]
    if now.amount == before.amount:
        return []
    new, old = _parts(now), _parts(before)
    said = []
    for code in dict.fromkeys([*new, *old]):
        name, amount = new.get(code) or (old[code][0], ZERO)
        was = old[code][1] if code in old else ZERO
        if amount != was:
            said.append(f"{name}{was}元变为{amount}元")
    return said


def _parts(item: Item) -> dict[str, tuple[str, Decimal]]:
    parts: list[dict[str, Any]] = json.loads(item.parts) if isinstance(item.parts, str) else item.parts
    return {part["code"]: (part["name"], Decimal(part["amount"])) for part in parts}
