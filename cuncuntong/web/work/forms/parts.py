"""What the forms share: texts without invisible characters, places, faults of a ledger at their fields."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms

from cuncuntong.ledgers.jobs.refusals import Fault, FieldsRefused, NeedsConfirmation
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Division

Options = list[tuple[str, Any]]
CONFIRM = "confirmed"


class TextField(forms.CharField):
    """Text without control characters; line breaks stay where the control has lines."""

    def to_python(self, value: Any) -> str:
        """Control characters become blanks, invisible ones vanish."""
        text = str(super().to_python(value) or "")
        keep = "\n" if isinstance(self.widget, forms.Textarea) else ""
        return "".join(_visible(char, keep) for char in text.replace("\r\n", "\n")).strip()


def _visible(char: str, keep: str) -> str:
    kind = "" if char in keep else unicodedata.category(char)
    return {"Cc": " ", "Cf": ""}.get(kind, char)


def text(
    label: str, most: int, *, required: bool = True, rows: int = 0, hint: str = "", **attrs: Any
) -> TextField:
    """A line of text, or with ``rows`` several; every message Chinese."""
    widget: forms.Widget = (
        forms.Textarea(attrs={"rows": rows, **attrs}) if rows else forms.TextInput(attrs=attrs)
    )
    return TextField(
        label=label,
        max_length=most,
        required=required,
        help_text=hint,
        widget=widget,
        error_messages={
            "required": f"请填写{label}。",
            "max_length": f"{label}最多{most}个字，请缩短。",
        },
    )


def choice(
    label: str, choices: Any, *, required: bool = True, hint: str = "", few: bool = False
) -> forms.ChoiceField:
    """One of several: side by side where they are few, else a list."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=hint,
        widget=forms.RadioSelect() if few else forms.Select(),
        error_messages={"required": f"请选择{label}。", "invalid_choice": f"请重新选择{label}。"},
    )


def whole(label: str, low: int, high: int, *, required: bool = True, hint: str = "") -> forms.IntegerField:
    """A whole number between two bounds."""
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=required,
        help_text=hint,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"{label}请填写整数，例如 {low or 2}。",
            "min_value": f"{label}最少{low}。",
            "max_value": f"{label}最多{high}。",
        },
    )


def tick(label: str, *, required: bool = False, hint: str = "", missing: str = "") -> forms.BooleanField:
    """Something to tick."""
    return forms.BooleanField(
        label=label,
        required=required,
        help_text=hint,
        error_messages={"required": missing or f"请勾选：{label}"},
    )


def place_options(villages: Iterable[Division], *, whole_townships: bool = True) -> Options:
    """Villages by township, as a list groups them; ``villages`` come with their townships."""
    groups: dict[str, tuple[str, Options]] = {}
    for village in villages:
        if village.parent is None:
            continue
        township, options = groups.setdefault(village.parent.code, (village.parent.name, []))
        if not options and whole_townships:
            options.append((village.parent.code, f"{township}（不限村）"))
        options.append((village.code, f"{township} {village.name}"))
    return [(name, options) for name, options in groups.values()]


def place_code(row: Any) -> str:
    """The narrowest place of a placed row, as the lists name it."""
    return row.village_code or row.township_code or row.county_code or ""


def say_all(form: forms.Form, faults: Iterable[Fault]) -> None:
    """Tells a ledger's faults beside those of an invalid form, so that nobody corrects it in rounds."""
    for fault in faults:
        if fault.field in form.fields and fault.field not in form.errors:
            form.add_error(fault.field, fault.words)


def say(form: forms.Form, refused: LedgerRefused) -> list[Fault]:
    """Puts what a ledger refused at the form's fields; gives what is only to be confirmed.

    What no field of the form stands for is said above it.
    """
    if isinstance(refused, NeedsConfirmation):
        asked = [fault for fault in refused.faults if fault.field in form.fields]
        others = [fault for fault in refused.faults if fault.field not in form.fields]
        form.add_error(CONFIRM, "请核对下面的提示；确认无误的，勾选这里后再提交。")
        return [*asked, *others]
    if isinstance(refused, FieldsRefused):
        for fault in refused.faults:
            words = f"{fault.words}（{fault.source}）" if fault.source else fault.words
            form.add_error(fault.field if fault.field in form.fields else None, words)
        return []
    form.add_error(None, f"{refused.message}{refused.remedy}")
    return []
