"""The map: the county's outline with dots, drawn on the server, and its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cuncuntong.web.components import maps
from cuncuntong.web.components.library import register


@register.inclusion_tag("components/map.html", name="map")
def county_map(
    dots: Iterable[maps.MapDot | Mapping[str, Any]],
    title: str,
    legend: Mapping[str, str] | None = None,
    twin: str = "",
    heads: str = "名称|说明",
    key: str = "map",
) -> dict[str, Any]:
    """Dots (components.maps.MapDot) on the county's outline.

    ``legend`` says each tone in words; ``twin`` is the address (#points) of the page's own table with the
    same rows, else the map brings one with ``heads``; ``key`` tells two maps of a page apart.
    """
    first, _, second = heads.partition("|")
    return {"map": maps.draw(dots, title, legend=legend, twin=twin, heads=(first, second or "说明"), key=key)}
