"""The operators' manual names every setting and every command, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from cuncuntong.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
_READ = re.compile(r"\benv(?:ironment)?\.(?:text|flag|number|names)\(\s*\"([A-Z_]+)\"")


def _settings_in_code() -> set[str]:
    sources = (ROOT / "cuncuntong").rglob("*.py")
    return {name for path in sources for name in _READ.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_stands_in_the_table_and_the_table_has_no_other():
    found = set(re.findall(r"^\| `CUNCUNTONG_([A-Z_]+)` \|", MANUAL, re.MULTILINE))
    assert found == _settings_in_code()
    assert "SECRET_KEY" in found


def test_every_setting_that_the_manual_mentions_exists():
    assert set(re.findall(r"CUNCUNTONG_([A-Z_]+)", MANUAL)) <= _settings_in_code()


def test_every_command_that_the_manual_mentions_exists():
    named = set(re.findall(r"cuncuntong ([a-z]+)", MANUAL)) - {"cuncuntong"}
    assert named <= set(COMMANDS)
    assert {"init", "serve", "check", "rekey", "audit", "tasks", "divisions", "items", "seed"} <= named
