"""The examples in CONTRIBUTING.md are what the files really say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"<!-- from (\S+) -->\n```\w+\n(.*?)\n```", TEXT, flags=re.DOTALL)


def test_there_are_examples_of_declaration_rule_effect_and_situation() -> None:
    assert [path for path, _ in EXAMPLES] == [
        "cuncuntong/items/social_insurance/item_36_look_up_resident_payments.py",
        *["cuncuntong/items/social_insurance/item_28_enrol_resident_pension.py"] * 3,
        "tests/items/28.yaml",
    ]


@pytest.mark.parametrize(("path", "example"), EXAMPLES)
def test_an_example_stands_in_its_file(path: str, example: str) -> None:
    assert example in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", re.findall(r"`((?:cuncuntong|tests|docs)/[\w/.]+\.\w+)`", TEXT))
def test_a_file_that_is_named_exists(path: str) -> None:
    assert (ROOT / path).is_file() or "NN" in path
