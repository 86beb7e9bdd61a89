"""Messages on paper: one on a narrow slip, or a place's list on A4 to cut apart and take along."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuncuntong.cases.papers.common import day, footer, office
from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.pages import Block, Cut, Document, KeyValues, Note, Paper, Paragraphs, render
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.selectors import of_place
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.cut import first_of
from cuncuntong.web.downloads import pdf_response
from cuncuntong.web.messages.lists import asked_of, narrowed

MOST_SLIPS = 100
PAPER = "message"


def _where_to_ask(request: CallerRequest) -> str:
    point = request.caller.point
    if point is None:
        return office()
    return point.name + (f"，电话{point.telephone}" if point.telephone else "")


@needs(Ability.MESSAGE_DELIVER)
@require_GET
def slip(request: CallerRequest, pk: int) -> HttpResponse:
    """One message as an 80 mm slip to hand over."""
    rows = Message.objects.select_related("resident")
    message = fetch(request.caller, Ability.MESSAGE_DELIVER, rows, pk=pk)
    reprint = count_print(caller=request.caller, paper=PAPER, reference=str(pk))
    document = Document(
        title=message.topic_name,
        subtitle=office(),
        paper=Paper.RECEIPT_80,
        blocks=[
            Note(f"{message.recipient_name}：", strong=True),
            Paragraphs([message.text], indent=False),
            KeyValues([("咨询", _where_to_ask(request)), ("日期", day(timezone.localdate()))]),
        ],
        footer=footer(),
        reprint=reprint,
    )
    return pdf_response(render(document).content, f"告知-{message.recipient_name}.pdf")


@needs(Ability.MESSAGE_DELIVER)
@require_GET
def slips(request: CallerRequest) -> HttpResponse:
    """The messages of the list as it is filtered, one after the other on A4 with lines to cut along."""
    asked = asked_of(request)
    place = of_place(request.caller, below=asked["scope"] == "all")
    found = narrowed(place, asked).select_related("resident").order_by("due_on", "pk")
    rows, cut = first_of(found, MOST_SLIPS, "登记告知以后再打印其余的")
    if not rows:
        messages.info(request, "没有可打印的消息。")
        return redirect("messages:list")
    where, today = _where_to_ask(request), day(timezone.localdate())
    blocks: list[Block] = []
    for number, message in enumerate(rows):
        if number:
            blocks.append(Cut("沿此线裁开，交本人"))
        blocks += [
            Note(f"{message.recipient_name}：{message.topic_name}", strong=True),
            Paragraphs([message.text], indent=False),
            KeyValues([("咨询", where), ("日期", today)], columns=2),
        ]
    if cut:
        blocks.append(Note(cut, strong=True))
    count_print(caller=request.caller, paper="message-list", reference=f"{timezone.now():%Y%m%d%H%M%S}")
    document = Document(title="待告知消息", subtitle=where, blocks=blocks, footer=footer())
    return pdf_response(render(document).content, f"待告知消息{timezone.localdate():%Y%m%d}.pdf")
