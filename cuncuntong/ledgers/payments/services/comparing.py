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
from cuncuntong.ledgers.payments.services.reading import Batch, Person, month_words

_LONGEST = 200


def explain_changes(lines: Sequence[Line], batch: Batch, run: PayRun) -> None:
    """Fills in ``why`` of new and changed lines; reads last month's items of the changed ones.

    Who was only not paid last month is nobody new: they are told apart here, by whether a month of theirs
    was ever paid (``batch.paid``, which holds nothing of this run: its lines are not written yet).
    """
    changed = [line for line in lines if line.change == ChangeKind.CHANGED]
    earlier = _items_of([line.before.key for line in changed if line.before is not None])
    for line in changed:
        assert line.before is not None
        line.why = "；".join(_differences(line.items, earlier[line.before.key]))[:_LONGEST]
    for line in lines:
        if line.change == ChangeKind.NEW:
            paid = batch.paid.get(line.person.key)
            if paid is not None:
                line.change = ChangeKind.AGAIN
            said = _new_words(line.person, run) if paid is None else _again_words(line.person, batch, run)
            own = _item_words(item for item in line.items if item.kind != ItemKind.REGULAR)
            line.why = "；".join([said, *own])[:_LONGEST]
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


def _new_words(person: Person, run: PayRun) -> str:
    """Of somebody whom nothing was ever paid here, whether granted lately or taken over from elsewhere."""
    since = f"{person.starts.year}年{person.starts.month}月"
    if person.own_case or number_of(person.starts) >= number_of(run.month) - 1:
        return f"新核定待遇，{since}起领取"
    return f"本系统首次发放，待遇从{since}起"


def _again_words(person: Person, batch: Batch, run: PayRun) -> str:
    """Of somebody who was paid before, and not by last month's own run of this county."""
    if batch.paid[person.key][2] >= number_of(run.month) - 1:
        return "上月由另一批次发放"
    if any(stop.lifted for stop in batch.stops.get(person.key, ())):
        return "恢复发放"
    return "上月没有发放"


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
