"""The virtual environment .venv: made with this Python, filled from hash-locked files only."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.tooling.console import ROOT, Counter, Failure, run_quietly
from scripts.tooling.stamps import Stamp

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
REQUIREMENTS = ROOT / "requirements"
OLDEST, NEWEST = (3, 11), (3, 13)


def check_python() -> None:
    """Raise Failure when the Python that runs this can't carry the system."""
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        raise Failure(
            f"需要 Python 3.11 至 3.13，现在是 {version[0]}.{version[1]}。请安装 python3.11 后重试，"
            "或用 make run PYTHON=路径 指定。",
            "Python 3.11 to 3.13 is needed; install python3.11 or say make run PYTHON=/path/to/python.",
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        package = f"python{version[0]}.{version[1]}-venv"
        raise Failure(
            f"这个 Python 缺少 venv / ensurepip 模块。Debian、Ubuntu 请执行：apt-get install {package}",
            f"This Python lacks venv or ensurepip; on Debian or Ubuntu: apt-get install {package}",
        )


def ensure_venv() -> bool:
    """Make .venv unless a working one is there; returns whether it was made."""
    if PYTHON.exists():
        works = subprocess.run(
            [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info[:2] < (3, 11))"],
            capture_output=True,
            check=False,
        )
        if works.returncode == 0:
            return False
        # A .venv whose Python was upgraded or removed underneath can't be mended, only made again.
        shutil.rmtree(VENV)
    check_python()
    run_quietly([sys.executable, "-m", "venv", VENV], what="建立 .venv")
    return True


def locked_names(lock: Path) -> list[str]:
    """The package names a lock file pins."""
    return re.findall(r"^([A-Za-z0-9_.\-]+)(?:\[[^\]]*\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE)


def requirements_stamp(*names: str) -> Stamp:
    """What was installed from requirements/<name>.txt."""
    locks = [REQUIREMENTS / f"{name}.txt" for name in names]
    return Stamp(STAMPS / f"requirements-{'-'.join(names)}", inputs=locks, outputs=[PYTHON])


def install(*names: str) -> bool:
    """Install requirements/<name>.txt together; returns False when they already were."""
    stamp = requirements_stamp(*names)
    if stamp.fresh():
        return False
    stamp.clear()
    total = len({item for name in names for item in locked_names(REQUIREMENTS / f"{name}.txt")})
    counter = Counter("下载并安装", total)

    def follow(line: str) -> None:
        if line.startswith(("Collecting ", "Requirement already satisfied: ")):
            counter.step(
                line.removeprefix("Collecting ").removeprefix("Requirement already satisfied: ").split()[0]
            )

    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--require-hashes", "--progress-bar", "off"]
    for name in names:
        command += ["-r", REQUIREMENTS / f"{name}.txt"]
    run_quietly(command, what="安装 Python 软件包", each_line=follow)
    counter.close()
    stamp.write()
    return True


def link_project() -> bool:
    """Install the project itself in place, without asking any registry; False when it already was."""
    stamp = Stamp(
        STAMPS / "project",
        inputs=[ROOT / "pyproject.toml", REQUIREMENTS / "run.in"],
        outputs=[VENV / "bin" / "cuncuntong"],
    )
    if stamp.fresh():
        return False
    stamp.clear()
    run_quietly(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-index",
            "--no-deps",
            "--no-build-isolation",
            "-e",
            ROOT,
        ],
        what="安装村村通",
    )
    stamp.write()
    return True


def prepare(*, tests: bool = False) -> bool:
    """Everything above, with the test tools as well when asked; returns whether anything was done."""
    done = ensure_venv()
    done = install("build", "run") or done
    if tests:
        done = install("run", "test") or done
    return link_project() or done
