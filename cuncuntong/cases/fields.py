"""Django form fields for the kinds of an item's form: each says in Chinese what is wrong.

Cleaned values are what a case keeps: text, whole numbers, lists of texts; dates as 2026-03-05, money
as 1234.50. Rules and effects read the same.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cuncuntong.foundation.identifiers import IdentifierError, bank_card, resident_id, telephone
from cuncuntong.foundation.money import MoneyError, yuan
from cuncuntong.rules.day_words import day_words
from cuncuntong.rules.service_item import Choice, FieldKind, FormField

FEW_CHOICES = 6
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTED = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
YES_NO = (Choice("yes", "是"), Choice("no", "否"))


def plain(text: Any) -> str:
    """Full-width digits and letters made plain, blanks around dropped."""
    return unicodedata.normalize("NFKC", str(text)).strip()


def read_date(text: str) -> dt.date:
    """A day out of 19640305, 1964-3-5, 1964/3/5 or 1964年3月5日; raises ValueError."""
    clean = "".join(plain(text).split())
    found = _EIGHT.fullmatch(clean) or _PARTED.fullmatch(clean)
    if found is None:
        raise ValueError("no date")
    year, month, day = (int(part) for part in found.groups())
    return dt.date(year, month, day)


def _example(kind: FieldKind) -> str:
    """What a line may look like; the days that items ask for are of these weeks, hardly ever a birth."""
    if kind == FieldKind.DATE:
        return f"，例如今天写作{timezone.localdate():%Y%m%d}"
    return "，例如 1200 或 1200.50" if kind == FieldKind.MONEY else ""


class _Line(forms.CharField):
    """A line of text that is checked by ``read``; ``said`` words what is wrong."""

    def __init__(self, spec: FormField, **kwargs: Any) -> None:
        self.spec = spec
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The value that is kept."""
        text = super().clean(value)
        return self.read(text) if text else ""

    def read(self, text: str) -> Any:
        """Checks and normalises a text that isn't empty."""
        return text


class TextField(_Line):
    """Free text without control characters."""

    def to_python(self, value: Any) -> str:
        """Line breaks stay in long texts alone."""
        text = str(super().to_python(value) or "")
        keep = "\n" if self.spec.kind == FieldKind.LONG_TEXT else ""
        return "".join(_visible(ch, keep) for ch in text.replace("\r\n", "\n")).strip()


def _visible(char: str, keep: str) -> str:
    """Control characters become blanks, invisible ones vanish."""
    kind = "" if char in keep else unicodedata.category(char)
    return {"Cc": " ", "Cf": ""}.get(kind, char)


class DateField(_Line):
    """A day, kept as 2026-03-05."""

    def read(self, text: str) -> str:
        """Raises with an example, or with the bound that is passed."""
        try:
            day = read_date(text)
        except ValueError:
            raise ValidationError(
                f"“{text[:20]}”不是有效的日期，请填写八位数字{_example(FieldKind.DATE)}。", code="invalid"
            ) from None
        low, high = _day_bound(self.spec.minimum), _day_bound(self.spec.maximum)
        if low and day < low:
            raise ValidationError(f"{self.spec.label}不能早于{day_words(low)}，请核对。", code="low")
        if high and day > high:
            today = "今天" if self.spec.maximum == "today" else day_words(high)
            raise ValidationError(f"{self.spec.label}不能晚于{today}，请核对。", code="high")
        return day.isoformat()


class MoneyField(_Line):
    """An amount in yuan, kept as 1234.50."""

    def read(self, text: str) -> str:
        """Accepts thousands separators and a trailing 元."""
        clean = plain(text).replace(",", "").removesuffix("元").strip()
        try:
            amount = yuan(clean)
        except MoneyError as error:
            raise ValidationError(str(error), code="invalid") from None
        _check_bounds(self.spec, amount, "元")
        return f"{amount:.2f}"


class NumberField(_Line):
    """A whole number."""

    def read(self, text: str) -> int:
        """Raises for anything but digits."""
        clean = plain(text).replace(",", "")
        if not re.fullmatch(r"-?\d{1,12}", clean):
            raise ValidationError(f"{self.spec.label}请填写整数，例如 12。", code="invalid")
        number = int(clean)
        _check_bounds(self.spec, Decimal(number), self.spec.unit)
        return number


class TelephoneField(_Line):
    """A mobile or fixed telephone number."""

    def read(self, text: str) -> str:
        """The plain digits."""
        return _identified(telephone.check, text)


class BankCardField(_Line):
    """A bank account; ``warning_of`` tells of a failing check digit, which does not stop anybody."""

    def read(self, text: str) -> str:
        """The plain digits."""
        return _identified(bank_card.check, text).number


class ResidentIdField(_Line):
    """An 18-character ID number."""

    def read(self, text: str) -> str:
        """The number in upper case."""
        return _identified(resident_id.check, text).number


class OneOf(forms.ChoiceField):
    """One of the offered choices."""


class SomeOf(forms.MultipleChoiceField):
    """Any of the offered choices, kept as a list in the order offered."""

    def clean(self, value: Any) -> list[str]:
        """Each at most once."""
        chosen = set(super().clean(value))
        offered: Any = self.choices
        return [str(key) for key, _ in offered if key in chosen]


_LINES: dict[FieldKind, type[_Line]] = {
    FieldKind.TEXT: TextField,
    FieldKind.LONG_TEXT: TextField,
    FieldKind.DATE: DateField,
    FieldKind.MONEY: MoneyField,
    FieldKind.NUMBER: NumberField,
    FieldKind.TELEPHONE: TelephoneField,
    FieldKind.BANK_CARD: BankCardField,
    FieldKind.RESIDENT_ID: ResidentIdField,
}
_NUMERIC = {FieldKind.DATE, FieldKind.NUMBER, FieldKind.TELEPHONE, FieldKind.BANK_CARD}


def make_field(spec: FormField, choices: tuple[Choice, ...]) -> forms.Field:
    """The Django field of one line of an item's form.

    Carries ``section``, ``unit``, ``kind`` and ``extra`` (all of these as a dict, with
    ``suggestions`` for a text line, ``show_when``, and ``table`` for choices that are a table: its
    columns, the cells by value, and what an empty one says) for the renderer.
    """
    if spec.kind in _LINES:
        made: forms.Field = _line(spec)
    else:
        made = _choice(spec, choices)
    made.section = spec.section  # type: ignore[attr-defined]
    made.unit = spec.unit or ("元" if spec.kind == FieldKind.MONEY else "")  # type: ignore[attr-defined]
    made.kind = str(spec.kind)  # type: ignore[attr-defined]
    made.extra = {  # type: ignore[attr-defined]
        "section": spec.section,
        "unit": made.unit,  # type: ignore[attr-defined]
        "kind": str(spec.kind),
        "show_when": spec.show_when,
        # Offered while typing (a datalist), on lines of free text.
        "table": _table(spec, choices),
        "ruled": spec.ruled,
        "suggestions": [choice.label for choice in choices] if spec.kind == FieldKind.TEXT else [],
    }
    return made


def _table(spec: FormField, choices: tuple[Choice, ...]) -> dict[str, Any] | None:
    if not spec.columns:
        return None
    cells = {choice.value: choice.cells for choice in choices}
    return {"columns": spec.columns, "cells": cells, "empty": spec.empty}


def _line(spec: FormField) -> _Line:
    widget: forms.Widget
    if spec.kind == FieldKind.LONG_TEXT:
        widget = forms.Textarea(attrs={"rows": 3})
    elif spec.kind == FieldKind.MONEY:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
    else:
        widget = forms.TextInput(attrs={"inputmode": "numeric"} if spec.kind in _NUMERIC else {})
    if spec.locate:
        widget.attrs["data-locate"] = ""
    free = spec.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}
    most = spec.max_length if free else 60
    return _LINES[spec.kind](
        spec,
        label=spec.label,
        help_text=spec.hint,
        required=spec.required,
        max_length=most,
        widget=widget,
        error_messages={
            "required": f"请填写{spec.label}{_example(spec.kind)}。",
            "max_length": f"{spec.label}最多{most}个字，请缩短。",
        },
    )


def _choice(spec: FormField, choices: tuple[Choice, ...]) -> forms.Field:
    offered = [(choice.value, choice.label) for choice in choices]
    messages = {
        "required": f"请选择{spec.label}。",
        "invalid_choice": f"{spec.label}没有您选的这一项，请重新选择。",
        "invalid_list": f"请重新选择{spec.label}。",
    }
    common: dict[str, Any] = {
        "label": spec.label,
        "help_text": spec.hint,
        "required": spec.required,
        "error_messages": messages,
    }
    if spec.kind == FieldKind.CHOICES:
        return SomeOf(choices=offered, widget=forms.CheckboxSelectMultiple(), **common)
    if len(offered) <= FEW_CHOICES:
        return OneOf(choices=offered, widget=forms.RadioSelect(), **common)
    return OneOf(choices=[("", "请选择"), *offered], widget=forms.Select(), **common)


def _identified(check: Any, text: str) -> Any:
    try:
        return check(text)
    except IdentifierError as error:
        raise ValidationError(str(error), code="invalid") from None


def _day_bound(bound: Any) -> dt.date | None:
    if bound is None:
        return None
    if isinstance(bound, dt.date):
        return bound
    return timezone.localdate() if bound == "today" else dt.date.fromisoformat(str(bound))


def _check_bounds(spec: FormField, value: Decimal, unit: str) -> None:
    if spec.minimum is not None and value < Decimal(str(spec.minimum)):
        raise ValidationError(f"{spec.label}不能小于{spec.minimum}{unit}，请核对。", code="low")
    if spec.maximum is not None and value > Decimal(str(spec.maximum)):
        raise ValidationError(f"{spec.label}不能大于{spec.maximum}{unit}，请核对。", code="high")
