"""Reads a pasted text as people see it: headings, articles, paragraphs. Nothing is added or left out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_HEADING = 40
_NUMERAL = "一二三四五六七八九十百零〇两"
_DIVISION = re.compile(rf"第[{_NUMERAL}0-9]+[编章节](?=[\s\u3000]|$)")
_ARTICLE = re.compile(rf"第([{_NUMERAL}0-9]+)条(之[{_NUMERAL}]+)?(?=[\s\u3000]|$)")
_NUMBERED = re.compile(rf"[{_NUMERAL}]+、")
_BLANKS = "\u3000 \t\xa0"


class PartKind(StrEnum):
    """What a part of a text is."""

    HEADING = "heading"
    ARTICLE = "article"
    SECTION = "section"
    PARAGRAPH = "paragraph"


@dataclass
class Part:
    """A heading, or an article or a numbered section with its paragraphs, or paragraphs before any."""

    kind: PartKind
    label: str = ""
    lines: list[str] = field(default_factory=list)
    anchor: str = ""

    @property
    def text(self) -> str:
        """The part's words, label first."""
        return "\n".join(([self.label] if self.label else []) + self.lines)

    @property
    def is_heading(self) -> bool:
        """A chapter's title rather than a text."""
        return self.kind == PartKind.HEADING


def tidy(text: str) -> str:
    """A pasted text with one paragraph a line: no blank lines, no blanks at the ends, no controls."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    kept = "".join(
        char for char in plain if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    )
    lines = (line.strip(_BLANKS) for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)


def parse(text: str) -> list[Part]:
    """The parts of a tidy text in its order; their anchors are stable while the labels are."""
    parts: list[Part] = []
    taken: dict[str, int] = {}
    for line in text.split("\n"):
        if not line:
            continue
        part = _opening(line)
        if part is not None:
            part.anchor = _unique(part.anchor or f"p{len(parts) + 1}", taken)
            parts.append(part)
        elif parts and not parts[-1].is_heading:
            parts[-1].lines.append(line)
        else:
            parts.append(Part(PartKind.PARAGRAPH, "", [line], _unique(f"p{len(parts) + 1}", taken)))
    return parts


def _opening(line: str) -> Part | None:
    """The part that a line begins; None where it goes on with the one before."""
    division = _DIVISION.match(line)
    if division and len(line) <= LONGEST_HEADING:
        return Part(PartKind.HEADING, line)
    article = _ARTICLE.match(line)
    if article:
        rest = line[article.end() :].strip(_BLANKS)
        number = number_of(article.group(1))
        more = f"-{number_of(article.group(2)[1:])}" if article.group(2) else ""
        return Part(PartKind.ARTICLE, article.group(), [rest] if rest else [], f"tiao{number}{more}")
    numbered = _NUMBERED.match(line)
    if numbered:
        return Part(PartKind.SECTION, "", [line], f"bufen{number_of(numbered.group()[:-1])}")
    return None


def _unique(anchor: str, taken: dict[str, int]) -> str:
    taken[anchor] = taken.get(anchor, 0) + 1
    return anchor if taken[anchor] == 1 else f"{anchor}-n{taken[anchor]}"


def number_of(numeral: str) -> int:
    """一百零二 as 102; digits as they are."""
    if numeral.isdecimal():
        return int(numeral[:6])
    total = current = 0
    for char in numeral:
        digit = "零一二三四五六七八九".find("零" if char == "〇" else "二" if char == "两" else char)
        if digit >= 0:
            current = digit
        else:
            total += (current or 1) * (100 if char == "百" else 10)
            current = 0
    return total + current


def articles_in_order(parts: list[Part]) -> bool:
    """Whether the articles count from one without a gap: a missing one means a torn paste."""
    numbers = [number_of(part.label[1 : part.label.index("条")]) for part in parts if _is_plain(part)]
    return numbers == list(range(1, len(numbers) + 1))


def _is_plain(part: Part) -> bool:
    return part.kind == PartKind.ARTICLE and part.label.endswith("条")
