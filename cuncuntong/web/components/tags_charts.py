"""Charts: server-drawn SVG, each with its table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cuncuntong.web.components import charts
from cuncuntong.web.components.library import register


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    rows: Iterable[Any],
    title: str,
    unit: str = "",
    target: float | None = None,
    maximum: float | None = None,
    export: str = "",
) -> dict[str, Any]:
    """Bars with an optional target line; ``export`` is the spreadsheet's address."""
    drawing = charts.bars(rows, target=target, maximum=maximum)
    return {"chart": drawing, "title": title, "unit": unit, "export": export}


@register.inclusion_tag("components/line_chart.html")
def line_chart(rows: Iterable[Any], title: str, unit: str = "", export: str = "") -> dict[str, Any]:
    """A line over time."""
    return {"chart": charts.line(rows), "title": title, "unit": unit, "export": export}


@register.inclusion_tag("components/heat_table.html")
def heat_table(columns: Iterable[str], rows: Iterable[Any], title: str, export: str = "") -> dict[str, Any]:
    """A table whose cells are shaded by value; rows are ``(label, [value or (value, url)…])``."""
    return {"columns": list(columns), "rows": charts.heat(rows), "title": title, "export": export}
