"""One message: its words to read out, the number to call, and what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cuncuntong.ledgers.messages.enums import BY_HAND, MessageChannel
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.selectors import of_place
from cuncuntong.ledgers.messages.services import record_telling, show_telephone
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.messages.lists import row_of


class TellForm(forms.Form):
    """How somebody was told, or that nobody was reached."""

    channel = forms.ChoiceField(
        label="怎样告知的",
        choices=[(one.value, one.label) for one in BY_HAND],
        widget=forms.RadioSelect,
        initial=MessageChannel.PHONE,
        error_messages={"required": "请选择怎样告知的。", "invalid_choice": "请选择怎样告知的。"},
    )
    note = forms.CharField(
        label="对方怎么说",
        required=False,
        max_length=200,
        help_text="没联系上的，写明原因，例如：停机、外出打工。",
        error_messages={"max_length": "最多200个字，请缩短。"},
    )


def _fetched(request: CallerRequest, pk: int) -> Message:
    rows = Message.objects.select_related("resident", "told_by", "made_by")
    return fetch(request.caller, Ability.MESSAGE_DELIVER, rows, pk=pk)


@needs(Ability.MESSAGE_DELIVER)
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """The words, the number, the buttons; POST records the telling and goes on to the next."""
    message = _fetched(request, pk)
    form = TellForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        reached = request.POST.get("reached") != "no"
        try:
            record_telling(
                caller=request.caller,
                message_id=pk,
                channel=form.cleaned_data["channel"],
                note=form.cleaned_data["note"],
                reached=reached,
            )
        except LedgerRefused as refused:
            form.add_error("note", f"{refused.message}{refused.remedy}")
        else:
            return _go_on(request, message, reached)
    context: dict[str, Any] = {**row_of(message), "form": form}
    return render(request, "messages/one.html", context, status=422 if form.is_bound else 200)


def _go_on(request: CallerRequest, message: Message, reached: bool) -> HttpResponse:
    done = "已登记告知" if reached else "已登记没联系上"
    messages.success(request, f"{message.recipient_name}：{done}。")
    others = of_place(request.caller).filter(state="waiting", due_on__gte=message.due_on)
    following = others.exclude(pk=message.pk).order_by("due_on", "pk").values_list("pk", flat=True).first()
    if request.POST.get("next") == "1" and following is not None:
        return redirect("messages:one", following)
    return redirect("messages:list")


@require_POST
@needs(Ability.MESSAGE_DELIVER)
def telephone(request: CallerRequest, pk: int) -> HttpResponse:
    """The whole number to call, for a reason; each showing is audited."""
    message = _fetched(request, pk)
    try:
        value = show_telephone(caller=request.caller, message_id=pk, reason=request.POST.get("reason", ""))
    except LedgerRefused as refused:
        messages.error(request, refused.message)
        return redirect("messages:one", pk)
    context: dict[str, Any] = {"value": value, "masked": message.masked_telephone}
    if request.headers.get("HX-Request"):
        return render(request, "components/unmasked.html", context)
    context |= {"message": message, "back": reverse("messages:one", args=[pk])}
    return render(request, "messages/telephone.html", context)
