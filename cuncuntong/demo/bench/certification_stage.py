"""The night's certification as a part of a run: the first night, usual ones, and one under kills."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cuncuntong.demo.bench import programs
from cuncuntong.demo.bench.plan import BenchPlan

Say = Callable[[str], None]
# Seconds after which the process of a night is killed, starting included.
KILLED_AFTER = (4.0, 5.0, 6.0)
_NIGHTS = (
    ("first", "first night, everybody entered", 0),
    ("second", "the night after", 1),
    ("warned", "eight nights later, many second warnings", 8),
    ("held", "a hundred nights later, many holds", 100),
)


def certification_stage(plan: BenchPlan, env: Mapping[str, str], say: Say) -> dict[str, Any]:
    """Nights of so many people, one process each; the last is killed and goes on."""
    say(f"  资格认证：{plan.certification}人……")
    found: dict[str, Any] = programs.child(env, "certify_fill", people=plan.certification, seed=plan.seed)
    found["restarted"] = _killed(env)
    programs.child(env, "certify_forget")
    for key, _, ahead in _NIGHTS:
        found[key] = programs.child(env, "certify_night", ahead=ahead)
        one = found[key]
        say(
            f"    {key:<8}{one['seconds']:6.1f}秒（处理器{one['cpu_seconds']}秒），内存{one['memory_mb']}MB，"
            f"新列入{one['entered']}，提醒{one['warned']}，暂停{one['held']}"
        )
        if key == "first":
            found["restarted"]["same"] = programs.child(env, "certify_digest") == found["restarted"]["made"]
    say(f"    中途结束{found['restarted']['kills']}次后继续，结果相同：{found['restarted']['same']}")
    found["pages"] = programs.child(env, "certify_pages")
    return found


def _killed(env: Mapping[str, str]) -> dict[str, Any]:
    """The first night, killed and started again until it is done, and what it made."""
    programs.child(env, "certify_forget")
    kills = sum(programs.killed(env, "certify_night", after) for after in KILLED_AFTER)
    programs.child(env, "certify_night")
    return {"kills": kills, "made": programs.child(env, "certify_digest")}


def certification_report(found: Mapping[str, Any]) -> Iterator[str]:
    """The lines of the report."""
    if not found:
        return
    yield ""
    yield f"The nightly certification of {found['people']:,} people, each night in one process:"
    yield ""
    yield "| night | s | processor s | memory MB | entered | warned | held |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for key, words, _ in _NIGHTS:
        one = found[key]
        yield (
            f"| {words} | {one['seconds']} | {one['cpu_seconds']} | {one['memory_mb']} "
            f"| {one['entered']:,} | {one['warned']:,} | {one['held']:,} |"
        )
    again, pages = found["restarted"], found["pages"]
    result = "the same rows and holds" if again["same"] else "OTHER ROWS THAN UNDISTURBED"
    yield ""
    yield f"The first night killed {again['kills']} times and started again: {result}."
    yield ""
    yield (
        f"The county's list, a page of 50 by due day: {pages['page_ms']} ms; "
        f"its counts by state: {pages['counts_ms']} ms (p50 of 20)."
    )
