"""Tags of the training pages: their own row of tabs, and the map of recommended institutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse

from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.components.maps import MapDot

register = template.Library()
_FOLLOW, _MANAGE, _FIGURES = (
    Ability.TRAINING_FOLLOW,
    Ability.TRAINING_MANAGE,
    Ability.EMPLOYMENT_FIGURES,
)
# Key, words, address, what opens it.
_PAGES = (
    ("desk", "工作台", "training:desk", (_MANAGE,)),
    ("tasks", "跟踪任务", "training:tasks", (_FOLLOW,)),
    ("wishes", "培训意向", "training:wishes", (_FOLLOW, _MANAGE)),
    ("classes", "班次", "training:classes", (_FOLLOW, _MANAGE)),
    ("institutions", "培训机构", "training:institutions", (_FOLLOW, _MANAGE)),
    ("overdue", "各点跟踪情况", "training:overdue", (_FIGURES,)),
)


@register.simple_tag(takes_context=True)
def training_tabs(context: Mapping[str, Any], current: str) -> list[dict[str, Any]]:
    """The pages of training that the caller's duties open."""
    caller: Caller = context["caller"]
    return [
        {"label": label, "url": reverse(name), "current": key == current, "count": None}
        for key, label, name, abilities in _PAGES
        if any(caller.can(ability, "" if ability == _FIGURES else Line.TRAINING) for ability in abilities)
    ]


@register.simple_tag
def institution_dots(places: Iterable[Mapping[str, str]]) -> list[MapDot]:
    """What item 17 recommends, as marks of a map."""
    return [MapDot(one["place"], one["label"], tone=one["tone"], note=one["note"]) for one in places or ()]
