"""Reading a ledger's CSV row by row, plain or packed, in the encodings that occur."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import IO, Any

from cryptography.hazmat.primitives import hashes

from cuncuntong.ledgers.above.hooks import Feed
from cuncuntong.ledgers.refused import LedgerRefused

BLOCK = 1 << 20
MOST_BYTES = 2 * 1024**3
MOST_ROWS = 3_000_000
# Of one row: the widest ledger has some hundreds.
MOST_CHARACTERS = 100_000
_SAVE_AGAIN = "请来源单位按接口文档重新导出。"


class TableRefused(LedgerRefused):
    """The file is no table of this ledger."""

    def __init__(self, message: str) -> None:
        super().__init__(message, _SAVE_AGAIN)


def opened(file: IO[bytes]) -> IO[bytes]:
    """The plain bytes of an uploaded file: .csv, .csv.gz, or a .zip that holds one .csv."""
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(file, "rb")  # type: ignore[return-value]
    if head.startswith(b"PK"):
        try:
            archive = zipfile.ZipFile(file)
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        except (zipfile.BadZipFile, OSError) as error:
            raise TableRefused("压缩包已损坏，打不开。") from error
        if len(names) != 1:
            raise TableRefused(f"压缩包里应当只有一个CSV文件，现有{len(names)}个。")
        return archive.open(names[0])
    return file


def measure(file: IO[bytes]) -> tuple[str, str]:
    """The SM3 digest of the plain content and its encoding; reads it once, block by block.

    Raises TableRefused for an empty, too large, broken or undecodable file.
    """
    digest, size = hashes.Hash(hashes.SM3()), 0
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    for block in _blocks(file):
        size += len(block)
        if size > MOST_BYTES:
            raise TableRefused("文件展开后超过2 GB。")
        digest.update(block)
        if is_utf8:
            try:
                utf8.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
    if not size:
        raise TableRefused("文件是空的。")
    return digest.finalize().hex(), "utf-8-sig" if is_utf8 else "gb18030"


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    plain = opened(file)
    try:
        while block := plain.read(BLOCK):
            yield block
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        raise TableRefused("文件已损坏或有密码，读不出来。") from error
    finally:
        if plain is not file:
            plain.close()


def table_rows(file: IO[bytes], feed: Feed, encoding: str) -> Iterator[dict[str, str]]:
    """The rows by column key, as texts without blanks around; blank rows are left out.

    Raises TableRefused where a heading is missing or doubled, or the file can't be read to its end.
    """
    plain = opened(file)
    source: Any = _Kept(plain) if plain is file else plain
    text = io.TextIOWrapper(source, encoding=encoding, newline="")
    with closing(text):
        try:
            bounded = _Lines(text)
            lines = csv.reader(bounded)
            places = _places(next(lines, []), feed)
            bounded.next_row()
            for count, cells in enumerate(lines, start=1):
                bounded.next_row()
                if count > MOST_ROWS:
                    raise TableRefused(f"超过{MOST_ROWS}行，请分成几个文件。")
                row = {key: cells[at].strip() if at < len(cells) else "" for key, at in places.items()}
                if any(row.values()):
                    yield row
        except UnicodeDecodeError as error:
            raise TableRefused("文字编码无法识别，应为UTF-8或GB18030。") from error
        except csv.Error as error:
            raise TableRefused("CSV文件读不出来。") from error


class _Lines:
    """The file's lines, so that a row without an end is refused before it fills the memory.

    A packed file of two megabytes may hold one line of two gigabytes; a row may also go over many lines,
    by quotes that hold line breaks.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self._left = text, MOST_CHARACTERS

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise TableRefused(f"有一行超过{MOST_CHARACTERS}个字，不是这样的台账。")
        if not line:
            raise StopIteration
        return line

    def next_row(self) -> None:
        """A row was read to its end."""
        self._left = MOST_CHARACTERS


class _Kept(io.RawIOBase):
    """The caller's own file, which must stay open when the reader of its text is closed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


def _places(head: list[str], feed: Feed) -> dict[str, int]:
    cells = [cell.strip() for cell in head]
    missing = [column.heading for column in feed.columns if column.required and column.heading not in cells]
    if missing:
        raise TableRefused(f"“{feed.name}”的表头缺少：{'、'.join(missing)}。")
    doubled = [column.heading for column in feed.columns if cells.count(column.heading) > 1]
    if doubled:
        raise TableRefused(f"表头重复：{'、'.join(doubled)}。")
    return {column.key: cells.index(column.heading) for column in feed.columns if column.heading in cells}
