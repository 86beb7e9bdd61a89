"""Certification through its pages: lists, one person, lists of evidence, losses, papers."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from unittest import mock

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.certification.enums import Way
from cuncuntong.ledgers.certification.models import Beneficiary, Certification, EvidenceList, Loss
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.web.certification.papers import promise_paper
from tests.cases import make
from tests.ledgers.certification.make import TODAY, employee, night, on, row_of, seen
from tests.ledgers.payments.make import entitled
from tests.web.support import County, at_most, signed_in, table_rows, words

pytestmark = pytest.mark.django_db
LIST = "/certification/"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _november() -> Any:
    with on(TODAY):
        yield


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def clerk(county: County) -> Client:
    return signed_in(county.clerk())


@pytest.fixture
def office(county: County) -> Client:
    return signed_in(make.reviewer(county, Line.RESIDENT_PENSION))


def listed(county: County, name: str, starts: dt.date, **more: Any) -> Resident:
    person = entitled(county, name, starts=starts, **more).resident
    night_again()
    return person


def night_again() -> None:
    from cuncuntong.ledgers.certification.models import CertificationNight

    CertificationNight.objects.all().delete()
    night(TODAY)


def test_the_list_by_due_day_with_counts_and_filters(county: County, clerk: Client) -> None:
    listed(county, "王晚到", dt.date(2026, 2, 1))  # due 2027-02-01: 68 days
    listed(county, "李先到", dt.date(2025, 12, 10))  # due 2026-12-10: warned
    listed(county, "赵有效", dt.date(2026, 9, 1))
    entitled(county, "孙邻村", starts=dt.date(2025, 12, 1), village=county.songzhuang)
    night_again()
    with at_most():
        page = clerk.get(LIST)
    rows = table_rows(page)
    assert [row.split()[0] for row in rows[1:]] == ["李先到", "王晚到"]
    assert "还有15天" in rows[1] and "已提醒一次" in rows[1]
    assert "还有68天" in rows[2] and "即将到期" in rows[2]
    assert "孙邻村" not in words(page)
    assert [row.split()[0] for row in table_rows(clerk.get(f"{LIST}?state=valid"))[1:]] == ["赵有效"]
    assert len(table_rows(clerk.get(f"{LIST}?state=all"))) == 4
    assert [row.split()[0] for row in table_rows(clerk.get(f"{LIST}?state=all&q=有效"))[1:]] == ["赵有效"]
    near = clerk.get(f"{LIST}?until=2026-12-31")
    assert [row.split()[0] for row in table_rows(near)[1:]] == ["李先到"]
    assert "当前没有" not in words(clerk.get(f"{LIST}?state=nonsense&until=gestern&after=x~y"))


def test_pages_by_key(county: County, clerk: Client) -> None:
    for number in range(53):
        entitled(county, f"王{number}", starts=dt.date(2025, 12, 10), with_account=False)
    night_again()
    first = clerk.get(LIST)
    assert len(table_rows(first)) == 51
    following = first.context["next_url"].replace("&amp;", "&")
    assert len(table_rows(clerk.get(LIST + following))) == 4


def test_who_is_in_grace_and_who_is_held_since_when(county: County, clerk: Client) -> None:
    grace = listed(county, "钱宽限", dt.date(2012, 8, 1))  # came to the list 14 years late
    held = listed(county, "周停发", dt.date(2025, 9, 1))
    listed(county, "吴提醒", dt.date(2025, 12, 20))
    hold_at(held)
    Beneficiary.objects.filter(resident=grace).update(grace_until=TODAY + 30 * DAY)
    with at_most():
        page = clerk.get(LIST)
    rows = table_rows(page)[1:]
    # By the last day that counts: the held one, the one that is due in 26 days, the end of the grace.
    assert [row.split()[0] for row in rows] == ["周停发", "吴提醒", "钱宽限"]
    assert "2026年11月起停发，认证后补发" in rows[0]
    assert "宽限期内" in rows[2] and "为止不暂停，还有30天" in rows[2] and "逾期" not in rows[2]
    assert "90天宽限" in words(page)
    only = clerk.get(f"{LIST}?state=grace")
    assert [row.split()[0] for row in table_rows(only)[1:]] == ["钱宽限"]
    assert [row.split()[0] for row in table_rows(clerk.get(f"{LIST}?state=overdue"))[1:]] == []
    # The day after the grace he is overdue like anybody else.
    Beneficiary.objects.filter(resident=grace).update(grace_until=TODAY - DAY)
    late = table_rows(clerk.get(f"{LIST}?state=overdue"))[1:]
    assert "钱宽限" in late[0] and "从下一次发放起暂停" in late[0]


def hold_at(person: Resident) -> None:
    """Held back from this November for want of a certification."""
    from cuncuntong.ledgers.pensions.enums import HoldKind
    from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold

    EntitlementHold.objects.create(
        entitlement=Entitlement.objects.get(resident=person),
        kind=HoldKind.UNCERTIFIED,
        from_month=dt.date(2026, 11, 1),
        decided_on=TODAY,
        reason="演示",
    )
    Beneficiary.objects.filter(resident=person).update(state="suspended")


def test_pages_go_on_through_both_kinds(county: County, clerk: Client) -> None:
    people = [listed(county, f"人{n:02}", dt.date(2025, 12, 1) + n * DAY) for n in range(3)]
    late = [entitled(county, f"宽{n:02}", starts=dt.date(2012, 8, 1)).resident for n in range(2)]
    night_again()
    for n, one in enumerate(late):
        Beneficiary.objects.filter(resident=one).update(grace_until=people_due(people[n]))
    with (
        mock.patch("cuncuntong.web.certification.shared.PAGE", 2),
        mock.patch("cuncuntong.web.certification.listing.PAGE", 2),
    ):
        seen_names, address = [], LIST
        while address:
            page = clerk.get(address)
            seen_names += [row.split()[0] for row in table_rows(page)[1:]]
            address = LIST + page.context["next_url"] if page.context["next_url"] else ""
    assert seen_names == ["人00", "宽00", "人01", "宽01", "人02"]


def people_due(person: Resident) -> dt.date:
    due = Beneficiary.objects.get(resident=person).due_on
    assert due is not None
    return due


def test_the_places_as_tiles_and_a_table(county: County, office: Client) -> None:
    listed(county, "王一", dt.date(2025, 12, 10))
    listed(county, "李二", dt.date(2020, 1, 1), village=county.huangcheng)
    with at_most():
        page = office.get("/certification/places/")
    text = words(page)
    assert "凤城镇 1人 1人将到期" in text.replace("  ", " ")
    assert "北留镇" in text and "1人逾期" in text
    rows = table_rows(page)
    # 北留镇 皇城村 is late, so it stands first: 1 person, 0 valid, 0 coming, 1 warned once, 0 overdue.
    assert rows[1].startswith("北留镇 皇城村 1")
    only = office.get("/certification/places/?township=140522100")
    assert len(table_rows(only)) == 2
    book = load_workbook(io.BytesIO(office.get("/certification/places/export/").content))
    assert [cell.value for cell in book.active[3]][:2] == ["凤城镇 水村", 1]


def test_one_person_evidence_undo_and_what_is_wrong(county: County, office: Client) -> None:
    person = listed(county, "王老伯", dt.date(2025, 12, 10), telephone="13900010001")
    url = f"/certification/people/{person.pk}/"
    with at_most():
        page = office.get(url)
    assert "没有记录，从2025年12月10日开始领取算起" in words(page)
    bad = office.post(
        f"{url}evidence/", {"way": "medical", "on": "20261126", "source": "县医保局", "evidence": "门诊"}
    )
    assert bad.status_code == 422
    assert "认证日期2026年11月26日还没有到" in words(bad)
    assert 'value="县医保局"' in bad.content.decode()
    good = office.post(
        f"{url}evidence/", {"way": "medical", "on": "20261120", "source": "县医保局", "evidence": "门诊"}
    )
    assert good.status_code == 302
    made = Certification.objects.get()
    assert (made.on, made.way) == (dt.date(2026, 11, 20), Way.MEDICAL)
    assert "有效期到2027-11-20" in words(office.get(url))
    assert office.post(f"/certification/{made.pk}/undo/", {"reason": ""}).status_code == 422
    assert office.post(f"/certification/{made.pk}/undo/", {"reason": "登记错了人"}).status_code == 302
    assert row_of(person).last_on is None
    assert "登记错了人" in words(office.get(url))


def test_a_clerk_asks_for_a_visit_and_reports_a_loss(county: County, clerk: Client, office: Client) -> None:
    person = listed(county, "王老伯", dt.date(2025, 12, 10))
    url = f"/certification/people/{person.pk}/"
    assert clerk.post(f"{url}evidence/", {}).status_code == 403
    assert clerk.post(f"{url}home/", {"home-note": "", "move": "want"}).status_code == 422
    clerk.post(f"{url}home/", {"home-note": "高龄，下周三上午", "move": "want"})
    assert "需要上门" in words(clerk.get(f"{LIST}?state=home"))
    bad = clerk.post(
        f"{url}loss/", {"loss-kind": "death", "loss-learned_on": "20261127", "loss-note": "家属说"}
    )
    assert bad.status_code == 422 and "得知日期还没有到" in words(bad)
    clerk.post(f"{url}loss/", {"loss-kind": "death", "loss-learned_on": "20261125", "loss-note": "家属说"})
    text = words(clerk.get("/certification/losses/"))
    # 20 working days from 2026-11-25
    assert "2026-12-23" in text and "去办第37项" in text
    loss = Loss.objects.get()
    assert clerk.post(f"/certification/losses/{loss.pk}/close/", {"words": "x"}).status_code == 403
    assert office.post(f"/certification/losses/{loss.pk}/close/", {"words": ""}).status_code == 422
    office.post(f"/certification/losses/{loss.pk}/close/", {"words": "核实健在", "move": "groundless"})
    assert "核实健在" in words(office.get("/certification/losses/?state=groundless"))


def test_an_uploaded_list_says_of_each_row_what_became_of_it(county: County, office: Client) -> None:
    person = listed(county, "王老伯", dt.date(2025, 12, 10))
    content = f"身份证号码,姓名,日期,说明\n{person.id_number},王老伯,2026-10-20,门诊\n123,张三,2026-10-20,\n"
    sent = {
        "way": "medical",
        "source": "县医保局",
        "file": SimpleUploadedFile("就医.csv", content.encode("gb18030")),
    }
    page = office.post("/certification/lists/", sent, follow=True)
    text = words(page)
    assert "已认证1人，1人没有采用" in text
    assert person.id_number not in page.content.decode()
    assert EvidenceList.objects.get().taken == 1
    again = office.post(
        "/certification/lists/",
        {**sent, "file": SimpleUploadedFile("就医2.csv", content.encode("gb18030"))},
    )
    assert again.status_code == 422 and "没有重复处理" in words(again)
    wrong = office.post(
        "/certification/lists/", {**sent, "file": SimpleUploadedFile("x.csv", b"\x00\x01\x02")}
    )
    assert wrong.status_code == 422


def test_doubts_are_listed_until_somebody_looked(county: County, office: Client) -> None:
    person = county.resident("赵退休", birth="19600101")
    employee(person, certified=dt.date(2025, 12, 1))
    night_again()
    Beneficiary.objects.update(doubt="refused", doubt_words="照片与登记不符")
    assert "照片与登记不符" in words(office.get(f"{LIST}?state=doubt"))
    url = f"/certification/people/{person.pk}/doubt/"
    assert office.post(url, {"note": ""}).status_code == 422
    office.post(url, {"note": "已与上级核对"})
    assert "赵退休" not in words(office.get(f"{LIST}?state=doubt"))


def pdf_text(response: Any) -> bytes:
    assert response["Content-Type"] == "application/pdf"
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_papers_are_large_and_name_no_numbers(county: County, clerk: Client) -> None:
    person = listed(county, "王老伯", dt.date(2025, 12, 10))
    sheet = pikepdf.open(io.BytesIO(pdf_text(clerk.get("/certification/sheet.pdf"))))
    assert len(sheet.pages) == 1
    made = seen(person, way=Way.COUNTER).certification
    for url in (f"/certification/people/{person.pk}/promise.pdf", f"/certification/{made.pk}/promise.pdf"):
        assert len(pikepdf.open(io.BytesIO(pdf_text(clerk.get(url)))).pages) == 1
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"certification.printed", "paper.printed"} <= actions
    other = listed(county, "孙邻村", dt.date(2025, 12, 10), village=county.songzhuang)
    assert clerk.get(f"/certification/people/{other.pk}/promise.pdf").status_code == 404


def test_the_workbook_masks_numbers_and_is_audited(county: County, clerk: Client) -> None:
    person = listed(county, "王老伯", dt.date(2025, 12, 10))
    book = load_workbook(io.BytesIO(clerk.get("/certification/export/").content))
    values = [[cell.value for cell in row] for row in book.active]
    assert any("王老伯" in row for row in values)
    assert person.id_number not in str(values)
    assert AuditEntry.objects.filter(action="certification.exported").exists()


def test_the_workbook_is_whole_however_long(
    county: County, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cuncuntong.web.certification.export._CHUNK", 2)
    names = [f"王老伯{letter}" for letter in "甲乙丙丁戊"]
    for name in names:
        listed(county, name, dt.date(2025, 12, 10))
    page = load_workbook(io.BytesIO(clerk.get("/certification/export/").content)).active
    assert sorted(row[1].value for row in page.iter_rows(min_row=3)) == sorted(names)


def test_an_undertaking_names_the_address_once_and_where_it_was_given(county: County) -> None:
    person = listed(county, "马上门", dt.date(2025, 12, 1))
    Resident.objects.filter(pk=person.pk).update(address=f"凤城镇{person.village.name}36号")
    person.refresh_from_db()
    made = seen(person, way=Way.HOME).certification
    blank, signed = (str(promise_paper(person, made=one)) for one in (None, made))
    assert blank.count(person.village.name) == 1 and f"凤城镇{person.village.name}36号" in blank
    assert "本人今天当面接受核对" in blank and "本人今天在家中接受核对" in signed


def test_a_certification_says_who_saw_the_person_and_who_decided(
    county: County, clerk: Client, office: Client
) -> None:
    person = listed(county, "马登记", dt.date(2025, 12, 1))
    judge = make.reviewer(county, Line.RESIDENT_PENSION)
    case = make.file(county.clerk(), make.item("21"), person).case
    seen(person, case_number=case.number, actor=judge.account)
    row = next(row for row in table_rows(clerk.get(f"{LIST}people/{person.pk}/")) if "2026年11月25日" in row)
    assert f"经办 {case.handler.full_name}" in row and f"审核 {judge.account.full_name}" in row
