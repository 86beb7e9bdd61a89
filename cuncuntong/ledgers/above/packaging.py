"""The signed package of the file exchange: a zip of data files, a manifest, a signature (docs/above.md).

``manifest.json`` names every data file with its SM3 digest and rows; ``signature.txt`` is HMAC-SM3 of the
manifest's bytes under the sender's key, in hex. Each side has the other's key: the county gives its own
and the partner's in a key file of mode 0600, apart from the data.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings

from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.ledgers.above.enums import PackageKind

FORMAT, VERSION = "cuncuntong-above", 1
MANIFEST, SIGNATURE = "manifest.json", "signature.txt"
MOST_UNPACKED = 2 * 1024**3
MOST_MANIFEST = 256 * 1024
BLOCK = 1 << 20
KEY_BYTES = 32
EARLIEST = (1980, 1, 1, 0, 0, 0)
# What the zip module raises for a file that is none, is broken, or has a password.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)


class PackageRefused(Exception):
    """The package as a whole is not taken; the words are Chinese."""


class KeysMissing(Exception):
    """The key file of the exchange is missing or not as it should be; the words say what to do."""


@dataclass(frozen=True)
class Keys:
    """``ours`` signs, ``theirs`` is what the partner signs with."""

    ours: bytes
    theirs: bytes


def keys() -> Keys:
    """The keys of the exchange; raises KeysMissing."""
    path = Path(str(settings.CUNCUNTONG["ABOVE_KEY_FILE"]))
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        given = json.loads(path.read_bytes())
        found = Keys(bytes.fromhex(given["ours"]), bytes.fromhex(given["theirs"]))
    except FileNotFoundError as error:
        raise KeysMissing(f"没有文件交换密钥 {path}。") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeysMissing(f"文件交换密钥 {path} 读不出来。") from error
    if mode & 0o077:
        raise KeysMissing(f"文件交换密钥 {path} 可被其他用户读取，请运行 chmod 600 {path}。")
    if len(found.ours) != KEY_BYTES or len(found.theirs) != KEY_BYTES or found.ours == found.theirs:
        raise KeysMissing(f"文件交换密钥 {path} 应是两把不同的32字节密钥。")
    return found


def sign(key: bytes, content: bytes) -> str:
    """HMAC-SM3 in hex."""
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(content)
    return mac.finalize().hex()


def pack(
    *,
    kind: str,
    number: str,
    sender: str,
    made_at: dt.datetime,
    files: Mapping[str, tuple[bytes, int]],
    key: bytes,
) -> bytes:
    """The package's bytes; ``files`` maps names to content and number of rows. The same in, the same out."""
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "number": number,
        "from": sender,
        "made_at": made_at.isoformat(),
        "files": [
            {"name": name, "sm3": sm3(content), "rows": rows} for name, (content, rows) in files.items()
        ],
    }
    head = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    entries = {MANIFEST: head, SIGNATURE: sign(key, head).encode()}
    entries |= {name: content for name, (content, _) in files.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@dataclass(frozen=True)
class Opened:
    """A package whose signature and digests are right."""

    archive: zipfile.ZipFile
    manifest: dict[str, Any]
    rows: Mapping[str, int]

    @property
    def kind(self) -> str:
        """Of PackageKind."""
        return str(self.manifest["kind"])

    @property
    def number(self) -> str:
        """The maker's number of it."""
        return str(self.manifest["number"])


def unpack(file: IO[bytes], *, key: bytes) -> Opened:
    """Opens a package and checks it whole: its entries, the signature by ``key``, every file's digest.

    Raises PackageRefused; nothing of a refused package is looked at further.
    """
    with _refused_if_broken():
        archive, entries, manifest = _opened(file, key)
        rows = _check_files(archive, entries, manifest)
    return Opened(archive, manifest, rows)


def manifest_of(file: IO[bytes], *, key: bytes) -> dict[str, Any]:
    """What a package says of itself, its signature checked: nothing else of it is read, however large it is.

    Raises PackageRefused.
    """
    with _refused_if_broken():
        return _opened(file, key)[2]


@contextmanager
def _refused_if_broken() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise PackageRefused("文件不是压缩包，或已损坏、有密码。") from error


def _opened(
    file: IO[bytes], key: bytes
) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo], dict[str, Any]]:
    archive = zipfile.ZipFile(file)
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(entries) != len(archive.infolist()):
        raise PackageRefused("包里有同名的文件。")
    if MANIFEST not in entries or SIGNATURE not in entries:
        raise PackageRefused(f"不是交换文件包：缺少{MANIFEST}或{SIGNATURE}。")
    if entries[MANIFEST].file_size > MOST_MANIFEST or entries[SIGNATURE].file_size > 1024:
        raise PackageRefused("包的清单过大。")
    if sum(entry.file_size for entry in entries.values()) > MOST_UNPACKED:
        raise PackageRefused("包展开后超过2 GB。")
    head = archive.read(MANIFEST)
    _check_signature(head, archive.read(SIGNATURE), key)
    return archive, entries, _manifest(head)


def _check_signature(head: bytes, signature: bytes, key: bytes) -> None:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(head)
    try:
        mac.verify(bytes.fromhex(signature.decode("ascii").strip()))
    except (ValueError, InvalidSignature) as error:
        raise PackageRefused("签名不对：包不是约定的对方做的，或途中被改动过。") from error


def _manifest(head: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise PackageRefused("清单不是JSON。") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise PackageRefused("清单不是本接口的格式。")
    if manifest.get("version") != VERSION:
        raise PackageRefused(f"包的版本是{manifest.get('version')}，本系统收的是{VERSION}。")
    if manifest.get("kind") not in PackageKind.values:
        raise PackageRefused("清单没有写明包的种类。")
    number = manifest.get("number")
    if not isinstance(number, str) or not 0 < len(number) <= 60 or not number.isprintable():
        raise PackageRefused("清单没有包号、过长，或有不能显示的字符。")
    return manifest


def _check_files(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], manifest: Mapping[str, Any]
) -> dict[str, int]:
    listed = manifest.get("files")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise PackageRefused("清单没有列出文件。")
    names = [str(one.get("name")) for one in listed]
    if sorted([*names, MANIFEST, SIGNATURE]) != sorted(entries):
        raise PackageRefused("包里的文件与清单不一致。")
    for name, one in zip(names, listed, strict=True):
        if _digest(archive, name) != one.get("sm3"):
            raise PackageRefused(f"{name}的摘要与清单不符，文件被改动过或不完整。")
        if type(one.get("rows", 0)) is not int:
            raise PackageRefused(f"清单里{name}的行数应是整数。")
    return {name: one.get("rows", 0) for name, one in zip(names, listed, strict=True)}


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashes.Hash(hashes.SM3())
    with archive.open(name) as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.finalize().hex()


def csv_rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV entry by heading (UTF-8); raises PackageRefused."""
    with archive.open(name) as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        try:
            for row in csv.DictReader(text):
                yield {str(key): str(value or "").strip() for key, value in row.items() if key}
        except (UnicodeDecodeError, csv.Error) as error:
            raise PackageRefused(f"{name}读不出来，应是UTF-8编码的CSV文件。") from error
