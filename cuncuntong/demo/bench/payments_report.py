"""The monthly payment's part of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ROWS = (
    ("first", "computed, most of them new"),
    ("second", "computed, the month after"),
    ("file", "both bank files"),
    ("answer", "answer read in"),
    ("posted", "answer posted"),
)


def payments_lines(stages: list[Mapping[str, Any]]) -> Iterator[str]:
    """Each part at each size, in one process: seconds, seconds of the processor, memory."""
    if not stages:
        return
    yield ""
    yield "The monthly payment, everything in one process:"
    yield ""
    yield "| recipients | part | s | processor s | memory MB |"
    yield "|--:|---|--:|--:|--:|"
    for one in stages:
        for key, words in _ROWS:
            if key in one:
                at = one[key]
                yield (
                    f"| {one['recipients']:,} | {words} | {at['seconds']} | {at['cpu_seconds']} "
                    f"| {at['memory_mb']} |"
                )
    again = stages[-1].get("restarted")
    if again:
        lines = "the same lines to the byte" if again["same_lines"] else "OTHER LINES THAN UNDISTURBED"
        file = "the same file" if again["same_file"] else "ANOTHER FILE"
        yield ""
        yield f"Killed {again['kills']} times at random and started again: {lines}, exported twice: {file}."
    posted = stages[-1]["posted"]
    if posted["killed"]:
        off = "; ".join(posted["off"]) or "every line and every account is as it must be"
        yield f"Posting killed in the middle and started again: {posted['entries']:,} entries; {off}."
