"""PDF: what acts, what is hidden and what tells on its author is taken out; the pages stay."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import pikepdf

from cuncuntong.foundation.files.refusals import FileRefused

# Keys that hold actions, scripts, attached files or metadata, wherever in a PDF they stand.
_UNWANTED_KEYS = (
    "/AA",
    "/AF",
    "/Collection",
    "/EF",
    "/EmbeddedFiles",
    "/JavaScript",
    "/JS",
    "/LastModified",
    "/Metadata",
    "/OpenAction",
    "/PA",
    "/PieceInfo",
    "/RichMediaContent",
    "/URI",
    "/XFA",
)
# Actions that leave the page; going to another page of the same file is the only one that may stay.
_ACTIONS = {
    "/GoTo3DView",
    "/GoToE",
    "/GoToR",
    "/Hide",
    "/ImportData",
    "/JavaScript",
    "/Launch",
    "/Movie",
    "/Named",
    "/Rendition",
    "/ResetForm",
    "/RichMediaExecute",
    "/SetOCGState",
    "/Sound",
    "/SubmitForm",
    "/Thread",
    "/URI",
}
# What is written on a page by hand or in a form stays; players, attachments and links go.
_KEPT_ANNOTATIONS = {
    "/Circle",
    "/FreeText",
    "/Highlight",
    "/Ink",
    "/Line",
    "/PolyLine",
    "/Polygon",
    "/Square",
    "/Squiggly",
    "/Stamp",
    "/StrikeOut",
    "/Text",
    "/Underline",
    "/Widget",
}
_DEPTH = 40


def clean_pdf(content: bytes, *, max_pages: int) -> tuple[bytes, int]:
    """The cleaned PDF and its number of pages.

    Raises FileRefused (encrypted, broken, too_many_pages).
    """
    try:
        # Without recovery: a file that broke off half-way must not pass with half of its pages.
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise _encrypted()
            pages = len(pdf.pages)
            if not pages:
                raise _broken()
            if pages > max_pages:
                raise FileRefused(
                    "too_many_pages",
                    f"PDF共{pages}页，超过上限{max_pages}页。请只保留需要的页，或分成几个文件上传。",
                )
            _clean(pdf)
            return _saved(pdf), pages
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError) as error:
        raise _broken() from error


def _broken() -> FileRefused:
    return FileRefused("broken", "PDF已损坏，打不开。请重新扫描，或在原软件中重新导出PDF后上传。")


def _encrypted() -> FileRefused:
    return FileRefused(
        "encrypted", "PDF设有密码或加密保护，审核人员打不开。请去掉密码（打开后“打印—另存为PDF”）再上传。"
    )


def _clean(pdf: pikepdf.Pdf) -> None:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        _clean_annotations(page.obj)
    for item in pdf.objects:
        _sweep(item, _DEPTH)


def _clean_annotations(page: Any) -> None:
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    kept = pikepdf.Array()
    for annotation in annotations:
        if isinstance(annotation, pikepdf.Dictionary) and annotation.get("/Subtype") in _KEPT_ANNOTATIONS:
            kept.append(annotation)
    page["/Annots"] = kept


def _sweep(item: Any, depth: int) -> None:
    """Cleans one object and the objects written inside it (others come by themselves)."""
    if depth == 0 or not isinstance(item, pikepdf.Object):
        return
    if isinstance(item, pikepdf.Array):
        children: list[Any] = list(item)
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        _sweep_keys(item)
        if isinstance(item, pikepdf.Stream):
            _strip_photograph(item)
        children = [item.get(key) for key in list(item.keys())]
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            _sweep(child, depth - 1)


def _sweep_keys(item: Any) -> None:
    for key in _UNWANTED_KEYS:
        if key in item:
            del item[key]
    if _acts(item.get("/A")):
        del item["/A"]
    if _acts(item):
        for key in list(item.keys()):
            del item[key]


def _acts(item: Any) -> bool:
    if not isinstance(item, pikepdf.Dictionary):
        return False
    action = item.get("/S")
    return isinstance(action, pikepdf.Name) and str(action) in _ACTIONS


def _strip_photograph(stream: Any) -> None:
    """Takes EXIF (where, when, with which telephone) out of a JPEG that a page shows."""
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names != ["/DCTDecode"]:
        return
    with contextlib.suppress(ValueError):
        bare = without_segments(stream.read_raw_bytes())
        stream.write(bare, filter=stream["/Filter"], decode_parms=stream.get("/DecodeParms"))


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without EXIF, XMP, IPTC and comments, its picture data untouched. ValueError if odd."""
    if not jpeg.startswith(b"\xff\xd8"):
        raise ValueError("not a JPEG")
    kept, at = [b"\xff\xd8"], 2
    while True:
        if jpeg[at : at + 1] != b"\xff" or at + 4 > len(jpeg):
            raise ValueError("odd JPEG segment")
        marker = jpeg[at + 1]
        if marker == 0xDA:
            return b"".join([*kept, jpeg[at:]])
        length = 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        # APP1 EXIF and XMP, APP3-13 makers' own, COM; APP0, APP2 (colour) and APP14 (Adobe) stay.
        if marker != 0xE1 and not 0xE3 <= marker <= 0xED and marker not in (0xEF, 0xFE):
            kept.append(jpeg[at : at + length])
        at += length


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        fix_metadata_version=False,
    )
    return out.getvalue()
