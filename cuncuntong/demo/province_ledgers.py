"""What the stand-in for the province keeps of the demonstration's residents: the same rows that stand here.

So a ledger that is fetched brings what is known, and what is new there: residents who were not insured yet,
unemployment benefit of earlier years. All of it is made up.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.cards.enums import CardState, MakingState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.cards.services.handing import open_above
from cuncuntong.ledgers.cards.transitions import effective_state
from cuncuntong.ledgers.insurance.enums import InsuranceScheme, PaymentState
from cuncuntong.ledgers.insurance.models import BenefitPayment, ContributionMonth, Participation, Pension
from cuncuntong.rules.ages import add_months

Row = dict[str, Any]
EARLIER_MONTHS, EARLIER_AMOUNT = 6, Decimal("1420.00")
_CHUNK = 2000


def write_ledgers(folder: Path, today: dt.date) -> None:
    """A file for each ledger that the demonstration filled; one that is there stays as it is."""
    makers: dict[str, Callable[[], Iterator[Row]]] = {
        "insurance.participations": _participations,
        "insurance.contributions": _contributions,
        "insurance.pensions": _pensions,
        "insurance.payments": lambda: _payments(today),
        "cards": _cards,
    }
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    people = _people()
    for code, rows in makers.items():
        path = folder / f"{code}.jsonl"
        if path.exists():
            continue
        part = path.with_suffix(".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            for row in rows():
                who = people.get(row.pop("resident"))
                if who is not None:
                    file.write(json.dumps({**who, **row}, ensure_ascii=False) + "\n")
        part.replace(path)


def _people() -> dict[int, Row]:
    """ID number and name of whoever stands in one of the ledgers, by key."""
    found: dict[int, Row] = {}
    for rows in (Participation.objects.all(), SocialCard.objects.filter(as_of__isnull=False)):
        named = rows.order_by("pk").select_related("resident").only("resident__id_number", "resident__name")
        for row in named.iterator(chunk_size=_CHUNK):
            person = row.resident
            if person.pk not in found:
                found[person.pk] = {"id_number": str(person.id_number), "name": person.name}
    return found


def _participations() -> Iterator[Row]:
    for row in Participation.objects.order_by("pk").iterator(chunk_size=_CHUNK):
        yield {
            "resident": row.resident_id,
            "scheme": row.get_scheme_display(),
            "number": row.number,
            "insured_as": row.get_insured_as_display(),
            "state": row.get_state_display(),
            "unit": row.unit,
            "office": row.office,
            "since": _month(row.since),
            "ended_on": _day(row.ended_on),
            "months_left": "" if row.months_left is None else str(row.months_left),
        }


def _contributions() -> Iterator[Row]:
    rows = ContributionMonth.objects.select_related("participation").order_by("pk")
    for row in rows.iterator(chunk_size=_CHUNK):
        yield {
            **_insured(row.participation),
            "month": _month(row.month),
            "base": str(row.base),
            "own": str(row.own),
            "unit_amount": str(row.unit_amount),
            "to_account": str(row.to_account),
            "state": row.get_state_display(),
            "arrived_on": _day(row.arrived_on),
            "unit": row.unit,
            "place": row.place,
        }


def _pensions() -> Iterator[Row]:
    for row in Pension.objects.select_related("participation").order_by("pk").iterator(chunk_size=_CHUNK):
        yield {
            **_insured(row.participation),
            "state": row.get_state_display(),
            "starts_on": _month(row.starts_on),
            "ended_on": _day(row.ended_on),
            "monthly": str(row.monthly),
            "parts": _parts(row.parts),
            "certified_on": _day(row.certified_on),
        }


def _payments(today: dt.date) -> Iterator[Row]:
    rows = BenefitPayment.objects.select_related("participation").order_by("pk")
    for row in rows.iterator(chunk_size=_CHUNK):
        yield {
            **_insured(row.participation),
            "month": _month(row.month),
            "serial": str(row.serial),
            "amount": str(row.amount),
            "parts": _parts(row.parts),
            "state": row.get_state_display(),
            "paid_on": _day(row.paid_on),
            "bank": row.bank,
            "account_tail": row.account_tail,
            "fail_reason": row.fail_reason,
        }
    yield from _earlier_benefits(today)


def _earlier_benefits(today: dt.date) -> Iterator[Row]:
    """Whoever has months of unemployment benefit left drew some, two years ago."""
    last = add_months(today.replace(day=1), -24)
    drew = Participation.objects.filter(scheme=InsuranceScheme.UNEMPLOYMENT, months_left__gt=0)
    for row in drew.exclude(payments__isnull=False).order_by("pk").iterator(chunk_size=_CHUNK):
        for back in range(EARLIER_MONTHS):
            month = add_months(last, -back)
            yield {
                **_insured(row),
                "month": _month(month),
                "amount": str(EARLIER_AMOUNT),
                "parts": f"失业保险金={EARLIER_AMOUNT}",
                "state": str(PaymentState.PAID.label),
                "paid_on": _day(month.replace(day=20)),
                "bank": "演示农村商业银行",
            }


def _cards() -> Iterator[Row]:
    """As the province knows each: what waits for its answer, or is known to differ, it has as it was."""
    rows = SocialCard.objects.filter(as_of__isnull=False).order_by("pk")
    waiting = open_above(list(rows.values_list("pk", flat=True)))
    now = timezone.now()
    for card in rows.iterator(chunk_size=_CHUNK):
        unheard = card.pk in waiting or card.differs_since is not None
        state = card.above_state if unheard and card.above_state else effective_state(card, now)
        making = card.above_making if unheard and card.above_making else card.making
        lapses = card.loss_ends_at if state == CardState.TEMPORARY_LOSS else None
        yield {
            "resident": card.resident_id,
            "card": str(card.number),
            "state": str(CardState(state).label),
            "making": str(MakingState(making).label),
            "bank": card.bank,
            "issued_on": _day(card.issued_on),
            "loss_ends": lapses.isoformat() if lapses else "",
            "issued_in": card.issued_in,
        }


def _insured(row: Participation) -> Row:
    return {"resident": row.resident_id, "scheme": row.get_scheme_display()}


def _parts(parts: list[dict[str, str]]) -> str:
    return ";".join(f"{one['name']}={one['amount']}" for one in parts)


def _month(day: dt.date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
