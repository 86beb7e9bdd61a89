"""Makes rules/occupations/data/word_initials.csv: the pinyin initials of the common words.

Run it after common_words.yaml was changed: ``python -m scripts.word_initials``. A test tells when it was
forgotten.
"""

from __future__ import annotations

import csv

from cuncuntong.rules.occupations import common_words
from scripts.import_occupations import DATA, initials
from scripts.tooling.console import ROOT, guarded, say

TARGET = DATA / "word_initials.csv"


def main() -> int:
    """Writes the file, sorted by word; words that are letters already are left out."""
    found = {word: initials(word) for word in common_words()}
    rows = sorted((word, letters) for word, letters in found.items() if letters)
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("word", "initials"))
        writer.writerows(rows)
    say(f"{TARGET.relative_to(ROOT)}：{len(rows)}条")
    return 0


if __name__ == "__main__":
    raise SystemExit(guarded(main))
