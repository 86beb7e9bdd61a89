"""Tags of the counter's templates: an item's form by section, pages as thumbnails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.urls import reverse

from cuncuntong.cases.models import Attachment
from cuncuntong.web.counter.views.pages import thumb

register = template.Library()

# Options short enough, and few enough, to stand side by side.
_INLINE_LETTERS = 28
_WIDTHS = {"date": "s", "money": "s", "number": "s", "telephone": "m", "bank_card": "m", "resident_id": "m"}


@dataclass
class Line:
    """One field with how it is shown."""

    bound: BoundField
    unit: str
    width: str
    inline: bool
    autofocus: bool = False


@dataclass
class FormSection:
    """The fields under one heading."""

    title: str
    lines: list[Line]


def form_lines(form: Any, keys: Iterable[str] | None = None) -> list[Line]:
    """An item's fields as lines; the first empty one takes the focus, unless there are errors."""
    wanted = None if keys is None else set(keys)
    lines = [_line(bound) for bound in form if wanted is None or bound.name in wanted]
    if not form.is_bound:
        empty = next((line for line in lines if line.bound.value() in ("", None, [])), None)
        if empty is not None:
            empty.autofocus = True
    return lines


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
    )


@register.simple_tag
def page_thumbs(pages: Iterable[Attachment], resident: int, item: str) -> list[dict[str, object]]:
    """The pages of a draft as `{% thumbs %}` shows them, each with its remove button."""
    return [
        thumb(page, remove_url=reverse("counter:page_remove", args=[resident, item, page.pk]))
        for page in pages
    ]


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
