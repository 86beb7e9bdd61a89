"""Sample data of the style guide: every component in every state, with invented people only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from cuncuntong.cases.enums import State
from cuncuntong.web.components.fields import DATE_INPUT_FORMATS


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="姓名", error_messages={"required": "请填写姓名"})
    birth = forms.DateField(
        label="出生日期",
        input_formats=DATE_INPUT_FORMATS,
        error_messages={"invalid": "没有这一天，请按年月日填8位数字"},
    )
    level = forms.ChoiceField(
        label="缴费档次", choices=[("", "请选择"), ("200", "200元"), ("500", "500元"), ("1000", "1000元")]
    )
    amount = forms.DecimalField(label="缴费金额", max_digits=10, decimal_places=2)
    months = forms.IntegerField(label="期限", help_text="1至24个月", required=False)
    kind = forms.ChoiceField(
        label="求职意向",
        choices=[("fixed", "固定工"), ("casual", "零工"), ("home", "居家就业")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一项求职意向"},
    )
    skills = forms.MultipleChoiceField(
        label="技能",
        choices=[("weld", "电焊"), ("cook", "厨师"), ("care", "养老护理")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="备注", widget=forms.Textarea, required=False)
    photo = forms.FileField(
        label="身份证照片",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,.pdf", "data-max-mb": "10"}),
        help_text="JPEG、PNG或PDF，每个不超过10 MB",
        required=False,
    )
    agree = forms.BooleanField(
        label="居民本人在场，已核对身份证原件", error_messages={"required": "请确认居民本人在场"}
    )


TOWNSHIPS = ["凤城镇", "北留镇", "润城镇", "町店镇", "芹池镇", "次营镇"]
MONTHS = ["12月", "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月"]
PEOPLE = [
    ("C140522-26-000128", "王秀英", "居民养老待遇申领", "超期2个工作日", State.UNDER_REVIEW, "1356.20"),
    ("C140522-26-000131", "李建国", "居民养老参保登记", "今天到期", State.ACCEPTED, ""),
    ("C140522-26-000140", "张改花", "居民养老待遇申领", "计时暂停：等待居民补正", State.RETURNED, "182"),
    ("C140522-26-000152", "原小军", "居民养老参保登记", "还剩2个工作日", State.APPLIED, "12000.5"),
    ("C140522-26-000160", "郭爱莲", "社保卡挂失", "", State.REFUSED, "0"),
]  # fmt: skip


_AT = dt.datetime(2026, 11, 24, 10, 42, tzinfo=dt.UTC)
PROBLEMS = [
    {
        "label": "年龄",
        "what": "还差2个月满60周岁，现在不能申领。",
        "remedy": "2027年1月24日以后再来，不需要重新准备材料。",
        "source": "国发〔2014〕8号",
    }
]
TABS = [
    {"label": "待审核", "url": "#", "count": 23, "current": True},
    {"label": "超期", "url": "#", "count": 2, "tone": "bad"},
    {"label": "我领取的", "url": "#", "count": 1},
    {"label": "待补正", "url": "#", "count": 5, "tone": "wait"},
    {"label": "我已决定", "url": "#", "count": None},
]
EVENTS = [
    {"title": "审核通过", "at": _AT, "who": "县级审核员 赵敏", "tone": "good"},
    {"title": "补正后再报", "at": _AT, "who": "水村社区服务点 陈芳"},
    {
        "title": "退回补正",
        "at": _AT,
        "who": "赵敏",
        "text": "身份证反面照片反光，看不清有效期。",
        "tone": "wait",
    },
    {"title": "受理", "at": _AT, "who": "陈芳"},
]
PAGES = [
    {"url": "#", "name": "身份证正面", "is_image": False, "note": "第1页"},
    {
        "url": "#",
        "name": "身份证反面",
        "is_image": False,
        "problem": "反光，看不清有效期",
        "remove_url": "#",
    },
]
VOLUMES = (210, 265, 140, 320, 410, 388, 402, 371, 365, 420, 455, 398)


def context() -> dict[str, Any]:
    """The style guide's template context."""
    columns = ("number", "who", "item", "clock", "state", "sum")
    return {
        "blank": SampleForm(),
        "bad": SampleForm({"name": "", "birth": "20260231", "level": "500", "amount": "5百"}),
        "problems": PROBLEMS,
        "cases": [dict(zip(columns, row, strict=True)) for row in PEOPLE],
        "states": State.values,
        "tab_items": TABS,
        "events": EVENTS,
        "rows": [("name", "姓名", "王秀英"), ("birth", "出生日期", "1966年5月8日"), ("note", "备注", "")],
        "shares": list(zip(TOWNSHIPS, [98.2, 96.5, 91.3, 99, 94.1, None], strict=True)),
        "volumes": list(zip(MONTHS, VOLUMES, strict=True)),
        "heat_columns": ["求职登记", "缴费查询", "参保登记", "待遇申领", "挂失解挂"],
        "heat_rows": [(name, [(n * 13 + k * 29) % 60 for k in range(5)]) for n, name in enumerate(TOWNSHIPS)],
        "pages": PAGES,
    }
