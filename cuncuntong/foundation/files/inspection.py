"""One way for an upload into the system: measured, recognised by content, made anew without metadata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cuncuntong.foundation.files import kinds
from cuncuntong.foundation.files.documents import clean_pdf
from cuncuntong.foundation.files.pictures import clean_picture
from cuncuntong.foundation.files.refusals import FileRefused, limit_words, megabytes
from cuncuntong.foundation.sealed.cipher import sm3

MAX_PAGES = 30


@dataclass(frozen=True)
class CleanFile:
    """What is kept of an upload: cleaned bytes and their mime type.

    ``width`` and ``height`` are pixels, 0 for a PDF; ``digest`` is the SM3 of ``content`` in hex.
    """

    content: bytes
    mime: str
    pages: int
    width: int
    height: int
    digest: str


def inspect_upload(file: Any, *, max_bytes: int, max_pages: int = MAX_PAGES) -> CleanFile:
    """Checks and cleans a Django upload (or any binary file with ``name`` and ``size``).

    Takes JPEG, PNG and PDF. A file over ``max_bytes`` is refused by its size, before it is read.
    Raises FileRefused, whose message tells the user what to do.
    """
    name = str(getattr(file, "name", "") or "")
    try:
        content = _read(file, name, max_bytes)
        kind = _recognise(content, name)
        if kind.mime == kinds.PDF:
            made, pages = clean_pdf(content, max_pages=max_pages)
            return CleanFile(made, kinds.PDF, pages, 0, 0, sm3(made))
        made, mime, size = clean_picture(content, kind.mime)
        return CleanFile(made, mime, 1, size[0], size[1], sm3(made))
    except FileRefused as refused:
        refused.name = name
        raise


def _read(file: Any, name: str, max_bytes: int) -> bytes:
    size = getattr(file, "size", None)
    if size is not None and size > max_bytes:
        raise _too_large(name, size, max_bytes)
    if size == 0:
        raise _empty()
    file.seek(0)
    # One byte more than allowed: a size that was not told, or not truly, is noticed as well.
    content: bytes = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise _too_large(name, None, max_bytes)
    if not content:
        raise _empty()
    return content


def _empty() -> FileRefused:
    return FileRefused("empty", "文件是空的（0字节），可能没有保存好。请重新拍摄或重新选择文件。")


def _too_large(name: str, size: int | None, max_bytes: int) -> FileRefused:
    word = "照片" if kinds.suffix_of(name) in kinds.PICTURE_SUFFIXES else "文件"
    remedy = (
        "请用手机相册压缩，或降低拍照分辨率后重拍。"
        if word == "照片"
        else "请降低扫描分辨率，或分成几个文件上传。"
    )
    shown = f"{word} {megabytes(size)}" if size is not None else word
    return FileRefused("too_large", f"{shown}，超过上限 {limit_words(max_bytes)}。{remedy}")


def _recognise(content: bytes, name: str) -> kinds.Kind:
    kind = kinds.sniff(content[: kinds.HEAD_BYTES])
    suffix = kinds.suffix_of(name)
    if kinds.contradicts(name, kind):
        remedy = "请确认没有选错文件。" if kind.mime else kind.remedy
        raise FileRefused("mismatch", f"文件名是 .{suffix}，内容其实是{kind.words}。{remedy}")
    if not kind.mime:
        raise FileRefused("kind", _not_taken(kind))
    return kind


def _not_taken(kind: kinds.Kind) -> str:
    if kind is kinds.UNKNOWN:
        return "无法识别这个文件，可能已损坏。请上传照片（JPG、PNG）或PDF。"
    return f"这是{kind.words}，系统只收照片（JPG、PNG）和PDF。{kind.remedy}"
