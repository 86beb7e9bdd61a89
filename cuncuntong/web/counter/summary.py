"""A form in words for the check before sending, and two versions of a draft side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cuncuntong.cases.forms import SEALED_KINDS, Row, Section, offered_choices, value_words
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import known_values
from cuncuntong.rules.service_item import FormField, ServiceItem, Situation
from cuncuntong.web.counter.sheet import Sheet

EMPTY: tuple[Any, ...] = ("", None, [])


def check_sections(sheet: Sheet, values: Mapping[str, Any]) -> list[Section]:
    """Every line that the form asks for, by section; a line without a value has an empty text.

    A number that was just typed is shown whole, since reading it back is what the check is for; one
    that the system filled in stays masked.
    """
    situation = Situation(sheet.person, dict(values), sheet.on)
    known = known_values(sheet.person, [spec.prefill for spec in sheet.item.fields])
    sections: dict[str, list[Row]] = {}
    for spec in sheet.item.fields:
        if not is_asked(spec, values):
            continue
        value = values.get(spec.key)
        masked = spec.kind in SEALED_KINDS and known.get(spec.prefill) == value
        text = "" if value in EMPTY else value_words(spec, value, situation=situation, masked=masked)
        sections.setdefault(spec.section, []).append(Row(spec.key, spec.label, text))
    return [Section(title, rows) for title, rows in sections.items()]


def is_asked(spec: FormField, values: Mapping[str, Any]) -> bool:
    """Whether the other lines call for this one."""
    if spec.show_when is None:
        return True
    other, wanted = spec.show_when
    value = values.get(other, "")
    chosen = {str(one) for one in value} if isinstance(value, list) else {str(value)}
    return bool(chosen & set(wanted))


def differing_rows(
    item: ServiceItem, person: Resident, on: dt.date, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """(label, mine, theirs) of the lines in which two versions of a draft differ, as typed."""
    situation = Situation(person, dict(mine), on)
    rows = []
    for spec in item.fields:
        one, other = mine.get(spec.key, ""), theirs.get(spec.key, "")
        if one != other:
            rows.append((spec.label, _typed(spec, one, situation), _typed(spec, other, situation)))
    return rows


def _typed(spec: FormField, value: Any, situation: Situation) -> str:
    """What was typed, in words where it is a choice; it need not be valid yet."""
    if value in EMPTY:
        return ""
    words = {choice.value: choice.label for choice in _choices(spec, situation)}
    return "、".join(words.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))


def _choices(spec: FormField, situation: Situation) -> tuple[Any, ...]:
    try:
        return offered_choices(spec, situation)
    except (KeyError, ValueError):
        # The other tab's half-typed form may not make sense to the item yet.
        return ()
