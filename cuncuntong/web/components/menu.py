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
    Entry("就业概况", "employment:home", (Ability.EMPLOYMENT_FIGURES,), Line.EMPLOYMENT),
    Entry("用工主体", "work:employers", (Ability.EMPLOYER_WRITE,), Line.EMPLOYMENT),
    Entry("招聘信息", "work:postings", (Ability.EMPLOYER_WRITE,), Line.EMPLOYMENT),
    Entry("岗位审核", "work:review", (Ability.EMPLOYER_REVIEW,), Line.EMPLOYMENT),
    Entry("推荐结果", "matching:waiting", (Ability.MATCH,), Line.EMPLOYMENT),
    Entry("就业登记", "records:unemployed", (Ability.EMPLOYMENT_RECORD,), Line.EMPLOYMENT),
    Entry(
        "技能培训",
        "training:start",
        (Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE, Ability.EMPLOYMENT_FIGURES),
    ),
    Entry("征缴", "collection:village", (Ability.COLLECT,), Line.RESIDENT_PENSION),
    Entry("待遇申报", "claims:list", (Ability.CLAIMS_PREPARE,), Line.RESIDENT_PENSION),
    Entry("待遇名单", "claims:entitlements", (Ability.PENSION_READ,), Line.RESIDENT_PENSION),
    Entry("标准重算", "recalculations:list", (Ability.PAY_READ,), Line.RESIDENT_PENSION),
    Entry("待遇发放", "payments:runs", (Ability.PAY_READ,), Line.RESIDENT_PENSION),
    Entry(
        "发放失败",
        "payments:failed",
        (Ability.PAY_FOLLOW, Ability.PAY_PREPARE),
        Line.RESIDENT_PENSION,
    ),
    Entry("养老账户", "pensions:find", (Ability.PENSION_READ,), Line.RESIDENT_PENSION),
    Entry("结息", "pensions:interest", (Ability.PENSION_POST,), Line.RESIDENT_PENSION),
    Entry("账户核对", "pensions:books", (Ability.PENSION_POST,), Line.RESIDENT_PENSION),
    Entry("存量导入", "loading:list", (Ability.PENSION_LOAD,), Line.RESIDENT_PENSION),
    Entry("多领退回", "recoveries:list", (Ability.RECOVER,), Line.RESIDENT_PENSION),
    Entry("上级社保", "insurance:find", (Ability.INSURANCE_READ,), Line.EMPLOYEE_PENSION),
    Entry("失业保险金", "unemployment:list", (Ability.UNEMPLOYMENT_READ,), Line.UNEMPLOYMENT),
    Entry("失业待遇发放", "unemployment:runs", (Ability.PAY_READ,), Line.UNEMPLOYMENT),
    Entry("资格认证", "certification:list", (Ability.CERTIFY,), Line.RESIDENT_PENSION),
    Entry("社保卡核对", "cards:differences", (Ability.CASE_REVIEW,), Line.CARD),
    Entry("参保证明", "proofs:list", (Ability.CASE_FILE,)),
    Entry("上级系统", "above:list", (Ability.ABOVE_READ,)),
    Entry(
        "认证照片",
        "portraits:list",
        (Ability.PORTRAIT_REVIEW, Ability.PORTRAIT_TAKE),
        Line.RESIDENT_PENSION,
    ),
    Entry("统计", "oversight:figures", (Ability.FIGURES_READ,)),
    Entry("服务网络", "oversight:points", (Ability.NETWORK_READ,)),
    Entry("招聘会", "fairs:list", (Ability.LIBRARY_READ, Ability.FAIR_MANAGE)),
    Entry("办事指南", "guide:catalogue"),
    Entry("政策库", "library:policies", (Ability.LIBRARY_READ,)),
    Entry("问答手册", "library:handbook", (Ability.LIBRARY_READ,)),
    Entry("档案机构", "library:archives", (Ability.LIBRARY_READ,)),
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


# Entries that stand behind one word of the main menu, and show beside each other once it is opened.
SECTIONS: dict[str, tuple[str, ...]] = {
    "就业服务": ("employment:", "work:", "matching:", "records:", "fairs:", "training:"),
    "居民养老": (
        "pensions:",
        "collection:",
        "claims:",
        "payments:",
        "recoveries:",
        "recalculations:",
        "loading:",
    ),
    "社会保险": (
        "insurance:",
        "unemployment:",
        "certification:",
        "skills:",
        "cards:",
        "proofs:",
        "portraits:",
    ),
    "政策指南": ("library:", "guide:"),
}


def menu(caller: Any, path: str) -> list[dict[str, Any]]:
    """The entries that the caller's duties open; ``current`` is the longest address that holds the path.

    A page that stands for another place of the menu names that one as ``request.menu_path``.

    The entries of a section stand under its name as ``children``; a section of one is that entry.
    """
    open_to = [
        (entry, url)
        for entry in ENTRIES
        if _may(caller, entry) and (url := _address(entry.url_name)) is not None
    ]
    holding = [url for _, url in open_to if url == path or (url != "/" and path.startswith(url))]
    current = max(holding, key=len, default=None)
    links: list[dict[str, Any]] = []
    sections: dict[str, dict[str, Any]] = {}
    for entry, url in open_to:
        link = {"label": entry.label, "url": url, "current": url == current, "children": []}
        name = _section(entry)
        if not name:
            links.append(link)
        elif name in sections:
            sections[name]["children"].append(link)
        else:
            sections[name] = {"label": name, "url": url, "current": False, "children": [link]}
            links.append(sections[name])
    return [_opened(link) for link in links]


def _may(caller: Any, entry: Entry) -> bool:
    return not entry.abilities or any(caller.can(ability, entry.line) for ability in entry.abilities)


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None  # a page that this set-up does not have


def _section(entry: Entry) -> str:
    return next((name for name, spaces in SECTIONS.items() if entry.url_name.startswith(spaces)), "")


def _opened(link: dict[str, Any]) -> dict[str, Any]:
    """A section with its state; one that holds a single entry is that entry."""
    children = link["children"]
    if len(children) == 1:
        return dict(children[0])
    return {**link, "current": link["current"] or any(child["current"] for child in children)}
