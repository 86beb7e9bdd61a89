"""The sealed store: nothing readable on disk, nothing half-written, nothing forgotten."""

from __future__ import annotations

import datetime as dt
import os
import stat

import pytest

from cuncuntong.foundation.files import FileMissing, SealedStore
from cuncuntong.foundation.sealed.cipher import SealBroken, version_of
from cuncuntong.foundation.sealed.keys import add_version, create_key_file

CONTENT = "身份证 130102199001011234".encode() * 50


@pytest.fixture
def store(settings, tmp_path):
    key_file = tmp_path / "keys.json"
    create_key_file(key_file)
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "MEDIA_DIR": tmp_path / "files", "KEY_FILE": key_file}
    return SealedStore(context="tests.store")


def path_of(store, name):
    return next(store.folder.rglob(name))


def age(path, days):
    past = dt.datetime.now(dt.UTC).timestamp() - days * 86_400
    os.utime(path, (past, past))


def test_what_is_put_comes_back_and_cannot_be_read_on_disk(store):
    name = store.put(CONTENT)
    assert store.get(name) == CONTENT
    path = path_of(store, name)
    blob = path.read_bytes()
    assert b"130102" not in blob
    assert "身份证".encode() not in blob
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.relative_to(store.folder).parts == (name[:2], name[2:4], name)
    assert [one.name for one in path.parent.iterdir()] == [name]


def test_a_changed_moved_or_foreign_file_does_not_open(store):
    first, second = store.put(b"first"), store.put(b"second")
    path_of(store, first).write_bytes(path_of(store, second).read_bytes())
    with pytest.raises(SealBroken):
        store.get(first)
    other = SealedStore(context="tests.other")
    target = other.folder / second[:2] / second[2:4] / second
    target.parent.mkdir(parents=True)
    target.write_bytes(path_of(store, second).read_bytes())
    with pytest.raises(SealBroken):
        other.get(second)


def test_names_lead_nowhere_else(store):
    for name in ("../../etc/passwd", "", "A" * 32, "a" * 31):
        with pytest.raises(ValueError, match="not a name"):
            store.get(name)
    with pytest.raises(ValueError, match="context"):
        SealedStore(context="../up")


def test_deleting_twice_and_missing_files(store):
    name = store.put(CONTENT)
    store.delete(name)
    store.delete(name)
    assert not store.exists(name)
    with pytest.raises(FileMissing):
        store.get(name)


def test_a_write_that_fails_leaves_nothing(store, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(CONTENT)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_rekeying_makes_every_file_anew_once(store, settings):
    names = {store.put(bytes([number])) for number in range(3)}
    version = add_version(settings.CUNCUNTONG["KEY_FILE"])
    steps = []
    assert store.rekey(lambda name, done, total: steps.append((done, total))) == 3
    assert steps[-1] == (3, 3)
    assert set(store.iter_names()) == names
    assert {version_of(path_of(store, name).read_bytes()) for name in names} == {version}
    assert {store.get(name) for name in names} == {b"\0", b"\1", b"\2"}
    assert store.rekey(lambda *_: None) == 0
    assert store.rekey_file("0" * 32) is False


def test_a_damaged_file_does_not_keep_the_others_under_the_old_key(store, settings, caplog):
    good, damaged = store.put(b"good"), store.put(b"damaged")
    path = path_of(store, damaged)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    add_version(settings.CUNCUNTONG["KEY_FILE"])
    assert store.rekey(lambda *_: None) == 1
    assert store.get(good) == b"good"
    assert damaged in caplog.text


def test_old_orphans_go_and_young_ones_stay(store):
    kept, orphan, young = (store.put(bytes([number])) for number in range(3))
    half = path_of(store, kept).with_name("0" * 32 + "-ab.part")
    half.write_bytes(b"half")
    for path in (path_of(store, kept), path_of(store, orphan), half):
        age(path, 3)
    asked = []

    def known(names):
        asked.extend(names)
        return {kept}

    assert store.sweep_orphans(known, older_than=dt.timedelta(days=2)) == 2
    assert set(store.iter_names()) == {kept, young}
    assert set(asked) == {kept, orphan}
    assert not half.exists()
