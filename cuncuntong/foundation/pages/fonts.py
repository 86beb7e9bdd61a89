"""Which fonts print, and which characters they lack.

The system's Noto CJK where installed, else the two files made at build. Names of people hold rare
characters: one that no font has is printed as its code point and reported, never as an empty box.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

FONT_DIR = Path(__file__).resolve().parent / "fonts"
# In the order in which typst tries them for each character.
FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC")
_REGULAR = 400


class FontsMissing(Exception):
    """Neither the system nor the build has a Chinese font; the message says what to do."""


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """All fonts typst may use. Finding them takes longer than setting a page: kept for the process."""
    paths = [str(FONT_DIR)] if FONT_DIR.exists() else []
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=paths)


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Code points that the families in use can print. Read once a process (about 0.1 s)."""
    points: set[int] = set()
    seen: set[tuple[str, int]] = set()
    for info in fonts().fonts():
        place = (info.path or "", info.index)
        if info.family in FAMILIES and info.weight == _REGULAR and info.path and place not in seen:
            seen.add(place)
            with TTFont(info.path, fontNumber=info.index, lazy=True) as font:
                points |= set(font.getBestCmap())
    if not points:
        raise FontsMissing("没有可用的中文字体。请运行 make setup 生成，或安装 fonts-noto-cjk。")
    return frozenset(points)


def missing_characters(text: str) -> set[str]:
    """The characters of a text that would come out as empty boxes."""
    known = covered()
    return {char for char in text if ord(char) not in known and not char.isspace() and not _shapes(char)}


def spell_out(text: str, missing: set[str]) -> str:
    """Missing characters replaced by their code point in brackets: 〔U+2B69A〕."""
    return "".join(f"〔U+{ord(char):04X}〕" if char in missing else char for char in text)


def _shapes(char: str) -> bool:
    """Variation selectors have no shape of their own: they pick one for the character before."""
    code = ord(char)
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or char in "\u200b\u2060"
