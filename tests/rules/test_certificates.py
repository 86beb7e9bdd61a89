"""The list of certificates."""

from __future__ import annotations

from cuncuntong.rules import occupations
from cuncuntong.rules.certificates import (
    certificates,
    get,
    held_mask,
    mask_of,
    name_of,
    names,
    usual_mask,
)


def test_the_list_reads_and_each_key_stands_once() -> None:
    keys = [one.key for one in certificates()]
    assert len(keys) == len(set(keys)) >= 20
    assert get("height").full == "高处作业特种作业操作证"  # type: ignore[union-attr]
    assert name_of("gone") == "gone"


def test_what_an_occupation_usually_wants() -> None:
    for one in certificates():
        for code in one.usual_for:
            assert occupations.get(code), f"{one.key}: {code}"
    assert names(usual_mask("4-03-02-05")) == ["健康证"]
    assert set(names(usual_mask("6-29-01-05"))) == {"高处作业证", "架子工证"}
    assert names(usual_mask("4-03-03-01")) == []


def test_a_wider_licence_covers_a_narrower_one() -> None:
    assert "C1驾照" in names(held_mask(["drive_a2"]))
    assert names(mask_of(["drive_a2"])) == ["A2驾照"]
    assert mask_of(["drive_b2"]) & ~held_mask(["drive_c1"])
    assert held_mask(["unknown"]) == 0
