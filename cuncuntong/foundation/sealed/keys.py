"""The key file: JSON, readable by its owner alone, never in the database or its backups.

``{"current": 1, "keys": {"1": <32 hex>}, "index_current": 1, "index_keys": {"1": <64 hex>},
"audit_key": <64 hex>, "digest_key": <64 hex>}``. Losing it loses every sealed value.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings


class KeyFileError(Exception):
    """The key file is missing, readable by others, or not what it should be; the message says."""


@dataclass(frozen=True)
class KeyRing:
    """All keys in use. ``current`` versions seal; older ones still open."""

    current: int
    keys: Mapping[int, bytes]
    index_current: int
    index_keys: Mapping[int, bytes]
    audit_key: bytes
    digest_key: bytes

    @classmethod
    def load(cls, path: Path) -> KeyRing:
        """Reads and checks a key file; raises KeyFileError."""
        data = _read(path)
        try:
            ring = cls(
                current=int(data["current"]),
                keys={int(k): bytes.fromhex(v) for k, v in data["keys"].items()},
                index_current=int(data["index_current"]),
                index_keys={int(k): bytes.fromhex(v) for k, v in data["index_keys"].items()},
                audit_key=bytes.fromhex(data["audit_key"]),
                digest_key=bytes.fromhex(data["digest_key"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise KeyFileError(f"密钥文件 {path} 内容不完整或已损坏。请用备份恢复。") from error
        if ring.current not in ring.keys or ring.index_current not in ring.index_keys:
            raise KeyFileError(f"密钥文件 {path} 缺少当前版本的密钥。请用备份恢复。")
        if any(len(key) != 16 for key in ring.keys.values()):
            raise KeyFileError(f"密钥文件 {path} 中的SM4密钥长度不对。请用备份恢复。")
        if any(len(key) != 32 for key in (*ring.index_keys.values(), ring.audit_key, ring.digest_key)):
            raise KeyFileError(f"密钥文件 {path} 中的索引或审计密钥长度不对。请用备份恢复。")
        return ring


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read()
    except FileNotFoundError as error:
        raise KeyFileError(f"没有密钥文件 {path}。首次安装请运行 cuncuntong init。") from error
    if mode & 0o077:
        raise KeyFileError(f"密钥文件 {path} 可被其他用户读取，请运行 chmod 600 {path}。")
    try:
        return json.loads(content)  # type: ignore[no-any-return]
    except ValueError as error:
        raise KeyFileError(f"密钥文件 {path} 不是有效的JSON。请用备份恢复。") from error


def create_key_file(path: Path) -> None:
    """Makes a new key file (mode 0600); an existing one is never overwritten: FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "current": 1,
        "keys": {"1": secrets.token_hex(16)},
        "index_current": 1,
        "index_keys": {"1": secrets.token_hex(32)},
        "audit_key": secrets.token_hex(32),
        "digest_key": secrets.token_hex(32),
    }
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    _write(fresh, json.dumps(content, indent=1).encode("ascii"))
    try:
        # A link, not a rename: it refuses where another process was faster, and shows a whole file.
        os.link(fresh, path)
    finally:
        fresh.unlink()
    _sync_folder(path)


def add_version(path: Path, *, index: bool = True) -> int:
    """Adds a key version and makes it current; the former file stays beside it as ``.bak``.

    Returns the new data-key version. With ``index`` a new index key is added as well.
    """
    with _alone(path):
        KeyRing.load(path)
        former = path.read_bytes()
        data = json.loads(former)
        version = max(int(k) for k in data["keys"]) + 1
        data["keys"][str(version)] = secrets.token_hex(16)
        data["current"] = version
        if index:
            newest = max(int(k) for k in data["index_keys"]) + 1
            data["index_keys"][str(newest)] = secrets.token_hex(32)
            data["index_current"] = newest
        _write(path.with_name(path.name + ".bak"), former)
        fresh = path.with_name(path.name + ".new")
        _write(fresh, json.dumps(data, indent=1).encode("ascii"))
        fresh.replace(path)
        _sync_folder(path)
    return version


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two who add a version at once would lose one key, and all that was sealed with it meanwhile."""
    handle = os.open(path.with_name(path.name + ".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    """Writes a file that was never readable by others, on disk before returning."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@lru_cache(maxsize=4)
def _load_cached(path: str, modified: int, inode: int) -> KeyRing:
    return KeyRing.load(Path(path))


def keyring() -> KeyRing:
    """The key ring of the settings' key file, read again when the file changes."""
    # Asked for every sealed value: the name is not made a path of each time.
    path = str(settings.CUNCUNTONG["KEY_FILE"])
    try:
        now = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return KeyRing.load(Path(path))  # raises with the words
    return _load_cached(path, now.st_mtime_ns, now.st_ino)
