"""What the front-end build makes: the icon sprite and the print fonts."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from scripts import build_fonts
from scripts.tooling import fonts, frontend

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


def icon_names() -> set[str]:
    lines = (ROOT / "frontend" / "icons.txt").read_text(encoding="utf-8").splitlines()
    plain = (line.split("#")[0].strip() for line in lines)
    return {f"{name[7:]}-filled" if name.startswith("filled/") else name for name in plain if name}


@pytest.mark.parametrize(
    ("text", "major"), [("v20.11.1\n", 20), ("v8.0.0", 8), ("", 0), ("node: not found", 0), ("v", 0)]
)
def test_nodes_version_is_read(text: str, major: int) -> None:
    assert frontend.node_major(text) == major


def test_the_sprite_has_every_icon_that_is_asked_for_and_draws_something() -> None:
    root = ET.parse(frontend.SPRITE).getroot()
    symbols = {symbol.get("id"): symbol for symbol in root.iter(f"{SVG}symbol")}
    assert set(symbols) == icon_names()
    assert [name for name, symbol in symbols.items() if len(symbol) == 0] == []
    assert {element.tag for element in root.iter()} & {f"{SVG}script", f"{SVG}style"} == set()


def build_sprite(folder: Path, names: str) -> subprocess.CompletedProcess[str]:
    """Run the real build in a project of its own."""
    (folder / "frontend").mkdir()
    shutil.copy(ROOT / "frontend" / "build.mjs", folder / "frontend")
    (folder / "frontend" / "icons.txt").write_text(names)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    node = frontend.system_node() or frontend.wheel_node()
    return subprocess.run(
        [*node.node, "frontend/build.mjs"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_filled_icons_get_a_name_of_their_own(tmp_path: Path) -> None:
    result = build_sprite(tmp_path, "home # the way back\nfilled/star\nhome\n")
    assert result.returncode == 0, result.stderr
    made = (tmp_path / "cuncuntong" / "web" / "static" / "vendor" / "icons.svg").read_text()
    assert made.count('id="home"') == 1
    assert 'id="star-filled" viewBox="0 0 24 24" fill="currentColor"' in made


def test_an_unknown_icon_stops_the_build_and_similar_ones_are_named(tmp_path: Path) -> None:
    result = build_sprite(tmp_path, "home-nowhere\n")
    assert result.returncode == 1
    assert 'no icon "home-nowhere"' in result.stderr
    assert "home" in result.stderr.split("similar:")[1]
    assert not (tmp_path / "cuncuntong").exists()


@pytest.mark.parametrize("weight", build_fonts.WEIGHTS)
def test_the_joined_font_has_every_character_of_its_pieces(weight: int) -> None:
    pieces = build_fonts.pieces_of(ROOT / "node_modules/@fontsource/noto-sans-sc/files", weight)
    wanted = {code for piece in pieces for code in TTFont(piece, lazy=True).getBestCmap()}
    joined = TTFont(frontend.FONTS / f"NotoSansSC-{build_fonts.WEIGHTS[weight]}.ttf", lazy=True)
    assert len(wanted) > 13_000
    assert set(joined.getBestCmap()) == wanted
    assert joined["OS/2"].usWeightClass == weight
    assert joined["name"].getBestFamilyName() == "Noto Sans SC"


def test_joined_glyphs_are_drawn_as_in_the_pieces() -> None:
    folder = ROOT / "node_modules/@fontsource/noto-sans-sc/files"
    joined = TTFont(frontend.FONTS / "NotoSansSC-Regular.ttf")
    names = joined.getBestCmap()
    compared = 0
    for path in build_fonts.pieces_of(folder, 400)[::25]:
        piece = TTFont(path)
        for code, name in list(piece.getBestCmap().items())[:10]:
            there, here = piece["glyf"][name], joined["glyf"][names[code]]
            assert here.getCoordinates(joined["glyf"])[0] == there.getCoordinates(piece["glyf"])[0], chr(code)
            assert joined["hmtx"][names[code]][0] == piece["hmtx"][name][0]
            compared += 1
    assert compared >= 40


def test_without_pieces_there_is_no_font(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no pieces of weight 400"):
        build_fonts.join([], 400, tmp_path / "font.ttf")


@pytest.mark.parametrize(
    ("names", "chinese"),
    [
        (["DejaVuSans.ttf"], False),
        (["NotoSansCJK-Regular.ttc"], True),
        (["wqy-microhei.ttc"], True),
        (["NotoSansSC-Regular.ttf"], True),
        ([], False),
    ],
)
def test_chinese_fonts_are_known_by_name(names: list[str], chinese: bool) -> None:
    assert fonts.looks_chinese(names) is chinese
