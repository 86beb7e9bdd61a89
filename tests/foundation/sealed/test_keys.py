"""The key file: private, whole, never overwritten, never losing a version."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from cuncuntong.foundation.sealed.keys import (
    KeyFileError,
    KeyRing,
    add_version,
    create_key_file,
    keyring,
)


def test_a_new_file_is_private_and_has_every_key(key_file) -> None:
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    ring = KeyRing.load(key_file)
    assert (ring.current, ring.index_current) == (1, 1)
    assert len(ring.keys[1]) == 16
    assert {len(ring.index_keys[1]), len(ring.audit_key), len(ring.digest_key)} == {32}
    assert len({ring.index_keys[1], ring.audit_key, ring.digest_key}) == 3
    assert [path.name for path in key_file.parent.iterdir()] == ["keys.json"]


def test_an_existing_file_is_never_overwritten(key_file) -> None:
    before = key_file.read_bytes()
    with pytest.raises(FileExistsError):
        create_key_file(key_file)
    assert key_file.read_bytes() == before
    assert [path.name for path in key_file.parent.iterdir()] == ["keys.json"]


def test_of_many_who_create_it_at_once_one_wins_and_the_file_is_whole(tmp_path) -> None:
    path = tmp_path / "keys.json"

    def create(_: int) -> bool:
        try:
            create_key_file(path)
        except FileExistsError:
            return False
        return bool(KeyRing.load(path))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(create, range(16))) == 1
    assert KeyRing.load(path).current == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_that_others_may_read_is_refused(key_file, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        KeyRing.load(key_file)


def test_a_missing_file_says_what_to_do(tmp_path, settings) -> None:
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "KEY_FILE": tmp_path / "none.json"}
    with pytest.raises(KeyFileError, match="cuncuntong init"):
        keyring()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("audit_key"),
        lambda data: data.pop("keys"),
        lambda data: data.update(current=2),
        lambda data: data.update(index_current=5),
        lambda data: data["keys"].update({"1": "00" * 8}),
        lambda data: data["keys"].update({"1": "no hex"}),
        lambda data: data["index_keys"].update({"1": "00"}),
        lambda data: data.update(audit_key=""),
        lambda data: data.update(keys=[1]),
    ],
)
def test_an_incomplete_file_is_refused(key_file, spoil) -> None:
    data = json.loads(key_file.read_text())
    spoil(data)
    key_file.write_text(json.dumps(data))
    with pytest.raises(KeyFileError, match="备份"):
        KeyRing.load(key_file)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", "密钥".encode()])
def test_a_damaged_file_is_refused(key_file, content: bytes) -> None:
    key_file.write_bytes(content)
    with pytest.raises(KeyFileError, match="备份"):
        KeyRing.load(key_file)


def test_a_new_version_keeps_the_old_ones_and_a_backup(key_file) -> None:
    before = KeyRing.load(key_file)
    assert add_version(key_file) == 2
    after = KeyRing.load(key_file)
    assert (after.current, after.index_current) == (2, 2)
    assert after.keys[1] == before.keys[1] != after.keys[2]
    assert after.index_keys[1] == before.index_keys[1] != after.index_keys[2]
    assert after.audit_key == before.audit_key
    backup = key_file.with_name("keys.json.bak")
    assert KeyRing.load(backup) == before
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_the_index_key_may_stay(key_file) -> None:
    add_version(key_file, index=False)
    assert (KeyRing.load(key_file).current, KeyRing.load(key_file).index_current) == (2, 1)


def test_two_who_add_at_once_lose_no_key(key_file) -> None:
    with ThreadPoolExecutor(6) as pool:
        versions = list(pool.map(lambda _: add_version(key_file), range(6)))
    assert sorted(versions) == [2, 3, 4, 5, 6, 7]
    assert sorted(KeyRing.load(key_file).keys) == [1, 2, 3, 4, 5, 6, 7]


def test_a_running_process_sees_a_new_version(key_file) -> None:
    assert keyring().current == 1
    assert keyring() is keyring()
    add_version(key_file)
    assert keyring().current == 2
