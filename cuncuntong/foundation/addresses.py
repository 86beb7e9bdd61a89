"""Addresses of this system as others reach it: on paper, in a code, in a message."""

from __future__ import annotations

from django.conf import settings

_OWN_MACHINE = "http://127.0.0.1:8000"


def absolute(path: str) -> str:
    """The public address of a path of ours; this machine's own where the county named none."""
    return str(settings.CUNCUNTONG["PUBLIC_URL"] or _OWN_MACHINE).rstrip("/") + path
