"""Join the web-font pieces of Noto Sans SC into one TrueType file a weight, for printing.

The npm package cuts the font into about a hundred WOFF2 pieces by character; typst reads neither
WOFF2 nor a family spread over many files (it takes one file per family and style). The pieces carry
everything a printed page needs: outlines, widths and the character map. Layout tables are left out:
typst spaces Chinese punctuation itself.

Usage: ``python -m scripts.build_fonts PIECES_DIRECTORY OUTPUT_DIRECTORY``
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

FAMILY = "Noto Sans SC"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
# Fields of `maxp` and `head` that describe the largest glyph: the joined font's are the largest of all.
LARGEST_MAXP = (
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentElements",
    "maxComponentDepth",
)


class Joiner:
    """Collects glyphs from font pieces under new names, each character once."""

    def __init__(self) -> None:
        self.glyphs: dict[str, Any] = {}
        self.metrics: dict[str, tuple[int, int]] = {}
        self.characters: dict[int, str] = {}
        self.largest = dict.fromkeys(LARGEST_MAXP, 0)
        self.bounds = [0, 0, 0, 0]

    def add(self, piece: TTFont, number: int) -> None:
        """Take over every character of the piece that no earlier piece had."""
        if not self.glyphs:
            self._copy(piece, ".notdef", ".notdef", number)
        new = {code: name for code, name in piece.getBestCmap().items() if code not in self.characters}
        if not new:  # reading the outlines is what takes the time
            return
        for code, name in new.items():
            self.characters[code] = self._copy(piece, name, f"p{number}.{name}", number)
        for field in LARGEST_MAXP:
            self.largest[field] = max(self.largest[field], getattr(piece["maxp"], field))
        head = piece["head"]
        low, high = self.bounds[:2], self.bounds[2:]
        self.bounds = [min(low[0], head.xMin), min(low[1], head.yMin)]
        self.bounds += [max(high[0], head.xMax), max(high[1], head.yMax)]

    def _copy(self, piece: TTFont, name: str, new_name: str, number: int) -> str:
        if new_name not in self.glyphs:
            glyph = piece["glyf"][name]  # expanded by this access
            self.glyphs[new_name] = glyph
            self.metrics[new_name] = piece["hmtx"][name]
            if glyph.isComposite():
                for part in glyph.components:
                    part.glyphName = self._copy(piece, part.glyphName, f"p{number}.{part.glyphName}", number)
            if hasattr(glyph, "program"):
                glyph.program.fromBytecode(b"")
        return new_name


def join(pieces: list[Path], weight: int, output: Path) -> int:
    """Write the joined font; returns how many characters it has. Raises ValueError without pieces."""
    if not pieces:
        raise ValueError(f"no pieces of weight {weight}")
    joiner = Joiner()
    first = None
    for number, path in enumerate(pieces):
        piece = TTFont(path, recalcBBoxes=False)
        first = first or piece
        joiner.add(piece, number)
    assert first is not None
    font = _assemble(joiner, first, weight)
    partial = output.with_suffix(".part")
    font.save(partial)
    partial.replace(output)
    return len(joiner.characters)


def _assemble(joiner: Joiner, first: TTFont, weight: int) -> TTFont:
    builder = FontBuilder(first["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(joiner.glyphs))
    builder.setupCharacterMap(joiner.characters)
    builder.setupGlyf(joiner.glyphs, calcGlyphBounds=False)
    builder.setupHorizontalMetrics(joiner.metrics)
    builder.setupHorizontalHeader(ascent=first["hhea"].ascent, descent=first["hhea"].descent)
    builder.setupNameTable(_names(weight))
    builder.setupPost(keepGlyphNames=False)
    font = builder.font
    font["OS/2"] = first["OS/2"]
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x40
    font.recalcBBoxes = False
    font.recalcTimestamp = False
    for field, value in joiner.largest.items():
        setattr(font["maxp"], field, value)
    head, source = font["head"], first["head"]
    head.xMin, head.yMin, head.xMax, head.yMax = joiner.bounds
    head.created, head.modified, head.fontRevision = source.created, source.modified, source.fontRevision
    hhea = font["hhea"]
    hhea.advanceWidthMax = max(width for width, _ in joiner.metrics.values())
    return font


def _names(weight: int) -> dict[str, str]:
    style = WEIGHTS[weight]
    family = FAMILY if weight == 400 else f"{FAMILY} {style}"
    return {
        "copyright": "© 2014-2021 Adobe. Noto is a trademark of Google Inc.",
        "familyName": family,
        "styleName": "Regular",
        "uniqueFontIdentifier": f"cuncuntong;NotoSansSC-{style}",
        "fullName": f"{FAMILY} {style}",
        "psName": f"NotoSansSC-{style}",
        "licenseDescription": "SIL Open Font License, Version 1.1",
        "typographicFamily": FAMILY,
        "typographicSubfamily": style,
    }


def pieces_of(directory: Path, weight: int) -> list[Path]:
    """The pieces of one weight; numbered ones hold the Chinese characters, named ones the alphabets."""
    found = directory.glob(f"noto-sans-sc-*-{weight}-normal.woff2")
    # The big piece repeats what the numbered ones have, so it comes last.
    return sorted(found, key=lambda path: ("chinese" in path.name, path.name))


def build(directory: Path, output: Path) -> dict[str, int]:
    """Make all weights, side by side; returns the number of characters by file name."""
    output.mkdir(parents=True, exist_ok=True)
    made = {}
    with ProcessPoolExecutor(max_workers=len(WEIGHTS)) as pool:
        jobs = {}
        for weight, style in WEIGHTS.items():
            path = output / f"NotoSansSC-{style}.ttf"
            jobs[path.name] = pool.submit(join, pieces_of(directory, weight), weight, path)
        for name, job in jobs.items():
            made[name] = job.result()
    return made


def main() -> int:
    """Command line entry."""
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    directory, output = Path(sys.argv[1]), Path(sys.argv[2])
    for name, count in build(directory / "files", output).items():
        print(f"      {name}：{count} 个字符，{(output / name).stat().st_size / 1e6:.1f} MB")
    (output / "OFL.txt").write_bytes((directory / "LICENSE").read_bytes())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
