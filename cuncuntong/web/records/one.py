"""One registration of unemployment: what speaks against it, the contacts, and recording a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers import contradictions
from cuncuntong.ledgers.employment.enums import ContactChannel, UnemploymentMove, UnemploymentState, Wish
from cuncuntong.ledgers.employment.models import Unemployment, UnemploymentEvent
from cuncuntong.ledgers.employment.selectors import certificate_of, open_hardship
from cuncuntong.ledgers.employment.services import unemployment
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.hardship import name_of
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.records.shared import EMPLOYMENT, RECORD
from cuncuntong.web.records.unemployed import contact_words

TONES = {
    UnemploymentMove.REGISTER: "good",
    UnemploymentMove.WARN: "wait",
    UnemploymentMove.END: "neutral",
}


class ContactForm(forms.Form):
    """How somebody was spoken with, and what was said."""

    channel = forms.ChoiceField(
        label="怎样联系的",
        choices=ContactChannel.choices,
        widget=forms.RadioSelect,
        initial=ContactChannel.PHONE,
        error_messages={"required": "请选择怎样联系的。", "invalid_choice": "请选择怎样联系的。"},
    )
    note = forms.CharField(
        label="求职情况",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：面试过砖厂，嫌远；想学电焊。",
        error_messages={"required": "请写一句求职情况。", "max_length": "最多200个字，请缩短。"},
    )


@needs(RECORD, line=EMPLOYMENT)
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """The registration; POST records a contact, which lets the time run anew."""
    rows = Unemployment.objects.select_related("resident__village")
    row = fetch(request.caller, RECORD, rows, line=EMPLOYMENT, pk=pk)
    form = ContactForm(request.POST or None, label_suffix="")
    today = timezone.localdate()
    if request.method == "POST" and form.is_valid():
        try:
            unemployment.record_contact(
                unemployment=row, on=today, actor=request.caller.account, **form.cleaned_data
            )
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"已记录与{row.resident.name}的联系。")
            return redirect("records:unemployed")
    person = row.resident
    running = row.state == UnemploymentState.ACTIVE
    hardship, certificate = open_hardship(person), certificate_of(person)
    concerns = (contradictions.UNEMPLOYMENT,)
    context: dict[str, Any] = {
        "row": row,
        "person": person,
        "running": running,
        "form": form,
        "id_number": masked_id(person),
        "telephone": masked_telephone(person),
        "wishes": "、".join(str(dict(Wish.choices).get(wish, wish)) for wish in row.wishes),
        "words": contact_words(row, today) if running else "",
        "against": contradictions.find_contradictions(person, today, concerns) if running else [],
        "events": _events(row),
        "hardship": hardship,
        "hardship_name": name_of(hardship.category) if hardship else "",
        "certificate": certificate,
        "may_file": request.caller.can(Ability.CASE_FILE),
        "may_unmask": request.caller.can(Ability.RESIDENT_UNMASK),
    }
    return render(request, "records/unemployment.html", context, status=422 if form.is_bound else 200)


def _events(row: Unemployment) -> list[dict[str, Any]]:
    events = row.events.filter(undone_at__isnull=True).select_related("actor").order_by("-pk")
    return [_event(event) for event in events[:30]]


def _event(event: UnemploymentEvent) -> dict[str, Any]:
    move = UnemploymentMove(event.move)
    channel = event.get_channel_display()
    who = str(event.actor or "系统")
    # Entered later than it was: the day says when, and no time.
    same_day = timezone.localdate(event.at) == event.on
    return {
        "title": move.label + (f"（{channel}）" if channel else ""),
        "at": event.at if same_day else None,
        "who": who if same_day else f"{event.on:%Y-%m-%d} · {who}",
        "text": event.note,
        "tone": TONES.get(move, "info"),
        "url": reverse("cases:detail", args=[event.case_number]) if event.case_number else "",
    }
