"""What is printed of a fair: the wall poster, the leaflet with all postings, the check-in confirmation."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from cuncuntong.foundation.pages import (
    Block,
    Document,
    KeyValues,
    Note,
    Paper,
    Paragraphs,
    RenderedPdf,
    Table,
    TemplateRef,
    render,
    render_pdf,
)
from cuncuntong.foundation.pages.typesetting import qr_svg
from cuncuntong.ledgers.fairs.models import Fair, Stand
from cuncuntong.ledgers.fairs.words import place_words, time_words
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name

_POSTER = TemplateRef("cuncuntong.ledgers.fairs", "poster.typ")
# What fits a wall notice beside the facts; all of them stand in the leaflet.
ON_POSTER = 14
_TITLES = 3
FREE = "求职者免费参加，不收任何费用。"


def poster(fair: Fair, stands: Sequence[Stand], *, address: str) -> RenderedPdf:
    """One A4 page; the QR code leads to the fair's public page."""
    facts = [("时间", time_words(fair)), ("地点", place_words(fair)), ("服务对象", fair.audience)]
    rows = [[public_name(stand.employer), _titles(stand)] for stand in stands[:ON_POSTER]]
    posts = sum(len(stand.brought.all()) for stand in stands)
    data = {
        "title": fair.title,
        "kind": f"{fair.get_kind_display()} · {fair.get_way_display()}",
        "facts": [list(one) for one in facts],
        "heading": f"参会单位{len(stands)}家，岗位{posts}个",
        "employers": rows,
        "more": f"这里列出{ON_POSTER}家，扫码看全部" if len(stands) > ON_POSTER else "",
        "closing": [
            FREE,
            f"主办：{fair.organiser}",
            f"咨询：{fair.telephone}" if fair.telephone else "请到村（社区）服务点咨询。",
        ],
        "qr_words": "扫码看岗位、加入日历",
        "footer": f"{timezone.localdate():%Y-%m-%d}印 · 时间地点如有变动，以扫码所见为准",
    }
    return render_pdf(_POSTER, {**data, "qr_svg": qr_svg(address)})


def _titles(stand: Stand) -> str:
    titles = [one.posting.title for one in stand.brought.all()]
    words = "、".join(titles[:_TITLES])
    return f"{words} 等{len(titles)}个岗位" if len(titles) > _TITLES else words or "到场咨询"


def leaflet(fair: Fair, stands: Sequence[Stand], *, address: str) -> RenderedPdf:
    """All postings, to hand out and to lay out at points."""
    rows = [
        [
            stand.number,
            public_name(stand.employer),
            one.posting.title,
            pay_words(one.posting),
            str(one.posting.headcount),
        ]
        for stand in stands
        for one in stand.brought.all()
    ]
    blocks: list[Block] = [
        KeyValues([("时间", time_words(fair)), ("地点", place_words(fair)), ("服务对象", fair.audience)]),
        Table(
            ["展位", "单位", "岗位", "待遇", "人数"],
            rows,
            numeric=[4],
            widths=["14mm", "1.3fr", "1fr", "1.2fr", "14mm"],
            empty="岗位正在收集，请扫码查看。",
        ),
        Note(FREE, strong=True),
    ]
    if fair.introduction:
        blocks.insert(1, Paragraphs(fair.introduction.splitlines()))
    return render(
        Document(
            title=f"{fair.title}岗位册",
            subtitle=fair.organiser,
            blocks=blocks,
            qr=address,
            qr_words="扫码看最新岗位",
            footer=f"{fair.organiser} · {timezone.localtime():%Y-%m-%d %H:%M}打印",
        )
    )


def confirmation(stand: Stand, *, address: str) -> RenderedPdf:
    """参会确认单, A5: with its QR code the employer checks in at the door."""
    fair, titles = stand.fair, [one.posting.title for one in stand.brought.all()]
    return render(
        Document(
            title="参会确认单",
            subtitle=fair.title,
            paper=Paper.A5,
            blocks=[
                KeyValues(
                    [
                        ("参会单位", stand.employer.name),
                        ("展位", stand.number or "到场安排"),
                        ("时间", time_words(fair)),
                        ("地点", place_words(fair)),
                        ("岗位", "、".join(titles) or "没有登记岗位"),
                    ]
                ),
                Note("到场时出示二维码签到。取消报名后，本单作废。"),
            ],
            qr=address,
            qr_words="签到码",
            footer=f"{fair.organiser} · 咨询{fair.telephone}" if fair.telephone else fair.organiser,
        )
    )
