"""Photographs and scans: turned upright, scaled to what a page needs, made anew without metadata."""

from __future__ import annotations

import io
import threading

from PIL import Image, ImageOps, UnidentifiedImageError

from cuncuntong.foundation.files.kinds import JPEG, PNG
from cuncuntong.foundation.files.refusals import FileRefused

LONG_SIDE = 2480  # an A4 page's width at 300 dots an inch: print stays readable, a village line is spared
JPEG_QUALITY = 85
# A decoder meets these before any memory is taken. JPEG is decoded already scaled down; PNG can't be.
MAX_PIXELS = {JPEG: 80_000_000, PNG: 40_000_000}
PNG_STAYS_BELOW = 1024 * 1024
# A large scan takes some 200 MB while it is made anew: more than two at once wait their turn.
_TURNS = threading.BoundedSemaphore(2)
_FORMAT = {JPEG: "JPEG", PNG: "PNG"}


def clean_picture(content: bytes, mime: str) -> tuple[bytes, str, tuple[int, int]]:
    """The picture made anew, its mime type, its size; raises FileRefused (broken, too_many_pixels).

    EXIF orientation is applied and all metadata dropped. A PNG over 1 MB, which is a photograph or
    a scan, becomes a JPEG.
    """
    try:
        with _TURNS, Image.open(io.BytesIO(content), formats=[_FORMAT[mime]]) as picture:
            _check_pixels(picture.size, mime)
            if mime == JPEG:
                picture.draft(None, _scaled(picture.size))
            upright = ImageOps.exif_transpose(picture)
            made = _shrunk(_plain(upright))
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels("") from error
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        # Pillow tells broken files by any of these, a bad PNG chunk by SyntaxError.
        raise FileRefused(
            "broken", "照片已损坏，打不开。请重新拍摄或重新扫描后上传；若是网络中断造成的，请再传一次。"
        ) from error
    return (*_encode(made, mime), made.size)


def reduced_jpeg(content: bytes, long_side: int) -> bytes:
    """A picture that ``clean_picture`` made, as a JPEG whose longer side is at most so many pixels."""
    with _TURNS, Image.open(io.BytesIO(content), formats=list(_FORMAT.values())) as picture:
        scale = min(1.0, long_side / max(picture.size))
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        made = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def _check_pixels(size: tuple[int, int], mime: str) -> None:
    if size[0] * size[1] > MAX_PIXELS[mime]:
        raise _too_many_pixels(f"（{size[0]}×{size[1]}）")


def _too_many_pixels(size: str) -> FileRefused:
    return FileRefused(
        "too_many_pixels", f"照片的尺寸过大{size}，系统无法处理。请用手机的普通模式重拍，或裁剪、缩小后上传。"
    )


def _scaled(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, LONG_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _plain(picture: Image.Image) -> Image.Image:
    """In a mode that both JPEG and PNG can hold; what is transparent becomes white paper."""
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    if picture.mode in {"L", "RGB"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _shrunk(picture: Image.Image) -> Image.Image:
    target = _scaled(picture.size)
    if target == picture.size:
        picture.load()
        return picture.copy()
    return picture.resize(target, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _encode(picture: Image.Image, mime: str) -> tuple[bytes, str]:
    # A fresh picture of the bare pixels: EXIF, GPS, colour profiles, texts have nowhere to hide.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    if mime == PNG:
        bare.save(out, "PNG")
        if out.tell() <= PNG_STAYS_BELOW:
            return out.getvalue(), PNG
        out = io.BytesIO()
    bare.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue(), JPEG
