"""A computed benefit: its total and its parts, each with formula, source and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cuncuntong.rules.parameters import Confidence, DatedValue

FEN = Decimal("0.01")
ROUNDING_RULE = "每一部分先算到分（第三位小数四舍五入），再相加；总额等于各部分之和。"


def to_fen(amount: Decimal) -> Decimal:
    """An amount in yuan rounded to the fen, half up."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def yuan(amount: Decimal) -> str:
    """An amount with two places and no grouping, as formulas show it."""
    return f"{to_fen(amount):f}"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a benefit, in yuan a month.

    `formula` is Chinese with the numbers in it; `source`, `confidence`, `starts` and `note` are
    those of the figure that `parameter` names.
    """

    code: str
    name: str
    amount: Decimal
    formula: str
    source: str
    confidence: Confidence
    parameter: str
    starts: date | None = None
    note: str = ""

    @property
    def is_confirmed(self) -> bool:
        """False: shown as 待核定."""
        return self.confidence.is_confirmed

    def to_json(self) -> dict[str, Any]:
        """Plain data, the amount as a string in yuan."""
        return {
            "code": self.code,
            "name": self.name,
            "amount": yuan(self.amount),
            "formula": self.formula,
            "source": self.source,
            "confidence": self.confidence.value,
            "parameter": self.parameter,
            "starts": self.starts.isoformat() if self.starts else None,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Part:
        """The part that `to_json` wrote down."""
        return cls(
            code=data["code"],
            name=data["name"],
            amount=Decimal(data["amount"]),
            formula=data["formula"],
            source=data["source"],
            confidence=Confidence(data["confidence"]),
            parameter=data["parameter"],
            starts=date.fromisoformat(data["starts"]) if data["starts"] else None,
            note=data["note"],
        )


@dataclass(frozen=True, slots=True)
class Computation:
    """A benefit a month as computed for a day; kept as JSON it explains itself years later."""

    on: date
    parts: tuple[Part, ...]
    warnings: tuple[str, ...] = ()
    rounding: str = ROUNDING_RULE

    @property
    def total(self) -> Decimal:
        """The sum of the parts, in yuan a month."""
        return sum((part.amount for part in self.parts), Decimal("0.00"))

    @property
    def is_confirmed(self) -> bool:
        """Whether every figure used is confirmed."""
        return all(part.is_confirmed for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column or `--json`: amounts as strings in yuan."""
        return {
            "total": yuan(self.total),
            "on": self.on.isoformat(),
            "parts": [part.to_json() for part in self.parts],
            "warnings": list(self.warnings),
            "rounding": self.rounding,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Computation:
        """The computation that `to_json` wrote down, with its own figures and words."""
        return cls(
            on=date.fromisoformat(data["on"]),
            parts=tuple(Part.from_json(part) for part in data["parts"]),
            warnings=tuple(data["warnings"]),
            rounding=data["rounding"],
        )


def number(figure: DatedValue) -> Decimal:
    """A figure's value; TypeError for a table."""
    if isinstance(figure.value, Mapping):
        raise TypeError(f"{figure.key} is a table")
    return Decimal(figure.value)


def part_of(figure: DatedValue, *, code: str, name: str, amount: Decimal, formula: str) -> Part:
    """A part whose origin is a parameter's value; the amount is rounded to the fen."""
    return Part(
        code=code,
        name=name,
        amount=to_fen(amount),
        formula=formula,
        source=figure.source,
        confidence=figure.confidence,
        parameter=figure.via or figure.key,
        starts=figure.starts,
        note=figure.note,
    )
