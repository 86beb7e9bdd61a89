"""Every address × every duty: closed unless it says otherwise, and nothing of another township.

The addresses come from the URL resolver, so that a new one is walked too; one that takes arguments
without a sample here fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cuncuntong.cases import clock, models, numbers
from cuncuntong.cases.examine import examine
from cuncuntong.cases.models import Case, Notice
from cuncuntong.cases.services.advice import give_advice
from cuncuntong.cases.services.blank_forms import issue
from cuncuntong.cases.services.review import SlipDraft, approve, return_case
from cuncuntong.ledgers.residents.models import Resident, ResidentMerge
from cuncuntong.ledgers.residents.services import merge
from cuncuntong.network import parameters
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind, Level, Line
from cuncuntong.network.models import Account, Division, Duty, ParameterValue
from cuncuntong.rules.registry import items
from tests.cases import make
from tests.ledgers.make import division
from tests.web.areas import AREA_BUILDERS, AREA_PUBLIC, AREA_SAMPLES, AREA_TABLES, Sample
from tests.web.support import County, photo, signed_in, words

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


@dataclass(frozen=True)
class Address:
    name: str
    view: Any
    takes: tuple[str, ...]


def walk(patterns: Any, prefix: str = "", takes: tuple[str, ...] = ()) -> Iterator[Address]:
    for one in patterns:
        names = takes + tuple(one.pattern.converters)
        if isinstance(one, URLResolver):
            space = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from walk(one.url_patterns, space, names)
        elif isinstance(one, URLPattern):
            yield Address(prefix + (one.name or ""), one.callback, names)


ADDRESSES = list(walk(get_resolver().url_patterns))


class World:
    """凤城镇 with one of everything that an address can name."""

    def __init__(self) -> None:
        self.county = county = County()
        self.clerk = county.clerk()
        self.reviewer = make.reviewer(county)
        self.person = county.resident(address="老宅", telephone="13935612345")
        self.case = make.file(self.clerk, make.REVIEWED, self.person).case
        approve(caller=self.reviewer, case_id=self.case.pk, version=self.case.version)
        self.returned, self.page = self._returned()
        self.waiting = make.file(self.clerk, make.REVIEWED, county.resident("周五", address="老宅")).case
        self.draft = make.draft(self.clerk, make.PAPERS, self.person)
        self.draft_page = make.page(self.draft)
        self.blank = issue(caller=self.clerk, item=make.REVIEWED, count=1)[0]
        lacking = examine(make.PAPERS, self.person, {}, on=timezone.localdate(), attached=set())
        self.advice = give_advice(
            caller=self.clerk, item=make.PAPERS, resident=self.person, examination=lacking
        )
        self.notice = Notice.objects.filter(case=self.case).get()
        self.merge = self._merge()
        self.duty = Duty.objects.get(account=self.clerk.account)
        self.value = ParameterValue.objects.create(
            key="service.draft_days",
            starts_on="2026-01-01",
            value=45,
            source="测试",
            proposed_by=self.clerk.account,
        )
        for build in AREA_BUILDERS:
            build(self)

    def _returned(self) -> tuple[Case, models.Attachment]:
        draft = make.draft(self.clerk, make.PAPERS, self.person)
        page = make.page(draft)
        case = make.file(self.clerk, make.PAPERS, self.person, draft=draft).case
        lines = [SlipDraft("page", "反光", attachment_id=page.pk)]
        return_case(caller=self.reviewer, case_id=case.pk, version=case.version, lines=lines)
        return case, page

    def _merge(self) -> ResidentMerge:
        kept, dropped = (self.county.resident("赵小兰", telephone="13935611111") for _ in range(2))
        return merge(caller=self.county.business_admin(), kept=kept, dropped=dropped, reason="同一人")


ITEM = Sample(lambda w: [w.person.pk, "T3"])
PERSON = Sample(lambda w: [w.person.pk])
CASE = Sample(lambda w: [w.case.number])
RETURNED = Sample(lambda w: [w.returned.number])
DRAFT = Sample(lambda w: [w.draft.key])
ACCOUNT = Sample(lambda w: [w.clerk.account.pk])
GUIDE = Sample(lambda w: ["28"], placed=False)
VALUE = Sample(lambda w: [w.value.pk], placed=False)

SAMPLES = {
    "counter:desk": PERSON,
    "counter:contact": PERSON,
    "counter:unmask": PERSON,
    "counter:form": ITEM,
    "counter:findings": ITEM,
    "counter:check": ITEM,
    "counter:send": ITEM,
    "counter:advice": ITEM,
    "counter:draft_save": ITEM,
    "counter:page_add": ITEM,
    "counter:page_remove": Sample(lambda w: [w.person.pk, "T3", w.draft_page.pk]),
    "counter:look_up": Sample(lambda w: [w.person.pk, "T4"]),
    "counter:draft": DRAFT,
    "counter:draft_drop": DRAFT,
    "counter:done": CASE,
    "counter:supplement": RETURNED,
    "counter:page_again": RETURNED,
    "counter:page_again_remove": Sample(lambda w: [w.returned.number, w.page.pk]),
    "counter:case_draft": RETURNED,
    "counter:correct": Sample(lambda w: [w.waiting.number]),
    "counter:withdraw": Sample(lambda w: [w.waiting.number]),
    "counter:deliver": CASE,
    "review:batch_run": Sample(lambda w: ["no-such-run"], placed=False),
    "review:take_back": CASE,
    "review:case": Sample(lambda w: [w.waiting.number]),
    "cases:attachment": Sample(lambda w: [w.page.pk]),
    "cases:detail": CASE,
    "cases:unmask": CASE,
    "cases:unmask_form": CASE,
    "oversight:export": Sample(lambda w: ["days"], placed=False),
    "papers:receipt": CASE,
    "papers:slip": RETURNED,
    "papers:decision": CASE,
    "papers:advice": Sample(lambda w: [w.advice.number]),
    "papers:notice": Sample(lambda w: [w.notice.pk]),
    "papers:look_up": Sample(lambda w: [w.person.pk, "T4"]),
    "papers:blank_again": Sample(lambda w: [w.blank.number]),
    "papers:guide": GUIDE,
    "admin_desk:parameter": Sample(lambda w: ["service.draft_days"], placed=False),
    "admin_desk:parameter_confirm": VALUE,
    "admin_desk:parameter_withdraw": VALUE,
    "admin_desk:doubles_compare": Sample(lambda w: [w.person.pk, w.waiting.resident_id]),
    "admin_desk:merge_undo": Sample(lambda w: [w.merge.pk]),
    "admin_desk:account": ACCOUNT,
    "admin_desk:duty_give": ACCOUNT,
    "admin_desk:duty_end": Sample(lambda w: [w.duty.pk]),
    "admin_desk:account_act": Sample(lambda w: [w.clerk.account.pk, "freeze"]),
    "admin_desk:task_again": Sample(lambda w: ["00000000-0000-4000-8000-000000000000"], placed=False),
    "guide:item": GUIDE,
    "portal:guide": GUIDE,
    **AREA_SAMPLES,
}
PLACED = [one for one in ADDRESSES if one.takes and SAMPLES.get(one.name, PERSON).placed]


@pytest.fixture(autouse=True)
def _small_items(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    clock.forget_calendar()
    parameters.forget_parameters()
    numbers.forget_blocks()
    cache.clear()
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "MEDIA_DIR": tmp_path}
    monkeypatch.setattr("cuncuntong.cases.services.attachments.SealedStore.get", lambda *_: b"\xff\xd8")
    # What a PDF looks like is another test's matter.
    typeset = type("Typeset", (), {"content": b"%PDF-"})
    monkeypatch.setattr("cuncuntong.web.papers.views.render", lambda *_: typeset)
    monkeypatch.setattr("cuncuntong.web.papers.views.render_many", lambda *_: typeset)
    for one in make.ALL:
        monkeypatch.setitem(items._items, one.number, one)


@pytest.fixture
def world() -> World:
    return World()


def url_of(address: Address, world: World) -> str:
    if not address.takes:
        return reverse(address.name)
    assert address.name in SAMPLES, f"{address.name} takes {address.takes}: give it a sample in SAMPLES"
    return reverse(address.name, args=SAMPLES[address.name].arguments(world))


def caller(kind: str, place: Division, world: World) -> Caller:
    if kind == DutyKind.POINT_CLERK:
        village = world.county.huangcheng if place == world.county.beiliu else world.county.shuicun
        return world.county.clerk(village)
    if kind == DutyKind.REVIEWER:
        return make.reviewer(world.county, *Line.values, division=place)
    return world.county.caller(kind, place)


def above(world: World) -> tuple[Division, Division]:
    province = division("14", "山西省", Level.PROVINCE, None)
    city = division("1405", "晋城市", Level.CITY, province)
    Division.objects.filter(pk=world.county.county.pk).update(parent=city)
    return city, province


def everybody(world: World) -> dict[str, Caller | None]:
    found: dict[str, Caller | None] = {
        kind: caller(kind, world.county.county, world) for kind in DutyKind.values
    }
    city, province = above(world)
    found["city overseer"] = caller(DutyKind.OVERSEER, city, world)
    found["province overseer"] = caller(DutyKind.OVERSEER, province, world)
    found["city reviewer"] = caller(DutyKind.REVIEWER, city, world)
    found["without duties"] = Caller(Account.objects.create(username="nobody", full_name="无岗"))
    found["nobody"] = None
    return found


def test_every_address_has_a_name_and_says_who_may_call_it():
    assert len(ADDRESSES) > 80
    assert [one for one in ADDRESSES if not one.name.rpartition(":")[2]] == []
    assert [one.name for one in ADDRESSES if not getattr(one.view, "access", ())] == []
    assert len({one.name for one in ADDRESSES}) == len(ADDRESSES)


def test_every_sample_belongs_to_an_address():
    assert set(SAMPLES) == {one.name for one in ADDRESSES if one.takes}


@pytest.mark.parametrize("who", [*DutyKind.values, "city overseer", "province overseer", "city reviewer"])
def test_a_duty_opens_what_it_names_and_nothing_else(world, who):
    person = everybody(world)[who]
    assert person is not None
    browser = signed_in(person)
    wrong = []
    for address in ADDRESSES:
        if address.name == "account:sign_out":
            continue
        url, access = url_of(address, world), address.view.access
        may = access[0] in {"public", "signed_in"} or any(person.can(ability) for ability in access)
        asked = browser.get(url).status_code
        if asked >= 500 or (may and asked == 403):
            wrong.append(f"GET {address.name} → {asked}")
        if not may:
            sent = browser.post(url).status_code
            if asked not in {403, 405} or sent != 403 and not (sent == 405 and asked == 403):
                wrong.append(f"{address.name} not denied: GET {asked}, POST {sent}")
    assert wrong == []


def test_an_account_without_duties_reaches_its_own_pages_only(world):
    browser = signed_in(Caller(Account.objects.create(username="nobody", full_name="无岗")))
    open_to_it = set()
    for address in ADDRESSES:
        if address.name == "account:sign_out":
            continue
        url = url_of(address, world)
        if {browser.get(url).status_code, browser.post(url).status_code} - {403, 405}:
            open_to_it.add(address.name)
    closed = {one.name for one in ADDRESSES if one.view.access[0] not in {"public", "signed_in"}}
    assert open_to_it & closed == set()


def test_anybody_is_sent_to_the_sign_in_page_except_from_public_pages(world):
    wrong = []
    for address in ADDRESSES:
        url, public = url_of(address, world), address.view.access == ("public",)
        for method in ("get", "post"):
            answer = getattr(Client(), method)(url)
            sent_away = answer.status_code == 302 and answer.url.startswith(SIGN_IN)
            if sent_away == public or answer.status_code >= 500:
                wrong.append(f"{method} {address.name} → {answer.status_code}")
    assert wrong == []


def test_what_is_public_is_a_short_list():
    public = {one.name for one in ADDRESSES if one.view.access == ("public",)}
    assert public == {
        "account:sign_in",
        "account:display",
        "papers:guide",
        "portal:start",
        "portal:progress",
        "portal:guides",
        "portal:guide",
        *AREA_PUBLIC,
    }


def state_of(world: World) -> dict[str, Any]:
    """What an intruder could have changed; a print's count and a login are not among it."""
    tables: list[type[Model]] = [
        models.Case,
        models.CaseEvent,
        models.Draft,
        models.Attachment,
        models.BlankForm,
        models.Notice,
        models.InboxItem,
        models.SlipLine,
        models.Advice,
        models.PrintRecord,
        ResidentMerge,
        Resident,
        Duty,
        *AREA_TABLES,
    ]
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables} | {
        "accounts": list(Account.objects.order_by("pk").values("pk", "is_active", "password"))
    }


@pytest.mark.parametrize("kind", DutyKind.values)
def test_nothing_of_another_township_is_read_written_or_attached_to(world, kind):
    """Whoever holds the duty in 北留镇 gets 404 for everything of 凤城镇, and changes nothing."""
    person = caller(kind, world.county.beiliu, world)
    browser = signed_in(person)
    before = state_of(world)
    wrong = []
    for address in PLACED:
        if not any(person.can(ability) for ability in address.view.access):
            continue
        url = url_of(address, world)
        upload = {"file-id_card": photo(), "material": "id_card", "draft_key": world.draft.key}
        for method, data in (("get", {}), ("post", {}), ("post", upload)):
            # A redirect tells nothing; what it leads to must not either.
            answer = getattr(browser, method)(url, data, follow=True)
            if answer.status_code not in {404, 405}:
                wrong.append(f"{method} {address.name} → {answer.status_code}")
    assert wrong == []
    assert state_of(world) == before


def test_the_same_addresses_answer_inside_the_township(world):
    """Else the 404s above would prove nothing."""
    callers = [person for person in everybody(world).values() if person is not None]
    browsers = [(person, signed_in(person)) for person in callers]
    never = []
    for address in PLACED:
        url = url_of(address, world)
        mine = [
            browser.get(url).status_code
            for person, browser in browsers
            if any(person.can(ability) for ability in address.view.access)
        ]
        if not set(mine) & {200, 302, 405}:
            never.append(f"{address.name} → {mine}")
    assert never == []


def test_another_line_of_business_is_not_reviewed(world):
    browser = signed_in(make.reviewer(world.county, Line.CARD))
    url = reverse("review:case", args=[world.waiting.number])
    assert browser.get(url).status_code == 404
    assert browser.post(url, {"act": "approve", "version": "1"}).status_code == 404


def test_a_duty_that_ended_opens_nothing_any_more(world):
    browser = signed_in(world.clerk)
    url = reverse("cases:detail", args=[world.case.number])
    assert browser.get(url).status_code == 200
    Duty.objects.filter(account=world.clerk.account).update(ends_on="2020-01-02", starts_on="2020-01-01")
    assert browser.get(url).status_code == 403


def test_a_colleagues_foreign_key_in_the_body_is_refused_too(world):
    """The address is one's own, what is sent along is not."""
    county = world.county
    stranger = county.clerk(county.huangcheng)
    browser, own = signed_in(stranger), county.resident("外村人", county.huangcheng)
    before = state_of(world)
    for name in ("draft_save", "page_add", "check", "send"):
        url = reverse(f"counter:{name}", args=[own.pk, "T3"])
        sent = {"draft_key": world.draft.key, "version": "1", "material": "id_card", **make.FORM}
        assert browser.post(url, sent).status_code == 404, name
    absent = world.blank.number[:-4] + "9999"
    for name, method in (("blank_enter", browser.get), ("blank_void", browser.post)):
        answers = []
        for number in (world.blank.number, absent):
            today = f"{timezone.localdate():%Y%m%d}"
            page = method(
                reverse(f"counter:{name}"),
                {"number": number, "reason": "写坏了", "day": today, "time": "00:01"},
            )
            assert "没有这个编号" in words(page), name
            text = words(page).replace(world.blank.number, "N").replace(absent, "N")
            answers.append((page.status_code, text))
        assert answers[0] == answers[1], name
    assert state_of(world) == before
