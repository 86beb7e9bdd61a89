"""The skills that are recognised in what seekers say and in what postings ask for.

Each is a bit, so that thousands of postings are compared in a moment; the list is data (skills.yaml).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

MOST = 60


@cache
def _book() -> tuple[tuple[str, ...], dict[str, int], re.Pattern[str]]:
    told = yaml.safe_load((Path(__file__).parent / "skills.yaml").read_text(encoding="utf-8"))
    if len(told) > MOST:
        raise ValueError(f"skills.yaml: at most {MOST}")
    bits = {word: 1 << place for place, one in enumerate(told) for word in one["words"]}
    longest_first = sorted(bits, key=len, reverse=True)
    # Overlapping words are all found: each place of the text is looked at.
    pattern = re.compile("(?=(" + "|".join(map(re.escape, longest_first)) + "))")
    return tuple(one["name"] for one in told), bits, pattern


@lru_cache(maxsize=20_000)
def skills_in(text: str) -> int:
    """The bits of the skills that a text speaks of."""
    _, bits, pattern = _book()
    found = 0
    for word in pattern.findall(text):
        found |= bits[word]
    return found


def skill_words(mask: int) -> list[str]:
    """The skills of a mask in words."""
    return [name for place, name in enumerate(_book()[0]) if mask >> place & 1]
