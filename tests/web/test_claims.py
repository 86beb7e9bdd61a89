"""Claims to come as clerk, township and county see them: lists, visits, progress, entitlements."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cuncuntong.cases import clock
from cuncuntong.ledgers.claims.models import ClaimVisit
from cuncuntong.ledgers.claims.selectors import latest_birth, window
from cuncuntong.ledgers.claims.services import declare
from cuncuntong.ledgers.pensions.enums import AccountState, OtherKind, OtherState, Scheme
from cuncuntong.ledgers.pensions.models import OtherScheme
from cuncuntong.ledgers.pensions.services import start_entitlement
from cuncuntong.network import parameters
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.models import ServicePoint
from cuncuntong.rules.ages import add_months, date_reaching_age
from cuncuntong.rules.parameters import load_parameters
from cuncuntong.rules.pension import compute_resident_pension
from tests.ledgers.make import basic_account, card, pay
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
LIST, PROGRESS = "/claims/", "/claims/progress/"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.forget_calendar()
    parameters.forget_parameters()
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def county() -> County:
    return County()


def claimant(county, name, birth, *, years=15, village=None, **more):
    person = county.resident(name, birth=birth, village=village, **more)
    account = basic_account(person)
    for year in range(2027 - years, 2027):
        pay(account, year)
    return person


def names(page) -> list[str]:
    return [row.split()[0] for row in table_rows(page)[1:]]


def test_who_reaches_the_age_and_what_each_lacks(county):
    full = claimant(county, "齐全", "19661124")
    card(full)
    claimant(county, "少年", "19670224", years=12)
    claimant(county, "太早", "19670225")
    claimant(county, "超期", "19660930")
    claimant(county, "太久", "19651123")
    claimant(county, "邻村", "19661124", village=county.songzhuang)
    claimant(county, "已故", "19661124", standing="deceased")
    other = claimant(county, "别处", "19661201")
    OtherScheme.objects.create(
        resident=other, kind=OtherKind.EMPLOYEE, state=OtherState.RECEIVING, as_of=TODAY, source="演示"
    )
    client = signed_in(county.clerk())
    with at_most():
        page = client.get(LIST)
    assert names(page) == ["超期", "齐全", "别处", "少年"]
    late, complete, elsewhere, short = table_rows(page)[1:]
    assert "超期未领" in late and "已过1个月" in late
    assert "今天" in complete and "条件齐" in complete and "到龄未领" in complete
    # 15 × 300 = 4500; ÷ 139 = 32.37; + 163.
    assert "约195.37元/月" in complete and "办第34项" in complete
    assert "在领取其他养老待遇" in elsewhere and "没有社保卡或领取账户" in elsewhere
    assert "缴费12年，还差3年" in short and "还有3个月" in short
    assert names(client.get(LIST, {"only": "overdue"})) == ["超期"]
    assert names(client.get(LIST, {"only": "coming"})) == ["别处", "少年"]
    assert names(client.get(LIST, {"q": "齐"})) == ["齐全"]
    assert "没有符合条件的人" in words(client.get(LIST, {"only": "done"}))


def test_before_the_age_nothing_is_claimed_yet_but_declared(county):
    person = claimant(county, "快了", "19670114")
    card(person)
    client = signed_in(county.clerk())
    assert "除年龄外条件齐" in table_rows(client.get(LIST))[1]
    at_a_plain_point = table_rows(client.get(LIST))[1]
    assert "满年龄当天起 办第34项" in at_a_plain_point
    clerk = county.clerk()
    ServicePoint.objects.filter(division=county.shuicun).update(demonstration=True)
    client = signed_in(clerk)
    page = client.get(LIST)
    assert reverse("counter:form", args=[person.pk, "D4"]) in page.content.decode()
    assert reverse("counter:form", args=[person.pk, "34"]) not in page.content.decode()
    shown = client.get(reverse("claims:person", args=[person.pk, "basic"]))
    assert "登记申报（D4）" in words(shown) and "办第34项 待遇申领" not in words(shown)
    declare(resident=person, scheme="basic", on=TODAY, actor=None, case_number="S1", note="")
    assert "登记申报（D4）" not in words(client.get(LIST))


def test_a_township_sees_names_and_lacks_but_no_amounts(county):
    claimant(county, "齐全", "19661124")
    claimant(county, "外镇", "19661124", village=county.huangcheng)
    client = signed_in(county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng))
    page = client.get(LIST)
    assert names(page) == ["齐全"] and "元/月" not in words(page) and "办第34项" not in words(page)
    person = page.context["rows"][0]["row"].person
    shown = words(client.get(reverse("claims:person", args=[person.pk, "basic"])))
    assert "累计缴费" in shown and "账户余额" not in shown and "预备的待遇核定" not in shown


@pytest.mark.parametrize(
    ("on", "age"),
    [(dt.date(2025, 2, 28), 65), (dt.date(2024, 2, 29), 60), (dt.date(2026, 11, 30), 60), (TODAY, 60)],
)
def test_the_youngest_birth_date_is_the_last_one_that_reached_the_age(on, age):
    last = latest_birth(on, age)
    assert date_reaching_age(last, age) <= on < date_reaching_age(last + dt.timedelta(days=1), age)


def test_the_window_reaches_three_months_ahead_and_a_year_back():
    view = window(Scheme.BASIC, TODAY, load_parameters())
    assert view.births == (dt.date(1965, 11, 24), dt.date(1967, 2, 24))
    assert view.overdue_birth == add_months(TODAY - dt.timedelta(days=30), -720)


def test_a_visit_is_put_down_shown_and_taken_back(county):
    person = claimant(county, "齐全", "19661124")
    caller = county.clerk()
    client = signed_in(caller)
    url = reverse("claims:person", args=[person.pk, "basic"])
    page = client.get(url)
    assert "预备的待遇核定" in words(page) and "国发〔2014〕8号" in words(page)
    assert names(client.get(LIST, {"only": "unvisited"})) == ["齐全"]
    assert "要走访的将满60岁的人" in words(client.get("/"))
    done = client.post(url, {"state": "agreed", "on": "20261123", "note": "周二来"})
    assert done.status_code == 302
    visit = ClaimVisit.objects.get()
    assert (visit.state, visit.on, visit.village_code) == (
        "agreed",
        dt.date(2026, 11, 23),
        person.village_code,
    )
    assert "已走访，愿意申报" in words(client.get(LIST)) and "周二来" in words(client.get(url))
    assert "没有符合条件的人" in words(client.get(LIST, {"only": "unvisited"}))
    assert client.post(reverse("claims:take_back", args=[visit.pk])).status_code == 302
    visit.refresh_from_db()
    assert names(client.get(LIST, {"only": "unvisited"})) == ["齐全"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"on": "20261125"}, "走访日期还没有到"),
        ({"on": "20260101"}, "早于92天以前"),
        ({"on": "20260230"}, "不是有效的日期"),
        ({"state": ""}, "请选择走访结果"),
        ({"state": "declared"}, "请从列出的结果中选一项"),
        ({"note": "长" * 201}, "最多200个字"),
    ],
)
def test_a_visit_that_can_not_be(county, change, message):
    person = claimant(county, "齐全", "19661124")
    client = signed_in(county.clerk())
    url = reverse("claims:person", args=[person.pk, "basic"])
    page = client.post(url, {"state": "agreed", "on": "20261124", "note": "说明", **change})
    assert page.status_code == 422 and message in words(page)
    assert not ClaimVisit.objects.exists()


def test_another_village_is_not_visible(county):
    person = claimant(county, "邻村", "19661124", village=county.songzhuang)
    client = signed_in(county.clerk())
    url = reverse("claims:person", args=[person.pk, "basic"])
    assert client.get(url).status_code == 404
    assert client.post(url, {"state": "agreed", "on": "20261124"}).status_code == 404
    assert client.get(reverse("claims:estimate", args=[person.pk])).status_code == 404
    assert client.get(reverse("claims:person", args=[person.pk, "nonsense"])).status_code == 404


def test_progress_by_township_then_village_with_counts(county):
    done = claimant(county, "已领", "19661124")
    account = done.pension_accounts.get()
    account.state = AccountState.RECEIVING
    account.save()
    claimant(county, "超期", "19660930")
    claimant(county, "宋庄", "19661124", village=county.songzhuang)
    claimant(county, "皇城", "19661124", village=county.huangcheng)
    client = signed_in(county.business_admin())
    with at_most():
        page = client.get(PROGRESS)
    assert [row.split() for row in table_rows(page) if row.startswith(("凤城", "北留"))][-2:] == [
        ["凤城镇", "3", "1", "0", "2", "1"],
        ["北留镇", "1", "0", "0", "1", "0"],
    ]
    inside = client.get(PROGRESS, {"township": "140522100"})
    assert [row.split()[-5:] for row in table_rows(inside) if "水村" in row][-1] == ["2", "1", "0", "1", "1"]
    book = load_workbook(BytesIO(client.get("/claims/progress/export/").content)).active
    assert "凤城镇" in [cell.value for cell in book["A"]]


def test_the_sheet_and_the_workbook_keep_numbers_masked(county):
    person = claimant(county, "齐全", "19661124", telephone="13935600001")
    client = signed_in(county.clerk())
    sheet = words(client.get("/claims/sheet/"))
    assert (
        "走访单" in sheet and "齐全" in sheet and person.id_number not in sheet and "13935600001" not in sheet
    )
    content = client.get("/claims/export/").content
    cells = [str(cell.value) for row in load_workbook(BytesIO(content)).active.iter_rows() for cell in row]
    assert "齐全" in cells and person.id_number not in cells and "13935600001" not in cells


def test_pages_by_key_lose_nobody(county):
    for number in range(55):
        claimant(county, f"人{number}", "19661124", years=1)
    client = signed_in(county.clerk())
    with at_most():
        first = client.get(LIST)
    second = client.get(LIST + first.context["next_url"])
    assert len(names(first)) == 50 and len(set(names(first)) | set(names(second))) == 55
    assert client.get(LIST, {"after": "nonsense~1"}).status_code == 200


def test_an_entitlement_explains_itself_by_the_figures_of_its_day(county, monkeypatch):
    person = claimant(county, "领取人", "19640305")
    account = person.pension_accounts.get()
    computation = compute_resident_pension(
        birth=person.birth_date,
        account_balance=Decimal("4500"),
        years_paid=15,
        on=dt.date(2024, 4, 1),
        parameters=load_parameters(),
    )
    entitlement = start_entitlement(
        account=account,
        computation=computation,
        starts_on=dt.date(2024, 4, 1),
        on=dt.date(2024, 4, 1),
        actor=None,
    )
    client = signed_in(county.clerk())
    url = reverse("claims:entitlement", args=[entitlement.pk])
    with at_most():
        page = words(client.get(url))
    # 123 of 2024 + 4500 ÷ 139 = 32.37, whatever the figures of today are.
    assert "123.00元" in page and "32.37元" in page and "155.37元" in page and "163" not in page
    assert "按2024年4月1日的标准" in page
    listed = client.get("/claims/entitlements/")
    assert names(listed) == ["领取人"]
    assert "没有符合条件的待遇" in words(client.get("/claims/entitlements/", {"state": "ended"}))
    content = client.get("/claims/entitlements/export/").content
    assert "领取人" in [
        cell.value for row in load_workbook(BytesIO(content)).active.iter_rows() for cell in row
    ]


def test_the_calculator_beside_the_counter_is_filled_in(county):
    person = claimant(county, "齐全", "19700305", years=4)
    client = signed_in(county.clerk())
    with at_most():
        page = client.get(reverse("claims:estimate", args=[person.pk]))
    html = page.content.decode()
    assert page.status_code == 200 and 'value="1970-03-05"' in html and 'value="1200.00"' in html
    # Four years paid, also 2026: 2027 to 2030 to come; 8 years, 7 to pay up.
    assert "8年（已缴4年，以后再缴4年）" in words(page) and "还差7年" in words(page)
    assert (
        reverse("claims:estimate", args=[person.pk])
        in client.get(reverse("counter:desk", args=[person.pk])).content.decode()
    )
    empty = county.resident("没参保", birth="19900101")
    assert "没有参保" in words(client.get(reverse("claims:estimate", args=[empty.pk])))


def test_who_waits_for_longer_than_the_list_goes_back_is_found_on_its_own(county):
    claimant(county, "刚到龄", "19661101")
    claimant(county, "早到龄", "19640305")
    drawn = claimant(county, "早已领", "19640305")
    drawn.pension_accounts.update(state=AccountState.RECEIVING)
    clerk = signed_in(county.clerk())
    page = clerk.get(LIST)
    assert names(page) == ["刚到龄"]
    assert "更早满年龄的在“情况”里选“到龄更久仍未领取的”" in words(page)
    assert names(clerk.get(LIST, {"only": "longer"})) == ["早到龄"]


def test_who_has_reached_the_age_can_claim_now_who_has_not_on_the_day(county):
    clerk = signed_in(county.clerk())
    for birth, said in (("19661101", "条件齐，现在就可以申领"), ("19661201", "满年龄当天起可以申领")):
        person = claimant(county, "齐全", birth)
        card(person)
        assert said in words(clerk.get(reverse("claims:person", args=[person.pk, "basic"])))
