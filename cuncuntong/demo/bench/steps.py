"""The kinds of request that are measured, and the applications that are sent."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cuncuntong.demo.bench.client import Answer, User, hidden
from cuncuntong.demo.bench.forms import ENROL, MATERIAL, SEEK
from cuncuntong.demo.bench.load import Measured, Step, measure, wrong
from cuncuntong.demo.bench.plan import BenchFailed

DEEPEST = 40
_NEXT = re.compile(r'href="(\?[^"]*after=[^"]*)"')


@dataclass(frozen=True)
class Kind:
    """One measured page: whose users ask for it, and what they send."""

    name: str
    of_clerks: bool
    step: Step
    expected: int = 200


def page_kinds(
    clerks: Sequence[dict[str, Any]], reviewers: Sequence[dict[str, Any]], deep: str
) -> list[Kind]:
    """All pages that are asked for again and again; each request names another resident or case."""

    def form(user: User, which: int, turn: int) -> Answer:
        return user.get(f"/counter/residents/{_pick(clerks, which, 'form', turn)}/items/{ENROL}/")

    def search(key: str) -> Step:
        def step(user: User, which: int, turn: int) -> Answer:
            text = quote(str(_pick(clerks, which, key, turn)))
            return user.get(f"/counter/find/?q={text}", part=True)

        return step

    def case(user: User, which: int, turn: int) -> Answer:
        return user.get(f"/cases/{_pick(reviewers, which, 'cases', turn)}/")

    return [
        Kind("form", True, form),
        Kind("search_name", True, search("names")),
        Kind("search_initials", True, search("initials")),
        Kind("search_id", True, search("ids"), expected=204),
        Kind("queue_first", False, lambda user, which, turn: user.get("/review/")),
        Kind("queue_deep", False, lambda user, which, turn: user.get(f"/review/{deep}")),
        Kind("case", False, case),
        Kind("home_clerk", True, lambda user, which, turn: user.get("/")),
        Kind("home_reviewer", False, lambda user, which, turn: user.get("/")),
    ]


def _pick(people: Sequence[dict[str, Any]], which: int, key: str, turn: int) -> Any:
    targets = people[which][key]
    return targets[turn % len(targets)]


def deep_page(reviewer: User) -> tuple[str, int]:
    """The address of a deep page of the queue, reached as a person would, and which page it is."""
    address, depth = "", 1
    for _ in range(DEEPEST):
        answer = reviewer.get(f"/review/{address}")
        found = _NEXT.findall(answer.text)
        onward = [html.unescape(one) for one in found]
        if not onward:
            break
        address, depth = onward[-1], depth + 1
    return address, depth


@dataclass(frozen=True)
class Ready:
    """An application that only waits to be sent."""

    path: str
    values: dict[str, str]


def prepare(item: str, user: User, resident: int, form: dict[str, str], picture: bytes) -> Ready:
    """Opens the form and brings it to its last step, with its photograph where the item wants one."""
    base = f"/counter/residents/{resident}/items/{item}/"
    sent = _keys(_page(user.get(base + "?fresh=1"), "申请表"))
    if item == SEEK:
        # A short item: checking and sending are one step.
        return Ready(base + "check/", {**sent, **form})
    shown = _page(
        user.upload(base + "pages/", {**sent, "material": MATERIAL}, f"file-{MATERIAL}", picture), "照片"
    )
    checked = user.post(base + "check/", {**sent, **form, "version": hidden(shown, "version")})
    if checked.status != 302:
        raise BenchFailed(f"居民{resident}的申请没有通过检查：{wrong(checked)}")
    summary = _page(user.get(checked.location), "核对页")
    return Ready(base + "send/", _keys(summary))


def _page(answer: Answer, what: str) -> str:
    if answer.status != 200:
        raise BenchFailed(f"{what}打不开（{answer.status}）：{wrong(answer)}")
    return answer.text


def _keys(page: str) -> dict[str, str]:
    return {"draft_key": hidden(page, "draft_key"), "version": hidden(page, "version")}


def send_all(
    name: str, users: Sequence[User], ready: Sequence[Sequence[Ready]], seconds: float
) -> tuple[Measured, list[str]]:
    """Sends what was prepared, all users at once; only this last request counts.

    Returns what was measured and the numbers of the cases, one for each request. Raises BenchFailed
    when an application was not taken.
    """
    numbers: list[list[str]] = [[] for _ in users]

    def step(user: User, which: int, turn: int) -> Answer | None:
        if turn >= len(ready[which]):
            return None
        one = ready[which][turn]
        answer = user.post(one.path, one.values)
        found = re.search(r"/counter/done/([^/?]+)/$", answer.location)
        if found is None:
            raise BenchFailed(f"{name}：没有受理（{answer.status}）：{wrong(answer)}")
        numbers[which].append(found.group(1))
        return answer

    measured = measure(name, users, step, expected=302, seconds=seconds)
    return measured, [number for found in numbers for number in found]
