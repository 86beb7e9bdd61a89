"""The list of certificates."""

from __future__ import annotations

from cuncuntong.rules.certificates import certificates, get, held_mask, mask_of, name_of, names


def test_the_list_reads_and_each_key_stands_once() -> None:
    keys = [one.key for one in certificates()]
    assert len(keys) == len(set(keys)) >= 20
    assert get("height").full == "高处作业特种作业操作证"  # type: ignore[union-attr]
    assert name_of("gone") == "gone"


def test_a_wider_licence_covers_a_narrower_one() -> None:
    assert "C1驾照" in names(held_mask(["drive_a2"]))
    assert names(mask_of(["drive_a2"])) == ["A2驾照"]
    assert mask_of(["drive_b2"]) & ~held_mask(["drive_c1"])
    assert held_mask(["unknown"]) == 0
