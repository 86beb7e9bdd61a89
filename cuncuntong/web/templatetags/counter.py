"""Tags of the counter's templates: an item's form by section, pages as thumbnails."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import template
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from cuncuntong.cases.examine import Problem
from cuncuntong.cases.models import Attachment
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import Finding, NextStep, ServiceItem
from cuncuntong.web.counter.views.pages import thumb

register = template.Library()

# An item as hints name it, with its name where that follows in quotation marks.
_NAMED = re.compile(r"第(?P<number>[1-9]\d?)项(?:“[^”<>]{2,40}”)?")

# Options short enough, and few enough, to stand side by side.
_INLINE_LETTERS = 28
_LONG_OPTION = 12
# Kinds that need the whole width of a form; the others stand two in a row.
_WIDE = {"long_text", "choices", "yes_no"}
_WIDTHS = {"date": "s", "money": "s", "number": "s", "telephone": "m", "bank_card": "m", "resident_id": "m"}


@dataclass
class Line:
    """One field with how it is shown."""

    bound: BoundField
    unit: str
    width: str
    inline: bool
    wide: bool
    show_key: str = ""
    show_values: str = ""
    hidden: bool = False
    autofocus: bool = False


@dataclass
class FormSection:
    """The fields under one heading."""

    title: str
    lines: list[Line]

    @property
    def hidden(self) -> bool:
        """Whether every line of it is hidden, and so its heading too."""
        return bool(self.lines) and all(line.hidden for line in self.lines)

    @property
    def heading(self) -> str:
        """The title, unless the first line already says it."""
        return "" if self.lines and str(self.lines[0].bound.label) == self.title else self.title


def form_lines(form: Any, keys: Iterable[str] | None = None) -> list[Line]:
    """An item's fields as lines; the first one that still must be filled in takes the focus."""
    wanted = None if keys is None else set(keys)
    lines = [_line(bound) for bound in form if wanted is None or bound.name in wanted]
    _show_or_hide(form, lines)
    if not form.is_bound:
        shown = [line for line in lines if not line.hidden and line.bound.field.required]
        empty = next((line for line in shown if line.bound.value() in ("", None, [])), None)
        if empty is not None:
            empty.autofocus = True
    return lines


def _show_or_hide(form: Any, lines: list[Line]) -> None:
    """A line that another one shows starts hidden; counter.js follows, and without it all are shown."""
    hidden: set[str] = set()
    for line in lines:
        when = (getattr(line.bound.field, "extra", None) or {}).get("show_when")
        if when is None:
            continue
        line.show_key, line.show_values = when[0], " ".join(when[1])
        value = form[when[0]].value() if when[0] in form.fields else ""
        chosen = {str(one) for one in value} if isinstance(value, list) else {str(value)}
        # What hangs on a line that is hidden itself is hidden too.
        line.hidden = when[0] in hidden or not chosen & set(when[1])
        if line.hidden:
            hidden.add(line.bound.name)


@register.simple_tag
def item_sections(form: Any) -> list[FormSection]:
    """An item's form by the sections of its declaration."""
    sections: dict[str, FormSection] = {}
    for line in form_lines(form):
        title = getattr(line.bound.field, "section", "")
        sections.setdefault(title, FormSection(title, [])).lines.append(line)
    return list(sections.values())


def _line(bound: BoundField) -> Line:
    field = bound.field
    kind = getattr(field, "kind", "")
    if kind == "date":
        field.widget.attrs |= {"data-date": True, "autocomplete": "off", "maxlength": "11"}
    labels = [str(label) for _, label in getattr(field, "choices", ())]
    return Line(
        bound=bound,
        unit=getattr(field, "unit", ""),
        width=_WIDTHS.get(kind, ""),
        inline=sum(len(label) + 3 for label in labels) <= _INLINE_LETTERS,
        wide=kind in _WIDE
        or isinstance(field.widget, RadioSelect | CheckboxSelectMultiple)
        or any(len(label) > _LONG_OPTION for label in labels),
    )


@register.simple_tag
def page_thumbs(pages: Iterable[Attachment], resident: int, item: str) -> list[dict[str, object]]:
    """The pages of a draft as `{% thumbs %}` shows them, each with its remove button."""
    return [
        thumb(page, remove_url=reverse("counter:page_remove", args=[resident, item, page.pk]))
        for page in pages
    ]


@register.simple_tag
def passed_findings(findings: Iterable[Finding]) -> dict[str, list[Any]]:
    """The rules that are met, and their sources without repetition."""
    lines = [finding for finding in findings or () if finding.verdict.passed]
    return {"lines": lines, "sources": list(dict.fromkeys(line.rule.source for line in lines))}


@register.simple_tag
def instead_steps(steps: Iterable[NextStep]) -> list[tuple[ServiceItem, str]]:
    """What else there is for somebody whom a rule turns away: items with why they are offered."""
    return [(items.get(step.item), step.words) for step in steps if step.item in items]


@register.filter
def with_items(words: str, resident: int) -> SafeString:
    """Words in which each open item that they name (第11项“失业登记”) leads to its form for this resident."""

    def linked(found: re.Match[str]) -> str:
        number = found["number"]
        if number not in items or not items.get(number).open:
            return found[0]
        return f'<a href="{reverse("counter:form", args=[resident, number])}">{found[0]}</a>'

    # Escaped first: what is put in afterwards are addresses of ours alone.
    return mark_safe(_NAMED.sub(linked, conditional_escape(words)))  # noqa: S308


@register.simple_tag
def linked_problems(problems: Iterable[Problem], resident: int) -> list[Problem]:
    """What an examination found, with the items that its advice names as links."""
    return [replace(one, remedy=with_items(one.remedy, resident)) for one in problems or ()]


@register.simple_tag
def plain_thumbs(pages: Iterable[Attachment]) -> list[dict[str, object]]:
    """The pages without a remove button."""
    return [thumb(page) for page in pages]


@register.simple_tag
def one_line(bound: BoundField) -> Line:
    """A single field of an item's form as a line."""
    return _line(bound)


@register.simple_tag
def as_list(one: Any) -> list[Any]:
    """One thing as a list of one."""
    return [one]
