"""The commands that README and CI promise."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["run", "reset", "setup", "test", "lint", "bench", "screenshots", "lock"]


def make(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    # What an outer `make test ARGS=…` hands down must not reach the make that is tested.
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env={**clean, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("target", TARGETS)
def test_every_command_exists_and_is_explained(target: str) -> None:
    assert re.search(rf"^{target}:.*## \S+", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert make("-n", target).returncode == 0


def test_help_is_the_default_and_lists_them() -> None:
    listed = make().stdout
    assert [target for target in TARGETS if f"make {target}" not in listed] == []


def test_port_and_confirmation_are_passed_on() -> None:
    assert "--port 8001" in make("-n", "run", "PORT=8001").stdout
    assert "--yes" in make("-n", "reset", "YES=1").stdout
    assert "--yes" not in make("-n", "reset").stdout


def test_test_arguments_are_passed_on_as_written() -> None:
    assert "-- -k foo" in make("-n", "test", "ARGS=-k foo").stdout


def test_without_python_it_says_what_to_install() -> None:
    result = make("run", "PYTHON=")
    assert result.returncode != 0
    assert "Python 3.11" in result.stderr
    assert "apt-get install python3 python3-venv" in result.stderr


def test_ci_calls_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    lines = [
        line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    assert lines == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]
    assert os.access(script, os.X_OK)
