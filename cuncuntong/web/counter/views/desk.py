"""The desk: the resident on the left, what can be done for them on the right, on one page."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.cases.clock import clock_words
from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case, Draft
from cuncuntong.cases.states import ENDED
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.messages.selectors import open_of
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone, open_resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.rules.registry import items
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.likely import age_words, item_groups, likely_buttons, soon_words

RECENT_CASES = 8
# More than anybody has within some years; what is open is among the latest.
MOST_CASES = 100
MOST_MESSAGES = 5


@needs(Ability.RESIDENT_READ)
def desk(request: CallerRequest, resident: int) -> HttpResponse:
    """A resident's desk; reading the record is audited."""
    person = open_resident(request.caller, resident)
    return work_page(request, person, "counter/_choose.html", {})


def work_page(
    request: CallerRequest, person: Resident, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """A step of work on a resident: the whole desk, or for htmx the step alone.

    ``template`` is the step's fragment; it is put into the desk's work area.
    """
    swapped = request.headers.get("HX-Target") == "work" and not request.headers.get(
        "HX-History-Restore-Request"
    )
    context = {"person": person, "resident_pk": person.pk, "work_template": template, **context}
    if swapped:
        return render(request, "counter/_work.html", context, status=status)
    context |= desk_context(request.caller, person, drafts=not {"sheet", "answer"} & set(context))
    return render(request, "counter/desk.html", context, status=status)


def desk_context(caller: Caller, person: Resident, *, drafts: bool = True) -> dict[str, object]:
    """What the desk shows beside the step: card, items, cases; drafts and messages where no form is open."""
    today = timezone.localdate()
    demonstration = bool(caller.point and caller.point.demonstration)
    files = caller.can(Ability.CASE_FILE)
    likely = likely_buttons(person, demonstration=demonstration) if files else []
    cases, elsewhere = case_lines(caller, person)
    return {
        "card": {
            "id_number": masked_id(person),
            "telephone": masked_telephone(person),
            "age": age_words(person, today),
            "soon": soon_words(person, today),
        },
        "likely": likely,
        "first_group": str(likely[0].item.group) if likely else "",
        "groups": item_groups(likely, demonstration=demonstration) if files else [],
        "open_cases": [line for line in cases if line["open"]],
        "ended_cases": [line for line in cases if not line["open"]],
        "open_elsewhere": elsewhere,
        "to_tell": message_lines(caller, person) if drafts else [],
        "drafts": draft_lines(caller, person) if files and drafts else [],
        "may_file": files,
        "may_write": caller.can(Ability.RESIDENT_WRITE),
        "may_estimate": caller.can(Ability.PENSION_READ, Line.RESIDENT_PENSION),
        "may_unmask": caller.can(Ability.RESIDENT_UNMASK),
    }


def case_lines(caller: Caller, person: Resident) -> tuple[list[dict[str, object]], int]:
    """The resident's latest cases that the caller may see, and how many others are open: one query.

    Of those others the number is told, nothing else.
    """
    mine = caller.limit(Ability.CASE_READ, Case.objects.filter(pk=OuterRef("pk")))
    known = Case.objects.filter(resident=person).annotate(seen=Exists(mine))
    known = known.defer("form", "effect", "decision_note", "remedy").order_by("-accepted_at")
    latest = list(known[:MOST_CASES])
    rows = [case for case in latest if case.seen][:RECENT_CASES]
    others = [case for case in latest if not case.seen]
    lines: list[dict[str, object]] = [
        {
            "number": case.number,
            "name": item_name(case.item),
            "state": State(case.state),
            "words": clock_words(case) if case.state not in ENDED else "",
            "accepted_at": case.accepted_at,
            "open": case.state not in ENDED and case.state != State.APPLIED,
            "returned": case.state == State.RETURNED,
        }
        for case in rows
    ]
    return lines, sum(case.state not in {*ENDED, State.APPLIED} for case in others)


def draft_lines(caller: Caller, person: Resident) -> list[dict[str, object]]:
    """The point's drafts for the resident, the newest first."""
    rows = caller.limit(Ability.CASE_FILE, Draft.objects.filter(resident=person, case__isnull=True))
    rows = rows.defer("form").select_related("saved_by").order_by("-saved_at")[:5]
    return [
        {"key": row.key, "name": item_name(row.item), "saved_at": row.saved_at, "saved_by": row.saved_by}
        for row in rows
    ]


def message_lines(caller: Caller, person: Resident) -> list[Message]:
    """What the resident, who stands here, is still to be told."""
    rows = caller.limit(Ability.MESSAGE_DELIVER, open_of(person))
    return list(rows[:MOST_MESSAGES])


def item_name(number: str) -> str:
    """An item's name; a number that is no longer in the registry speaks for itself."""
    return items.get(number).name if number in items else number
