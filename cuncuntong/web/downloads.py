"""Files that a page hands out: names in Chinese, never cached, never run by the browser."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(content: bytes, name: str, mime: str, *, inline: bool = False) -> HttpResponse:
    """A download, or with ``inline`` a document that the browser shows."""
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or ""
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def workbook_response(content: bytes, name: str) -> HttpResponse:
    """An Excel download."""
    return file_response(content, name, XLSX)


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser, from where it is printed."""
    return file_response(content, name, "application/pdf", inline=True)
