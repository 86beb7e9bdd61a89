"""The main menu: what a caller's duties open. It only hides links; the views decide about access."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from cuncuntong.network.enums import Ability, Line


@dataclass(frozen=True)
class Entry:
    """A place of the menu: its name, its address, what opens it (nothing: everybody), for which line."""

    label: str
    url_name: str
    abilities: tuple[str, ...] = ()
    line: str = ""


ENTRIES = (
    Entry("首页", "home"),
    Entry("窗口办理", "counter:start", (Ability.CASE_FILE,)),
    Entry("本点办件", "counter:cases", (Ability.CASE_FILE,)),
    Entry("收件箱", "counter:inbox", (Ability.NOTICE_DELIVER,)),
    Entry("待告知", "messages:list", (Ability.MESSAGE_DELIVER,)),
    Entry("草稿", "counter:drafts", (Ability.CASE_FILE,)),
    Entry("空白编号表", "counter:blank_forms", (Ability.BLANK_FORM,)),
    Entry("审核", "review:queue", (Ability.CASE_REVIEW,)),
    Entry("用工主体", "work:employers", (Ability.EMPLOYER_WRITE,), Line.EMPLOYMENT),
    Entry("招聘信息", "work:postings", (Ability.EMPLOYER_WRITE,), Line.EMPLOYMENT),
    Entry("岗位审核", "work:review", (Ability.EMPLOYER_REVIEW,), Line.EMPLOYMENT),
    Entry("统计", "oversight:figures", (Ability.FIGURES_READ,)),
    Entry("服务网络", "oversight:points", (Ability.NETWORK_READ,)),
    Entry("办事指南", "guide:catalogue"),
    Entry(
        "管理",
        "admin_desk:start",
        (
            Ability.RESIDENT_MERGE,
            Ability.ACCOUNT_MANAGE,
            Ability.PARAMETER_EDIT,
            Ability.PARAMETER_CONFIRM,
            Ability.CALENDAR_EDIT,
            Ability.AUDIT_READ,
            Ability.TASKS_READ,
        ),
    ),
)


def menu(caller: Any, path: str) -> list[dict[str, Any]]:
    """The entries that the caller's duties open; ``current`` is the longest address that holds the path."""
    places: list[tuple[str, str]] = []
    for entry in ENTRIES:
        if entry.abilities and not any(caller.can(ability, entry.line) for ability in entry.abilities):
            continue
        try:
            places.append((entry.label, reverse(entry.url_name)))
        except NoReverseMatch:
            continue  # a page that this set-up does not have
    holding = [url for _, url in places if url == path or (url != "/" and path.startswith(url))]
    current = max(holding, key=len, default=None)
    return [{"label": label, "url": url, "current": url == current} for label, url in places]
