"""Sealed values open where they belong, and nowhere else, and only unchanged."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.foundation.sealed.cipher import (
    SealBroken,
    index_candidates,
    index_of,
    seal,
    seal_text,
    text_version,
    unseal,
    unseal_text,
    version_of,
)
from cuncuntong.foundation.sealed.keys import add_version, create_key_file

HERE = "residents.resident.id_number"


@given(st.text())
def test_text_comes_back(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    stored = seal_text(text, context=HERE)
    assert unseal_text(stored, context=HERE) == text
    assert stored.isascii()
    if len(text) > 3:
        assert text not in stored


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 10 * 1024 * 1024])
def test_bytes_come_back(size: int) -> None:
    content = secrets.token_bytes(size)
    blob = seal(content, context="file")
    assert len(blob) == size + 30
    assert unseal(blob, context="file") == content


def test_one_value_is_never_sealed_alike_twice() -> None:
    assert len({seal_text("140522199001011234", context=HERE) for _ in range(200)}) == 200


def test_a_change_of_any_byte_is_noticed() -> None:
    blob = seal("王秀英".encode(), context=HERE)
    for place in range(len(blob)):
        for flip in (0x01, 0x80):
            changed = blob[:place] + bytes([blob[place] ^ flip]) + blob[place + 1 :]
            with pytest.raises(SealBroken):
                unseal(changed, context=HERE)


def test_a_cut_or_longer_value_is_noticed() -> None:
    blob = seal(b"0356-4221234", context=HERE)
    for changed in (blob[:-1], blob + b"0", blob[:20], b""):
        with pytest.raises(SealBroken):
            unseal(changed, context=HERE)


def test_a_value_moved_to_another_column_does_not_open() -> None:
    stored = seal_text("13803561234", context="residents.resident.telephone")
    with pytest.raises(SealBroken):
        unseal_text(stored, context=HERE)


@pytest.mark.parametrize("stored", ["13803561234", "s1.", "s1.!!!", "s1.AAAA", "s2.AAAA", "王"])
def test_what_is_not_sealed_is_refused(stored: str) -> None:
    with pytest.raises(SealBroken):
        unseal_text(stored, context=HERE)


def test_the_empty_text_stays_empty() -> None:
    assert seal_text("", context=HERE) == "" == unseal_text("", context=HERE)
    assert text_version("") == 0


def test_old_versions_open_after_a_new_one(key_file) -> None:
    old = seal(b"old", context=HERE)
    add_version(key_file)
    new = seal(b"new", context=HERE)
    assert (version_of(old), version_of(new)) == (1, 2)
    assert unseal(old, context=HERE) == b"old"
    assert unseal(new, context=HERE) == b"new"


def test_a_version_that_the_file_does_not_have_is_named(key_file, settings, tmp_path) -> None:
    add_version(key_file)
    blob = seal(b"x", context=HERE)
    other = tmp_path / "other.json"
    create_key_file(other)
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "KEY_FILE": other}
    with pytest.raises(SealBroken, match="version 2"):
        unseal(blob, context=HERE)


def test_a_version_swapped_in_the_header_does_not_open(key_file) -> None:
    blob = seal(b"x", context=HERE)
    add_version(key_file)
    with pytest.raises(SealBroken):
        unseal((2).to_bytes(2, "big") + blob[2:], context=HERE)


def test_indexes_are_stable_keyed_and_bound_to_their_column(key_file, settings, tmp_path) -> None:
    value = "140522199001011234"
    index = index_of(value, context=HERE)
    assert index == index_of(value, context=HERE)
    assert len(index) == 64
    assert index != index_of(value, context="cards.card.number")
    assert index != index_of("140522199001011235", context=HERE)
    other = tmp_path / "other.json"
    create_key_file(other)
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "KEY_FILE": other}
    assert index != index_of(value, context=HERE)


def test_while_rekeying_both_indexes_are_looked_for(key_file) -> None:
    old = index_of("A", context=HERE)
    add_version(key_file)
    new = index_of("A", context=HERE)
    assert old != new
    assert set(index_candidates("A", context=HERE)) == {old, new}
    assert index_of("", context=HERE) == ""
