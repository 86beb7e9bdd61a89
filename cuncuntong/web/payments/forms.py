"""Forms of the payment's screens; what the ledger refuses is said above the form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from cuncuntong.cases.fields import read_date
from cuncuntong.ledgers.payments.enums import FailCode, FindingDecision

MOST_BYTES = 20 * 1024 * 1024


class PlainForm(forms.Form):
    """A form without colons after its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


def months_to_pay(today: dt.date | None = None) -> list[tuple[str, str]]:
    """Last month, this one and the next, as a list to choose from."""
    first = (today or timezone.localdate()).replace(day=1)
    later = (first + dt.timedelta(days=32)).replace(day=1)
    earlier = (first - dt.timedelta(days=1)).replace(day=1)
    return [(f"{day:%Y-%m}", f"{day.year}年{day.month}月") for day in (first, later, earlier)]


class BeginForm(PlainForm):
    """Which month is paid."""

    month = forms.ChoiceField(label="发放月份", error_messages={"required": "请选择发放月份。"})
    despite_unclosed = forms.BooleanField(label="已知道以前月份没有结账，仍要开始", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months_to_pay()  # type: ignore[attr-defined]

    def clean_month(self) -> dt.date:
        """The month's first day."""
        return dt.date.fromisoformat(f"{self.cleaned_data['month']}-01")


class ReasonForm(PlainForm):
    """A reason, which is always needed."""

    reason = forms.CharField(
        label="原因", max_length=200, error_messages={"required": "请写明原因。"}, strip=True
    )


class DecisionForm(PlainForm):
    """What becomes of the chosen findings."""

    decision = forms.ChoiceField(
        label="处理",
        choices=[(FindingDecision.PAY, "照发"), (FindingDecision.HOLD, "本月不发")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择“照发”或“本月不发”。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="以后查账的人要凭理由看懂这个决定。",
        error_messages={"required": "请写明理由。"},
    )
    confirmed = forms.BooleanField(
        label="已逐人核实（死亡登记、暂停的照发时勾选，一次一条；暂停仍有效的不能照发）", required=False
    )


class ReturnForm(PlainForm):
    """The bank's answer."""

    file = forms.FileField(
        label="回盘文件（Excel或CSV）",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv", "data-max-mb": "20"}),
        help_text="表头：业务流水号、金额、结果、原因、日期",
        error_messages={"required": "请选择银行的回盘文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> Any:
        """Not larger than sixty thousand rows can be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过20 MB，请核对是不是选错了文件。")
        return file


class NoteForm(PlainForm):
    """What was done about something."""

    note = forms.CharField(
        label="处理说明", max_length=200, error_messages={"required": "请写明怎样处理的。"}
    )


class CameBackForm(PlainForm):
    """The bank's slip for a payment that it gave back later."""

    on = forms.CharField(
        label="退回日期",
        max_length=20,
        help_text="银行退票通知上的日期，8位数字",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-date": "", "autocomplete": "off"}),
        error_messages={"required": "请填写退回日期。"},
    )
    receipt = forms.CharField(
        label="退票凭证号", max_length=40, error_messages={"required": "请填写银行退票通知上的编号。"}
    )
    fail_code = forms.ChoiceField(
        label="退回原因",
        choices=[("", "请选择"), *FailCode.choices],
        error_messages={"required": "请选择退回原因。", "invalid_choice": "请选择退回原因。"},
    )
    text = forms.CharField(label="银行说明", max_length=100, required=False)

    def clean_on(self) -> dt.date:
        """A day that exists."""
        try:
            return read_date(self.cleaned_data["on"])
        except ValueError:
            raise forms.ValidationError("请填写有效的日期，例如 20261124。") from None


class FollowForm(PlainForm):
    """What the clerk learned about a failed line."""

    note = forms.CharField(
        label="跟进情况",
        max_length=200,
        help_text="例如：已通知本人，明天带新卡来。",
        error_messages={"required": "请写跟进情况。"},
    )


class AccountForm(PlainForm):
    """Another bank account, typed twice."""

    holder = forms.CharField(label="户名", max_length=40, error_messages={"required": "请填写户名。"})
    bank = forms.CharField(
        label="开户银行", max_length=40, help_text="写到网点", error_messages={"required": "请填写开户银行。"}
    )
    number = forms.CharField(
        label="银行账号",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "请填写银行账号。"},
    )
    again = forms.CharField(
        label="再填一遍账号",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="对照银行卡再填一遍，防止填错。",
        error_messages={"required": "请再填一遍账号。"},
    )
    note = forms.CharField(
        label="说明", max_length=150, required=False, help_text="不是本人账户的，写清关系和依据。"
    )
    compared = forms.BooleanField(label="已对照银行卡或存折核对，账号没有填错", required=False)
    shared = forms.BooleanField(label="已核对：几个人共用这个账户，账号没有填错", required=False)
