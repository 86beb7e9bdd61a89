"""Lists of the job market's screens: tabs of states with counts, and pages by key."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from cuncuntong.web.asked import whole

__all__ = ["SIZE", "asked", "keyed_page", "query", "state_tabs", "whole"]
M = TypeVar("M", bound=Model)
SIZE = 50


def asked(request: HttpRequest, *names: str) -> dict[str, str]:
    """What the address asks, each text cut to a sensible length."""
    return {name: request.GET.get(name, "").strip()[:60] for name in names}


def query(values: dict[str, str], **more: object) -> str:
    """An address's question; empty parts are left out."""
    kept = {key: value for key, value in {**values, **more}.items() if value not in ("", None)}
    return f"?{urlencode(kept)}"


def state_tabs(
    states: list[tuple[str, str]],
    counts: dict[str, int],
    current: str,
    values: dict[str, str],
    pressing: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    """全部 and one tab for each state."""
    tones = pressing or {}
    tabs = [
        {
            "label": "全部",
            "url": query(values, state=""),
            "current": not current,
            "count": sum(counts.values()),
        }
    ]
    for state, label in states:
        tabs.append(
            {
                "label": label,
                "url": query(values, state=state),
                "current": state == current,
                "count": counts.get(state, 0),
                "tone": tones.get(state, "") if counts.get(state) else "",
            }
        )
    return tabs


def keyed_page(
    rows: QuerySet[M], request: HttpRequest, values: dict[str, str]
) -> tuple[list[M], dict[str, str]]:
    """The newest rows from the key ``after`` on; with the addresses of the next and the first page."""
    after = whole(request.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: SIZE + 1])
    shown = found[:SIZE]
    next_url = query(values, after=shown[-1].pk) if len(found) > SIZE else ""
    return shown, {"next_url": next_url, "first_url": query(values) if after is not None else ""}
