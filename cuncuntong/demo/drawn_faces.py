"""Portraits that were drawn, of nobody: for the demonstration and for tests. The same seed draws the same.

Shaded as a face is lit from the front: sockets darker than cheeks, the bridge of the nose brighter than
both. No picture of a person was used.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

Colour = tuple[int, int, int]
PORTRAIT = (720, 960)
_SKINS: tuple[Colour, ...] = ((222, 184, 152), (206, 164, 130), (192, 148, 114), (230, 196, 168))
_HAIRS: tuple[Colour, ...] = ((38, 32, 30), (70, 62, 58), (150, 148, 146), (196, 194, 192))
_COATS: tuple[Colour, ...] = ((58, 78, 112), (92, 60, 58), (70, 92, 74), (88, 88, 96))
_WALLS: tuple[Colour, ...] = ((214, 218, 222), (226, 220, 208), (204, 214, 208))


@dataclass(frozen=True)
class DrawnFace:
    """One face: the middle and the width of the head, in hundredths of the picture's width and height."""

    across: int = 50
    down: int = 45
    width: int = 46


def draw(
    seed: int, *, size: tuple[int, int] = PORTRAIT, faces: Sequence[DrawnFace] = (DrawnFace(),)
) -> Image.Image:
    """A picture with so many drawn people before a wall; with none it is the wall."""
    chance = random.Random(seed)
    picture = _wall(size, chance)
    for face in faces:
        _person(picture, face, chance)
    return _grain(picture, chance)


def jpeg(picture: Image.Image, quality: int = 90) -> bytes:
    """The picture as a camera gives it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def darker(picture: Image.Image, share: float) -> Image.Image:
    """The same with so much of its light."""
    return ImageEnhance.Brightness(picture).enhance(share)


def out_of_focus(picture: Image.Image, radius: float) -> Image.Image:
    """The same, as a camera gives it that has not focused."""
    return picture.filter(ImageFilter.GaussianBlur(radius))


def _wall(size: tuple[int, int], chance: random.Random) -> Image.Image:
    colour = chance.choice(_WALLS)
    picture = Image.new("RGB", size, colour)
    pen = ImageDraw.Draw(picture)
    for y in range(size[1]):
        shade = 1.0 - 0.12 * y / size[1]
        pen.line((0, y, size[0], y), fill=_lit(colour, shade))
    return picture


def _grain(picture: Image.Image, chance: random.Random) -> Image.Image:
    """The unevenness that every sensor has: without it a drawn wall is smoother than any picture."""
    size = picture.size
    noise = Image.frombytes(
        "L", (size[0] // 2, size[1] // 2), chance.randbytes(size[0] // 2 * (size[1] // 2))
    )
    noise = noise.resize(size, Image.Resampling.BILINEAR)
    layer = Image.merge("RGB", (noise, noise, noise))
    return Image.blend(picture, layer, 0.03)


def _person(picture: Image.Image, face: DrawnFace, chance: random.Random) -> None:
    width = picture.width * face.width / 100
    height = width * 1.32
    x, y = picture.width * face.across / 100, picture.height * face.down / 100
    skin, hair, coat = chance.choice(_SKINS), chance.choice(_HAIRS), chance.choice(_COATS)
    _soft(picture, coat, (x - width * 1.05, y + height * 0.62, x + width * 1.05, y + height * 1.9), 4)
    _soft(
        picture,
        _lit(skin, 0.78),
        (x - width * 0.24, y + height * 0.3, x + width * 0.24, y + height * 0.78),
        5,
    )
    _soft(picture, hair, (x - width * 0.56, y - height * 0.62, x + width * 0.56, y + height * 0.34), 3)
    for side in (-1, 1):
        ear = x + side * width * 0.5
        _soft(
            picture,
            _lit(skin, 0.85),
            (ear - width * 0.06, y - height * 0.1, ear + width * 0.06, y + height * 0.12),
            2,
        )
    _head(picture, (x, y), (width, height), skin)
    _features(picture, (x, y), (width, height), skin, hair)


def _head(picture: Image.Image, middle: tuple[float, float], size: tuple[float, float], skin: Colour) -> None:
    """The head: darker towards its edge, brighter on forehead, cheeks and the bridge of the nose."""
    (x, y), (width, height) = middle, size
    _soft(picture, _lit(skin, 0.8), (x - width / 2, y - height / 2, x + width / 2, y + height / 2), 2)
    _soft(
        picture,
        skin,
        (x - width * 0.42, y - height * 0.43, x + width * 0.42, y + height * 0.44),
        width * 0.06,
    )
    bright = _lit(skin, 1.1)
    _soft(
        picture,
        bright,
        (x - width * 0.28, y - height * 0.38, x + width * 0.28, y - height * 0.2),
        width * 0.05,
    )
    for side in (-1, 1):
        cheek = x + side * width * 0.25
        _soft(
            picture,
            bright,
            (cheek - width * 0.13, y + height * 0.05, cheek + width * 0.13, y + height * 0.2),
            width * 0.04,
        )
        socket = x + side * width * 0.21
        _soft(
            picture,
            _lit(skin, 0.62),
            (socket - width * 0.16, y - height * 0.16, socket + width * 0.16, y + height * 0.0),
            width * 0.035,
        )
    _soft(
        picture,
        _lit(skin, 1.16),
        (x - width * 0.05, y - height * 0.16, x + width * 0.05, y + height * 0.14),
        width * 0.025,
    )


@dataclass(frozen=True)
class _Spot:
    """A soft oval of a face: its corners from the face's middle in shares of its size, and how soft it is.

    ``blur`` counts in pixels, or with ``by_width`` in shares of the face's width.
    """

    colour: Colour
    corners: tuple[float, float, float, float]
    blur: float
    by_width: bool = False


# Of one eye, from its own middle: socket, white, iris, and the light in it.
_EYE = (
    _Spot((60, 44, 38), (-0.105, -0.088, 0.105, -0.022), 1.5),
    _Spot((226, 222, 216), (-0.09, -0.076, 0.09, -0.03), 1),
    _Spot((36, 26, 22), (-0.042, -0.082, 0.042, -0.024), 1),
    _Spot((250, 250, 250), (-0.008, -0.066, 0.016, -0.048), 0.6),
)


def _features(
    picture: Image.Image, middle: tuple[float, float], size: tuple[float, float], skin: Colour, hair: Colour
) -> None:
    (x, y), width = middle, size[0]
    brow = _lit(hair, 0.9) if sum(hair) < 300 else (96, 90, 86)
    for side in (-1, 1):
        eye, nostril = (x + side * width * 0.21, y), (x + side * width * 0.055, y)
        _spots(picture, eye, size, (_Spot(brow, (-0.14, -0.165, 0.14, -0.125), 2), *_EYE))
        _spots(picture, nostril, size, (_Spot(_lit(skin, 0.5), (-0.03, 0.135, 0.03, 0.16), 1.5),))
    nose_and_mouth = (
        _Spot(_lit(skin, 0.72), (-0.12, 0.15, 0.12, 0.19), 0.02, by_width=True),
        _Spot((168, 92, 84), (-0.17, 0.235, 0.17, 0.315), 3),
        _Spot((88, 40, 38), (-0.165, 0.265, 0.165, 0.282), 1),
        _Spot(_lit(skin, 0.76), (-0.14, 0.335, 0.14, 0.365), 0.025, by_width=True),
    )
    _spots(picture, middle, size, nose_and_mouth)


def _spots(
    picture: Image.Image, middle: tuple[float, float], size: tuple[float, float], spots: Sequence[_Spot]
) -> None:
    (x, y), (width, height) = middle, size
    for spot in spots:
        left, top, right, bottom = spot.corners
        box = (x + width * left, y + height * top, x + width * right, y + height * bottom)
        _soft(picture, spot.colour, box, width * spot.blur if spot.by_width else spot.blur)


def _lit(colour: Colour, share: float) -> Colour:
    red, green, blue = (min(255, round(value * share)) for value in colour)
    return red, green, blue


def _soft(picture: Image.Image, colour: Colour, box: tuple[float, float, float, float], edge: float) -> None:
    """An ellipse whose edge runs out softly; only its own part of the picture is worked on."""
    margin = round(edge * 3) + 2
    left, top = round(box[0]) - margin, round(box[1]) - margin
    right, bottom = round(box[2]) + margin, round(box[3]) + margin
    mask = Image.new("L", (max(1, right - left), max(1, bottom - top)), 0)
    ImageDraw.Draw(mask).ellipse((box[0] - left, box[1] - top, box[2] - left, box[3] - top), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(edge))
    picture.paste(Image.new("RGB", mask.size, colour), (left, top), mask)


def tilted(picture: Image.Image, degrees: float) -> Image.Image:
    """The same with the camera, or the head, held askew; the corners take the wall's colour."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=picture.getpixel((5, 5)))


def half_lit(picture: Image.Image, share: float) -> Image.Image:
    """The same with light from one side alone: the left half keeps ``share`` of it, running out quickly."""
    across = Image.linear_gradient("L").rotate(90).resize(picture.size)
    ramp = across.point(lambda value: round(255 * (share + (1 - share) * min(1, max(0, (value - 96) / 64)))))
    return ImageChops.multiply(picture, Image.merge("RGB", (ramp, ramp, ramp)))
