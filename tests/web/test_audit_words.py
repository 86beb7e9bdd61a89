"""Every action and object that the code records has words on the auditor's screen."""

from __future__ import annotations

import re
from pathlib import Path

from cuncuntong.web.admin_desk.audit_words import ACTIONS, OBJECTS, detail_words

PACKAGE = Path(__file__).resolve().parents[2] / "cuncuntong"
_SOURCES = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]


def _written(pattern: str) -> set[str]:
    return {found for source in _SOURCES for found in re.findall(pattern, source)}


def test_every_recorded_action_has_words():
    written = _written(r'\baction="([a-z_]+\.[a-z_]+)"')
    assert len(written) > 15
    assert written - set(ACTIONS) == set()


def test_every_recorded_object_has_words():
    written = _written(r'\bobject_type="([A-Za-z_.]+)"')
    assert len(written) > 10
    assert written - set(OBJECTS) == set()


def test_detail_is_told_in_words_and_leaves_out_what_is_empty():
    line = detail_words({"before": "accepted", "after": "approved", "note": "", "item": "28"})
    assert line == "原状态 已受理；现状态 审核通过；事项 28"
