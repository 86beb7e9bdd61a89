"""Papers as PDF: declared as data, set by typst in one official style, fonts embedded."""

from cuncuntong.foundation.pages.document import (
    BlankLines,
    Block,
    Boxes,
    Cut,
    Document,
    KeyValues,
    Note,
    PageBreak,
    Paper,
    Paragraphs,
    Picture,
    Signatures,
    Subheading,
    Table,
)
from cuncuntong.foundation.pages.typesetting import RenderedPdf, TemplateRef, render, render_many, render_pdf

__all__ = [
    "BlankLines",
    "Block",
    "Boxes",
    "Cut",
    "Document",
    "KeyValues",
    "Note",
    "PageBreak",
    "Paper",
    "Paragraphs",
    "Picture",
    "RenderedPdf",
    "Signatures",
    "Subheading",
    "Table",
    "TemplateRef",
    "render",
    "render_many",
    "render_pdf",
]
