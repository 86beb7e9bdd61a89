"""The load's part of a run: a file is checked, loaded, proved, taken back, and loaded again under kills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cuncuntong.demo.bench import programs
from cuncuntong.demo.bench.plan import BenchPlan

Say = Callable[[str], None]
# At which parts of an undisturbed load its process is killed.
KILLED_AT = (0.15, 0.3, 0.25)


def loading_stage(plan: BenchPlan, env: Mapping[str, str], say: Say) -> dict[str, Any]:
    """Everything at one size."""
    say(f"  存量导入：{plan.loading}户……")
    found: dict[str, Any] = {"check": _send(plan, env, "存量一.csv")}
    found["load"] = programs.child(env, "load_go")
    found["proof"] = programs.child(env, "load_prove")
    found["back"] = programs.child(env, "load_back")
    _send(plan, env, "存量二.csv")
    kills = [programs.killed(env, "load_go", 3 + found["load"]["seconds"] * part) for part in KILLED_AT]
    again = programs.child(env, "load_go")
    same = again["right"] and again["entries"] == found["load"]["entries"]
    found["restarted"] = {**again, "kills": sum(kills), "same": same}
    for name in ("check", "load", "back"):
        one = found[name]
        say(f"    {name:<8}{one['seconds']:6.1f}秒（处理器{one['cpu_seconds']}秒），内存{one['memory_mb']}MB")
    say(f"    中途结束{sum(kills)}次后继续，结果相同：{same}")
    return found


def _send(plan: BenchPlan, env: Mapping[str, str], name: str) -> dict[str, Any]:
    sent = programs.child(env, "load_send", rows=plan.loading, seed=plan.seed, name=name)
    if "failed" in sent:
        raise programs.BenchFailed(f"存量文件没有通过核对：{sent['failed']}")
    return sent


def loading_report(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the report."""
    if not found:
        return
    load, proof, restarted = found["load"], found["proof"], found["restarted"]
    yield ""
    yield (
        f"Loading {found['check']['rows']:,} existing accounts ({load['entries']:,} entries) "
        f"from a CSV file of {found['check']['megabytes']} MB, in one process:"
    )
    yield ""
    yield "| | s | CPU s | memory MB |"
    yield "|---|--:|--:|--:|"
    rows = (
        ("check of every row", found["check"]),
        ("load", load),
        ("nightly proof, sealing all", proof["first"]),
        ("nightly proof, the next night", proof["second"]),
        ("taken back as a whole", found["back"]),
    )
    for name, one in rows:
        yield f"| {name} | {one['seconds']} | {one['cpu_seconds']} | {one['memory_mb']} |"
    yield ""
    result = "the same accounts and sums" if restarted["same"] else "OTHER ACCOUNTS THAN UNDISTURBED"
    yield f"Killed {restarted['kills']} times while loading and started again: {result}."
