"""One-off payments that other ledgers owe: a balance or a funeral grant to the heir who is named."""

from __future__ import annotations

from cuncuntong.ledgers.payments.enums import ChangeKind, ItemKind, LineState
from cuncuntong.ledgers.payments.hooks import due_sources
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.composing import reference_of

ONCE_DIGIT = 9


def write_once_lines(run: PayRun) -> None:
    """A line for each that no other line pays already, in the order of their keys."""
    asked = (once for source in due_sources() for once in source.once(run.county_code, run.month))
    found = {once.key: once for once in asked if once.amount > 0}
    taken = PayLine.objects.filter(once__in=found).exclude(
        state__in=[LineState.VOID, LineState.FAILED, LineState.HELD, LineState.REPAID]
    )
    done = set(taken.values_list("once", flat=True))
    for serial, key in enumerate(sorted(set(found) - done), start=1):
        once = found[key]
        village, township, county = once.place
        line = PayLine.objects.create(
            run=run,
            reference=reference_of(run, ONCE_DIGIT, serial),
            once=key,
            resident_id=once.resident,
            scheme=once.scheme,
            amount=once.amount,
            payee=once.payee,
            change=ChangeKind.NEW if run.number == 1 else "",
            why=once.words[:200],
            village_code=village,
            township_code=township,
            county_code=county,
        )
        PayItem.objects.create(
            line=line,
            month=run.month,
            kind=ItemKind.ONCE,
            amount=once.amount,
            words=once.words[:200],
            ref=key,
        )
