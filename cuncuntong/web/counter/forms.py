"""Forms of the counter's own screens; items' forms come from their declarations (cases.forms)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cuncuntong.cases.fields import plain, read_date
from cuncuntong.foundation.identifiers.codes import EDUCATIONS
from cuncuntong.ledgers.residents.enums import Hukou
from cuncuntong.ledgers.residents.services import entry_faults
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import ServiceItem

_TIME = re.compile(r"(\d{1,2})[:时点](\d{1,2})分?|(\d{2})(\d{2})")


class ReasonForm(forms.Form):
    """One line: why."""

    reason = forms.CharField(max_length=120, error_messages={"required": "请写明原因。"})

    def __init__(self, *args: Any, label: str = "原因", example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["reason"].label = label
        self.fields["reason"].help_text = example


class RegisterForm(forms.Form):
    """A new resident. Birth and sex are read from the number; the service checks what is typed."""

    name = forms.CharField(
        label="姓名", help_text="按身份证上的姓名填写", error_messages={"required": "请填写姓名。"}
    )
    id_number = forms.CharField(
        label="身份证号码",
        help_text="18位；出生日期和性别由号码读出",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填写身份证号码。", "max_length": "身份证号码应为18位，请核对。"},
    )
    village_code = forms.ChoiceField(
        label="居住村（社区）", error_messages={"required": "请选择村（社区）。"}
    )
    telephone = forms.CharField(
        label="联系电话",
        required=False,
        help_text="办理结果用短信或电话告知",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(label="居住地址", required=False, max_length=120)
    hukou = forms.ChoiceField(
        label="户口性质", choices=Hukou.choices, initial=Hukou.RURAL, widget=forms.RadioSelect
    )
    education = forms.ChoiceField(label="文化程度", required=False)

    def __init__(self, *args: Any, villages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["village_code"].choices = (  # type: ignore[attr-defined]
            villages if len(villages) == 1 else [("", "请选择"), *villages]
        )
        self.fields["education"].choices = [("", "不清楚"), *EDUCATIONS]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Everything that is wrong with the entries is told at once."""
        values = super().clean() or {}
        typed = {key: str(values.get(key, "")) for key in ("name", "id_number", "telephone")}
        for field, message in entry_faults(**typed).items():
            if field not in self.errors:
                self.add_error(field, message)
        return values


class ContactForm(forms.Form):
    """Telephone and address; checked by the service."""

    telephone = forms.CharField(
        label="联系电话",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(
        label="居住地址",
        required=False,
        max_length=120,
        error_messages={"max_length": "居住地址不能超过120个字，请缩短。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class VisitForm(forms.Form):
    """Somebody from elsewhere in the county who stands at this counter."""

    id_number = forms.CharField(
        label="身份证号码",
        max_length=30,
        help_text="须输入完整的18位号码",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "请填写完整的身份证号码。", "max_length": "身份证号码应为18位，请核对。"},
    )
    present = forms.BooleanField(
        label="居民本人已持身份证到场，我已核对人证一致",
        error_messages={"required": "本人到场并核对人证一致后才能办理。"},
    )
    reason = forms.CharField(
        label="到场说明",
        max_length=100,
        initial="本人持身份证到场",
        error_messages={"required": "请说明居民到场办理的情况。"},
    )


def _paper_items() -> list[ServiceItem]:
    return [item for item in items.all() if item.effect is not None and item.fields]


class IssueForm(forms.Form):
    """Numbers for blank forms of one item."""

    item = forms.ChoiceField(label="事项", error_messages={"required": "请选择事项。"})
    count = forms.IntegerField(
        label="份数",
        min_value=1,
        max_value=50,
        initial=5,
        error_messages={
            "required": "请填写份数。",
            "invalid": "份数请填写整数，例如 5。",
            "min_value": "一次请领用1到50份。",
            "max_value": "一次请领用1到50份。",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["item"].choices = [(one.number, one.name) for one in _paper_items()]  # type: ignore[attr-defined]


class EnterForm(forms.Form):
    """A blank form that was taken by hand: its number, and when it was taken."""

    number = forms.CharField(
        label="空白表编号",
        max_length=24,
        help_text="印在表的右上角，例如 B20261124000015",
        error_messages={"required": "请填写空白表编号。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    day = forms.CharField(
        label="实际受理日期",
        max_length=20,
        help_text="八位数字，例如 20261120",
        error_messages={"required": "请填写表上写明的实际受理日期。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-date": ""}),
    )
    time = forms.CharField(
        label="实际受理时间",
        max_length=10,
        help_text="例如 09:30",
        error_messages={"required": "请填写表上写明的实际受理时间。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_day(self) -> dt.date:
        """A day up to today."""
        try:
            day = read_date(self.cleaned_data["day"])
        except ValueError:
            raise ValidationError("这不是有效的日期，请填写八位数字，例如 20261120。") from None
        if day > timezone.localdate():
            raise ValidationError("实际受理日期不能晚于今天，请核对。")
        return day

    def clean_time(self) -> dt.time:
        """A time of day out of 09:30, 9点30分 or 0930."""
        found = _TIME.fullmatch(plain(self.cleaned_data["time"]).replace(" ", ""))
        try:
            parts = [int(part) for part in found.groups() if part is not None] if found else []
            return dt.time(parts[0], parts[1])
        except (IndexError, ValueError):
            raise ValidationError("这不是有效的时间，请按 09:30 的样子填写。") from None

    def accepted_at(self) -> dt.datetime:
        """The true time of acceptance."""
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))


class VoidForm(forms.Form):
    """A spoilt blank form."""

    number = forms.CharField(
        label="空白表编号", max_length=24, error_messages={"required": "请填写空白表编号。"}
    )
    reason = forms.CharField(
        label="作废原因",
        max_length=100,
        help_text="例如：写错、污损、遗失",
        error_messages={"required": "请写明作废原因。"},
    )
