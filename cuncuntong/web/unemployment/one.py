"""A benefit: how its months came about, what was paid, what speaks against it, what may be done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.unemployment.enums import BenefitState, OverpaidState, SignKind, SignState
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import last_due
from cuncuntong.ledgers.unemployment.selectors import used_of, with_returned
from cuncuntong.network.parameters import current
from cuncuntong.network.selectors import place_words
from cuncuntong.rules.unemployment import estimated, unconfirmed
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.unemployment.forms import EndForm, ReceiveForm, ResumeForm
from cuncuntong.web.unemployment.shared import LINE, MANAGE, OVERPAID_TONES, READ, SIGN_TONES, TONES, benefit


@needs(READ, line=LINE)
@require_safe
def page(request: CallerRequest, pk: int) -> HttpResponse:
    """The page of one."""
    return render_one(request, benefit(request.caller, pk))


def render_one(request: CallerRequest, row: Benefit, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with a form that was refused kept as it was typed."""
    today = timezone.localdate()
    manages = request.caller.can(MANAGE, LINE) and request.caller.reaches(MANAGE, row)
    claim = with_returned(row.overpaid.exclude(state=OverpaidState.UNDONE)).first()
    context = {
        "row": row,
        "tone": TONES[BenefitState(row.state)],
        "place": place_words([row])[0],
        "used": used_of(row),
        "until": last_due(row),
        "months": list(row.paid.order_by("-month")),
        "worth": estimated(today, current()),
        "waiting": unconfirmed(today, current()),
        "signs": [
            {"one": one, "tone": SIGN_TONES[SignState(one.state)], "plain": one.kind == SignKind.ABOVE}
            for one in row.signs.select_related("decided_by")
        ],
        "claim": claim,
        "claim_tone": OVERPAID_TONES[OverpaidState(claim.state)] if claim else "",
        "returns": list(claim.returns.select_related("actor")) if claim else [],
        "may_end": manages and row.state == BenefitState.RUNNING,
        "may_resume": manages and row.state in (BenefitState.ENDED, BenefitState.USED_UP),
        "may_decide": manages,
        "may_receive": manages and claim is not None and claim.state == OverpaidState.OPEN,
        "case_url": reverse("cases:detail", args=[row.case_number]) if row.case_number else "",
        "end_form": EndForm(),
        "resume_form": ResumeForm(),
        "receive_form": ReceiveForm(),
        "form_errors": any(form.errors for form in forms.values() if hasattr(form, "errors")),
        **forms,
    }
    return render(request, "unemployment/one.html", context, status=status)
