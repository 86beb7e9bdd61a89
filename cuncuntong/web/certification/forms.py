"""The forms of one person's page: evidence, a visit that is wanted, a loss that was noticed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cuncuntong.cases.fields import read_date
from cuncuntong.ledgers.certification.enums import BY_DATA, LossKind

_DAY = {"inputmode": "numeric", "autocomplete": "off", "data-date": ""}


class DayField(forms.CharField):
    """A day typed as eight digits or with dashes."""

    def __init__(self, label: str, help_text: str = "8位数字，例如 20261124") -> None:
        super().__init__(
            label=label,
            max_length=20,
            help_text=help_text,
            widget=forms.TextInput(attrs=dict(_DAY)),
            error_messages={"required": f"请填写{label}。"},
        )

    def clean(self, value: Any) -> dt.date:
        """A day; what is none is said at the field."""
        text = super().clean(value)
        try:
            return read_date(text)
        except ValueError:
            raise ValidationError("不是有效的日期，请填8位数字，例如 20261124。") from None


class EvidenceForm(forms.Form):
    """A record of another office that shows that somebody lives."""

    way = forms.ChoiceField(
        label="数据的种类",
        choices=[(way.value, way.label) for way in BY_DATA],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择数据的种类。", "invalid_choice": "请从列出的种类中选一种。"},
    )
    on = DayField("数据上的日期", "就医、出行或核查的那一天，8位数字")
    source = forms.CharField(
        label="数据来源",
        max_length=60,
        help_text="例如：县医保局就医记录；水村网格员核查",
        error_messages={"required": "请写明数据来源。", "max_length": "最多60个字，请缩短。"},
    )
    evidence = forms.CharField(
        label="说明",
        max_length=100,
        required=False,
        help_text="例如：县医院门诊。不写病情。",
        error_messages={"max_length": "最多100个字，请缩短。"},
    )


class HomeForm(forms.Form):
    """Why somebody is visited, and when."""

    note = forms.CharField(
        label="为什么上门、约在什么时候",
        max_length=300,
        error_messages={
            "required": "请写明为什么上门、约在什么时候。",
            "max_length": "最多300个字，请缩短。",
        },
    )


class LossForm(forms.Form):
    """What was noticed."""

    kind = forms.ChoiceField(
        label="是什么情形",
        choices=LossKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是什么情形。", "invalid_choice": "请从列出的情形中选一种。"},
    )
    learned_on = DayField("什么时候得知的")
    note = forms.CharField(
        label="情况说明",
        max_length=300,
        help_text="谁说的、大概在什么时候",
        error_messages={"required": "请写明情况。", "max_length": "最多300个字，请缩短。"},
    )
