"""Sets papers with typst. Data goes in as JSON; a template is fixed and never put together from text."""

from __future__ import annotations

import base64
import importlib.resources
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import segno
import typst

import cuncuntong
from cuncuntong.foundation.pages.document import Document, Picture
from cuncuntong.foundation.pages.fonts import FAMILIES, fonts
from cuncuntong.foundation.pages.words import prepared

# Templates may import each other by their path from here: "/foundation/pages/templates/style.typ".
_ROOT = Path(cuncuntong.__file__).resolve().parent


@dataclass(frozen=True)
class RenderedPdf:
    """The PDF, the characters that no font could print (spelt out in it), and its number of pages."""

    content: bytes
    missing: tuple[str, ...] = ()
    pages: int = 1


@dataclass(frozen=True)
class TemplateRef:
    """A template of one's own: ``TemplateRef("cuncuntong.cases", "papers/form.typ")``."""

    package: str
    name: str

    @property
    def path(self) -> Path:
        """Where the template lies; FileNotFoundError if it does not."""
        path = Path(str(importlib.resources.files(self.package))) / self.name
        if not path.is_file():
            raise FileNotFoundError(f"no template {self.name} in {self.package}")
        return path


_DOCUMENT = TemplateRef("cuncuntong.foundation.pages", "templates/document.typ")


def render(document: Document) -> RenderedPdf:
    """One document as a PDF."""
    return render_many([document])


def render_many(documents: Sequence[Document]) -> RenderedPdf:
    """Several documents in one PDF, each on its own pages with its own paper and page numbers."""
    if not documents:
        raise ValueError("nothing to print")
    made = [document.data() for document in documents]
    for entry in made:
        del entry["qr"]  # what a machine reads stays as it is: only words are made printable
        for block in entry["blocks"]:
            block.pop("content", None)
    data, missing = prepared(made)
    for entry, document in zip(data, documents, strict=True):
        entry["qr_svg"] = qr_svg(document.qr) if document.qr else ""
        for block, own in zip(entry["blocks"], document.blocks, strict=True):
            if isinstance(own, Picture):
                block["svg"] = picture_svg(own)
    return _set(_DOCUMENT, data, missing)


def render_pdf(template: TemplateRef, data: Mapping[str, Any] | Sequence[Any]) -> RenderedPdf:
    """A template of one's own with its data, which it reads as ``json(bytes(sys.inputs.data))``.

    ``sys.inputs.fonts`` is the list of font families, as JSON too. Every text in ``data`` is made
    printable: no hidden characters, what no font has spelt out.
    """
    clean, missing = prepared(data)
    return _set(template, clean, missing)


def qr_svg(text: str) -> str:
    """A QR code as SVG without a margin; the paper around it is its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def picture_svg(picture: Picture) -> str:
    """The picture inside an SVG: data for a template is text alone."""
    data = base64.b64encode(picture.content).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {picture.height}">'
        f'<image width="{picture.width}" height="{picture.height}" '
        f'href="data:{picture.mime};base64,{data}"/></svg>'
    )


def _set(template: TemplateRef, data: Any, missing: tuple[str, ...]) -> RenderedPdf:
    inputs = {"data": json.dumps(data, ensure_ascii=False), "fonts": json.dumps(FAMILIES)}
    content = typst.compile(str(template.path), font_paths=fonts(), sys_inputs=inputs, root=str(_ROOT))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return RenderedPdf(content, missing, len(pdf.pages))
