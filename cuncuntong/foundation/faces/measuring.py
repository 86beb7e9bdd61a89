"""What is measured of a picture with a face: sizes, light, sharpness, and how straight it is held."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

from cuncuntong.foundation.faces.detector import Box, Found, find_faces

# Sharpness depends on size: it is measured on a face scaled to this width.
FACE_WIDTH = 200
# Hair and a chin stand outside the box that the cascades give: this much above, below and beside it.
ABOVE, BELOW, BESIDE = 0.22, 0.10, 0.05


@dataclass(frozen=True)
class Measures:
    """Whole numbers that can be kept, shown and compared with limits.

    ``light`` is the mean grey of the face (0–255), ``contrast`` its spread, ``uneven`` how far its halves
    differ in light, ``sharpness`` the variance of its Laplacian, ``tilt`` the eyes' angle in degrees and
    ``aside`` how far their middle stands from the face's in hundredths of its width (None where the eyes
    were not both seen); ``percent`` is the face's width in hundredths of the picture's shorter side.
    """

    width: int
    height: int
    faces: int
    face_width: int = 0
    percent: int = 0
    light: int = 0
    contrast: int = 0
    uneven: int = 0
    sharpness: int = 0
    tilt: int | None = None
    aside: int | None = None
    cut: bool = False
    profile: bool = False

    def as_json(self) -> dict[str, Any]:
        """As a row keeps them."""
        return asdict(self)


def measure(content: bytes) -> Measures | None:
    """The measures of a JPEG or PNG; None for what is no picture.

    Give it what ``foundation.files`` made anew: that has no orientation to be turned by.
    """
    import cv2
    import numpy

    grey = cv2.imdecode(numpy.frombuffer(content, numpy.uint8), cv2.IMREAD_GRAYSCALE) if content else None
    if grey is None:
        return None
    found = find_faces(grey)
    height, width = grey.shape
    if not found.faces:
        return Measures(width, height, 0, light=_mean(grey), profile=found.profile)
    face = found.faces[0]
    part = grey[max(0, round(face.top)) : round(face.top + face.height), max(0, round(face.left)) :]
    part = part[:, : round(face.width)]
    tilt, aside = _held(found)
    return Measures(
        width=width,
        height=height,
        faces=len(found.faces),
        face_width=round(face.width),
        percent=round(face.width * 100 / min(width, height)),
        light=_mean(part),
        contrast=round(float(part.std())),
        uneven=_uneven(part),
        sharpness=_sharpness(part),
        tilt=tilt,
        aside=aside,
        cut=_cut(face, width, height),
    )


def _mean(part: Any) -> int:
    return round(float(part.mean()))


def _uneven(part: Any) -> int:
    half = part.shape[1] // 2
    return abs(_mean(part[:, :half]) - _mean(part[:, half:]))


def _sharpness(part: Any) -> int:
    import cv2

    scale = FACE_WIDTH / part.shape[1]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    same = cv2.resize(part, None, fx=scale, fy=scale, interpolation=way)
    return round(float(cv2.Laplacian(same, cv2.CV_64F).var()))


def _held(found: Found) -> tuple[int | None, int | None]:
    face, pair = found.faces[0], found.eyes[0]
    if pair is None:
        return None, None
    (left, top), (right, bottom) = pair[0].middle, pair[1].middle
    tilt = abs(math.degrees(math.atan2(bottom - top, max(right - left, 1.0))))
    aside = abs((left + right) / 2 - face.middle[0]) * 100 / face.width
    return round(tilt), round(aside)


def _cut(face: Box, width: int, height: int) -> bool:
    return (
        face.top - face.height * ABOVE < 0
        or face.top + face.height * (1 + BELOW) > height
        or face.left - face.width * BESIDE < 0
        or face.left + face.width * (1 + BESIDE) > width
    )
