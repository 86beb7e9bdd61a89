"""Files as villages send them: photographs, scans, PDFs that are good, broken or armed."""

from __future__ import annotations

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def photo(size: tuple[int, int] = (640, 480), *, orientation: int = 1, quality: int = 90) -> bytes:
    """A JPEG, left half red and right half blue, with GPS, make and a comment."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETMAKE"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, exif=exif, comment=b"SECRETCOMMENT")
    return out.getvalue()


def noise(size: tuple[int, int], form: str) -> bytes:
    """A picture that compresses badly, like a photograph."""
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, form)
    return out.getvalue()


def png(picture: Image.Image) -> bytes:
    """A PNG with text in it that nobody should keep."""
    info = PngInfo()
    info.add_text("Author", "SECRETAUTHOR")
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def pdf(pages: int = 1, *, save: dict | None = None) -> bytes:
    """A PDF of blank pages with metadata."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.docinfo["/Author"] = "SECRETAUTHOR"
    with made.open_metadata() as meta:
        meta["dc:creator"] = ["SECRETXMP"]
    out = io.BytesIO()
    made.save(out, **(save or {}))
    return out.getvalue()


def armed_pdf() -> bytes:
    """A PDF with scripts, an attachment, a launch action, a link, and a photograph with EXIF."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    page = made.pages[0]
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('SECRETJS')"))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("SECRET.exe"))
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.AA = pikepdf.Dictionary(WC=launch)
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), script]))
    )
    made.attachments["secret.txt"] = b"SECRETATTACHMENT"
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 99, 99],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://secret.example")),
    )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FreeText,
        Rect=[0, 0, 99, 99],
        Contents=pikepdf.String("written by hand"),
        A=launch,
        AA=pikepdf.Dictionary(E=script),
    )
    page.obj.Annots = made.make_indirect(pikepdf.Array([link, made.make_indirect(note)]))
    image = pikepdf.Stream(made, photo((64, 48)))
    image.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=64,
        Height=48,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=made.make_indirect(image)))
    page.obj.Contents = pikepdf.Stream(made, b"q 64 0 0 48 0 0 cm /Im0 Do Q")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def upload(content: bytes, name: str, claimed: str = "application/octet-stream") -> SimpleUploadedFile:
    """An upload as Django hands it over."""
    return SimpleUploadedFile(name, content, claimed)
