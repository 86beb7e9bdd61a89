"""The results as JSON and as Markdown. Nothing stands here that the run did not measure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cuncuntong.demo.bench.certification_stage import certification_report
from cuncuntong.demo.bench.contributions_stage import contributions_report
from cuncuntong.demo.bench.loading_stage import loading_report
from cuncuntong.demo.bench.payments_report import payments_lines

# What each measurement is called, and the p95 that it is to keep under eight users (milliseconds).
NAMES: dict[str, tuple[str, int | None]] = {
    "form": ("Counter form, item 28", 150),
    "search_name": ("Search by first characters of the name", 150),
    "search_initials": ("Search by pinyin initials", 150),
    "search_id": ("Search by ID number", 150),
    "queue_first": ("Review queue, first page", 200),
    "queue_deep": ("Review queue, deep page", 200),
    "case": ("Case page", None),
    "home_clerk": ("Home of a clerk", None),
    "home_reviewer": ("Home of a reviewer", None),
    "submit_28": ("Submit item 28 (last request)", 300),
    "submit_1": ("Submit item 1 (last request)", 300),
}
ENGINE_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
GROWTH_LIMIT = 1.5


def to_json(result: Mapping[str, Any]) -> str:
    """The whole result."""
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def markdown(result: Mapping[str, Any]) -> str:
    """Machine, then a table for pages and one for the share of a submission for each engine."""
    lines = [_machine(result), ""]
    for engine, found in result["engines"].items():
        lines += [*_engine(ENGINE_NAMES[engine], found, result), ""]
    return "\n".join(lines).rstrip() + "\n"


def _machine(result: Mapping[str, Any]) -> str:
    of = result["machine"]
    return (
        f"Measured {of['date'].replace('T', ' ')} on {of['cores']} cores ({of['cpu']}), "
        f"{of['memory_gb']} GB, {of['system']}; Python {of['python']}, Django {of['django']}, "
        f"granian {of['granian']}, SQLite {of['sqlite']}; load before the start {of['load_before']}. "
        f"{result['users']} users at once without pauses between requests, {result['seconds']:g} s for "
        "each page; the load generator runs on the same cores."
    )


def _engine(name: str, found: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[str]:
    stages = [found[key] for key in ("small", "large") if key in found]
    version = stages[-1]["inside"].get("engine_version", "")
    yield f"### {name} {version}".rstrip()
    yield ""
    for stage in stages:
        yield (
            f"- {stage['residents']:,} residents, {stage['cases']:,} cases before the run; "
            f"deep page of the queue: page {stage['deep_page']}; load afterwards {stage['load_after']}"
        )
    yield ""
    yield from _pages(stages)
    yield ""
    yield from _share(stages[-1], result["users"])
    yield from _market(found.get("market", []))
    yield from payments_lines(found.get("payments", []))
    yield from loading_report(found.get("loading", {}))
    yield from contributions_report(found.get("contributions", {}))
    yield from certification_report(found.get("certification", {}))


def _market(stages: list[Mapping[str, Any]]) -> Iterator[str]:
    """How the matching grows with the market; times in one process, one question after another."""
    if not stages:
        return
    yield ""
    yield "Matching, top twenty with reasons, and the nightly run (every posting new to it):"
    yield ""
    yield (
        "| postings, seekers | for a seeker p50, p95 ms | for a posting p50, p95 ms | night s | told "
        "| memory MB |"
    )
    yield "|--:|--:|--:|--:|--:|--:|"
    for one in stages:
        jobs, people, night = one["recommend_postings"], one["recommend_seekers"], one["night"]
        yield (
            f"| {one['postings']:,}, {one['seekers']:,} | {jobs['p50_ms']}, {jobs['p95_ms']} "
            f"| {people['p50_ms']}, {people['p95_ms']} | {night['seconds']} | {night['told']:,} "
            f"| {night['memory_mb']} |"
        )
    yield ""
    yield "Searching with words and three filters, the first page of 20 with its rows and excerpts:"
    yield ""
    yield "| postings, seekers | postings p50, p95 ms | seekers p50, p95 ms | indexes made anew s |"
    yield "|--:|--:|--:|--:|"
    for one in stages:
        jobs, people = one["search"]["search_postings"], one["search"]["search_seekers"]
        yield (
            f"| {one['postings']:,}, {one['seekers']:,} | {jobs['p50_ms']}, {jobs['p95_ms']} "
            f"| {people['p50_ms']}, {people['p95_ms']} | {one['search']['index_seconds']} |"
        )
    again = stages[-1].get("restarted")
    if again and again["killed"]:
        result = "the same rows and messages" if again["same"] else "OTHER ROWS THAN UNDISTURBED"
        yield ""
        yield f"Killed in the middle and started again, {again['seconds']} s more: {result}."


def _pages(stages: list[Mapping[str, Any]]) -> Iterator[str]:
    large = stages[-1]
    first = {one["name"]: one for one in [*stages[0]["pages"], *stages[0]["submits"]]}
    grown = len(stages) > 1
    yield (
        "| request | a second | p50 ms | p95 ms | max ms | aim p95 |"
        + (f" p50, p95 at {stages[0]['cases']:,} | × p50 | × p95 |" if grown else "")
    )
    yield "|---|--:|--:|--:|--:|---|" + ("--:|--:|--:|" if grown else "")
    for one in [*large["pages"], *large["submits"]]:
        label, aim = NAMES[one["name"]]
        kept = "" if aim is None else f"{aim} {'✓' if one['p95_ms'] <= aim else '✗'}"
        row = f"| {label} | {one['rate']} | {one['p50_ms']} | {one['p95_ms']} | {one['max_ms']} | {kept} |"
        if grown:
            before = first[one["name"]]
            row += f" {before['p50_ms']}, {before['p95_ms']} |"
            row += _times(one["p50_ms"], before["p50_ms"]) + _times(one["p95_ms"], before["p95_ms"])
        yield row


def _times(now: float, before: float) -> str:
    return f" {now / before:.2f} |" if before else " – |"


def _share(stage: Mapping[str, Any], users: int) -> Iterator[str]:
    """A submission with everything against its writes alone."""
    inside = stage["inside"]
    if not inside:
        return
    http = next(one for one in stage["submits"] if one["name"] == "submit_28")
    one, many = inside["raw_one"], inside["raw_many"]
    yield f"Item 28, its {inside['writes']} writes in one transaction, in the same run on the same database:"
    yield ""
    yield "| | a second | p50 ms | share of raw |"
    yield "|---|--:|--:|--:|"
    yield f"| writes alone, 1 connection | {one['rate']} | {one['p50_ms']} | |"
    yield f"| writes alone, {users} connections | {many['rate']} | {many['p50_ms']} | |"
    if "service" in inside:
        service = inside["service"]
        share = service["rate"] / one["rate"]
        yield (
            f"| the service without HTTP, one at a time | {service['rate']} | {service['p50_ms']} "
            f"| {share:.0%} of 1 connection |"
        )
    share = http["rate"] / many["rate"]
    yield (
        f"| through HTTP, {users} users | {http['rate']} | {http['p50_ms']} "
        f"| {share:.0%} of {users} connections |"
    )
