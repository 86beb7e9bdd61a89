"""Forms of the loads: the file with its days, the sender's totals, why a load is taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from cuncuntong.ledgers.loading.figures import COUNTS, TOTALS
from cuncuntong.ledgers.loading.lines import month_of
from cuncuntong.rules.ages import add_months
from cuncuntong.web.components.fields import DATE_INPUT_FORMATS

MOST_MB = 30


class SendForm(forms.Form):
    """A file, and of which day its figures are."""

    file = forms.FileField(
        label="Excel或CSV文件",
        help_text=f"按模板填写，最多30万行、{MOST_MB} MB；更大的CSV请另存为Excel工作簿。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv", "data-max-mb": str(MOST_MB)}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )
    sender = forms.CharField(
        label="数据来源单位",
        max_length=60,
        help_text="提供数据、核对总数的单位，如“县城乡居民养老保险服务中心”",
        error_messages={"required": "请填写数据来源单位。"},
    )
    as_of = forms.DateField(
        label="数据截至日",
        input_formats=DATE_INPUT_FORMATS,
        help_text="8位数字",
        error_messages={"required": "请填写数据截至日。", "invalid": "应填日期，例如 20261031。"},
    )
    settled_year = forms.IntegerField(
        label="利息结至年度",
        min_value=2000,
        max_value=2100,
        help_text="表中利息算到哪一年的年末",
        error_messages={
            "required": "请填写利息结至年度。",
            "invalid": "应填4位年份。",
            "min_value": "应填4位年份。",
            "max_value": "应填4位年份。",
        },
    )
    pay_from = forms.CharField(
        label="本系统首发月份",
        help_text="领取人员从哪个月起由本系统发放，如 2026-12；以前的月份不补发",
        error_messages={"required": "请填写本系统首发月份。"},
    )

    @classmethod
    def usual(cls) -> dict[str, Any]:
        """What is usual today: last month's end, last year's interest, next month's payment."""
        first = timezone.localdate().replace(day=1)
        return {
            "as_of": first - dt.timedelta(days=1),
            "settled_year": (first - dt.timedelta(days=1)).year - 1,
            "pay_from": f"{add_months(first, 1):%Y-%m}",
        }

    def clean_file(self) -> Any:
        """Too large a file is refused with its size."""
        file = self.cleaned_data["file"]
        if file.size > MOST_MB * 1024 * 1024:
            raise forms.ValidationError(
                f"文件{file.size / 1024 / 1024:.0f} MB，超过{MOST_MB} MB。"
                "请另存为Excel工作簿，或分成几个文件。"
            )
        return file

    def clean_pay_from(self) -> dt.date:
        """The first day of the month."""
        month = month_of(self.cleaned_data["pay_from"])
        if month is None:
            raise forms.ValidationError("应填月份，例如 2026-12。")
        return month


class TotalsForm(forms.Form):
    """The sender's totals; nothing of the file's own is shown beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in TOTALS.items():
            self.fields[name] = _total(name, label)

    def differ(self, name: str, theirs: Decimal, ours: Decimal) -> None:
        """Says at the field that the file has another total."""
        unit = "" if name in COUNTS else "元"
        self.add_error(name, f"文件中是{ours}{unit}，与填写的{theirs}{unit}相差{abs(ours - theirs)}{unit}。")


def _total(name: str, label: str) -> forms.Field:
    words = {
        "required": f"请填写{label}；没有的填0。",
        "invalid": "应填数字。",
        "min_value": "不能是负数。",
        "max_decimal_places": "金额最多两位小数。",
        "max_digits": "数字过大，请核对。",
        "max_whole_digits": "数字过大，请核对。",
    }
    if name in COUNTS:
        return forms.IntegerField(label=label, min_value=0, max_value=10**8, error_messages=words)
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=2, error_messages=words)


class ReasonForm(forms.Form):
    """Why a load is taken back."""

    reason = forms.CharField(
        label="撤销原因",
        max_length=200,
        error_messages={"required": "请写明整批撤销的原因。", "max_length": "原因最多200个字。"},
    )
