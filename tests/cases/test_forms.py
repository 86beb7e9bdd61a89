"""Forms: typed, checked in Chinese, prefilled, and never showing a sealed value unmasked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django import forms

from cuncuntong.cases.examine import examine
from cuncuntong.cases.fields import read_date
from cuncuntong.cases.forms import (
    LABELS_KEY,
    build_form,
    check_values,
    display,
    display_case,
    labels_of,
    open_form,
)
from cuncuntong.cases.models import Case
from cuncuntong.rules.service_item import Choice, FieldKind, FormField, Situation
from tests.cases import make
from tests.ledgers.make import id_number

TODAY = dt.date(2026, 11, 24)


def form(*fields: FormField, **data):
    return build_form(make.item("X", fields=fields), {}, data=data)


def kept(field: FormField, value):
    built = form(field, **{field.key: value})
    assert built.is_valid(), built.errors
    return built.cleaned_values().get(field.key)


def told(field: FormField, value) -> str:
    built = form(field, **{field.key: value})
    assert not built.is_valid()
    return built.errors[field.key][0]


@pytest.mark.parametrize("text", ["19640305", "1964-03-05", "1964年3月5日", "1964/3/5", "１９６４０３０５"])
def test_dates_in_every_hand(text):
    assert kept(FormField("d", "出生日期", FieldKind.DATE), text) == "1964-03-05"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "请填写出生日期，例如今天写作20"),
        ("19640230", "“19640230”不是有效的日期"),
        ("昨天", "不是有效的日期"),
        ("29990101", "出生日期不能晚于今天"),
        ("18990101", "出生日期不能早于1900年1月1日"),
    ],
)
def test_wrong_dates_say_what_is_wrong(db, value, words):
    field = FormField("d", "出生日期", FieldKind.DATE, minimum=dt.date(1900, 1, 1), maximum="today")
    assert words in told(field, value)


@pytest.mark.parametrize("text", ["2026", "2026-13-01", "20261301", "2026年2月30日", ""])
def test_no_dates(text):
    with pytest.raises(ValueError, match=r".*"):
        read_date(text)


def test_money_is_exact():
    field = FormField("m", "金额", FieldKind.MONEY, maximum=Decimal(5000))
    assert kept(field, "1,200") == "1200.00"
    assert kept(field, "１２００.５元") == "1200.50"
    assert "5000元" in told(field, "5000.01")
    assert told(field, "1.005") and told(field, "abc")
    assert told(field, "") == "请填写金额，例如 1200 或 1200.50。"


def test_numbers_have_bounds():
    field = FormField("n", "人数", FieldKind.NUMBER, minimum=1, maximum=9, unit="人")
    assert kept(field, " ８ ") == 8
    assert told(field, "0") == "人数不能小于1人，请核对。"
    assert told(field, "10") == "人数不能大于9人，请核对。"
    assert "整数" in told(field, "2.5")


def test_identifiers_are_checked_and_made_plain():
    number = id_number()
    assert kept(FormField("i", "身份证", FieldKind.RESIDENT_ID), f" {number.lower()} ") == number
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    assert "校验" in told(FormField("i", "身份证", FieldKind.RESIDENT_ID), wrong)
    assert kept(FormField("t", "电话", FieldKind.TELEPHONE), "+86 138-1234-5678") == "13812345678"
    assert "11位" in told(FormField("t", "电话", FieldKind.TELEPHONE), "1381234")
    assert "银行账号" in told(FormField("b", "账号", FieldKind.BANK_CARD), "62220212AB")


def test_choices():
    few = FormField("c", "方式", FieldKind.CHOICE, choices=(Choice("a", "甲"), Choice("b", "乙")))
    assert kept(few, "a") == "a"
    assert told(few, "") == "请选择方式。"
    assert told(few, "z") == "方式没有您选的这一项，请重新选择。"
    assert isinstance(form(few).fields["c"].widget, forms.RadioSelect)
    many = FormField("c", "方式", FieldKind.CHOICE, choices=tuple(Choice(str(n), str(n)) for n in range(9)))
    assert isinstance(form(many).fields["c"].widget, forms.Select)
    some = FormField("c", "方式", FieldKind.CHOICES, choices=few.choices)
    built = check_values(make.item("X", fields=(some,)), None, {"c": ["b", "a", "b"]}, TODAY)
    assert built.is_valid() and built.cleaned_values() == {"c": ["a", "b"]}
    assert kept(FormField("y", "同意", FieldKind.YES_NO), "no") == "no"


def test_text_loses_control_characters_and_has_a_length():
    field = FormField("t", "备注", FieldKind.TEXT, max_length=5)
    assert kept(field, " 䶮\x00\u200b一\r\n二 ") == "䶮 一 二"
    assert told(field, "一二三四五六") == "备注最多5个字，请缩短。"
    assert kept(FormField("t", "备注", FieldKind.LONG_TEXT), "一\r\n二") == "一\n二"
    assert kept(field, "<b>") == "<b>"


def test_hidden_lines_are_neither_asked_for_nor_kept():
    item = make.REVIEWED
    built = build_form(item, {}, data={"address": "甲", "way": "cash", "account": "nonsense"})
    assert built.is_valid()
    assert built.cleaned_values() == {"address": "甲", "way": "cash"}
    shown = build_form(item, {}, data={"address": "甲", "way": "bank"})
    assert list(shown.errors) == ["account"]


def test_prefill_draft_and_default(db, county):
    resident = county.resident(address="老宅")
    assert open_form(make.REVIEWED, resident).initial == {"address": "老宅"}
    assert open_form(make.REVIEWED, resident, initial={"address": "草稿"}).initial["address"] == "草稿"
    field = FormField("w", "方式", FieldKind.TEXT, default=lambda situation: situation.resident.name)
    assert open_form(make.item("X", fields=(field,)), resident).initial == {"w": "李秀英"}


def test_fields_tell_the_renderer_about_themselves():
    field = form(FormField("m", "金额", FieldKind.MONEY, hint="每月", section="账户")).fields["m"]
    assert (field.section, field.unit, field.kind, field.help_text) == ("账户", "元", "money", "每月")
    assert field.extra["section"] == "账户"


def test_display_masks_what_is_sealed():
    values = {
        "address": "甲",
        "way": "bank",
        "account": "6222021234567890128",
        "since": "2026-03-05",
        "amount": "1200.50",
    }
    sections = display(make.REVIEWED, values)
    assert [section.title for section in sections] == ["申请内容", "账户"]
    words = {row.key: row.text for section in sections for row in section.rows}
    assert words == {
        "address": "甲",
        "way": "转账",
        "account": "***************0128",
        "since": "2026年3月5日",
        "amount": "1,200.50元",
    }
    assert "6222021234567890128" in str(display(make.REVIEWED, values, masked=False))


def test_words_of_choices_outlive_their_situation(db, clerk, resident, monkeypatch):
    offered = [(Choice("now", "现在办"),)]
    item = make.item(
        "T8", fields=(*make.FIELDS, FormField("a", "办理", FieldKind.CHOICE, choices=lambda _: offered[0]))
    )
    from cuncuntong.rules.registry import items

    monkeypatch.setitem(items._items, "T8", item)
    case = make.file(clerk, item, resident, form={**make.FORM, "a": "now"}).case
    offered[0] = (Choice("later", "以后办"),)
    saved = Case.objects.get(pk=case.pk)
    assert saved.form[LABELS_KEY] == {"a": "现在办"}
    assert ("a", "办理", "现在办") in [tuple(row) for part in display_case(saved) for row in part.rows]
    situation = Situation(resident, {}, TODAY)
    assert labels_of(item, {"a": "later"}, situation) == {"a": "以后办"}


def test_rules_see_every_field_even_when_it_is_missing(db, resident):
    found = examine(make.REVIEWED, resident, {}, on=TODAY)
    assert {problem.field for problem in found.problems} == {"address", "way"}
    assert [finding.verdict.passed for finding in found.findings] == [True]
