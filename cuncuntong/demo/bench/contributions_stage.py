"""The fetched contributions' part of a run: a file taken, taken again, and taken anew under a kill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cuncuntong.demo.bench import programs
from cuncuntong.demo.bench.plan import BenchPlan

Say = Callable[[str], None]
# At which part of an undisturbed run its process is killed.
KILLED_AT = 0.6


def contributions_stage(plan: BenchPlan, env: Mapping[str, str], say: Say) -> dict[str, Any]:
    """Everything at one size."""
    say(f"  上级逐月缴费：{plan.contributions}行……")
    found: dict[str, Any] = {"receive": _send(plan, env), "take": programs.child(env, "feed_go")}
    _send(plan, env)
    found["again"] = programs.child(env, "feed_go")
    programs.child(env, "feed_forget")
    _send(plan, env)
    killed = programs.killed(env, "feed_go", 3 + found["take"]["seconds"] * KILLED_AT)
    rest = programs.child(env, "feed_go")
    first = found["take"]
    same = rest["right"] and (rest["months"], rest["own"]) == (first["months"], first["own"])
    found["restarted"] = {**rest, "killed": killed, "same": same}
    for name in ("receive", "take", "again"):
        one = found[name]
        say(f"    {name:<8}{one['seconds']:6.1f}秒（处理器{one['cpu_seconds']}秒），内存{one['memory_mb']}MB")
    say(f"    中途结束{'1' if killed else '0'}次后继续，结果相同：{same}")
    return found


def _send(plan: BenchPlan, env: Mapping[str, str]) -> dict[str, Any]:
    return programs.child(env, "feed_send", rows=plan.contributions, seed=plan.seed)


def contributions_report(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the report."""
    if not found:
        return
    receive, take, again, rest = (found[name] for name in ("receive", "take", "again", "restarted"))
    yield ""
    yield (
        f"Fetching {receive['rows']:,} contribution months from a CSV file of {receive['megabytes']} MB, "
        "in one process:"
    )
    yield ""
    yield "| | s | CPU s | memory MB |"
    yield "|---|--:|--:|--:|"
    rows = (
        ("received in parts", receive),
        ("checked whole and taken", take),
        ("the same file again (nothing changes)", again),
    )
    for name, one in rows:
        yield f"| {name} | {one['seconds']} | {one['cpu_seconds']} | {one['memory_mb']} |"
    yield ""
    result = "the same months and sums" if rest["same"] else "OTHER MONTHS THAN UNDISTURBED"
    yield f"Killed {'once' if rest['killed'] else 'not at all'} on the way and started again: {result}."
