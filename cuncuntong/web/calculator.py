"""What the calculator (待遇测算) on the public site and the one beside the counter share: form and result.

Nothing is kept: a question stands in the address, and its answer is computed anew.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cuncuntong.cases.fields import read_date
from cuncuntong.foundation.money import MoneyError, format_yuan, yuan
from cuncuntong.rules.ages import span_text
from cuncuntong.rules.parameters import ParameterError, Parameters
from cuncuntong.rules.pension.estimate import (
    ASSUMPTIONS,
    MOST_YEARS,
    Estimate,
    EstimateRefused,
    Person,
    by_level,
    by_years,
    estimate,
    figures_used,
    gains,
    highest_total,
    levels,
    most_paying_years,
    rate_of,
)

DEFAULT_LEVEL = 300


class CalculatorForm(forms.Form):
    """Birth date, what was paid already, and what is to come."""

    birth = forms.CharField(
        label="出生日期",
        max_length=20,
        help_text="8位数字，例如 19700305",
        error_messages={"required": "请填写出生日期。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-date": ""}),
    )
    years_paid = forms.IntegerField(
        label="已经缴了几年",
        min_value=0,
        max_value=MOST_YEARS,
        help_text="没有缴过的填0",
        error_messages={
            "required": "请填写已缴年数，没有缴过的填0。",
            "invalid": "应填整年数，例如 8。",
            "min_value": "已缴年数不能小于0。",
            "max_value": f"已缴年数不能大于{MOST_YEARS}。",
        },
    )
    balance = forms.CharField(
        label="个人账户里现在有多少钱",
        max_length=20,
        help_text="元；不知道的可到服务点办第33项查询，没有的填0",
        error_messages={"required": "请填写个人账户余额，没有的填0。"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    paid_now = forms.BooleanField(label="今年的已经缴过了", required=False)
    level = forms.ChoiceField(
        label="以后每年缴哪一档",
        error_messages={"required": "请选择缴费档次。", "invalid_choice": "没有这一档，请从列出的档次中选。"},
    )
    paying_years = forms.IntegerField(
        label="以后还打算缴几年",
        required=False,
        min_value=0,
        help_text="不填按缴到满领取年龄那一年算",
        error_messages={"invalid": "应填整年数。", "min_value": "年数不能小于0。"},
    )

    def __init__(self, *args: Any, offered: dict[int, Decimal], **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (str(level), f"每年{level}元（政府补贴{format_yuan(subsidy)}元）")
            for level, subsidy in sorted(offered.items())
        ]

    def clean_birth(self) -> dt.date:
        """A day."""
        try:
            return read_date(self.cleaned_data["birth"])
        except ValueError:
            raise ValidationError("不是有效的日期，请填8位数字，例如 19700305。") from None

    def clean_balance(self) -> Decimal:
        """A sum that is not negative."""
        try:
            amount = yuan(self.cleaned_data["balance"])
        except MoneyError as error:
            raise ValidationError(str(error)) from error
        if amount < 0:
            raise ValidationError("余额不能为负数，请核对。")
        return amount


@dataclass(frozen=True)
class Asked:
    """A form with its answer, if it could be answered; ``status`` for the page."""

    form: CalculatorForm
    result: Estimate | None
    context: dict[str, Any]
    status: int = 200


def answer(data: Any, *, on: dt.date, book: Parameters, initial: dict[str, Any] | None = None) -> Asked:
    """Reads a question out of ``data`` (None: nothing asked yet) and answers it by the figures of ``on``."""
    try:
        offered = levels(book, on)
    except ParameterError as error:
        form = CalculatorForm(None, offered={})
        return Asked(form, None, {"form": form, "missing": str(error)})
    if data is not None and "level" not in data:
        data = {**{name: data[name] for name in data}, "level": _default_level(offered)}
    known = {"years_paid": 0, "balance": "0", "level": _default_level(offered), **(initial or {})}
    form = CalculatorForm(data, offered=offered, initial=known)
    base = {"form": form, "assumptions": ASSUMPTIONS, "on": on}
    if data is None or not form.is_valid():
        return Asked(form, None, base, 200 if data is None else 422)
    asked = form.cleaned_data
    person = Person(
        birth=asked["birth"],
        on=on,
        years_paid=asked["years_paid"],
        balance=asked["balance"],
        paid_this_year=asked["paid_now"],
    )
    try:
        found = estimate(person, int(asked["level"]), book, paying_years=asked["paying_years"])
        return Asked(form, found, {**base, **_shown(found, book)})
    except EstimateRefused as refused:
        form.add_error(refused.field, str(refused))
    except ParameterError as error:
        form.add_error(None, str(error))
    return Asked(form, None, base, 422)


def _default_level(offered: dict[int, Decimal]) -> str:
    return str(DEFAULT_LEVEL if DEFAULT_LEVEL in offered else min(offered, default=""))


def _shown(found: Estimate, book: Parameters) -> dict[str, Any]:
    """What the result's template draws."""
    person, most = found.person, most_paying_years(found.person, book)
    levels_ = by_level(person, book, paying_years=found.paying_years) if found.paying_years else []
    years = by_years(person, found.level, book) if most > 1 else []
    top = float(highest_total([*levels_, *years]))
    counted = found.made_up or found.computation
    return {
        "found": found,
        "counted": counted,
        "parts": counted.parts,
        "warnings": [words for words in counted.warnings if "只是测算" not in words],
        "until": span_text(found.months_until) if found.months_until else "",
        "by_level": [(f"每年{one.level}元", one.total) for one in levels_],
        "by_years": [(f"再缴{one.paying_years}年", one.total) for one in years],
        "top": top or None,
        "gains": gains(found, book),
        "sources": figures_used(book, person.on),
        "rate": rate_of(book, person.on),
        "interest": sum((step.interest for step in found.steps), Decimal("0.00")),
        "subsidies": sum((step.subsidy for step in found.steps), Decimal("0.00")),
        "own": sum((step.own for step in found.steps), Decimal("0.00")),
    }
