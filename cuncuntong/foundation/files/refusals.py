"""Why a file was not taken, in words that say what to do next."""

from __future__ import annotations


class FileRefused(Exception):
    """A file that was not taken. ``code`` is stable, ``message`` is for the user (Chinese).

    Codes: empty, too_large, kind, mismatch, broken, encrypted, too_many_pages, too_many_pixels.
    ``name`` is the file's own name as the browser sent it; the message does not repeat it.
    """

    def __init__(self, code: str, message: str, *, name: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.name = name


def megabytes(size: int) -> str:
    """``42.0 MB``; below 0.1 MB in KB, so that nothing is ever ``0.0 MB``."""
    if size < 100 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def limit_words(size: int) -> str:
    """A limit as people set it: ``10 MB``, not ``10.0 MB``."""
    whole, rest = divmod(size, 1024 * 1024)
    return f"{whole} MB" if whole and not rest else megabytes(size)
