"""The administration's own start page: what the caller's duties open."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cuncuntong.network.enums import Ability
from cuncuntong.web.access import needs

_PLACES = (
    (
        "政策参数",
        "parameters",
        "adjustments",
        "档次、补贴、年龄、时限：按日期生效，两人核定",
        (Ability.PARAMETER_EDIT, Ability.PARAMETER_CONFIRM),
    ),
    ("工作日历", "calendar", "calendar", "节假日和调休，办理时限按它计算", (Ability.CALENDAR_EDIT,)),
    (
        "坐标",
        "places",
        "map-pin",
        "乡镇、村和服务点的经纬度：推荐岗位算距离、地图上画点",
        (Ability.PARAMETER_EDIT, Ability.NETWORK_READ),
    ),
    ("重复档案", "doubles", "users", "同一个人的两份档案：核对、合并、撤销", (Ability.RESIDENT_MERGE,)),
    ("账号和岗位", "accounts", "id-badge-2", "新增、停用账号，增减岗位，重置密码", (Ability.ACCOUNT_MANAGE,)),
    ("审计记录", "audit", "shield-check", "谁在什么时候做了什么，核验审计链", (Ability.AUDIT_READ,)),
    ("后台任务", "tasks", "clock", "失败的任务和定时任务", (Ability.TASKS_READ,)),
)
_ANY = tuple(dict.fromkeys(ability for place in _PLACES for ability in place[4]))


@needs(*_ANY)
def start(request: Any) -> HttpResponse:
    """Cards that lead on."""
    places = [
        {"label": label, "url": reverse(f"admin_desk:{name}"), "icon": icon, "words": words}
        for label, name, icon, words, abilities in _PLACES
        if any(request.caller.can(ability) for ability in abilities)
    ]
    return render(request, "admin_desk/start.html", {"places": places})
