"""Pay as people say it: 月薪3500至4500元, 日薪180元, 按件计酬."""

from __future__ import annotations

from decimal import Decimal

_NAMES = {"month": "月薪", "day": "日薪", "hour": "每小时", "piece": "每件"}


def pay_said(low: Decimal | float | None, high: Decimal | float | None, unit: str) -> str:
    """A range of pay by its unit."""
    name = _NAMES.get(unit, "报酬")
    known = [_plain(one) for one in (low, high) if one is not None]
    if not known:
        return "按件计酬" if unit == "piece" else "报酬面议"
    return f"{name}{known[0]}元" if len(set(known)) == 1 else f"{name}{known[0]}至{known[1]}元"


def _plain(amount: Decimal | float) -> str:
    text = f"{amount:.2f}".rstrip("0").rstrip(".")
    return text or "0"
