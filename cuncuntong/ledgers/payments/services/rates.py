"""What a month's pension is under the figures that a run froze, each different one worked out once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cuncuntong.ledgers.payments.models import PayRun
from cuncuntong.network.models import ParameterValue
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.parameters import NoValueOn, OverlayValue, Parameters, load_parameters, to_json
from cuncuntong.rules.pension import Computation, Part, compute_for
from cuncuntong.rules.pension.resident import AGE_SUPPLEMENT

ZERO = Decimal("0.00")
# Enough for what many share; with interest every balance is another, and keeping all would fill the memory.
_KEPT = 5_000


def confirmed_values() -> list[int]:
    """The keys of the parameter values that are in force now: a run's book."""
    rows = ParameterValue.objects.filter(confirmed_at__isnull=False, withdrawn_at__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def parameters_of(run: PayRun) -> Parameters:
    """The figures as they stood when the run was begun, whatever was confirmed or withdrawn since."""
    rows = ParameterValue.objects.filter(pk__in=run.book).order_by("pk")
    return load_parameters(
        OverlayValue(key=row.key, starts=row.starts_on, value=row.value, source=row.source, confirmed=True)
        for row in rows
    )


@dataclass(frozen=True)
class Monthly:
    """One month's pension: in yuan, what of it the account gives, and the parts as stored JSON text."""

    amount: Decimal
    of_account: Decimal
    parts: str
    problem: str = ""


class Rates:
    """Computes months; ``figures`` collects every figure that was used, by the name that parts give."""

    def __init__(self, run: PayRun) -> None:
        self.book = parameters_of(run)
        self.figures: dict[str, dict[str, Any]] = {}
        self._known: dict[tuple[Any, ...], Monthly] = {}
        self._by_age: dict[dt.date, bool] = {}

    def month(self, scheme: str, month: dt.date, balance: Decimal, years: int, birth: dt.date) -> Monthly:
        """What a month is worth to somebody; a missing figure or an impossible fact is its ``problem``."""
        key = (scheme, month, balance, years, self._age(month, birth))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[key] = self._compute(scheme, month, balance, years, birth)
        return known

    def worth(self, compute: Callable[[Parameters], Computation]) -> Monthly:
        """What a month of another ledger's benefit comes to under the frozen figures."""
        try:
            return self._kept(compute(self.book))
        except (NoValueOn, ValueError) as error:
            return Monthly(ZERO, ZERO, "[]", str(error)[:120])

    def _age(self, month: dt.date, birth: dt.date) -> int:
        """The age, where a figure depends on it; else everybody's months are alike."""
        counts = self._by_age.get(month)
        if counts is None:
            counts = self._by_age[month] = self.book.find(AGE_SUPPLEMENT, month) is not None
        return age_on(birth, month) if counts else 0

    def _compute(self, scheme: str, month: dt.date, balance: Decimal, years: int, birth: dt.date) -> Monthly:
        try:
            found = compute_for(
                scheme,
                birth=birth,
                account_balance=balance,
                years_paid=years,
                on=month,
                parameters=self.book,
            )
        except (NoValueOn, ValueError) as error:
            return Monthly(ZERO, ZERO, "[]", f"{month:%Y年%m月}：{error}"[:120])
        return self._kept(found)

    def _kept(self, found: Computation) -> Monthly:
        parts, of_account = [], ZERO
        for part in found.parts:
            name = f"{part.parameter}@{part.starts.isoformat() if part.starts else '-'}"
            if name not in self.figures:
                self.figures[name] = self._figure(part, found.on)
            if part.code == "account":
                of_account += part.amount
            parts.append(
                {
                    "code": part.code,
                    "name": part.name,
                    "amount": f"{part.amount:f}",
                    "formula": part.formula,
                    "figure": name,
                }
            )
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return Monthly(found.total, of_account, text)

    def _figure(self, part: Part, on: dt.date) -> dict[str, Any]:
        """With the part's own confidence: a fallback's figure is never passed off as confirmed."""
        figure = self.book.get(part.parameter, on)
        return {
            "key": part.parameter,
            "name": figure.name,
            "value": to_json(figure.value),
            "text": figure.value_text,
            "starts": figure.starts.isoformat() if figure.starts else None,
            "source": part.source,
            "confidence": part.confidence.value,
            "note": part.note,
        }
