"""The job market's part of a run: it grows, is measured at each size, and its night is killed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cuncuntong.demo.bench import programs
from cuncuntong.demo.bench.plan import BenchPlan

Say = Callable[[str], None]
# At which part of an undisturbed night its process is killed.
KILLED_AT = 0.4


def market_stages(plan: BenchPlan, env: Mapping[str, str], say: Say) -> list[dict[str, Any]]:
    """Every size up to the plan's, in order; at the largest the night is killed and goes on."""
    sizes = [size for size in (1_000, 10_000, 100_000) if size < plan.market] + [plan.market]
    found = []
    for size in sizes:
        say(f"  就业市场：岗位、求职者各{size}……")
        programs.child(env, "market_fill", postings=size, seekers=size, seed=plan.seed)
        one = programs.child(env, "market", samples=plan.samples, seed=plan.seed)
        one["search"] = programs.child(env, "search", samples=plan.samples, seed=plan.seed)
        programs.child(env, "forget_night")
        one["night"] = programs.child(env, "night")
        if size == sizes[-1]:
            one["restarted"] = _restarted(env, one["night"])
        _tell(one, say)
        found.append(one)
    return found


def _restarted(env: Mapping[str, str], undisturbed: Mapping[str, Any]) -> dict[str, Any]:
    """Killed in the middle and started again: what it leaves must be what an undisturbed night left."""
    programs.child(env, "forget_night")
    was_killed = programs.killed(env, "night", 3 + undisturbed["seconds"] * KILLED_AT)
    again = programs.child(env, "night")
    kept = ("people", "recommended", "told", "rows", "messages")
    return {**again, "killed": was_killed, "same": all(again[key] == undisturbed[key] for key in kept)}


def _tell(one: Mapping[str, Any], say: Say) -> None:
    measured = {**one, **one["search"]}
    for name in ("recommend_postings", "recommend_seekers", "search_postings", "search_seekers"):
        at = measured[name]
        say(f"    {name:<20} p50 {at['p50_ms']:6.1f}  p95 {at['p95_ms']:6.1f}  最长 {at['max_ms']:6.1f} 毫秒")
    night = one["night"]
    say(f"    夜间匹配 {night['seconds']}秒，内存{night['memory_mb']}MB，推荐{night['recommended']}条")
    if "restarted" in one:
        say(f"    中途结束后继续，结果相同：{one['restarted']['same']}")
