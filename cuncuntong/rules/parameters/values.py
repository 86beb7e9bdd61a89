"""The shapes that a parameter's value can have, read exactly: Decimal or int, never float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

# A scalar, or a table from whole numbers or words to scalars (level → subsidy, age → divisor).
Scalar = int | Decimal
Value = int | Decimal | Mapping[Any, int | Decimal]

SCALARS = ("money", "number", "rate", "integer")
KEYS = ("integer", "text")


class InvalidValue(ValueError):
    """A value that a parameter can't take; the message is Chinese and meant for the screen."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a parameter's values look like.

    `scalar`: money (yuan, at most 2 places), number (any decimal), rate (0 to 1) or integer.
    `keys`: None for a single value, else what a table's keys are: integer or text.
    `lowest`, `highest`: bounds for each number, both included.
    """

    scalar: str
    keys: str | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None

    @property
    def is_table(self) -> bool:
        """Whether a value is a table."""
        return self.keys is not None

    def parse(self, raw: object) -> Value:
        """Reads a value out of YAML, JSON or a form. Raises InvalidValue."""
        if not self.is_table:
            return self._scalar(raw)
        if not isinstance(raw, Mapping) or not raw:
            raise InvalidValue("请按“项目、数值”逐行填写，至少填写一行。")
        table: dict[Any, Scalar] = {}
        for key, item in raw.items():
            read = self._key(key)
            if read in table:
                raise InvalidValue(f"“{read}”填写了两次，请删去一行。")
            table[read] = self._scalar(item)
        return table if self.keys == "text" else dict(sorted(table.items()))

    def _key(self, raw: object) -> int | str:
        if self.keys == "text":
            text = str(raw).strip()
            if not text:
                raise InvalidValue("项目名称不能为空。")
            return text
        try:
            return int(str(raw).strip())
        except ValueError:
            raise InvalidValue(f"“{raw}”应为整数。") from None

    def _scalar(self, raw: object) -> Scalar:
        number = _exact(raw)
        if self.scalar == "integer" and number != number.to_integral_value():
            raise InvalidValue(f"“{raw}”应为整数。")
        if self.scalar == "money" and number != round(number, 2):
            raise InvalidValue(f"“{raw}”不符合金额格式：金额以元为单位，最多两位小数。")
        lowest, highest = self._bounds()
        if lowest is not None and number < lowest:
            raise InvalidValue(f"“{raw}”太小：不能小于{plain(lowest)}。")
        if highest is not None and number > highest:
            share = f"（{plain(highest * 100)}%）。比例填小数，3%填0.03" if self.scalar == "rate" else ""
            raise InvalidValue(f"“{raw}”太大：不能大于{plain(highest)}{share}。")
        return int(number) if self.scalar == "integer" else number

    def _bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Bounds as declared; nothing is negative, and a rate is at most the whole."""
        highest = Decimal(1) if self.highest is None and self.scalar == "rate" else self.highest
        return (Decimal(0) if self.lowest is None else self.lowest), highest


def _exact(raw: object) -> Decimal:
    if isinstance(raw, bool | float) or not isinstance(raw, int | str | Decimal):
        raise InvalidValue(f"“{raw}”不是能准确读出的数字。")
    try:
        number = Decimal(raw.strip() if isinstance(raw, str) else raw)
    except InvalidOperation:
        raise InvalidValue(f"“{raw}”不是数字。") from None
    if not number.is_finite():
        raise InvalidValue(f"“{raw}”不是数字。")
    return number


def plain(number: Scalar) -> str:
    """A number as people write it: no exponent, no idle zeros (163, 0.2, 6854.58)."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_json(value: Value) -> Any:
    """A value for a JSON column, numbers as strings; `Kind.parse` reads it back the same."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return plain(value)


def value_text(value: Value, unit: str, kind: Kind) -> str:
    """A value in words: 163元/月, 20%, or 200→35，300→40（元/年）."""
    if isinstance(value, Mapping):
        rows = "，".join(f"{key}→{_worded(item, kind)}" for key, item in value.items())
        return f"{rows}（{unit}）" if unit else rows
    return f"{_worded(value, kind)}{unit}"


def _worded(number: Scalar, kind: Kind) -> str:
    return f"{plain(number * 100)}%" if kind.scalar == "rate" else plain(number)
