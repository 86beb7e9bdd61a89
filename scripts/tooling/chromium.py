"""Finding a Chromium for the browser tests, and getting one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.tooling import system
from scripts.tooling.console import Failure, say

VARIABLE = "CUNCUNTONG_CHROMIUM"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
PLAYWRIGHT_PATTERNS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    "chromium-*/chrome-mac*/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
)


def playwright_cache(environ: Mapping[str, str], home: Path) -> Path:
    """Where Playwright keeps the browsers that it installs."""
    given = environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if given and given != "0":
        return Path(given)
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"


def candidates(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Every place worth trying, best first; a path named in CUNCUNTONG_CHROMIUM stands alone."""
    named = environ.get(VARIABLE)
    if named:
        yield Path(named)
        return
    for command in COMMANDS:
        found = shutil.which(command, path=environ.get("PATH"))
        if found:
            yield Path(found)
    for application in MAC_APPLICATIONS:
        yield Path("/Applications") / application
    cache = playwright_cache(environ, home)
    for pattern in PLAYWRIGHT_PATTERNS:
        yield from sorted(cache.glob(pattern), reverse=True)


def works(path: Path) -> bool:
    """True when the program starts: Ubuntu's chromium-browser may be a stub that only asks for snap."""
    if not path.is_file():
        return False
    try:
        result = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0 and "chrom" in result.stdout.lower()


def find(environ: Mapping[str, str] | None = None, home: Path | None = None) -> Path | None:
    """The first Chromium that starts, or None."""
    places = candidates(os.environ if environ is None else environ, home or Path.home())
    return next((path for path in places if works(path)), None)


def ensure(python: Path) -> Path:
    """A working Chromium: the one here, else from the system's packages, else Playwright's own.

    `python` is the interpreter that has playwright. Raises Failure that says what to install.
    """
    found = find()
    if found:
        return found
    if os.environ.get(VARIABLE):
        raise Failure(
            f"{VARIABLE}={os.environ[VARIABLE]} 不是能运行的 Chromium。",
            f"{VARIABLE} names no working Chromium.",
        )
    say("      没有找到 Chromium，正在安装")
    if system.apt_install("chromium"):
        found = find()
    if not found:
        extra = ["--with-deps"] if system.privilege() is not None and shutil.which("apt-get") else []
        command = [str(python), "-m", "playwright", "install", *extra, "chromium"]
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, timeout=900, check=False)
        except subprocess.TimeoutExpired:
            say("      Playwright 的安装超过 15 分钟，已放弃")
        found = find()
    if not found:
        raise Failure(
            "浏览器测试需要 Chromium，自动安装没有成功。请执行 apt-get install chromium（Debian）、"
            f"安装 Google Chrome，或用环境变量 {VARIABLE} 指明它的路径。",
            f"Browser tests need Chromium: apt-get install chromium, or Google Chrome, or set {VARIABLE}.",
        )
    return found
