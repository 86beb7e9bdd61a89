"""Form fields, the error summary, the search box, masked values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from cuncuntong.web.components import fields
from cuncuntong.web.components.library import register


@register.inclusion_tag("components/search_box.html")
def search_box(
    url: str,
    target: str = "#found",
    name: str = "q",
    label: str = "查找",
    placeholder: str = "",
    value: str = "",
    key: str = "",
    autofocus: bool = False,
) -> dict[str, Any]:
    """A search as one types: waits 300 ms, a newer search replaces the older."""
    return {
        "url": url, "target": target, "name": name, "label": label, "placeholder": placeholder,
        "value": value, "key": key, "autofocus": autofocus, "id": f"search_{name}_{target.lstrip('#')}",
    }  # fmt: skip


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """A form field with label, hint and errors."""
    return {"f": fields.shown(bound, **options)}


@register.inclusion_tag("components/fields.html", name="fields")
def all_fields(form: Any, **options: Any) -> dict[str, Any]:
    """Every field of a form in its order."""
    return {"shown": [fields.shown(bound, **options) for bound in form]}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any, problems: Iterable[Any] = (), title: str = "") -> dict[str, Any]:
    """All errors of the forms, then what a check found, each linked to its field."""
    lines = [line for form in forms if form is not None and form.is_bound for line in fields.form_lines(form)]
    lines += fields.problem_lines(problems or ())
    return {"lines": lines, "title": title or f"有{len(lines)}处需要改正"}


@register.simple_tag
def draft_state() -> SafeString:
    """Where the script says when the draft was saved."""
    return mark_safe('<span class="draft-state" data-draft-state role="status"></span>')
