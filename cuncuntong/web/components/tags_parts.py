"""Parts of pages: blocks that hold content, tabs, histories, figures, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from cuncuntong.web.components import charts, words
from cuncuntong.web.components.library import register
from cuncuntong.web.components.menu import menu
from cuncuntong.web.components.tags_small import icon

# A table of so many columns does not fit on a phone.
STACKED_FROM = 4
_PART_OF_TABLE = re.compile(r"(</?(?:table|tr|td|th)(?=[\s>]))([^>]*)>")
_SPAN = re.compile(r"""colspan=["']?(\d+)""")

NOTICE_ICONS = {
    "info": "info-circle",
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-octagon",
}
NOTICE_WORDS = {"info": "提示", "success": "完成", "warning": "注意", "danger": "错误"}
NOTICE_TONES = {"debug": "info", "error": "danger"}


def _render(name: str, **context: Any) -> SafeString:
    return mark_safe(render_to_string(f"components/{name}.html", context))  # noqa: S308 - a template's output


@register.simple_block_tag
def card(
    content: SafeString,
    title: str = "",
    icon: str = "",
    link: str = "",
    link_text: str = "全部",
    level: int = 2,
    classes: str = "",
) -> SafeString:
    """A white card with a heading."""
    return _render(
        "card",
        content=content,
        title=title,
        icon=icon,
        link=link,
        link_text=link_text,
        level=level,
        classes=classes,
    )


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: str = "", live: bool = False) -> SafeString:
    """A message inside the page; ``live`` has it read out when it appears."""
    tone = NOTICE_TONES.get(tone, tone)
    tone = tone if tone in NOTICE_ICONS else "info"
    return _render(
        "notice",
        content=content,
        tone=tone,
        title=title,
        live=live,
        icon=NOTICE_ICONS[tone],
        words=NOTICE_WORDS[tone],
    )


@register.simple_block_tag(end_name="enddialog")
def dialog(content: SafeString, id: str, title: str, wide: bool = False) -> SafeString:
    """A native dialog; opened by ``data-opens``."""
    return _render("dialog", content=content, id=id, title=title, wide=wide)


@register.simple_block_tag
def summary(content: SafeString, classes: str = "") -> SafeString:
    """A key-value list around ``{% row %}``."""
    return format_html('<dl class="summary {}">{}</dl>', classes, content)


@register.simple_block_tag
def table(
    content: SafeString,
    caption: str,
    columns: str,
    empty: str = "没有记录",
    hint: str = "",
    dense: bool = False,
    show_caption: bool = False,
    stack: bool | None = None,
) -> SafeString:
    """A table whose body the page writes; an empty body shows ``empty`` instead.

    With ``stack``, as without a word about it from four columns on, its rows stand one below the other on a
    phone or a magnified screen, and each cell is named by its column.
    """
    heads = []
    for name in columns.split("|"):
        heads.append({"name": name.rstrip(">!"), "number": name.endswith(">"), "hidden": name.endswith("!")})
    if stack is None:
        stack = len(heads) >= STACKED_FROM
    body = content.strip()
    if stack:
        body = labelled(body, ["" if head["hidden"] else str(head["name"]) for head in heads])
    return _render(
        "table", content=mark_safe(body),  # noqa: S308 - the page's own markup
        caption=caption, heads=heads, empty=empty, hint=hint, dense=dense,
        show_caption=show_caption, stack=stack,
    )  # fmt: skip


def labelled(rows: str, names: Sequence[str]) -> str:
    """Rows of a table's body, each data cell with the name of its column as ``data-label``."""
    column = depth = 0

    def named(found: re.Match[str]) -> str:
        nonlocal column, depth
        tag, rest = found[1], found[2]
        depth += {"<table": 1, "</table": -1}.get(tag, 0)
        if depth:  # a table in a cell has columns of its own
            return found[0]
        if tag == "<tr":
            column = 0
        if tag not in ("<td", "<th"):
            return found[0]
        span = _SPAN.search(rest)
        name = names[column] if tag == "<td" and not span and column < len(names) else ""
        column += int(span[1]) if span else 1
        return f'{tag} data-label="{escape(name)}"{rest}>' if name else found[0]

    return _PART_OF_TABLE.sub(named, rows)


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Any], label: str = "分类") -> dict[str, Any]:
    """Links between lists, with counts."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(names: str, current: int) -> dict[str, Any]:
    """A stepper; ``current`` counts from 1."""
    listed = [
        {"name": name, "place": place, "done": place < current, "current": place == current}
        for place, name in enumerate(names.split("|"), start=1)
    ]
    return {"steps": listed}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """What happened, newest or oldest first as given."""
    return {"events": events}


@register.inclusion_tag("components/stat.html")
def stat(
    label: str,
    value: object,
    unit: str = "",
    url: str = "",
    change: object = None,
    good: str = "up",
    note: str = "较上月",
) -> dict[str, Any]:
    """A figure that opens its rows; ``good`` says which way is better (up, down, none)."""
    text = charts.number_words(float(value)) if isinstance(value, (int, float, Decimal)) else value
    direction = tone = ""
    amount = ""
    if change is not None and change != "":
        number = float(str(change))
        direction = "up" if number > 0 else "down" if number < 0 else ""
        amount = charts.number_words(abs(number))
        if direction and good in {"up", "down"}:
            tone = "good" if direction == good else "bad"
        # Shares differ by points, not by a share of themselves.
        amount += "个百分点" if direction and unit == "%" else ""
    return {
        "label": label, "value": text, "unit": unit, "url": url, "change": amount, "direction": direction,
        "tone": tone, "note": note,
    }  # fmt: skip


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", icon: str = "inbox") -> dict[str, Any]:
    """Says that nothing is here, and what to do next."""
    return {"title": title, "text": text, "icon": icon}


@register.simple_tag
def loading(text: str = "请稍候…") -> SafeString:
    """Shown by htmx while an answer is on its way."""
    return format_html(
        '<span class="htmx-indicator loading" role="status">{}{}</span>', icon("refresh"), text
    )


@register.inclusion_tag("components/skeleton.html")
def skeleton(lines: int = 3) -> dict[str, Any]:
    """Grey lines in the place of text that is on its way."""
    return {"lines": range(lines)}


@register.inclusion_tag("components/pager.html")
def pager(previous: str = "", following: str = "", words: str = "") -> dict[str, Any]:
    """Links to the pages before and after; ``words`` say where one is."""
    return {"previous": previous, "following": following, "words": words}


@register.inclusion_tag("components/thumbs.html", takes_context=True)
def thumbs(context: template.Context, pages: Iterable[Any]) -> dict[str, Any]:
    """Attachments as small pictures."""
    return {"pages": pages, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/masked.html", takes_context=True)
def masked(
    context: template.Context, text: str, url: str = "", field: str = "", label: str = ""
) -> dict[str, Any]:
    """A masked value; 显示 asks a reason and posts to ``url``."""
    return {
        "text": text, "url": url, "field": field, "label": label, "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("components/progress.html")
def progress(value: float, maximum: float = 100, words: str = "") -> dict[str, Any]:
    """How far something has come."""
    return {"value": value, "maximum": maximum, "words": words}


@register.inclusion_tag("components/summary_rows.html")
def summary_rows(rows: Iterable[tuple[str, str, str]], change: str = "") -> dict[str, Any]:
    """Rows ``(key, label, text)`` of a key-value list, with 修改 where ``change`` is an address."""
    return {"rows": rows, "change": change}


@register.inclusion_tag("components/row.html")
def row(
    label: str,
    value: object = "",
    url: str = "",
    change_text: str = "修改",
    as_money: bool = False,
) -> dict[str, Any]:
    """One row of a key-value list."""
    shown = words.yuan(value) if as_money else value
    nothing = shown is None or shown == ""
    return {
        "label": label, "value": shown, "url": url, "change_text": change_text, "as_money": as_money,
        "nothing": nothing,
    }  # fmt: skip


@register.inclusion_tag("components/menu.html", takes_context=True)
def main_menu(context: template.Context) -> dict[str, Any]:
    """The main menu for the caller's duties."""
    caller, request = context.get("caller"), context.get("request")
    return {"links": menu(caller, getattr(request, "menu_path", request.path)) if caller and request else []}
