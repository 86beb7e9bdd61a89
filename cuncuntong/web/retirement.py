"""What the retirement calculators on the public site and beside the counter share: form and answer.

Nothing is kept: a question stands in the address, and its answer is computed anew.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from cuncuntong.cases.fields import plain, read_date
from cuncuntong.rules.parameters import ParameterError, Parameters
from cuncuntong.rules.retirement import Track
from cuncuntong.rules.retirement_plan import (
    ROLES,
    WARNINGS,
    RetirementPlan,
    RetirementRefused,
    birth_months,
    month_text,
    plan,
    whole_table,
    years_text,
)

_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})|(\d{2}))月?")
_YEAR = 12


class RetirementForm(forms.Form):
    """Whose age counts, and the month of birth."""

    track = forms.ChoiceField(
        label="哪一类职工",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择哪一类职工。", "invalid_choice": "没有这一类，请从列出的里选。"},
    )
    birth = forms.CharField(
        label="出生年月",
        max_length=20,
        help_text="例如 197104，也可写 1971年4月",
        error_messages={"required": "请填写出生年月。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, tracks: Iterable[Track], **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.fields["track"].choices = [  # type: ignore[attr-defined]
            (track.value, ROLES[track]) for track in tracks
        ]

    def clean_birth(self) -> dt.date:
        """The first day of the month, or the day that was given."""
        text = "".join(plain(self.cleaned_data["birth"]).split())
        found = _MONTH.fullmatch(text)
        try:
            return dt.date(int(found[1]), int(found[2] or found[3]), 1) if found else read_date(text)
        except ValueError:
            raise ValidationError("不是有效的年月，请填年和月，例如 197104 或 1971年4月。") from None


@dataclass(frozen=True)
class Asked:
    """A form with what the page shows; ``status`` for the answer."""

    form: RetirementForm
    context: dict[str, Any]
    status: int = 200


def answer(
    data: Any,
    *,
    on: dt.date,
    book: Parameters,
    tracks: Iterable[Track] = (*Track,),
    whole: bool = False,
    initial: Mapping[str, Any] | None = None,
) -> Asked:
    """Reads a question out of ``data`` (None: nothing asked yet) and answers it by the figures of ``on``.

    ``initial`` is filled in where nothing was asked yet; ``whole`` shows every birth month from the first
    that is delayed; else those of the year of birth.
    """
    form = RetirementForm(data, tracks=tracks, initial=initial)
    base = {"form": form, "warnings": WARNINGS}
    if data is None or not form.is_valid():
        return Asked(form, base, 200 if data is None else 422)
    birth, track = form.cleaned_data["birth"], Track(form.cleaned_data["track"])
    try:
        found = plan(birth, track, book, on)
        lines = (
            whole_table(track, book, on)
            if whole
            else birth_months(birth.replace(month=1), _YEAR, track, book, on)
        )
    except RetirementRefused as refused:
        form.add_error(refused.field, str(refused))
    except ParameterError as error:
        form.add_error(None, str(error))
    else:
        return Asked(form, {**base, **_shown(found, whole), "lines": _lines(found, lines)})
    return Asked(form, base, 422)


def _shown(found: RetirementPlan, whole: bool) -> dict[str, Any]:
    asked = {"track": found.retirement.track.value, "birth": f"{found.birth:%Y%m}"}
    return {
        "found": found,
        "role": ROLES[found.retirement.track],
        "born": month_text(found.birth),
        "original": month_text(found.original),
        "retires": month_text(found.retirement.day),
        "earliest": month_text(found.earliest),
        "latest": month_text(found.latest),
        "minimum": years_text(found.minimum_months),
        "minimum_earliest": years_text(found.minimum_earliest),
        "whole": whole,
        "whole_url": f"?{urlencode({**asked, 'whole': '1'})}",
        "year_url": f"?{urlencode(asked)}",
    }


def _lines(found: RetirementPlan, lines: Iterable[Any]) -> list[dict[str, Any]]:
    mine = found.birth.replace(day=1)
    return [
        {
            "birth": month_text(line.birth),
            "original": month_text(line.original),
            "delayed": line.delayed,
            "retires": month_text(line.retires),
            "age": line.age_words,
            "minimum": years_text(line.minimum_months),
            "mine": line.birth == mine,
        }
        for line in lines
    ]
