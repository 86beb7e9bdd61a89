"""Papers as PDF: declared as data, set by typst in one official style, fonts embedded."""

from cuncuntong.foundation.pages.document import (
    Block,
    Boxes,
    Cut,
    Document,
    KeyValues,
    Note,
    PageBreak,
    Paper,
    Paragraphs,
    Signatures,
    Subheading,
    Table,
)
from cuncuntong.foundation.pages.render import RenderedPdf, render, render_many

__all__ = [
    "Block",
    "Boxes",
    "Cut",
    "Document",
    "KeyValues",
    "Note",
    "PageBreak",
    "Paper",
    "Paragraphs",
    "RenderedPdf",
    "Signatures",
    "Subheading",
    "Table",
    "render",
    "render_many",
]
