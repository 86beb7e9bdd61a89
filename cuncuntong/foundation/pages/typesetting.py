"""Sets documents with typst. Data goes in as JSON; the template is fixed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from cuncuntong.foundation.pages.document import Document
from cuncuntong.foundation.pages.fonts import FAMILIES, FONT_DIR, missing_characters, spell_out

_TEMPLATE = Path(__file__).resolve().parent / "templates" / "document.typ"


@dataclass(frozen=True)
class RenderedPdf:
    """The PDF, and the characters that no font could print (spelt out in it)."""

    content: bytes
    missing: tuple[str, ...] = ()


def render(document: Document) -> RenderedPdf:
    """One document as a PDF."""
    return render_many([document])


def render_many(documents: Sequence[Document]) -> RenderedPdf:
    """Several documents of one paper size in one PDF, each starting on a new page."""
    data = [document.data() for document in documents]
    missing = {char for text in _texts(data) for char in missing_characters(text)}
    if missing:
        data = _replace(data, missing)
    for entry in data:
        entry["qr_svg"] = _qr(entry["qr"]) if entry["qr"] else ""
    inputs = {"data": json.dumps(data, ensure_ascii=False), "fonts": json.dumps(FAMILIES)}
    content = typst.compile(
        str(_TEMPLATE), font_paths=_fonts(), sys_inputs=inputs, root=str(_TEMPLATE.parent)
    )
    return RenderedPdf(content, tuple(sorted(missing)))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    # Finding fonts takes longer than setting a page; the result is kept for the process.
    paths = [str(FONT_DIR)] if FONT_DIR.exists() else []
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=paths)


def _qr(text: str) -> str:
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _replace(value: Any, missing: set[str]) -> Any:
    if isinstance(value, str):
        return spell_out(value, missing)
    if isinstance(value, dict):
        return {key: _replace(inner, missing) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_replace(inner, missing) for inner in value]
    return value
