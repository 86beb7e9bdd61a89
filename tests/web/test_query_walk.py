"""Every duty's pages within the house's number of queries, and none more for a longer list.

Figures are counted afresh and cases claimed anew, so that no page passes by what a former visit
left behind. Savepoints and the transaction's own words are no questions; nor are what a process
looks up anew every few seconds (figures of the county, calendar) and the session's note a minute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases import clock, numbers
from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.services import blank_forms, review
from cuncuntong.cases.services.attachments import attach
from cuncuntong.cases.services.changes import resubmit
from cuncuntong.cases.services.drafts import new_key, save_draft
from cuncuntong.cases.services.filing import file_case
from cuncuntong.cases.services.review import SlipDraft
from cuncuntong.ledgers.jobs.services import register_seeker
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network import parameters, workdays
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind, Line
from cuncuntong.network.places import book
from cuncuntong.rules.registry import items
from tests.cases import make
from tests.ledgers.make import County, basic_account, card, pay
from tests.web.areas import AREA_MANY, AREA_PAGES
from tests.web.support import MOST_QUERIES, photo, signed_in

ENROL, CLAIM, SEEK, LOOK = "28", "34", "1", "33"
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "BEGIN", "COMMIT")
SMALL, LARGE = 1, 6

Page = tuple[str, tuple[Any, ...], dict[str, str]]


def page(name: str, *args: Any, **query: str) -> Page:
    """An address with its arguments and what is asked of it."""
    return name, args, query


class World:
    """阳城县 with so many of each thing that its pages list."""

    def __init__(self, many: int) -> None:
        self.county = county = County()
        self.clerk = county.clerk()
        self.reviewer = make.reviewer(county, *Line.values)
        self.person = self._insured("王满山", "19650101")
        register_seeker(
            resident=self.person,
            kind="registered",
            occupation="电焊工",
            work_place="本县",
            shown_to_employers=True,
            case_number="",
            on=timezone.localdate() - dt.timedelta(days=9),
            actor=None,
        )
        self.waiting = [self._enrolled() for _ in range(many)][0]
        self.claims = [self._claimed() for _ in range(many)][0]
        self.again = [self._sent_again() for _ in range(many)][0]
        self.returned = [self._returned() for _ in range(many)][0]
        self.applied = [self._decided() for _ in range(many)][0]
        self.drafts = [
            save_draft(
                caller=self.clerk,
                key=new_key(),
                item=items.get(ENROL),
                resident=county.resident(f"草{number}", birth="19900101"),
                form={"hukou": "rural"},
                version=0,
            )
            for number in range(many)
        ]
        for _ in range(many):
            county.resident("李重", birth="19500101")
            county.resident("李重", birth="19500101")
            county.clerk(county.songzhuang)
        blank_forms.issue(caller=self.clerk, item=items.get(ENROL), count=many)
        Case.objects.filter(pk=self.claims.pk).update(due_on=timezone.localdate() - dt.timedelta(days=9))
        for build in AREA_MANY:
            build(self, many)

    def _insured(self, name: str, birth: str) -> Resident:
        person = self.county.resident(name, birth=birth, telephone="13835600002")
        account = basic_account(person)
        card(person, number=f"D{person.pk:08d}")
        for year in range(2009, 2026):
            pay(account, year)
        return person

    def _filed(self, item: str, person: Resident, values: dict[str, Any], *materials: str) -> Case:
        one = items.get(item)
        draft = save_draft(
            caller=self.clerk, key=new_key(), item=one, resident=person, form=values, version=0
        )
        for material in materials:
            attach(caller=self.clerk, draft=draft, material=material, upload=photo())
        return file_case(
            caller=self.clerk,
            item=one,
            resident=person,
            form=values,
            idempotency_key=draft.key,
            draft=draft,
        ).case

    def _enrolled(self) -> Case:
        person = self.county.resident("李秀英", birth="19840305", telephone="13835600001")
        return self._filed(ENROL, person, {"level": "300", "hukou": "rural"}, "id_page")

    def _claimed(self, **more: str) -> Case:
        person = self._insured("赵有福", "19650202")
        return self._filed(CLAIM, person, {"pay_to": "card", "declared": "yes", **more}, "id_page")

    def _returned(self) -> Case:
        case = self._enrolled()
        taken = case.attachments.get()
        lines = [
            SlipDraft("field", "档次与本人说的不符", "请改选", field="level"),
            SlipDraft("page", "照片模糊", "请重拍", attachment_id=taken.pk, page=1),
        ]
        review.return_case(caller=self.reviewer, case_id=case.pk, version=case.version, lines=lines)
        case.refresh_from_db()
        return case

    def _sent_again(self) -> Case:
        case = self._claimed(pay_to="other", bank="演示农商银行", bank_card="6222021234567890128")
        lines = [SlipDraft("field", "本人要求发到社保卡", "请改选", field="pay_to")]
        review.return_case(caller=self.reviewer, case_id=case.pk, version=case.version, lines=lines)
        case.refresh_from_db()
        form = {"pay_to": "card", "declared": "yes"}
        resubmit(caller=self.clerk, case_id=case.pk, form=form, version=case.version)
        case.refresh_from_db()
        return case

    def _decided(self) -> Case:
        case = self._enrolled()
        review.approve(caller=self.reviewer, case_id=case.pk, version=case.version)
        case.refresh_from_db()
        return case

    def cold(self) -> None:
        """As if nobody had looked today: nothing counted, nothing claimed."""
        cache.clear()
        waiting = Case.objects.filter(state=State.UNDER_REVIEW)
        waiting.update(state=State.ACCEPTED, claimed_by=None, claimed_until=None)

    def caller(self, kind: str) -> Caller:
        """Somebody with the duty, at the county or at its first point."""
        if kind == DutyKind.POINT_CLERK:
            return self.clerk
        if kind == DutyKind.REVIEWER:
            return self.reviewer
        return self.county.caller(kind, self.county.county)


HOME = [page("home"), page("account:overview"), page("guide:catalogue"), page("guide:item", ENROL)]


def clerk_pages(world: World) -> list[Page]:
    person = world.person.pk
    return [
        page("counter:start"),
        page("counter:start", q=world.person.name),
        page("counter:desk", person),
        *(page("counter:form", person, item, fresh="1") for item in (ENROL, CLAIM, SEEK, "40", LOOK)),
        page("counter:form", world.drafts[0].resident_id, ENROL),
        page("counter:look_up", person, LOOK),
        page("counter:contact", person),
        page("counter:drafts"),
        page("counter:inbox"),
        *(page("counter:cases", tab=tab) for tab in ("open", "returned", "to-tell", "all")),
        page("counter:supplement", world.returned.number),
        page("counter:correct", world.waiting.number),
        page("counter:correct", world.claims.number),
        page("counter:withdraw", world.waiting.number),
        page("counter:deliver", world.applied.number),
        page("counter:done", world.waiting.number),
        page("counter:take_over"),
        page("counter:blank_forms"),
        page("counter:blank_enter"),
        *case_pages(world),
    ]


def case_pages(world: World) -> list[Page]:
    cases = (world.waiting, world.claims, world.again, world.returned, world.applied)
    return [page("cases:detail", one.number) for one in cases]


def reviewer_pages(world: World) -> list[Page]:
    return [
        *(
            page("review:queue", tab=tab)
            for tab in ("waiting", "mine", "soon", "overdue", "returned", "done")
        ),
        page("review:case", world.waiting.number),
        page("review:case", world.claims.number),
        page("review:case", world.returned.number),
        page("review:case", world.again.number),
        page("review:batch"),
        *case_pages(world),
    ]


def overseer_pages(world: World) -> list[Page]:
    return [
        page("oversight:figures"),
        page("oversight:cases"),
        page("oversight:cases", state="overdue"),
        page("oversight:points"),
        *case_pages(world),
    ]


def business_pages(world: World) -> list[Page]:
    return [
        *overseer_pages(world),
        page("review:reversals"),
        page("review:take_back", world.applied.number),
        page("admin_desk:start"),
        page("admin_desk:parameters"),
        page("admin_desk:parameter", "service.draft_days"),
        page("admin_desk:calendar"),
        page("admin_desk:doubles"),
        page("admin_desk:tasks"),
    ]


def system_pages(world: World) -> list[Page]:
    return [
        page("oversight:points"),
        page("admin_desk:start"),
        page("admin_desk:accounts"),
        page("admin_desk:account_add"),
        page("admin_desk:account", world.clerk.account.pk),
        page("admin_desk:tasks"),
    ]


def auditor_pages(world: World) -> list[Page]:
    return [page("oversight:figures"), page("oversight:points"), page("admin_desk:audit")]


PAGES: dict[str, Callable[[World], list[Page]]] = {
    DutyKind.POINT_CLERK: clerk_pages,
    DutyKind.REVIEWER: reviewer_pages,
    DutyKind.BUSINESS_ADMIN: business_pages,
    DutyKind.SYSTEM_ADMIN: system_pages,
    DutyKind.AUDITOR: auditor_pages,
    DutyKind.OVERSEER: overseer_pages,
    DutyKind.TOWNSHIP_ADMIN: overseer_pages,
    DutyKind.SPECIALIST: overseer_pages,
}


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    # Looked up once in the walk: a slow machine must not find them stale between two pages.
    monkeypatch.setattr(parameters, "FRESH_SECONDS", 3600.0)
    monkeypatch.setattr(workdays, "FRESH_SECONDS", 3600.0)
    monkeypatch.setattr(book, "FRESH_SECONDS", 3600.0)
    monkeypatch.setattr("cuncuntong.web.middleware.NOTED_EVERY", 3600)
    clock.forget_calendar()
    parameters.forget_parameters()
    numbers.forget_blocks()
    cache.clear()
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "MEDIA_DIR": tmp_path}


def asked(browser: Client, world: World, one: Page) -> list[str]:
    """The queries of a page that was opened before, so that settings are known to the process."""
    name, args, query = one
    url = reverse(name, args=args)
    for _ in range(2):
        world.cold()
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(url, query)
        assert answer.status_code == 200, f"{name} {args} → {answer.status_code}"
    return [sql["sql"] for sql in captured if not sql["sql"].startswith(TRANSACTION)]


def counted(kind: str, many: int) -> dict[str, list[str]]:
    """The queries of each of a duty's pages, by the page's name and place in the walk."""
    world = World(many)
    browser = signed_in(world.caller(kind))
    areas = [one for pages in AREA_PAGES if kind in pages for one in pages[kind](world)]
    pages = [*HOME, *PAGES[kind](world), *areas]
    return {f"{place} {one[0]} {one[2]}": asked(browser, world, one) for place, one in enumerate(pages)}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", DutyKind.values)
def test_no_page_asks_more_than_the_house_allows_or_more_for_more_rows(kind: str) -> None:
    with transaction.atomic():
        few = counted(kind, SMALL)
        transaction.set_rollback(True)
    many = counted(kind, LARGE)
    over = {page: queries for page, queries in many.items() if len(queries) > MOST_QUERIES}
    assert over == {}, "\n\n".join("\n".join([page, *queries]) for page, queries in over.items())
    grown = {page: (len(few[page]), len(many[page])) for page in few if len(many[page]) > len(few[page])}
    assert grown == {}
