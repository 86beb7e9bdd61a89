"""How a bound form field is shown: which kind it is, and what its control must announce."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

# The ways of writing a day that a clerk's eight digits, a paste or a calendar may arrive in.
DATE_INPUT_FORMATS = ["%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]

_WIDTHS = {"date": "s", "money": "s", "number": "s"}


def kind_of(bound: BoundField) -> str:
    """One of hidden, group, check, file, select, textarea, date, money, number, text."""
    widget, field = bound.field.widget, bound.field
    if bound.is_hidden:
        return "hidden"
    for kind, classes in (
        ("group", (forms.RadioSelect, forms.CheckboxSelectMultiple)),
        ("check", (forms.CheckboxInput,)),
        ("file", (forms.FileInput,)),
        ("select", (forms.Select,)),
        ("textarea", (forms.Textarea,)),
    ):
        if isinstance(widget, classes):
            return kind
    if isinstance(field, forms.DateField):
        return "date"
    if isinstance(field, forms.DecimalField):
        return "money"
    if isinstance(field, forms.IntegerField):
        return "number"
    return "text"


@dataclass
class Shown:
    """A field ready for its template."""

    bound: BoundField
    kind: str
    label: str
    hint: str
    errors: list[str]
    required: bool
    width: str
    suffix: str
    prefix: str
    inline: bool
    mark: bool
    readonly: bool
    autofocus: bool

    @property
    def id(self) -> str:
        """The control's id; what the error summary links to."""
        return self.bound.id_for_label or self.bound.auto_id or f"id_{self.bound.html_name}"

    @property
    def group_id(self) -> str:
        """The id of the whole field, also when it is a group without one control."""
        return f"{self.bound.auto_id or self.bound.html_name}_field"

    @property
    def hint_id(self) -> str:
        """The id of the hint."""
        return f"{self.bound.auto_id}_hint"

    @property
    def error_id(self) -> str:
        """The id of the error text."""
        return f"{self.bound.auto_id}_error"

    @property
    def suggestions(self) -> list[str]:
        """What is offered while typing, beside which anything may be typed."""
        extra = getattr(self.bound.field, "extra", None) or {}
        return list(extra.get("suggestions", ())) if self.kind == "text" else []

    @property
    def table(self) -> dict[str, Any] | None:
        """The columns of a group whose options are the rows of a table, and what an empty one says."""
        extra = getattr(self.bound.field, "extra", None) or {}
        found: dict[str, Any] | None = extra.get("table") if self.kind == "group" else None
        return found

    @property
    def table_rows(self) -> list[tuple[Any, str, tuple[str, ...]]]:
        """Each option with its first cell, which is its label, and the others."""
        cells: dict[str, tuple[str, ...]] = self.table["cells"] if self.table else {}
        rows = []
        for option in self.options:
            own = cells.get(str(option.data["value"])) or (str(option.choice_label),)
            rows.append((option, own[0], own[1:]))
        return rows

    @property
    def list_id(self) -> str:
        """The id of the list of suggestions."""
        return f"{self.bound.auto_id}_list"

    @property
    def remark(self) -> str:
        """What somebody wants changed here (``field.remark``), while nothing is wrong with what was sent."""
        return "" if self.errors else str(getattr(self.bound.field, "remark", ""))

    @property
    def remark_id(self) -> str:
        """The id of the remark."""
        return f"{self.bound.auto_id}_remark"

    @property
    def described_by(self) -> str:
        """Ids of hint, remark and errors, as far as they are shown."""
        ids = [self.hint_id] if self.hint else []
        if self.remark:
            ids.append(self.remark_id)
        if self.errors:
            ids.append(self.error_id)
        return " ".join(ids)

    @property
    def control(self) -> str:
        """The control's HTML with what it announces."""
        own = self.bound.field.widget.attrs
        attrs = self._announced()
        if own.get("class"):
            attrs["class"] += f" {own['class']}"
        attrs |= {key: value for key, value in _kind_attrs(self.kind).items() if key not in own}
        widget = self.bound.field.widget
        if self.kind in ("money", "number"):
            # A number input loses what it can't read and scrolls by accident; text keeps what was typed.
            widget.input_type = "text"
            for limit in ("step", "min", "max"):
                widget.attrs.pop(limit, None)
        # Django's own default is too tall for a counter.
        if self.kind == "textarea" and own.get("rows") == "10":
            attrs["rows"] = "3"
        if self.kind == "check":
            attrs["class"] = "tick"
        return self.bound.as_widget(attrs=attrs)

    def _announced(self) -> dict[str, Any]:
        """What the page's wishes and the field's state add to its control."""
        attrs: dict[str, Any] = {"class": f"control w-{self.width}" if self.width else "control"}
        if self.described_by:
            attrs["aria-describedby"] = self.described_by
        if self.errors:
            attrs["aria-invalid"] = "true"
        if self.suggestions:
            attrs["list"] = self.list_id
        return attrs | {name: True for name in ("readonly", "autofocus") if getattr(self, name)}

    @property
    def options(self) -> Iterable[Any]:
        """The options of a group, each a BoundWidget."""
        return self.bound.subwidgets


def _kind_attrs(kind: str) -> dict[str, Any]:
    if kind == "date":
        return {"inputmode": "numeric", "data-date": True, "autocomplete": "off", "maxlength": "11"}
    if kind == "money":
        return {"inputmode": "decimal", "autocomplete": "off"}
    if kind == "number":
        return {"inputmode": "numeric", "autocomplete": "off"}
    if kind == "textarea":
        return {"rows": "3"}
    return {}


def shown(bound: BoundField, **options: Any) -> Shown:
    """The field with the page's wishes laid over what the form says."""
    kind = kind_of(bound)
    hint = options.get("hint")
    suffix = options.get("suffix")
    if hint is None:
        hint = bound.help_text or (f"8位数字，例如{timezone.localdate():%Y%m%d}" if kind == "date" else "")
    if suffix is None:
        suffix = "元" if kind == "money" else ""
    return Shown(
        bound=bound,
        kind=kind,
        label=str(options.get("label") or bound.label),
        hint=str(hint),
        errors=[*(str(error) for error in bound.errors), *getattr(bound.field, "faults", ())],
        required=bound.field.required,
        width=str(options.get("width") or _WIDTHS.get(kind, "")),
        suffix=str(suffix),
        prefix=str(options.get("prefix") or ""),
        inline=bool(options.get("inline", False)),
        mark=bool(options.get("mark", True)) and not (getattr(bound.field, "extra", None) or {}).get("ruled"),
        readonly=bool(options.get("readonly", False)),
        autofocus=bool(options.get("autofocus", False)),
    )


@dataclass(frozen=True)
class ErrorLine:
    """One line of the summary: the words and where they lead (empty: nowhere)."""

    words: str
    target: str = ""
    remedy: str = ""
    source: str = ""


def form_lines(form: forms.BaseForm) -> list[ErrorLine]:
    """All errors of a form, the form's own first, then in the order of its fields."""
    lines = [ErrorLine(str(error)) for error in form.non_field_errors()]
    for bound in form:
        target = shown(bound).id if not bound.is_hidden else ""
        for error in bound.errors:
            words = str(error)
            label = str(bound.label)
            plain = label in words or kind_of(bound) == "check"
            lines.append(ErrorLine(words if plain else f"{label}：{words}", target))
    return lines


def problem_lines(problems: Iterable[Any]) -> list[ErrorLine]:
    """What a check found beyond the form: objects or mappings with label, what, remedy, field, source."""

    def part(problem: Any, name: str) -> str:
        found = problem.get(name) if isinstance(problem, dict) else getattr(problem, name, "")
        return str(found or "")

    lines = []
    for problem in problems:
        label, what, field = part(problem, "label"), part(problem, "what"), part(problem, "field")
        words = what if not label or label in what else f"{label}：{what}"
        target = f"id_{field}" if field else ""
        lines.append(ErrorLine(words, target, part(problem, "remedy"), part(problem, "source")))
    return lines
