"""What an upload really is, and a clean copy of it.

JPEG, PNG and PDF only, told by content rather than by name. Pictures are drawn anew (orientation
applied, metadata gone, scaled to what a reader needs); PDFs lose scripts, attachments and metadata.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

from cuncuntong.foundation.sealed.cipher import sm3

LONGEST_SIDE = 2480  # A4 at 300 dpi is 2480 × 3508: a photographed page stays readable
MOST_PIXELS = 60_000_000
MOST_PDF_PAGES = 50
JPEG_QUALITY = 85
_NAMES = {"image/jpeg": "JPEG图片", "image/png": "PNG图片", "application/pdf": "PDF文件"}
_SUFFIXES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
}


class FileRefused(Exception):
    """An upload that can't be taken; ``message`` is Chinese, names the file and what to do."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class CleanFile:
    """What is kept: cleaned bytes, their kind, number of pages, size in pixels (0 for PDF), SM3."""

    content: bytes
    mime: str
    pages: int
    width: int
    height: int
    digest: str


def inspect_upload(upload: Any, *, max_bytes: int) -> CleanFile:
    """Checks and cleans an uploaded file. ``max_bytes`` bounds what is taken; raises FileRefused.

    A file over the limit is refused by its size, without being read.
    """
    name = str(getattr(upload, "name", "") or "文件")[-60:]
    size = int(getattr(upload, "size", 0) or 0)
    if size > max_bytes:
        raise _too_large(name, size, max_bytes)
    upload.seek(0)
    content = upload.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise _too_large(name, len(content), max_bytes)
    if not content:
        raise FileRefused("empty", f"“{name}”是空文件，请重新拍照或扫描。")
    mime = _sniff(content)
    if mime is None:
        raise FileRefused("kind", f"“{name}”不是图片或PDF。请上传JPG、PNG图片或PDF文件。")
    _check_name(name, mime)
    clean = _clean_pdf(name, content) if mime == "application/pdf" else _clean_picture(name, content, mime)
    if len(clean.content) > max_bytes:
        raise _too_large(name, len(clean.content), max_bytes)
    return clean


def _too_large(name: str, size: int, most: int) -> FileRefused:
    mega = 1024 * 1024
    return FileRefused(
        "too_large",
        f"“{name}”有{size / mega:.1f} MB，超过上限{most // mega} MB。请在手机相机里调低照片尺寸后重拍，或分开上传。",
    )


def _sniff(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    return None


def _check_name(name: str, mime: str) -> None:
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    claimed = _SUFFIXES.get(suffix)
    if claimed is not None and claimed != mime:
        raise FileRefused(
            "mismatch",
            f"“{name}”的扩展名是.{suffix}，内容其实是{_NAMES[mime]}。请确认选对了文件，或改对扩展名后再传。",
        )
    if suffix and claimed is None:
        raise FileRefused("kind", f"“{name}”的类型不收。请上传JPG、PNG图片或PDF文件。")


def _clean_picture(name: str, content: bytes, mime: str) -> CleanFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused("pixels", f"“{name}”的像素太多，请调低照片尺寸后重拍。")
        # Let the JPEG decoder scale a huge photo while reading: a tenth of the time and memory.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        picture = ImageOps.exif_transpose(picture)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused("pixels", f"“{name}”的像素太多，请调低照片尺寸后重拍。") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise FileRefused("broken", f"“{name}”打不开，文件可能已损坏，请重新拍照或扫描。") from error
    if max(picture.size) > LONGEST_SIDE:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _encode(picture, mime)


def _encode(picture: Image.Image, mime: str) -> CleanFile:
    # A fresh canvas: nothing but pixels comes along (no EXIF, no comments, no colour profile).
    mode = "RGB" if mime == "image/jpeg" else ("RGBA" if "A" in picture.getbands() else "RGB")
    fresh = Image.new(mode, picture.size, "white" if mode == "RGB" else None)
    fresh.paste(picture.convert(mode))
    out = io.BytesIO()
    if mime == "image/jpeg":
        fresh.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        fresh.save(out, "PNG", optimize=False)
    content = out.getvalue()
    return CleanFile(content, mime, 1, fresh.width, fresh.height, sm3(content))


def _clean_pdf(name: str, content: bytes) -> CleanFile:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            if pages == 0:
                raise FileRefused("broken", f"“{name}”里没有页面，请重新扫描。")
            if pages > MOST_PDF_PAGES:
                raise FileRefused("pages", f"“{name}”有{pages}页，最多{MOST_PDF_PAGES}页，请只留需要的页。")
            _disarm(pdf)
            out = io.BytesIO()
            pdf.save(out, fix_metadata_version=False)
    except pikepdf.PasswordError as error:
        raise FileRefused("locked", f"“{name}”有密码保护，请去掉密码后再传。") from error
    except FileRefused:
        raise
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        raise FileRefused("broken", f"“{name}”打不开，文件可能已损坏，请重新扫描。") from error
    clean = out.getvalue()
    return CleanFile(clean, "application/pdf", pages, 0, 0, sm3(clean))


_ROOT_DANGERS = ("/OpenAction", "/AA", "/AcroForm", "/Metadata", "/Collection", "/PieceInfo")
_PAGE_DANGERS = ("/AA", "/Metadata", "/PieceInfo")


def _disarm(pdf: pikepdf.Pdf) -> None:
    """Takes out what runs, what links away and what tells about the maker."""
    for key in _ROOT_DANGERS:
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Names" in pdf.Root:
        for key in ("/JavaScript", "/EmbeddedFiles"):
            if key in pdf.Root.Names:
                del pdf.Root.Names[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        for key in (*_PAGE_DANGERS, "/Annots"):
            if key in page.obj:
                del page.obj[key]
