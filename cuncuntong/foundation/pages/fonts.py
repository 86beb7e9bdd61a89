"""Which fonts print, and which characters they lack.

The system's Noto CJK where installed, else the two files made at build. Names of people hold rare
characters: one that no font has is printed as its code point and reported, never as an empty box.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

FONT_DIR = Path(__file__).resolve().parent / "fonts"
_SYSTEM = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
)
FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC")


class FontsMissing(Exception):
    """Neither the system nor the build has a Chinese font; the message says what to do."""


def font_files() -> list[Path]:
    """The regular cuts in use, the system's first."""
    found = [path for path in _SYSTEM if path.exists()][:1]
    found += sorted(FONT_DIR.glob("*Regular.ttf"))
    if not found:
        raise FontsMissing("没有可用的中文字体。请运行 make setup 生成，或安装 fonts-noto-cjk。")
    return found


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Code points that the fonts in use can print. Read once a process."""
    points: set[int] = set()
    for path in font_files():
        if path.suffix == ".ttc":
            with TTCollection(path, lazy=True) as collection:
                points |= set(collection.fonts[0].getBestCmap())
        else:
            with TTFont(path, lazy=True) as font:
                points |= set(font.getBestCmap())
    return frozenset(points)


def missing_characters(text: str) -> set[str]:
    """The characters of a text that would come out as empty boxes."""
    known = covered()
    return {char for char in text if ord(char) not in known and not char.isspace()}


def spell_out(text: str, missing: set[str]) -> str:
    """Missing characters replaced by their code point in brackets: 〔U+2B69A〕."""
    for char in missing:
        text = text.replace(char, f"〔U+{ord(char):04X}〕")
    return text
