"""Forms of these pages; what the ledger refuses is said at the field that it is about."""

from __future__ import annotations

from typing import Any

from django import forms

from cuncuntong.ledgers.unemployment.enums import BY_PERSON

_DAY = {"type": "date"}


class PlainForm(forms.Form):
    """A form without colons after its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class EndForm(PlainForm):
    """Why a benefit ends, since when, by what evidence."""

    reason = forms.ChoiceField(
        label="停领原因",
        choices=[("", "请选择"), *((one.value, one.label) for one in BY_PERSON)],
        error_messages={"required": "请选择停领原因。"},
    )
    happened_on = forms.DateField(
        label="发生日期",
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        help_text="例如入职、入伍、开始领养老金的日期",
        error_messages={"required": "请填写发生日期。", "invalid": "日期应如2026-11-25。"},
    )
    note = forms.CharField(
        label="依据",
        max_length=200,
        help_text="例如：2026年11月3日入职某公司，已电话核实。",
        error_messages={"required": "请写明停领的依据。"},
    )


class DecideForm(PlainForm):
    """A sign: it ends the benefit for a reason, or the benefit goes on."""

    move = forms.ChoiceField(choices=[("end", "停领"), ("keep", "照常发放")])
    reason = forms.ChoiceField(
        label="停领原因",
        required=False,
        choices=[("", "请选择"), *((one.value, one.label) for one in BY_PERSON)],
    )
    note = forms.CharField(
        label="核实的情况", max_length=200, error_messages={"required": "请写明核实的情况。"}
    )


class ResumeForm(PlainForm):
    """Why an end was wrong."""

    note = forms.CharField(
        label="恢复的原因", max_length=200, error_messages={"required": "请写明恢复的原因。"}
    )


class ReceiveForm(PlainForm):
    """A bank receipt of money that came back."""

    amount = forms.DecimalField(
        label="退回金额（元）",
        min_value=0,
        max_digits=10,
        decimal_places=2,
        error_messages={"required": "请填写金额。", "invalid": "金额应如1640.00。"},
    )
    received_on = forms.DateField(
        label="到账日期",
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"required": "请填写到账日期。", "invalid": "日期应如2026-11-25。"},
    )
    receipt = forms.CharField(
        label="缴款凭证号", max_length=40, error_messages={"required": "请填写缴款凭证号。"}
    )


class ReturnForm(PlainForm):
    """A subsidy that came back whole."""

    received_on = forms.DateField(
        label="到账日期",
        widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"),
        error_messages={"required": "请填写到账日期。", "invalid": "日期应如2026-11-25。"},
    )
    receipt = forms.CharField(
        label="缴款凭证号", max_length=40, error_messages={"required": "请填写缴款凭证号。"}
    )
