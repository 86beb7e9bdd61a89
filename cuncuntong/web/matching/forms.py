"""The form for what came of a recommendation."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from cuncuntong.ledgers.jobs.enums import Outcome
from cuncuntong.ledgers.jobs.services.recommending import NEED_REASON


class OutcomeForm(forms.Form):
    """What came of it, why, when; and whether the search for work ends with it."""

    outcome = forms.ChoiceField(
        label="结果",
        choices=[(value, label) for value, label in Outcome.choices if value != Outcome.NONE],
        widget=forms.RadioSelect(),
        error_messages={"required": "请选择结果。", "invalid_choice": "请选择结果。"},
    )
    reason = forms.CharField(
        label="原因或说明",
        required=False,
        max_length=120,
        help_text="没联系上、不去、不要的，请写明原因，例如：嫌远、工钱低、时间不合适、已招满",
        error_messages={"max_length": "最多120个字，请缩短。"},
    )
    on = forms.DateField(
        label="联系日期",
        initial=timezone.localdate,
        input_formats=["%Y-%m-%d", "%Y%m%d"],
        widget=forms.DateInput(format="%Y%m%d", attrs={"inputmode": "numeric"}),
        error_messages={"required": "请填写联系日期。", "invalid": "请填写八位日期，例如20261125。"},
    )
    close = forms.BooleanField(label="已录用的，同时结束求职登记（已找到工作）", required=False, initial=True)

    def clean(self) -> dict[str, object]:
        """Says at the field what the service would refuse."""
        values = super().clean() or {}
        day = values.get("on")
        if day and day > timezone.localdate():
            self.add_error("on", "联系日期不能晚于今天。")
        if values.get("outcome") in NEED_REASON and not str(values.get("reason") or "").strip():
            self.add_error("reason", "请写明原因，以后的推荐会更准。")
        return values
