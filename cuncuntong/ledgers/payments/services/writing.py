"""A batch's lines and items written, with the run's position: one transaction, all or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from cuncuntong.ledgers.payments.enums import FindingKind, RunState
from cuncuntong.ledgers.payments.models import Finding, PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.composing import Line
from cuncuntong.ledgers.payments.services.rates import Rates
from cuncuntong.ledgers.payments.services.rows import write_rows

LINE_COLUMNS = (
    "run_id", "reference", "entitlement_id", "once", "series", "resident_id", "scheme", "amount", "payee_id",
    "state", "change", "before", "why", "fail_code", "fail_text", "follow_note", "village_code",
    "township_code", "county_code",
)  # fmt: skip
ITEM_COLUMNS = (
    "line_id", "entitlement_id", "month", "kind", "amount", "account_amount", "parts", "words", "ref", "live",
)  # fmt: skip


def write_batch(run: PayRun, lines: Sequence[Line], rates: Rates, *, upto: int, people: int) -> bool:
    """Writes what follows the position that ``run`` was read at. False where another process was first.

    The row of the run is locked meanwhile; whoever waited finds another position and writes nothing.
    """
    with transaction.atomic():
        row = PayRun.objects.select_for_update().get(pk=run.pk)
        if row.state != RunState.COMPUTING or row.position != run.position:
            return False
        write_rows(PayLine, LINE_COLUMNS, (_line_values(row, line) for line in lines))
        keys = _keys(row, [line.person.key for line in lines])
        write_rows(PayItem, ITEM_COLUMNS, _item_values(lines, keys))
        _write_problems(row, lines, keys)
        row.figures = dict(sorted({**row.figures, **rates.figures}.items()))
        row.position, row.computed = upto, row.computed + people
        row.save(update_fields=["figures", "position", "computed"])
    return True


def _line_values(run: PayRun, line: Line) -> tuple[Any, ...]:
    person = line.person
    before = line.before.amount if line.before else None
    return (
        run.pk, line.reference, person.key, "", "", person.resident, person.scheme, line.amount, line.payee,
        str(line.state), str(line.change), before, line.why, "", "", "", *person.place,
    )  # fmt: skip


def _keys(run: PayRun, entitlements: Sequence[int]) -> dict[int, int]:
    """The keys that the lines were given, by entitlement."""
    if not entitlements:
        return {}
    rows = PayLine.objects.filter(
        run=run, entitlement__gte=entitlements[0], entitlement__lte=entitlements[-1]
    )
    return dict(rows.values_list("entitlement_id", "pk"))


def _item_values(lines: Sequence[Line], keys: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        for item in line.items:
            yield (
                keys[line.person.key], line.person.key, item.month, str(item.kind), item.amount,
                item.of_account, item.parts, item.words, item.ref, True,
            )  # fmt: skip


def _write_problems(run: PayRun, lines: Sequence[Line], keys: dict[int, int]) -> None:
    rows = [
        Finding(
            run=run,
            line_id=keys[line.person.key],
            kind=FindingKind.COMPUTE,
            words="；".join(line.problems)[:300],
        )
        for line in lines
        if line.problems
    ]
    Finding.objects.bulk_create(rows)


def plain_parts(parts: Any) -> str:
    """Parts as the text that is stored."""
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
