"""What every page's frame needs, at the price of no further query than the caller's duties."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cuncuntong import __version__

THEMES = {"light", "contrast"}
TEXTS = {"normal", "large"}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Theme and text size from cookies; the caller, their place and menu for signed-in pages."""
    theme = request.COOKIES.get("cct_theme", "light")
    text = request.COOKIES.get("cct_text", "normal")
    return {
        "ui_theme": theme if theme in THEMES else "light",
        "ui_text": text if text in TEXTS else "normal",
        "caller": getattr(request, "caller", None),
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "idle_seconds": settings.CUNCUNTONG["IDLE_SECONDS"],
        "product_version": __version__,
        "demo": settings.CUNCUNTONG["DEMO"],
    }
