"""A Chinese font for Chromium: screenshots and browser tests are worth nothing over empty boxes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from scripts.tooling import system
from scripts.tooling.console import Failure, say

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# File names of the Chinese fonts that distributions package, for machines without fc-list.
KNOWN = ("cjk", "wqy", "sourcehan", "notosanssc", "notoserifsc", "uming", "ukai", "droidsansfallback")


def looks_chinese(names: Iterable[str]) -> bool:
    """True when one of the font files is a Chinese font that we know by name."""
    plain = (name.lower().replace("-", "").replace("_", "") for name in names)
    return any(known in name for name in plain for known in KNOWN)


def present() -> bool:
    """Whether this machine can draw Chinese."""
    if sys.platform == "darwin":
        return True
    if shutil.which("fc-list"):
        result = subprocess.run(
            ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
        )
        return result.returncode == 0 and bool(result.stdout.strip())
    folders = [*FOLDERS, user_folder()]
    return looks_chinese(
        path.name for folder in folders if folder.is_dir() for path in folder.rglob("*.[to]t[fc]")
    )


def user_folder() -> Path:
    """Where fontconfig looks for a user's own fonts."""
    return Path.home() / ".local" / "share" / "fonts"


def ensure(built: Iterable[Path]) -> None:
    """A Chinese font: the one here, else Debian's, else the `built` print fonts in the user's folder."""
    if present():
        return
    say("      没有找到中文字体，正在安装")
    if system.apt_install("fonts-noto-cjk", "fontconfig") and present():
        return
    folder = user_folder() / "cuncuntong"
    folder.mkdir(parents=True, exist_ok=True)
    for path in built:
        if path.suffix == ".ttf" and path.exists():
            shutil.copy2(path, folder / path.name)
    if shutil.which("fc-cache"):
        subprocess.run(["fc-cache", "-f", folder], capture_output=True, check=False)
    if not present():
        raise Failure(
            "浏览器测试需要中文字体，自动安装没有成功。请执行 apt-get install fonts-noto-cjk fontconfig。",
            "Browser tests need a Chinese font: apt-get install fonts-noto-cjk fontconfig.",
        )
