"""Looking for jobs: what was asked as a search, and what was found as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cuncuntong.items.find_work.looking.fields import LODGING, MEALS, TRANSPORT, UNITS
from cuncuntong.ledgers.jobs.enums import SeekerKind
from cuncuntong.ledgers.jobs.posting_lines import place_words, published_words, tags_of, where_words
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name, time_words
from cuncuntong.ledgers.jobs.selectors.search import FoundPosting, PostingQuery, search_postings
from cuncuntong.ledgers.jobs.selectors.seekers import active_seeker
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import LookUpAnswer, LookUpTable, NextStep, Situation

COLUMNS = ("岗位", "报酬", "用工方", "工作地点", "时间", "招聘编号")
EMPTY = "没有符合条件的岗位。可以减少条件再查；登记求职后，有合适的新岗位会告知。"
NO_CHARGE = "求职、应聘不收押金、报名费、服装费；凡要先交钱的，不要去。"
# Item to register and item to have jobs recommended, by kind of work.
REGISTER = {SeekerKind.FIXED: "1", SeekerKind.GIG: "4"}
RECOMMEND = {SeekerKind.FIXED: "2", SeekerKind.GIG: "5"}


def asked_of(kind: SeekerKind, form: Mapping[str, Any], home: str) -> PostingQuery:
    """The search that a form asks; distances are measured from the resident's village."""
    welfare = form.get("welfare") or []
    return PostingQuery(
        kind=kind,
        words=str(form.get("words") or ""),
        place=str(form.get("place") or ""),
        pay=Decimal(str(form["pay"])) if form.get("pay") else None,
        pay_unit=UNITS[kind],
        near=home,
        within_km=int(form["within"]) if form.get("within") else None,
        hours=str(form.get("hours") or ""),
        meals=MEALS in welfare,
        lodging=LODGING in welfare,
        transport=TRANSPORT in welfare,
        days=int(form["days"]) if form.get("days") else None,
        sort=str(form.get("sort") or ""),
    )


def look_up_jobs(kind: SeekerKind, situation: Situation) -> LookUpAnswer:
    """The first page of what fits; the rest is one click away on the public page with the same search."""
    query = asked_of(kind, situation.form, situation.resident.village_code)
    found = search_postings(query, on=situation.on)
    more = found.more or found.total > len(found.rows)
    first = f"，先列{len(found.rows)}条" if more else ""
    notes = [*found.notes, NO_CHARGE]
    return LookUpAnswer(
        summary=(
            ("查询", query.words.strip() or "全部岗位"),
            ("查到", f"{found.total_words}{first}"),
            ("排列", query.order.label),
        ),
        tables=(
            LookUpTable(
                title=f"{kind.label}岗位",
                columns=COLUMNS,
                rows=tuple(_row(one) for one in found.rows),
                empty=EMPTY,
            ),
        ),
        as_of=timezone.now(),
        notes=tuple(notes),
        panel_data={
            "jobs": [_job(one, situation) for one in found.rows],
            "seeker": _registered(kind, situation),
            "more": more,
            "conditions": conditions(query),
            "empty": EMPTY,
        },
        panel_lists=True,
        next_steps=_next_steps(kind),
    )


def _registered(kind: SeekerKind, situation: Situation) -> int | None:
    """The resident's own registration, to which a posting can be recommended from the list."""
    seeker = active_seeker(situation.resident, kind, situation.on)
    return seeker.pk if seeker else None


def _row(found: FoundPosting) -> tuple[str, ...]:
    posting = found.posting
    return (
        posting.title,
        pay_words(posting),
        public_name(posting.employer),
        "，".join(part for part in (where_words(posting), _distance(found)) if part),
        time_words(posting),
        posting.code,
    )


def _job(found: FoundPosting, situation: Situation) -> dict[str, Any]:
    """What the panel shows of a posting, beside what it reads of the posting itself."""
    posting = found.posting
    return {
        "posting": posting,
        "title": found.title,
        "pay": pay_words(posting),
        "employer": public_name(posting.employer),
        "place": place_words(posting),
        "distance": _distance(found),
        "tags": tags_of(posting),
        "when": published_words(posting, situation.on),
        "excerpt": found.excerpt,
    }


def _distance(found: FoundPosting) -> str:
    words = found.distance.words if found.distance else ""
    return f"离家{words}" if words.endswith("公里") else words


def conditions(query: PostingQuery) -> dict[str, str]:
    """The search in the words of the public page's address."""
    told = {
        "kind": query.kind,
        "q": query.words.strip(),
        "place": query.place,
        "pay": f"{query.pay.normalize():f}" if query.pay is not None else "",
        "unit": query.pay_unit if query.pay is not None else "",
        "near": query.near,
        "km": str(query.within_km or ""),
        "hours": query.hours,
        "days": str(query.days or ""),
        "sort": query.sort,
        **{name: "on" for name in (MEALS, LODGING, TRANSPORT) if getattr(query, name)},
    }
    return {name: value for name, value in told.items() if value}


def _next_steps(kind: SeekerKind) -> tuple[NextStep, ...]:
    offered = (
        NextStep(RECOMMEND[kind], "按登记的求职意向推荐岗位，说明为什么合适"),
        NextStep(REGISTER[kind], "登记求职，有合适的新岗位会告知"),
    )
    return tuple(step for step in offered if items.get(step.item).open)
