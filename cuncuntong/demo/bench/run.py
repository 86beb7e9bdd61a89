"""The whole run: for each engine load a few cases, measure, load many, measure again."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from cuncuntong.demo.bench import machine, programs
from cuncuntong.demo.bench.certification_stage import certification_stage
from cuncuntong.demo.bench.client import User
from cuncuntong.demo.bench.contributions_stage import contributions_stage
from cuncuntong.demo.bench.engines import environment_for
from cuncuntong.demo.bench.forms import ENROL, FORMS, SEEK
from cuncuntong.demo.bench.load import Measured, measure
from cuncuntong.demo.bench.loading_stage import loading_stage
from cuncuntong.demo.bench.market_stage import market_stages
from cuncuntong.demo.bench.payments_stage import payment_stages
from cuncuntong.demo.bench.plan import BenchPlan
from cuncuntong.demo.bench.steps import Ready, deep_page, page_kinds, prepare, send_all

Say = Callable[[str], None]


def run_bench(plan: BenchPlan, say: Say) -> dict[str, Any]:
    """All engines one after the other. Raises BenchFailed."""
    result: dict[str, Any] = {
        "machine": machine.describe(),
        "users": plan.users,
        "seconds": plan.seconds,
        "workers": plan.workers,
        "engines": {},
    }
    for engine in plan.engines:
        say(f"\n━━━━ {engine}")
        with environment_for(engine, plan) as env:
            result["engines"][engine] = _engine(plan, env, say)
    return result


def _engine(plan: BenchPlan, env: Mapping[str, str], say: Say) -> dict[str, Any]:
    begun = time.monotonic()
    residents, few = str(plan.residents), min(plan.small_cases, plan.cases)
    say(f"  准备：居民{plan.residents}人，办件{few}件……")
    size = ("--residents", residents, "--seed", str(plan.seed))
    programs.cuncuntong(env, "init", "--demo", *size, "--cases", str(few))
    say(f"  用时{time.monotonic() - begun:.0f}秒")
    found: dict[str, Any] = {"small": _stage(plan, env, say)}
    if plan.cases > few:
        begun = time.monotonic()
        say(f"  办件增加到{plan.cases}件……")
        programs.cuncuntong(env, "seed", *size, "--cases", str(plan.cases))
        say(f"  用时{time.monotonic() - begun:.0f}秒")
        found["large"] = _stage(plan, env, say)
    if plan.market:
        found["market"] = market_stages(plan, env, say)
    if plan.recipients:
        found["payments"] = payment_stages(plan, env, say)
    if plan.loading:
        found["loading"] = loading_stage(plan, env, say)
    if plan.contributions:
        found["contributions"] = contributions_stage(plan, env, say)
    if plan.certification:
        found["certification"] = certification_stage(plan, env, say)
    return found


def _stage(plan: BenchPlan, env: Mapping[str, str], say: Say) -> dict[str, Any]:
    """Everything at one size."""
    scene = programs.child(env, "scene", users=plan.users, submits=plan.submits, seed=plan.seed)
    say(f"  居民{scene['residents']}人，办件{scene['cases']}件")
    found: dict[str, Any] = {"residents": scene["residents"], "cases": scene["cases"]}
    with programs.server(env, plan.workers) as port, ExitStack() as open_users:
        clerks = _signed_in(port, scene["clerks"], open_users)
        reviewers = _signed_in(port, scene["reviewers"], open_users)
        found["pages"] = _pages(plan, scene, clerks, reviewers, found, say)
        submits, sent = _submits(plan, scene, clerks, say)
        found["submits"] = submits
    found["verified"] = programs.child(env, "verify", sent=sent)
    asked = [{key: one[key] for key in ("username", f"inside_{ENROL}")} for one in scene["clerks"]]
    found["inside"] = programs.child(env, "inside", clerks=asked, seconds=plan.seconds / 2, users=plan.users)
    found["load_after"] = machine.load()
    return found


def _signed_in(port: int, accounts: Sequence[Mapping[str, Any]], stack: ExitStack) -> list[User]:
    users = []
    for account in accounts:
        user = User(programs.HOST, port)
        stack.callback(user.close)
        user.sign_in(account["username"], account["password"])
        users.append(user)
    return users


def _pages(
    plan: BenchPlan,
    scene: Mapping[str, Any],
    clerks: Sequence[User],
    reviewers: Sequence[User],
    found: dict[str, Any],
    say: Say,
) -> list[dict[str, Any]]:
    deep, found["deep_page"] = deep_page(reviewers[0])
    measured = []
    for kind in page_kinds(scene["clerks"], scene["reviewers"], deep):
        one = measure(
            kind.name,
            clerks if kind.of_clerks else reviewers,
            kind.step,
            expected=kind.expected,
            seconds=plan.seconds,
            warm_up=plan.warm_up,
        )
        _tell(one, say)
        measured.append(one.to_json())
    return measured


def _submits(
    plan: BenchPlan, scene: Mapping[str, Any], clerks: Sequence[User], say: Say
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    picture = b64decode(scene["photo"])
    measured, sent = [], {}
    for item in (ENROL, SEEK):

        def ready_for(which: int, item: str = item) -> list[Ready]:
            people = scene["clerks"][which][f"send_{item}"]
            return [prepare(item, clerks[which], one, FORMS[item], picture) for one in people]

        with ThreadPoolExecutor(len(clerks)) as pool:
            ready = list(pool.map(ready_for, range(len(clerks))))
        one, sent[item] = send_all(f"submit_{item}", clerks, ready, plan.seconds)
        _tell(one, say)
        measured.append(one.to_json())
    return measured, sent


def _tell(one: Measured, say: Say) -> None:
    say(
        f"    {one.name:<16}{one.rate:8.1f}/秒  p50 {one.p50:6.1f}  p95 {one.p95:6.1f}"
        f"  最长 {one.longest:6.1f} 毫秒（{one.requests}次）"
    )
