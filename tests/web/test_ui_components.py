"""The components' tags: what they announce, that they escape, and how they say figures and days."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template import Context, engines
from django.urls import reverse

from cuncuntong.cases.fields import make_field
from cuncuntong.network.enums import Ability
from cuncuntong.rules.service_item import Choice, FieldKind, FormField
from cuncuntong.web.components import charts, fields, menu, samples, words
from cuncuntong.web.urls import development_urls

SCRIPT = "<script>alert(1)</script>'\"; DROP TABLE x; --"


def render(source: str, **context: Any) -> str:
    return engines["django"].engine.from_string("{% load ui %}" + source).render(Context(context))


class Tags(HTMLParser):
    """Every start tag of a page, as (name, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def one(self, **wanted: str) -> dict[str, str | None]:
        hits = [attrs for _, attrs in self.found if all(attrs.get(k) == v for k, v in wanted.items())]
        assert len(hits) == 1, f"{wanted}: {len(hits)} hits"
        return hits[0]


class Caller:
    """Stands in for network.access.Caller: only its abilities matter here."""

    def __init__(self, *abilities: str) -> None:
        self.abilities = abilities

    def can(self, ability: str, line: str = "") -> bool:
        return ability in self.abilities


def test_field_in_error_is_announced_with_its_hint_and_its_words() -> None:
    tags = Tags(render("{% field form.birth %}", form=samples.SampleForm({"birth": "20260231"})))
    box = tags.one(name="birth")
    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "id_birth_hint id_birth_error"
    assert box["value"] == "20260231"
    tags.one(id="id_birth_hint")
    tags.one(id="id_birth_error")


def test_field_without_error_is_not_announced_as_wrong() -> None:
    html = render("{% field form.months %}", form=samples.SampleForm())
    assert "aria-invalid" not in html
    assert "选填" in html
    assert 'aria-describedby="id_months_hint"' in html


def test_eight_digits_are_a_day() -> None:
    data = {"birth": "19660508"}
    assert samples.SampleForm(data).fields["birth"].clean("19660508") == dt.date(1966, 5, 8)
    assert samples.SampleForm(data).fields["birth"].clean("1966年5月8日") == dt.date(1966, 5, 8)


def test_group_of_options_is_a_fieldset_that_the_summary_can_lead_to() -> None:
    form = samples.SampleForm({"kind": ""})
    html = render("{% field form.kind %}", form=form)
    group = Tags(html).one(id="id_kind")
    assert group["aria-describedby"] == "id_kind_error"
    assert html.count('type="radio"') == 3
    assert "#id_kind" in render("{% error_summary form %}", form=form)


def test_summary_says_the_same_words_as_the_field_and_links_to_it() -> None:
    form = samples.SampleForm({"name": "", "amount": "五百"})
    form.is_valid()
    html = render("{% error_summary form %}", form=form)
    for bound in form:
        for error in bound.errors:
            assert str(error) in html
            assert f'href="#id_{bound.name}"' in html
    assert 'tabindex="-1"' in html


def test_summary_tells_remedy_and_source_of_what_a_check_found() -> None:
    html = render("{% error_summary problems=problems %}", problems=samples.context()["problems"])
    assert "怎么办：2027年1月24日以后再来" in html
    assert "依据：国发〔2014〕8号" in html


def test_nothing_wrong_shows_no_summary() -> None:
    assert render("{% error_summary form %}", form=samples.SampleForm()).strip() == ""


@pytest.mark.parametrize(
    "source",
    [
        "{% badge x 'bad' %}",
        "{% button x %}",
        "{% link_button x x %}",
        "{% copyable x %}",
        "{% card x link=x %}{{ x }}{% endcard %}",
        "{% notice 'info' x %}{{ x }}{% endnotice %}",
        "{% table x x empty=x %}{% endtable %}",
        "{% table x x %}<tr><td>{{ x }}</td></tr>{% endtable %}",
        "{% summary %}{% row x x x %}{% endsummary %}",
        "{% crumbs x x x %}",
        "{% stat x x url=x note=x %}",
        "{% masked x x field=x label=x %}",
        "{% search_box x placeholder=x value=x %}",
        "{% dialog 'a' x %}{{ x }}{% enddialog %}",
        "{% bar_chart rows x export=x %}",
        "{% line_chart rows x %}",
        "{% timeline events %}",
        "{% thumbs pages %}",
        "{{ x|yuan }}",
        "{% money x %}",
        "{% clock_badge x %}",
        "{% state_badge x %}",
    ],
)
def test_no_component_lets_markup_through(source: str) -> None:
    html = render(
        source,
        x=SCRIPT,
        rows=[(SCRIPT, 3, SCRIPT)],
        events=[{"title": SCRIPT, "text": SCRIPT, "who": SCRIPT, "url": SCRIPT}],
        pages=[{"url": SCRIPT, "name": SCRIPT, "problem": SCRIPT, "is_image": True}],
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html or "%3Cscript" in html
    assert all(attrs.get("onerror") is None for _, attrs in Tags(html).found)


def test_what_was_typed_comes_back_escaped() -> None:
    html = render("{% field form.name %}", form=samples.SampleForm({"name": SCRIPT}))
    assert "<script" not in html
    assert Tags(html).one(name="name")["value"] == SCRIPT


def test_table_without_rows_says_so_instead_of_an_empty_frame() -> None:
    html = render("{% table '办件' '编号|状态' empty='没有待审核的办件' %}  {% endtable %}")
    assert "没有待审核的办件" in html
    assert "<table" not in html


def test_table_heads_have_scope_and_numbers_stand_right() -> None:
    html = render("{% table '办件' '编号|金额>|操作!' %}<tr><td>1</td></tr>{% endtable %}")
    heads = [attrs for tag, attrs in Tags(html).found if tag == "th"]
    assert [head["scope"] for head in heads] == ["col"] * 3
    assert heads[1]["class"] == "num"
    assert '<span class="visually-hidden">操作</span>' in html


def test_keys_are_printed_on_the_button_and_bound_to_it() -> None:
    html = render(
        "{% button '提交' key='Ctrl+Enter' %}"
        "{% link_button '返回' '/x' key='Esc' %}"
        "{% button '一' key='Alt+1' %}"
    )
    assert "data-submit" in html
    assert "data-escape" in html
    assert 'data-hotkey="1"' in html
    assert html.count("<kbd") == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1234.5"), "1,234.50"), (0, "0.00"), (None, ""), ("", ""), ("-3.005", "-3.00"), ("多", "多")],
)
def test_sums_have_two_places(value: object, text: str) -> None:
    assert words.yuan(value) == text


def test_days_and_moments_are_in_the_countys_time() -> None:
    late = dt.datetime(2026, 11, 23, 17, 5, tzinfo=dt.UTC)
    assert words.moment(late) == "2026年11月24日 01:05"
    assert words.day(dt.date(2026, 3, 1)) == "2026年3月1日"
    assert words.day(None) == ""


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("超期2个工作日", "bad"),
        ("今天到期", "wait"),
        ("还剩1个工作日", "wait"),
        ("还剩2个工作日", "plain"),
        ("还剩11个工作日", "plain"),
        ("计时暂停：等待居民补正，剩余1个工作日", "neutral"),
    ],
)
def test_the_clocks_words_have_a_tone(text: str, tone: str) -> None:
    assert words.clock_tone(text) == tone


def test_bars_mark_what_misses_the_target_and_never_leave_the_drawing() -> None:
    drawn = charts.bars([("甲", 98), ("乙", 90.5), ("丙", None), ("丁", 400)], target=95, maximum=100)
    assert [bar["under"] for bar in drawn["bars"]] == [False, True, False, False]
    assert drawn["bars"][2]["words"] == "无数据"
    assert all(drawn["start_x"] + bar["length"] <= drawn["value_x"] for bar in drawn["bars"])


def test_a_month_without_figures_breaks_the_line() -> None:
    drawn = charts.line([("1月", 5), ("2月", None), ("3月", 7)])
    assert drawn["path"].count("M") == 2
    assert drawn["points"][1]["y"] is None


def test_charts_hold_with_no_rows_and_with_zeros() -> None:
    assert charts.bars([])["bars"] == []
    assert charts.line([])["points"] == []
    assert [bar["length"] for bar in charts.bars([("甲", 0)])["bars"]] == [0]


@pytest.mark.parametrize(("highest", "top"), [(0, 1), (7, 8), (10, 10), (455, 500), (1200, 1500), (0.4, 0.4)])
def test_the_axis_ends_at_a_round_number(highest: float, top: float) -> None:
    assert charts.nice_top(highest) == pytest.approx(top)


@pytest.mark.parametrize("highest", range(1, 40))
def test_an_axis_of_counts_has_whole_marks(highest: int) -> None:
    marks = [guide["words"] for guide in charts.line([("1月", 0), ("2月", highest)])["guides"]]
    assert not any("." in words for words in marks)
    assert len(marks) >= 2 and marks[0] == "0"


def test_long_labels_get_room_and_what_does_not_fit_is_marked() -> None:
    drawn = charts.bars([("城轨交通、公共汽电车和出租车服务员", 3), ("焊工", 2), ("很" * 30, 1)])
    assert drawn["start_x"] == charts.WIDEST_LABEL
    assert [bar["label"] for bar in drawn["bars"]][1] == "焊工"
    assert drawn["bars"][2]["label"].endswith("很…") and len(drawn["bars"][2]["label"]) <= 14
    assert charts.bars([("焊工", 2)])["start_x"] == charts.LABEL_WIDTH


def test_heat_shades_rise_with_the_value() -> None:
    cells = charts.heat([("甲", [0, 1, 30, (60, "/x")])])[0]["cells"]
    assert [cell["shade"] for cell in cells] == [0, 1, 3, 5]
    assert cells[3]["url"] == "/x"


def test_menu_shows_only_what_the_duties_open() -> None:
    labels = {entry["label"] for entry in menu.menu(Caller(Ability.CASE_FILE), "/counter/")}
    assert "窗口办理" in labels
    assert "审核" not in labels
    assert "管理" not in labels


def test_a_clerk_finds_drafts_and_blank_forms_in_the_menu() -> None:
    clerk = menu.menu(Caller(Ability.CASE_FILE, Ability.BLANK_FORM), "/counter/drafts/")
    assert {"草稿", "空白编号表"} <= {entry["label"] for entry in clerk}
    assert [entry["label"] for entry in clerk if entry["current"]] == ["草稿"]
    reviewer = menu.menu(Caller(Ability.CASE_REVIEW), "/review/")
    assert not {"草稿", "空白编号表"} & {entry["label"] for entry in reviewer}


def test_menu_marks_one_place_only() -> None:
    links = menu.menu(Caller(*Ability.values), "/counter/cases/")
    assert [link["label"] for link in links if link["current"]] == ["本点办件"]


def test_a_section_shows_its_entries_once_it_is_opened() -> None:
    caller = Caller(*Ability.values)
    closed = next(link for link in menu.menu(caller, "/") if link["label"] == "就业服务")
    assert not closed["current"]
    page = reverse("work:postings")
    opened = next(link for link in menu.menu(caller, page) if link["label"] == "就业服务")
    assert opened["current"]
    assert [one["label"] for one in opened["children"] if one["current"]] == ["招聘信息"]
    html = engines["django"].get_template("components/menu.html").render({"links": menu.menu(caller, page)})
    assert html.count('aria-current="page"') == html.count('aria-current="true"') == 1


def test_a_section_of_one_entry_is_that_entry() -> None:
    labels = [link["label"] for link in menu.menu(Caller(), "/")]
    assert labels == ["首页", "办事指南"]


def test_a_form_in_error_says_so_in_the_title() -> None:
    form = samples.SampleForm({"name": ""})
    source = '{% extends "base_public.html" %}{% block title %}登记{% endblock %}'
    html = engines["django"].engine.from_string(source).render(Context({"form": form}))
    assert "<title>错误：登记 - 村村通</title>" in html


@pytest.mark.parametrize("frame", ["base.html", "base_public.html", "base_sign_in.html"])
def test_frames_hold_for_somebody_who_is_not_signed_in(frame: str) -> None:
    html = engines["django"].engine.get_template(frame).render(Context({"caller": None}))
    assert 'id="main"' in html
    assert "data-idle-seconds" not in html


def test_the_style_guide_is_there_with_debug_alone(rf) -> None:
    assert development_urls(debug=False) == []
    (address,) = development_urls(debug=True)
    assert address.callback.access == ("signed_in",)
    page = address.callback(rf.get("/styleguide/"))
    assert page.status_code == 200
    assert "组件总览" in page.content.decode()


def test_style_guide_keeps_the_content_policy() -> None:
    html = engines["django"].engine.get_template("styleguide.html").render(Context(samples.context()))
    for tag, attrs in Tags(html).found:
        assert "style" not in attrs, tag
        assert not [name for name in attrs if name.startswith("on")], tag
        assert tag != "style"
        assert tag != "script" or attrs.get("src")
    ids = [attrs["id"] for _, attrs in Tags(html).found if attrs.get("id")]
    # The two sample forms share their fields' ids; everything else is unique.
    assert {one for one in ids if ids.count(one) > 1 and not one.startswith("id_")} == set()


class TooTall(forms.Form):
    """A text area with Django's own height."""

    note = forms.CharField(widget=forms.Textarea)


def test_text_areas_are_three_lines_high() -> None:
    assert 'rows="3"' in fields.shown(TooTall()["note"]).control


def test_suggestions_are_offered_and_anything_may_be_typed() -> None:
    spec = FormField("occupation", "意向职业", FieldKind.TEXT, section="求职意向")
    field = make_field(spec, (Choice("1", "电焊工"), Choice("2", '"><b>厨师')))
    form = type("Form", (forms.Form,), {"occupation": field})({"occupation": "自由职业"})
    html = render("{% field form.occupation %}", form=form)
    (box,) = [attrs for tag, attrs in Tags(html).found if tag == "input"]
    (offered,) = [attrs for tag, attrs in Tags(html).found if tag == "datalist"]
    assert box["list"] == offered["id"]
    assert [attrs["value"] for tag, attrs in Tags(html).found if tag == "option"] == ["电焊工", '"><b>厨师']
    assert form.is_valid()


def test_cells_of_a_wide_table_are_named_by_their_columns() -> None:
    def table(columns: str, rows: str) -> str:
        return render(f'{{% table "办件" "{columns}" %}}{rows}{{% endtable %}}')

    page = table(
        "编号|居民|金额>|操作!",
        '<tr><th scope="row">1</th><td class="x">王</td>'
        '<td class="num">5<table><tr><td>内</td></tr></table></td>'
        '<td>看</td></tr><tr class="total"><th colspan="2">合计</th><td>5</td><td></td></tr>',
    )
    assert '<td data-label="居民" class="x">王</td>' in page
    assert '<td data-label="金额" class="num">5<table><tr><td>内</td></tr></table></td><td>看</td>' in page
    assert '<th colspan="2">合计</th><td data-label="金额">5</td>' in page
    assert "data-label" not in table("甲|乙", "<tr><td>1</td><td>2</td></tr>")
