"""Files that a page hands out: names in Chinese, never cached, never run by the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from cuncuntong.foundation.audit import record
from cuncuntong.network.models import Account

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# A picture runs nothing at all. Chromium's own PDF viewer does not start inside a sandbox, so a PDF
# gets the narrowest policy that it starts under; its scripts stay forbidden.
_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; sandbox"
_PDF = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
)

Row = TypeVar("Row", bound=Model)


def chunks(rows: QuerySet[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of ``size``, read as they are taken: a whole list goes out and memory stays flat."""
    found = rows.iterator(chunk_size=size)
    while chunk := list(islice(found, size)):
        yield chunk


def file_response(content: bytes, name: str, mime: str, *, inline: bool = False) -> HttpResponse:
    """A download, or with ``inline`` a document that the browser shows."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or ""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def scan_response(content: bytes, name: str, mime: str) -> HttpResponse:
    """A scanned paper or photo, decrypted for this look: shown only inside our own pages, kept nowhere."""
    response = file_response(content, name, mime, inline=True)
    response["Content-Security-Policy"] = _PDF if mime == "application/pdf" else _PICTURE
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """An Excel download."""
    return file_response(content, name, XLSX)


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser, from where it is printed."""
    return file_response(content, name, "application/pdf", inline=True)


def wrong_rows_response(
    row: Model, sheet: Callable[[], bytes], name: str, *, count: int, action: str, actor: Account
) -> HttpResponse:
    """The sheet of wrong rows with the reason in each: it goes back to the sender whole, so it is logged.

    ``row`` is what the rows came in with, ``sheet`` reads the workbook, ``count`` is how many stand in it.
    """
    with transaction.atomic():
        record(
            actor=actor,
            action=action,
            object_type=row._meta.label,
            object_id=str(row.pk),
            detail={"rows": count},
        )
    return workbook_response(sheet(), name)
