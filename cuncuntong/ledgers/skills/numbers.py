"""Certificate numbers as they are compared."""

from __future__ import annotations

import re
import unicodedata

_NOISE = re.compile(r"[\s\-－—_.·]+")


def plain(number: str) -> str:
    """A number without blanks and dashes, in half-width capitals: the same however it was typed."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", number)).upper()


def looks_right(number: str) -> bool:
    """Letters and digits, as many as certificates have; what it must be exactly no register of ours says."""
    return re.fullmatch(r"[0-9A-Z]{8,30}", plain(number)) is not None
