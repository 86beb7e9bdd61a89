"""What a file is, by its first bytes; its name and the type that a browser claims prove nothing."""

from __future__ import annotations

from dataclasses import dataclass

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
HEAD_BYTES = 1024


@dataclass(frozen=True)
class Kind:
    """A kind of file. ``mime`` is empty for kinds that are not taken; ``remedy`` says what to do.

    ``family`` is picture or pdf, for what a name of that sort may hold.
    """

    words: str
    mime: str = ""
    remedy: str = ""
    family: str = ""


JPEG_KIND = Kind("JPEG照片", JPEG, family="picture")
PNG_KIND = Kind("PNG图片", PNG, family="picture")
PDF_KIND = Kind("PDF文件", PDF, family="pdf")
_SAVE_AS_PDF = "请在原软件中“另存为”或“导出”为PDF后上传。"
_SAVE_AS_JPEG = "请用看图软件另存为JPG，或用手机截屏后上传。"
HEIC_KIND = Kind(
    "HEIC照片（苹果手机格式）",
    remedy="请在手机“设置—相机—格式”中选“兼容性最佳”后重拍，或截屏后上传。",
    family="picture",
)
_OTHERS: tuple[tuple[bytes, Kind], ...] = (
    (b"GIF8", Kind("GIF动图", remedy=_SAVE_AS_JPEG, family="picture")),
    (b"BM", Kind("BMP图片", remedy=_SAVE_AS_JPEG, family="picture")),
    (b"II*\x00", Kind("TIFF图片", remedy=_SAVE_AS_JPEG, family="picture")),
    (b"MM\x00*", Kind("TIFF图片", remedy=_SAVE_AS_JPEG, family="picture")),
    (b"\xd0\xcf\x11\xe0", Kind("Word、Excel等办公文档", remedy=_SAVE_AS_PDF)),
    (b"Rar!", Kind("压缩包", remedy="请解压后逐个上传其中的照片或PDF。")),
    (b"7z\xbc\xaf", Kind("压缩包", remedy="请解压后逐个上传其中的照片或PDF。")),
    (b"MZ", Kind("Windows程序", remedy="请不要上传程序；如不是您放的，请联系县管理员检查这台电脑。")),
    (b"{\\rtf", Kind("RTF文档", remedy=_SAVE_AS_PDF)),
)
_OFFICE = (b"word/", b"xl/", b"ppt/", b"[Content_Types].xml")
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}
UNKNOWN = Kind("无法识别的文件", remedy="请上传照片（JPG、PNG）或PDF。")

PICTURE_SUFFIXES = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "heic", "heif", "webp", "bmp", "gif"})
PDF_SUFFIXES = frozenset({"pdf"})
OFFICE_SUFFIXES = frozenset({"doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "rtf", "txt", "csv"})
OTHER_SUFFIXES = OFFICE_SUFFIXES | {
    "zip",
    "rar",
    "7z",
    "exe",
    "dll",
    "bat",
    "cmd",
    "js",
    "html",
    "htm",
    "svg",
}


def sniff(head: bytes) -> Kind:
    """The kind of a file from its first bytes (HEAD_BYTES are enough)."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG_KIND
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG_KIND
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00").startswith(b"%PDF-"):
        return PDF_KIND
    return _other(head)


def _other(head: bytes) -> Kind:
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIF_BRANDS:
            return HEIC_KIND
        return Kind("视频", remedy="请改拍照片上传。")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind("WebP图片", remedy=_SAVE_AS_JPEG, family="picture")
    if head.startswith(b"PK\x03\x04"):
        if any(mark in head for mark in _OFFICE):
            return Kind("Word、Excel等办公文档", remedy=_SAVE_AS_PDF)
        return Kind("压缩包", remedy="请解压后逐个上传其中的照片或PDF。")
    for start, kind in _OTHERS:
        if head.startswith(start):
            return kind
    lowered = head.lstrip().lower()
    if lowered.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script")):
        return Kind("网页", remedy="请在浏览器中“打印—另存为PDF”后上传。")
    return UNKNOWN


def suffix_of(name: str) -> str:
    """The last part of a name after a dot, lower case; empty without one."""
    _, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and len(suffix) <= 5 else ""


def contradicts(name: str, kind: Kind) -> bool:
    """Whether a name promises something else than the content: a PDF that is a photograph.

    JPEG and PNG under each other's name are taken: telephones do that, and both are made anew.
    """
    suffix = suffix_of(name)
    if kind is UNKNOWN or kind.family == _family_of(suffix):
        return False
    if suffix in OTHER_SUFFIXES:
        return bool(kind.mime)  # a kind that isn't taken anyway is told as what it is
    return suffix in PICTURE_SUFFIXES | PDF_SUFFIXES


def _family_of(suffix: str) -> str:
    if suffix in PICTURE_SUFFIXES:
        return "picture"
    return "pdf" if suffix in PDF_SUFFIXES else ""
