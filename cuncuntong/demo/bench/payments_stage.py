"""The monthly payment's part of a run: it grows, is measured at each size, and is killed ten times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from cuncuntong.demo.bench import programs
from cuncuntong.demo.bench.plan import BenchPlan

Say = Callable[[str], None]
KILLS = 10
# How long a process takes until it computes: it is killed some time after that.
START_UP = 1.5


def payment_stages(plan: BenchPlan, env: Mapping[str, str], say: Say) -> list[dict[str, Any]]:
    """A tenth of the people, then all; at the largest a second month is killed and goes on."""
    sizes = [size for size in (plan.recipients // 10,) if size] + [plan.recipients]
    programs.child(env, "pay_forget")
    found = []
    for at, size in enumerate(sizes):
        say(f"  待遇发放：{size}人……")
        one = {"recipients": size, **programs.child(env, "pay_fill", recipients=size, seed=plan.seed)}
        programs.child(env, "pay_begin", back=len(sizes) - at)
        one["first"] = programs.child(env, "pay_compute")
        one["file"] = programs.child(env, "pay_sheet")
        one["answer"] = programs.child(env, "pay_answer")
        one["posted"] = _posted(env, killed=size == sizes[-1])
        if size == sizes[-1]:
            programs.child(env, "pay_begin", back=0)
            one["second"] = programs.child(env, "pay_compute")
            one["restarted"] = _killed(plan, env, one["second"])
        _tell(one, say)
        found.append(one)
    return found


def _posted(env: Mapping[str, str], *, killed: bool) -> dict[str, Any]:
    was_killed = killed and programs.killed(env, "pay_post", START_UP + 2)
    return {**programs.child(env, "pay_post"), "killed": was_killed}


def _killed(plan: BenchPlan, env: Mapping[str, str], undisturbed: Mapping[str, Any]) -> dict[str, Any]:
    """The same month computed anew, killed at ten random moments: lines and file must be the same."""
    rng, kills = Random(plan.seed), 0
    wanted = programs.child(env, "pay_digest")
    programs.child(env, "pay_again")
    for _ in range(KILLS):
        kills += programs.killed(env, "pay_compute", START_UP + rng.random() * undisturbed["seconds"] / KILLS)
    last = programs.child(env, "pay_compute")
    after = programs.child(env, "pay_digest")
    first, second = programs.child(env, "pay_sheet"), programs.child(env, "pay_sheet")
    return {
        "kills": kills,
        "from": last["from"],
        "same_lines": after == wanted,
        "same_file": first["digests"] == second["digests"],
    }


def _tell(one: Mapping[str, Any], say: Say) -> None:
    for key, name in (
        ("first", "首月计算"),
        ("second", "次月计算"),
        ("file", "报盘"),
        ("posted", "回盘登记"),
    ):
        if key in one:
            at = one[key]
            say(f"    {name} {at['seconds']}秒（处理器{at['cpu_seconds']}秒），内存{at['memory_mb']}MB")
    if "restarted" in one:
        again = one["restarted"]
        say(f"    中途结束{again['kills']}次后继续，结果相同：{again['same_lines'] and again['same_file']}")
