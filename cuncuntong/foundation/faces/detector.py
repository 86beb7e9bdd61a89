"""Finding faces with the cascades that ship in OpenCV's wheel; loaded when the first picture comes.

A cascade sees faces in walls and curtains now and then. So a face counts only where two cascades that
were trained apart agree on it, or where one sees it and both eyes stand inside it (docs/adr/0010).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# Pictures are looked at in this size: smaller loses faces in the back, larger costs time for nothing.
LONG_SIDE = 640
# The smallest face that is looked for, as a part of the shorter side: a passer-by in the back counts.
LEAST_SHARE = 0.08
# Neighbouring hits that a cascade must have before it is believed.
_SURE, _EYES_SURE = 5, 4
_OVERLAP = 0.3
# A cascade object must not be used by two threads at once, and one picture at a time bounds memory.
_turn = threading.Lock()


@dataclass(frozen=True)
class Box:
    """A place in the picture, in its own pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle's x and y."""
        return self.left + self.width / 2, self.top + self.height / 2

    def overlap(self, other: Box) -> float:
        """The common part as a share of the smaller one's area."""
        across = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        down = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        if across <= 0 or down <= 0:
            return 0.0
        return across * down / min(self.width * self.height, other.width * other.height)


@dataclass(frozen=True)
class Found:
    """Faces, the largest first, each with its two eyes where both were seen; whether one is in profile."""

    faces: tuple[Box, ...]
    eyes: tuple[tuple[Box, Box] | None, ...]
    profile: bool


def find_faces(grey: Any) -> Found:
    """The faces of a picture of one channel (an array of bytes)."""
    import cv2

    scale = min(1.0, LONG_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    # Faces against a window are dark: spreading the greys helps the cascades and nothing else.
    even = cv2.equalizeHist(small)
    with _turn:
        boxes = _faces(even)
        eyes = [_eyes(even, box) for box in boxes]
        profile = not boxes and _in_profile(even)
    return Found(
        tuple(_scaled(box, 1 / scale) for box in boxes),
        tuple(pair and (_scaled(pair[0], 1 / scale), _scaled(pair[1], 1 / scale)) for pair in eyes),
        profile,
    )


def _faces(even: Any) -> list[Box]:
    """Boxes that two cascades agree on, or one that holds two eyes; each face once."""
    first, second = _hits("frontalface_alt2", even), _hits("frontalface_default", even)
    sure = [box for box in first if any(box.overlap(other) > _OVERLAP for other in second)]
    doubted = [box for box in (*first, *second) if all(box.overlap(one) <= _OVERLAP for one in sure)]
    for box in sorted(doubted, key=lambda one: -one.width):
        if _eyes(even, box) and all(box.overlap(one) <= _OVERLAP for one in sure):
            sure.append(box)
    kept: list[Box] = []
    for box in sorted(sure, key=lambda one: -one.width):
        # A nose inside a face was taken for a face of its own.
        if all(box.overlap(one) <= _OVERLAP for one in kept):
            kept.append(box)
    return kept


def _eyes(even: Any, face: Box) -> tuple[Box, Box] | None:
    """The left and the right eye in the upper part of a face; None unless both are seen."""
    top, bottom = round(face.top + face.height * 0.15), round(face.top + face.height * 0.6)
    left, right = round(face.left), round(face.left + face.width)
    part = even[max(0, top) : bottom, max(0, left) : right]
    if not part.size:
        return None
    for name in ("eye", "eye_tree_eyeglasses"):
        found = _hits(name, part, least=max(8, round(face.width * 0.12)), neighbours=_EYES_SURE)
        half = part.shape[1] / 2
        lefts = [box for box in found if box.middle[0] < half]
        rights = [box for box in found if box.middle[0] >= half]
        if lefts and rights:
            pair = max(lefts, key=lambda one: one.width), max(rights, key=lambda one: one.width)
            return _moved(pair[0], left, top), _moved(pair[1], left, top)
    return None


def _in_profile(even: Any) -> bool:
    import cv2

    return bool(_hits("profileface", even)) or bool(_hits("profileface", cv2.flip(even, 1)))


def _hits(name: str, part: Any, *, least: int = 0, neighbours: int = _SURE) -> list[Box]:
    smallest = least or max(24, round(min(part.shape) * LEAST_SHARE))
    found = _cascade(name).detectMultiScale(
        part, scaleFactor=1.1, minNeighbors=neighbours, minSize=(smallest, smallest)
    )
    return [Box(*(float(value) for value in row)) for row in found]


@cache
def _cascade(name: str) -> Any:
    """A cascade of the wheel; only the names written here are asked for."""
    import cv2
    from cv2.data import haarcascades

    # This machine serves people meanwhile: a picture keeps to one core.
    cv2.setNumThreads(1)
    path = Path(haarcascades) / f"haarcascade_{name}.xml"
    loaded = cv2.CascadeClassifier(str(path))
    if loaded.empty():
        raise RuntimeError(f"{path.name} is not in this build of OpenCV")
    return loaded


def _scaled(box: Box, factor: float) -> Box:
    return Box(box.left * factor, box.top * factor, box.width * factor, box.height * factor)


def _moved(box: Box, right: float, down: float) -> Box:
    return Box(box.left + right, box.top + down, box.width, box.height)
