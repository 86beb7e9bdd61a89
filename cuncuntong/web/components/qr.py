"""A code that a telephone reads, drawn into the page."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def inline_qr(text: str, css_class: str | None = None) -> SafeString:
    """An SVG as large as its place; ``text`` is an address of ours."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass=css_class, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from our own address
