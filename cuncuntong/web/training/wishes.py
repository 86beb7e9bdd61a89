"""Wishes as a list with filters and an export, and one wish with all that happened to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.ledgers.training.enums import EnrolmentState, Group, Outcome, TaskState, WishState
from cuncuntong.ledgers.training.models import TrainingWish
from cuncuntong.ledgers.training.selectors import Asked, course_words, visible_wishes, wish_rows
from cuncuntong.ledgers.training.selectors.wishes import PAGE, after, key_of, reading_ability
from cuncuntong.ledgers.training.words import answer_words
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import townships
from cuncuntong.network.workdays import due_words
from cuncuntong.rules import occupations
from cuncuntong.rules.registry import items
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import moment, whole
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.training.reading import TRAINING, WISH_TONES, manages
from cuncuntong.web.work.pages import asked as asked_of
from cuncuntong.web.work.pages import query

_STATES = [("live", "在办（未结束）"), *((one.value, one.label) for one in WishState if one != "reversed")]
COLUMNS = (
    Column("name", "姓名", width=12),
    Column("id_number", "身份证号码（遮）", width=22),
    Column("telephone", "联系电话（遮）", width=16),
    Column("village", "村（社区）", width=18),
    Column("group", "人群", width=30),
    Column("words", "想学的工种", width=16),
    Column("occupation", "职业（代码）", width=28),
    Column("level", "等级", width=16),
    Column("times", "方便的时间", width=12),
    Column("registered", "登记日期", kind="date", width=12),
    Column("state", "状态", width=10),
    Column("evidence", "依据方式", width=20),
    Column("remarks", "其他要求", width=24),
)


def _asked(request: CallerRequest) -> tuple[dict[str, str], Asked]:
    values = asked_of(request, "state", "group", "words", "township", "q")
    code = occupations.resolve(values["words"]).code if values["words"] else ""
    state = values["state"] if values["state"] in dict(_STATES) else ""
    group = values["group"] if values["group"] in Group.values else ""
    # Words that mean no one occupation find nothing, rather than everything.
    wanted = code or ("?" if values["words"] else "")
    return values, Asked(state, group, wanted, values["township"], values["q"])


@needs(Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE, line=TRAINING)
def listing(request: CallerRequest) -> HttpResponse:
    """The wishes of the area, the longest waiting first."""
    values, asked = _asked(request)
    if "state" not in request.GET:
        values["state"], asked = "live", Asked("live", *[getattr(asked, name) for name in _REST])
    rows, key = wish_rows(request.caller, asked), request.GET.get("after", "")
    at, _, pk = key.rpartition("_")
    since, number = moment(at), whole(pk)
    if since is not None and since.tzinfo is not None and number is not None:
        rows = after(rows, since, number)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "rows": [wish_row(one) for one in shown],
        "asked": values,
        "filtered": any(values[name] for name in ("group", "words", "township", "q")),
        "unclear": bool(values["words"]) and asked.occupation == "?",
        "states": _STATES,
        "groups": Group.choices,
        "townships": townships() if manages(request.caller) else [],
        "export_query": query(values),
        "next_url": query(values, after=key_of(shown[-1])) if len(found) > PAGE else "",
        "first_url": query(values) if key else "",
    }
    return render(request, "training/wishes.html", context)


_REST = ("group", "occupation", "township", "text")


def wish_row(wish: TrainingWish) -> dict[str, Any]:
    """A wish as lists show it."""
    return {
        "wish": wish,
        "what": course_words(wish),
        "tone": WISH_TONES.get(WishState(wish.state), "neutral"),
    }


@needs(Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE, line=TRAINING)
def export(request: CallerRequest) -> HttpResponse:
    """The wishes that the list shows, all pages; numbers are masked, exporting is audited."""
    values, asked = _asked(request)
    rows = wish_rows(request.caller, asked)
    content = write_workbook([Sheet("培训意向", COLUMNS, _lines(rows), heading="培训意向登记名册")])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="training.wishes_exported",
            object_type="training.TrainingWish",
            object_id="list",
            detail=values,
        )
    return workbook_response(content, f"培训意向{timezone.localdate():%Y%m%d}.xlsx")


def _lines(rows: QuerySet[TrainingWish]) -> Iterator[dict[str, Any]]:
    """All of them, in chunks."""
    for wish in rows.iterator(chunk_size=1000):
        person = wish.resident
        yield {
            "name": person.name,
            "id_number": masked_id(person),
            "telephone": masked_telephone(person),
            "village": person.village.name,
            "group": wish.get_group_display(),
            "words": wish.words,
            "occupation": f"{occupations.label(wish.occupation)}（{wish.occupation}）",
            "level": wish.get_level_display() if wish.level else "不限",
            "times": wish.get_times_display(),
            "registered": wish.registered_on,
            "state": wish.get_state_display(),
            "evidence": wish.get_evidence_kind_display(),
            "remarks": wish.remarks,
        }


@needs(Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE, line=TRAINING)
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """One wish: what is wanted, by what the person belongs to the group, and all that happened."""
    caller = request.caller
    rows = visible_wishes(caller).select_related("resident__village")
    wish = fetch(caller, reading_ability(caller), rows, line=TRAINING, pk=pk)
    task = wish.tasks.filter(state=TaskState.OPEN).first()
    enrolments = list(
        wish.enrolments.exclude(state=EnrolmentState.REVERSED)
        .select_related("training_class__institution")
        .order_by("-pk")
    )
    certified = any(one.result == Outcome.PASSED and one.certificate_number for one in enrolments)
    context = {
        **wish_row(wish),
        "person": wish.resident,
        "occupation": f"{occupations.label(wish.occupation)}（{wish.occupation}）",
        "id_number": masked_id(wish.resident),
        "telephone": masked_telephone(wish.resident),
        "task": task,
        "task_words": due_words(task.due_on, timezone.localdate()) if task else "",
        "enrolments": enrolments,
        "events": _events(wish),
        "doings": _doings(wish, certified) if caller.can(Ability.CASE_FILE) else [],
    }
    return render(request, "training/wish.html", context)


def _events(wish: TrainingWish) -> list[dict[str, Any]]:
    """The timeline, the newest first; what a call said is told where it stands."""
    found = wish.events.filter(undone_at__isnull=True).select_related("actor").order_by("-pk")
    calls = {
        entry.call_id: answer_words(entry.call)
        for entry in wish.entries.select_related("call__institution", "call__training_class")
    }
    return [
        {
            "title": event.get_move_display(),
            "at": event.at if timezone.localdate(event.at) == event.on else event.on,
            "who": event.actor,
            "text": calls.get(event.before.get("call"), event.note),
        }
        for event in found[:50]
    ]


def _doings(wish: TrainingWish, certified: bool) -> list[dict[str, str]]:
    """What can be done for the person at the counter, as links."""
    by_state = {
        WishState.OPEN: ("18", "19", "16"),
        WishState.WAITING: ("19",),
        WishState.PLACED: ("19",),
        WishState.TRAINING: ("19",),
    }
    numbers = (*by_state.get(WishState(wish.state), ()), *(("19", "22") if certified else ()))
    return [
        {
            "url": reverse("counter:form", args=[wish.resident_id, number]),
            "text": f"{number} {items.get(number).name}",
        }
        for number in dict.fromkeys(numbers)
        if number in items
    ]
