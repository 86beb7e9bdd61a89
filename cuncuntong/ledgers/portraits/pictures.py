"""A portrait's file: checked by the county's settings, made small enough to keep, sealed."""

from __future__ import annotations

import datetime as dt

from cuncuntong.foundation.faces import Checked, Limits, check_portrait
from cuncuntong.foundation.files import SealedStore
from cuncuntong.network.parameters import current

STORE_CONTEXT = "ledgers.portrait"


def store() -> SealedStore:
    """The encrypted store that portraits live in, apart from the papers of cases."""
    return SealedStore(context=STORE_CONTEXT)


def limits(on: dt.date) -> Limits:
    """Between what a portrait is taken on a day."""
    book = current()

    def figure(name: str) -> int:
        return book.integer(f"portraits.{name}", on)

    return Limits(
        short_side=figure("short_side"),
        face_width=figure("face_width"),
        percent_least=figure("percent_least"),
        percent_most=figure("percent_most"),
        light_least=figure("light_least"),
        light_most=figure("light_most"),
        contrast_least=figure("contrast_least"),
        uneven_most=figure("uneven_most"),
        sharpness_least=figure("sharpness_least"),
        tilt_most=figure("tilt_most"),
        aside_most=figure("aside_most"),
        max_bytes=book.integer("service.attachment_max_mb", on) * 1024 * 1024,
    )


def check(content: bytes, on: dt.date) -> Checked:
    """The verdict on a picture by the settings of a day."""
    return check_portrait(content, limits(on))
