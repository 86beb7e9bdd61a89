"""Papers of the job market: a poster with one posting, a sheet with several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator

from cuncuntong.cases.papers.common import office
from cuncuntong.foundation.addresses import absolute
from cuncuntong.foundation.pages import RenderedPdf, TemplateRef, render_pdf
from cuncuntong.foundation.pages.typesetting import qr_svg
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.web.jobs.words import WARNINGS, address_of, poster_data

_POSTER = TemplateRef("cuncuntong.web.jobs", "papers/poster.typ")
_SHEET = TemplateRef("cuncuntong.web.jobs", "papers/sheet.typ")
# What one page holds in type that can still be read on a wall.
_LONGEST = {"description": 420, "requirements": 160}
WHERE_TO_ASK = "到任一乡镇、村（社区）就业社保服务点报招聘编号，工作人员帮您联系。"


def poster(posting: Posting) -> RenderedPdf:
    """One posting in big type, to be read from two metres."""
    data = {**poster_data(posting, timezone.localdate()), **_frame()}
    for name, most in _LONGEST.items():
        data[name] = Truncator(data[name]).chars(most, truncate="……（扫码看全文）")
    return render_pdf(_POSTER, _with_qr(data, address_of(posting)))


def sheet(postings: Sequence[Posting], *, place: str) -> RenderedPdf:
    """Several postings for one notice board, with a QR code each."""
    today = timezone.localdate()
    jobs = [_with_qr(poster_data(one, today), address_of(one)) for one in postings]
    data = {
        "place": place,
        "jobs": jobs,
        "day": f"{today.year}年{today.month}月{today.day}日",
        **_frame(),
    }
    return render_pdf(_SHEET, _with_qr(data, absolute("/p/jobs/")))


def _frame() -> dict[str, Any]:
    return {"office": office(), "warning": WARNINGS[0], "ask": WHERE_TO_ASK}


def _with_qr(data: dict[str, Any], address: str) -> dict[str, Any]:
    # As numbers: words are made printable before they are set, and a drawing must stay as it is.
    return {**data, "qr": list(qr_svg(address).encode())}
