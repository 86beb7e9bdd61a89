"""What an upload is, what is kept of it, and what is refused with which words."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from cuncuntong.foundation.files import FileRefused, inspect_upload
from cuncuntong.foundation.files.documents import without_segments
from cuncuntong.foundation.sealed.cipher import sm3
from tests.foundation.files import make

MB = 1024 * 1024


def taken(content, name, **options):
    return inspect_upload(make.upload(content, name), **{"max_bytes": 10 * MB, **options})


def refused(content, name, **options):
    with pytest.raises(FileRefused) as caught:
        taken(content, name, **options)
    assert caught.value.name == name
    assert str(caught.value) == caught.value.message
    return caught.value


def opened(clean):
    return Image.open(io.BytesIO(clean.content))


class Unreadable:
    """An upload that must not be read."""

    def __init__(self, name, size):
        self.name, self.size = name, size

    def read(self, *_):
        raise AssertionError("a file that is too large was read")

    seek = read


def test_a_photo_loses_its_metadata_and_stands_upright():
    content = make.photo((640, 480), orientation=6)
    assert b"SECRETMAKE" in content
    clean = taken(content, "证件.JPG")
    assert (clean.mime, clean.pages, clean.width, clean.height) == ("image/jpeg", 1, 480, 640)
    assert b"SECRET" not in clean.content
    assert b"Exif" not in clean.content
    picture = opened(clean)
    assert not picture.getexif()
    top, bottom = picture.getpixel((240, 40)), picture.getpixel((240, 600))
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]
    assert clean.digest == sm3(clean.content)


def test_a_camera_photo_is_scaled_to_a_page_and_keeps_its_proportions():
    clean = taken(make.photo((6000, 4000)), "IMG_1.jpeg")
    assert (clean.width, clean.height) == (2480, 1653)
    assert opened(clean).size == (2480, 1653)


def test_a_small_png_stays_a_png_without_its_texts():
    clean = taken(make.png(Image.new("P", (300, 200), 3)), "scan.png")
    assert (clean.mime, clean.width) == ("image/png", 300)
    assert b"SECRETAUTHOR" not in clean.content


def test_a_large_png_photograph_becomes_a_jpeg():
    clean = taken(make.noise((1500, 1500), "PNG"), "photo.png")
    assert clean.mime == "image/jpeg"
    assert opened(clean).format == "JPEG"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_shown_as_it_was(mode):
    grey = Image.new("L", (40, 40), 255)
    content = Image.new("I;16", (40, 40), 65535) if mode == "I;16" else grey.convert(mode)
    picture = opened(taken(make.png(content), "a.png")).convert("L")
    assert picture.getpixel((20, 20)) >= 254


def test_what_is_transparent_becomes_white_paper():
    picture = opened(taken(make.png(Image.new("RGBA", (10, 10), (0, 0, 0, 0))), "signature.png"))
    assert picture.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_cmyk_photo_is_taken():
    out = io.BytesIO()
    Image.new("CMYK", (50, 50), (0, 0, 0, 0)).save(out, "JPEG")
    assert opened(taken(out.getvalue(), "press.jpg")).mode == "RGB"


def test_telephones_name_png_jpg_and_that_is_taken():
    assert taken(make.png(Image.new("RGB", (10, 10))), "screenshot.jpg").mime == "image/png"
    assert taken(make.photo(), "no_suffix").mime == "image/jpeg"


def test_a_pdf_keeps_its_pages_and_loses_what_acts():
    content = make.armed_pdf()
    clean = taken(content, "材料.pdf")
    assert (clean.mime, clean.pages, clean.width) == ("application/pdf", 1, 0)
    with pikepdf.open(io.BytesIO(clean.content)) as pdf:
        for name in ("/OpenAction", "/AA", "/Metadata"):
            assert name not in pdf.Root
        assert "/Info" not in pdf.trailer
        assert not pdf.attachments
        annotations = list(pdf.pages[0].obj.Annots)
        assert [str(one.Contents) for one in annotations] == ["written by hand"]
        assert "/A" not in annotations[0]
        assert "/AA" not in annotations[0]
        image = pdf.pages[0].obj.Resources.XObject.Im0
        shown = Image.open(io.BytesIO(image.read_raw_bytes()))
        assert shown.size == (64, 48)
        assert not shown.getexif()
    plain = _everything(clean.content)
    assert b"SECRET" not in plain.upper()
    assert b"/JavaScript" not in plain
    assert b"/Launch" not in plain


def _everything(content):
    """The PDF with nothing compressed, so that no hiding place is left."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    return out.getvalue()


def test_a_pdf_that_is_a_photograph_is_a_mismatch():
    error = refused(make.photo(), "户口簿.pdf")
    assert error.code == "mismatch"
    assert "文件名是 .pdf，内容其实是JPEG照片" in error.message
    assert refused(make.pdf(), "照片.jpg").code == "mismatch"
    assert refused(make.photo(), "invoice.exe").code == "mismatch"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 99, "IMG_2.HEIC", "兼容性最佳"),
        (b"GIF89a" + b"\0" * 99, "a.gif", "GIF"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", "WebP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "表.doc", "PDF"),
        (b"MZ\x90\0" + b"\0" * 99, "setup.exe", "Windows程序"),
        (b"<!DOCTYPE html><script>", "a.html", "网页"),
        (b"hello", "a.bin", "无法识别"),
        (b"hello", "a.jpg", "无法识别"),
    ],
)
def test_other_kinds_are_refused_with_what_to_do(content, name, words):
    error = refused(content, name)
    assert error.code == "kind"
    assert words in error.message


def test_an_office_file_is_told_from_an_archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "x")
    assert "办公文档" in refused(out.getvalue(), "表.docx").message
    assert refused(out.getvalue(), "表.pdf").code == "mismatch"


def test_a_40_mb_photo_is_refused_unread():
    with pytest.raises(FileRefused) as caught:
        inspect_upload(Unreadable("照片.jpg", 42 * MB), max_bytes=10 * MB)
    assert caught.value.code == "too_large"
    assert caught.value.message.startswith("照片 42.0 MB，超过上限 10 MB。请")


def test_a_size_that_is_not_told_truly_is_noticed():
    lying = make.upload(make.photo(), "a.jpg")
    lying.size = 10
    with pytest.raises(FileRefused) as caught:
        inspect_upload(lying, max_bytes=500)
    assert caught.value.code == "too_large"


def test_empty_and_broken_files():
    assert refused(b"", "a.jpg").code == "empty"
    assert refused(make.noise((300, 300), "JPEG")[:9000], "a.jpg").code == "broken"
    assert refused(make.png(Image.new("RGB", (99, 99)))[:60], "a.png").code == "broken"
    assert refused(b"%PDF-1.7 nothing more", "a.pdf").code == "broken"
    assert refused(make.pdf(3)[:-300], "a.pdf").code == "broken"


def test_a_pdf_with_a_password_or_too_many_pages():
    locked = make.pdf(save={"encryption": pikepdf.Encryption(owner="a", user="b")})
    assert refused(locked, "a.pdf").code == "encrypted"
    protected = make.pdf(save={"encryption": pikepdf.Encryption(owner="a", user="")})
    assert refused(protected, "a.pdf").code == "encrypted"
    error = refused(make.pdf(4), "a.pdf", max_pages=3)
    assert error.code == "too_many_pages"
    assert "共4页" in error.message
    assert taken(make.pdf(3), "a.pdf", max_pages=3).pages == 3


def test_a_pixel_bomb_is_refused_before_it_is_unpacked():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    assert refused(bomb + chunk(b"IEND", b""), "bomb.png").code == "too_many_pixels"
    head = struct.pack(">IIBBBBB", 7_000, 7_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    assert "7000×7000" in refused(bomb + chunk(b"IEND", b""), "bomb.png").message


def test_jpeg_segments_are_cut_without_touching_the_picture():
    content = make.photo((80, 60))
    bare = without_segments(content)
    assert b"SECRET" not in bare
    before, after = (Image.open(io.BytesIO(one)).convert("RGB").tobytes() for one in (content, bare))
    assert before == after
    with pytest.raises(ValueError, match="odd"):
        without_segments(b"\xff\xd8\x00\x00\x00\x00")
