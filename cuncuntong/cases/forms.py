"""An item's declared fields as a Django form, and stored values as words for screens and print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from cuncuntong.cases.fields import YES_NO, make_field
from cuncuntong.cases.models import Case
from cuncuntong.foundation.identifiers import bank_card, resident_id, telephone
from cuncuntong.foundation.money import format_yuan, yuan
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import known_values
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, ServiceItem, Situation

# Words of choices that are offered only in some situations are kept with the case under this key,
# since the same situation may not come again.
LABELS_KEY = "_labels"
_MASKS = {
    FieldKind.TELEPHONE: telephone.mask,
    FieldKind.BANK_CARD: bank_card.mask,
    FieldKind.RESIDENT_ID: resident_id.mask,
}
SEALED_KINDS = frozenset(_MASKS)
_CHOSEN = frozenset({FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO})


class Row(NamedTuple):
    """One line of a form in words."""

    key: str
    label: str
    text: str


class Section(NamedTuple):
    """Lines of a form under one heading."""

    title: str
    rows: list[Row]


class ItemForm(forms.Form):
    """The form of one item. Lines that the others hide are neither asked for nor kept."""

    item: ServiceItem

    def clean(self) -> dict[str, Any]:
        """Drops what is hidden, with its errors."""
        super().clean()
        shown: dict[str, Any] = {}
        for spec in self.item.fields:
            if not _is_shown(spec, shown):
                self.errors.pop(spec.key, None)
                self.cleaned_data.pop(spec.key, None)
            shown[spec.key] = self.cleaned_data.get(spec.key, "")
        return self.cleaned_data

    def cleaned_values(self) -> dict[str, Any]:
        """The checked values as a case keeps them (JSON); empty ones are left out."""
        return {
            spec.key: self.cleaned_data[spec.key]
            for spec in self.item.fields
            if self.cleaned_data.get(spec.key) not in ("", None, [])
        }


def _is_shown(spec: FormField, values: Mapping[str, Any]) -> bool:
    if spec.show_when is None:
        return True
    other, wanted = spec.show_when
    value = values.get(other, "")
    return bool(set(value) & set(wanted)) if isinstance(value, list) else str(value) in wanted


def offered_choices(spec: FormField, situation: Situation | None) -> tuple[Choice, ...]:
    """The choices of a line, or the suggestions of a text line.

    Those that depend on the situation need one (else ValueError).
    """
    if spec.kind == FieldKind.YES_NO:
        return YES_NO
    if not callable(spec.choices):
        return spec.choices
    if situation is None:
        raise ValueError(f"the choices of {spec.key} depend on the situation; hand one in")
    return spec.choices(situation)


def build_form(
    item: ServiceItem,
    known: Mapping[str, str],
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    *,
    situation: Situation | None = None,
) -> ItemForm:
    """The item's form. ``known`` (residents.selectors.known_values) prefills by ``prefill`` names.

    ``initial`` (a draft's values) wins over what is known. Choices that depend on the situation need
    ``situation``. Each field carries ``section``, ``unit``, ``kind`` and ``extra``.
    """
    fields: dict[str, Any] = {
        spec.key: make_field(spec, offered_choices(spec, situation)) for spec in item.fields
    }
    kind = type("ItemForm", (ItemForm,), {**fields, "item": item})
    prefilled: dict[str, str | list[str]] = {}
    if data is None:
        first = {spec.key: _first_value(spec, known, situation) for spec in item.fields}
        prefilled = {key: value for key, value in first.items() if value}
    return kind(data=data, initial={**prefilled, **(initial or {})}, label_suffix="")


def _first_value(spec: FormField, known: Mapping[str, str], situation: Situation | None) -> str | list[str]:
    """What is known for a line, else its default; several choices are known as one text with commas."""
    value = known.get(spec.prefill, "") if spec.prefill else ""
    if value and spec.kind == FieldKind.CHOICES:
        return value.split(",")
    if value or not callable(spec.default):
        return value or str(spec.default)
    return spec.default(situation) if situation else ""


def open_form(
    item: ServiceItem,
    resident: Resident,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    *,
    on: dt.date | None = None,
) -> ItemForm:
    """The form for a resident at the counter: prefilled, with the choices of today (or of a day)."""
    values = {key: value for key, value in (initial or {}).items() if key != LABELS_KEY}
    situation = Situation(resident, values, on or timezone.localdate())
    wanted = [spec.prefill for spec in item.fields if spec.prefill]
    known = known_values(resident, wanted) if data is None else {}
    return build_form(item, known, data, values, situation=situation)


def check_values(item: ServiceItem, resident: Resident, values: Mapping[str, Any], on: dt.date) -> ItemForm:
    """A bound form over values in the shape that a case keeps; for checking them anew."""
    data = {key: value for key, value in values.items() if key != LABELS_KEY}
    return build_form(item, {}, _as_data(data), situation=Situation(resident, data, on))


class _Data(dict[str, Any]):
    """Values with the one method of a QueryDict that widgets of several choices ask for."""

    def getlist(self, key: str) -> list[Any]:
        value = self.get(key, [])
        return value if isinstance(value, list) else [value]


def _as_data(values: Mapping[str, Any]) -> _Data:
    return _Data({key: value if isinstance(value, list) else str(value) for key, value in values.items()})


def labels_of(item: ServiceItem, values: Mapping[str, Any], situation: Situation) -> dict[str, str]:
    """Words of the chosen values whose choices depend on the situation, to be kept with the case."""
    kept: dict[str, str] = {}
    for spec in item.fields:
        if spec.kind in _CHOSEN and callable(spec.choices) and spec.key in values:
            kept[spec.key] = _choice_words(offered_choices(spec, situation), values[spec.key])
    return kept


def display(
    item: ServiceItem,
    values: Mapping[str, Any],
    *,
    situation: Situation | None = None,
    masked: bool = True,
) -> list[Section]:
    """A form's values in words, by section, for summaries, review and print.

    Telephones, bank accounts and ID numbers are masked unless ``masked`` is False, which only
    audited callers say. Lines without a value are left out.
    """
    sections: dict[str, list[Row]] = {}
    for spec in item.fields:
        value = values.get(spec.key)
        if value in ("", None, []):
            continue
        kept = (values.get(LABELS_KEY) or {}).get(spec.key)
        text = kept or value_words(spec, value, situation=situation, masked=masked)
        sections.setdefault(spec.section, []).append(Row(spec.key, spec.label, text))
    return [Section(title, rows) for title, rows in sections.items()]


def display_case(case: Case, *, masked: bool = True) -> list[Section]:
    """A case's form in words, with the choices of its day of acceptance."""
    situation = Situation(case.resident, form_of(case), timezone.localdate(case.accepted_at), case.number)
    return display(items.get(case.item), case.form, situation=situation, masked=masked)


def form_of(case: Case) -> dict[str, Any]:
    """The values of a case's form, as rules and effects read them."""
    return {key: value for key, value in case.form.items() if key != LABELS_KEY}


def applicant_of(case: Case) -> str:
    """Who applied for the resident, where the item asks for it; empty where they applied themselves."""
    named = items.get(case.item).applicant
    return named(form_of(case)) if named else ""


def value_words(
    spec: FormField, value: Any, *, situation: Situation | None = None, masked: bool = True
) -> str:
    """One value in words."""
    if spec.kind in _MASKS and masked:
        return _MASKS[spec.kind](str(value))
    if spec.kind == FieldKind.MONEY:
        return f"{format_yuan(yuan(str(value)))}{spec.unit or '元'}"
    if spec.kind == FieldKind.DATE:
        day = dt.date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日"
    if spec.kind in _CHOSEN:
        if callable(spec.choices) and situation is None:
            return _choice_words((), value)
        return _choice_words(offered_choices(spec, situation), value)
    return f"{value}{spec.unit}"


def _choice_words(choices: tuple[Choice, ...], value: Any) -> str:
    words = {choice.value: choice.label for choice in choices}
    chosen = value if isinstance(value, list) else [value]
    return "、".join(words.get(str(one), str(one)) for one in chosen)
