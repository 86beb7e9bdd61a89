"""What a paper holds. Every text is data: nothing that a user typed is read as typesetting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Paper(StrEnum):
    """Paper sizes in use at counters."""

    A4 = "a4"
    A4_LANDSCAPE = "a4-landscape"
    A5 = "a5"
    RECEIPT_80 = "receipt-80"


@dataclass(frozen=True)
class KeyValues:
    """Pairs of a label and a value in a ruled grid, ``columns`` pairs side by side."""

    rows: Sequence[tuple[str, str]]
    columns: int = 1
    kind: str = field(default="keyvalues", init=False)


@dataclass(frozen=True)
class Table:
    """A ruled table whose heading repeats on each page; ``numeric`` columns are right-aligned.

    ``widths`` are typst fractions or lengths by column ("1fr", "30mm"); empty: all alike.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    numeric: Sequence[int] = ()
    total: Sequence[str] = ()
    widths: Sequence[str] = ()
    empty: str = "没有记录"
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Paragraphs:
    """Running text; ``indent`` sets the two-character indent of official papers."""

    texts: Sequence[str]
    indent: bool = True
    kind: str = field(default="paragraphs", init=False)


@dataclass(frozen=True)
class Subheading:
    """A heading inside the paper."""

    text: str
    kind: str = field(default="subheading", init=False)


@dataclass(frozen=True)
class Note:
    """A boxed remark, larger where the resident must not miss it."""

    text: str
    strong: bool = False
    kind: str = field(default="note", init=False)


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on, side by side: (words, what follows, such as a date)."""

    lines: Sequence[tuple[str, str]]
    kind: str = field(default="signatures", init=False)


@dataclass(frozen=True)
class Boxes:
    """Fields to fill in by hand: (label, number of character boxes or 0 for a line, hint or options)."""

    rows: Sequence[tuple[str, int, str]]
    kind: str = field(default="boxes", init=False)


@dataclass(frozen=True)
class BlankLines:
    """Empty ruled lines to write on, 9 mm apart."""

    count: int = 4
    label: str = ""
    kind: str = field(default="blank-lines", init=False)


@dataclass(frozen=True)
class Cut:
    """A dashed line to tear along, with words."""

    text: str = "沿此线撕下，交居民保存"
    kind: str = field(default="cut", init=False)


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""

    kind: str = field(default="pagebreak", init=False)


@dataclass(frozen=True)
class Picture:
    """A picture, such as a signature that was drawn on a pad; ``words`` stand before it.

    ``content`` is a PNG or a JPEG of ``width`` × ``height`` pixels; on paper it is ``tall`` mm high.
    """

    content: bytes
    mime: str
    width: int
    height: int
    words: str = ""
    tall: int = 24
    kind: str = field(default="picture", init=False)


Block = (
    KeyValues
    | Table
    | Paragraphs
    | Subheading
    | Note
    | Signatures
    | Boxes
    | BlankLines
    | Cut
    | PageBreak
    | Picture
)


@dataclass(frozen=True)
class Document:
    """One paper. ``qr`` is the QR code's text; ``reprint`` > 0 prints 补打第n次.

    ``points`` sets the type's size (0: as the paper's kind has it), for readers who need it larger.
    ``dense`` draws the rows of an A4 paper closer, for what has to stay on one page.
    """

    title: str
    blocks: Sequence[Block]
    paper: Paper = Paper.A4
    subtitle: str = ""
    number: str = ""
    number_label: str = "编号"
    qr: str = ""
    qr_words: str = ""
    footer: str = ""
    reprint: int = 0
    large: bool = False
    points: int = 0
    dense: bool = False

    def data(self) -> dict[str, Any]:
        """The paper as plain data for the template."""
        return asdict(self)
