"""A file of existing accounts: checked, agreed by two persons, loaded once, taken back as a whole."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from cuncuntong.foundation.spreadsheets import Sheet, write_workbook
from cuncuntong.ledgers.collection.services import cancel_order, issue_order
from cuncuntong.ledgers.loading.files import store
from cuncuntong.ledgers.loading.models import LoadBatch, LoadedRow
from cuncuntong.ledgers.loading.services import (
    cancel,
    confirm_totals,
    load_batch,
    loads,
    start_loading,
    start_reversal,
    undo_batch,
    undoing,
    what_builds_on,
)
from cuncuntong.ledgers.loading.services.batches import TotalsDiffer
from cuncuntong.ledgers.loading.services.undoing import BuiltOn
from cuncuntong.ledgers.loading.template import COLUMNS
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.selectors import balance, years_paid
from cuncuntong.ledgers.pensions.services import (
    approve_back_payments,
    change_level,
    reverse_entry,
    undo_back_payments,
    undo_change,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.lookups import resident_with_id
from cuncuntong.network.access import Caller
from tests.ledgers.loading import make
from tests.ledgers.make import County, basic_account, id_number

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The process ended here: no handler may take it for an error of the work."""


@pytest.fixture
def admin(county: County) -> Caller:
    return county.business_admin()


@pytest.fixture
def other(county: County) -> Caller:
    return county.business_admin()


def why(batch: LoadBatch) -> str:
    return batch.samples[0][1]


def test_a_payer_and_a_recipient_stand_in_the_ledgers_as_the_file_says(admin: Caller, other: Caller) -> None:
    payer, drawer = make.line("A0001"), make.drawing("A0002")
    batch = make.loaded(admin, other, [payer, drawer])
    assert batch.state == "loaded"
    account = PensionAccount.objects.get(number="A0001")
    assert (account.state, account.level, account.opened_on) == ("paying", 300, dt.date(2012, 7, 1))
    assert balance(account) == Decimal("1030.50")
    assert years_paid(account) == 3
    # 900 over three years, and one entry each for subsidies and interest.
    assert sorted(account.entries.values_list("kind", "year", "amount")) == [
        ("interest", 2025, Decimal("10.50")),
        ("own", 2023, Decimal(300)),
        ("own", 2024, Decimal(300)),
        ("own", 2025, Decimal(300)),
        ("subsidy", 2025, Decimal(120)),
    ]
    assert resident_with_id(payer["id_number"]).telephone == "13803560001"
    recipient = PensionAccount.objects.get(number="A0002")
    assert (balance(recipient), years_paid(recipient), recipient.state) == (Decimal(1940), 15, "receiving")
    entitlement = recipient.entitlements.get()
    assert (entitlement.starts_on, entitlement.monthly) == (dt.date(2024, 4, 1), Decimal(180))
    revision = entitlement.revisions.get()
    # Computed from all that was saved: 1500 + 500, not from what is left of it.
    assert (revision.kind, revision.balance, revision.from_month) == (
        "loaded",
        Decimal(2000),
        dt.date(2026, 12, 1),
    )
    # 163 (2026) + 2000 ÷ 139 = 14.39; and nothing is added without a sourced figure.
    assert revision.computation["total"] == "177.39"
    payee = recipient.resident.payees.get()
    assert (payee.number, payee.holder, payee.state) == (make.BANK, "王建国", "active")


def test_both_schemes_of_a_person_share_the_record_and_the_bank_account(admin: Caller, other: Caller) -> None:
    number = id_number("19590305")
    rows = [
        make.drawing("B1000", id_number=number, starts="2019-04"),
        make.drawing("B2000", id_number=number, starts="2024-04", scheme="补充", monthly="54"),
    ]
    make.loaded(admin, other, rows)
    resident = resident_with_id(number)
    assert sorted(resident.pension_accounts.values_list("number", flat=True)) == ["B1000", "B2000"]
    assert resident.payees.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id_number": "140522198001010011"}, "校验不通过"),
        ({"village": "140522100999"}, "本县没有代码为140522100999的村"),
        ({"balance": "1030.51"}, "各项相加应为1030.50元，账户余额填的是1030.51元"),
        ({"level": "250"}, "2026年没有250元这一档"),
        ({"years": "2023-2026，2025"}, "2025年填了两次"),
        ({"years": "2024:300，2025:500"}, "各年缴费相加是800.00元，个人缴费合计是900.00元"),
        ({"years": "2024-2027"}, "应在1992年到2026年之间"),
        ({"own": "0", "balance": "130.50"}, "个人缴费合计是0"),
        ({"scheme": "职工"}, "险种请填“基本”或“补充”"),
        ({"state": "终止"}, "已终止的账户不导入"),
        ({"opened": "2027-01-01"}, "晚于数据截至日"),
        ({"opened": "1995-01-01"}, "不满16周岁"),
        ({"interest": "-1", "balance": "1019"}, "利息合计不能是负数"),
        ({"number": "号1"}, "4到20位字母、数字或短横"),
        ({"telephone": "1380356"}, "11位手机号"),
        ({"monthly": "100"}, "账户状态不是“领取”"),
        ({"own": "9百"}, "应填数字"),
    ],
)
def test_a_wrong_row_is_given_back_with_its_reason(admin: Caller, change: dict[str, str], words: str) -> None:
    batch = make.sent(admin, [make.line("C1000"), {**make.line("C2000"), **change}])
    assert (batch.state, batch.rows, batch.wrong) == ("faulty", 2, 1)
    assert words in why(batch)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(store().get(batch.problems))).get_sheet_by_index(0)
    found = sheet.to_python()
    assert found[-1][0] == 3.0
    assert words in found[-1][1]
    assert not PensionAccount.objects.exists()


def test_a_row_is_told_all_of_its_faults_at_once(admin: Caller) -> None:
    wrong = make.line(
        "C2000", id_number="140522198001010011", level="350", own="100.005", village="140522100999"
    )
    batch = make.sent(admin, [wrong, make.line("C2001", id_number="", scheme="其他", balance="1")])
    first, second = (words for _, words in batch.samples)
    for words in ("最多两位小数", "校验不通过", "2026年没有350元这一档", "没有代码为140522100999的村"):
        assert words in first
    for words in ("身份证号码：", "险种请填“基本”或“补充”", "各项相加应为1030.50元"):
        assert words in second
    assert second.count("身份证号码：") == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts": "2024-02"}, "2024年3月才满60周岁"),
        ({"id_number": id_number("19700101")}, "2030年1月才满60周岁"),
        ({"bank_account": "12"}, "一般为12到30位"),
        ({"monthly": ""}, "月待遇应大于0"),
        ({"starts": "去年"}, "应如 2021-05"),
    ],
)
def test_a_wrong_recipient_is_given_back(admin: Caller, change: dict[str, str], words: str) -> None:
    batch = make.sent(admin, [make.drawing("C3000", **change)])
    assert words in why(batch)


def test_rows_that_contradict_each_other_name_the_earlier_one(admin: Caller) -> None:
    one = make.line("D1000")
    rows = [one, {**one, "number": "D2000", "name": "李秀芳"}, make.line("D1000")]
    batch = make.sent(admin, rows)
    assert batch.wrong == 2
    assert "与第2行是同一人、同一险种，重复。" in batch.samples[0][1]
    assert "与第2行是同一身份证号码，姓名不同。" in batch.samples[0][1]
    assert "与第2行的个人账户编号相同。" in batch.samples[1][1]


def test_what_the_ledgers_hold_already_is_told(admin: Caller, county: County) -> None:
    known = county.resident("赵大山", birth="19800101")
    account = basic_account(known)
    rows = [make.line(account.number, id_number=known.id_number, name="赵小山")]
    batch = make.sent(admin, rows)
    for words in ("这个个人账户编号在系统中已有", "姓名是“赵大山”", "已有这个险种的账户"):
        assert words in why(batch)


def test_a_known_person_keeps_the_record(admin: Caller, other: Caller, county: County) -> None:
    known = county.resident("赵大山", county.huangcheng, birth="19800101")
    make.loaded(admin, other, [make.line("E100", id_number=known.id_number, name="赵大山")])
    account = PensionAccount.objects.get(number="E100")
    assert (account.resident_id, account.village_code) == (known.pk, county.huangcheng.code)
    assert LoadedRow.objects.get().new_resident is False


def test_somebody_of_another_county_is_not_told_of(admin: Caller, county: County) -> None:
    known = county.resident("钱二", birth="19800101", county_code="140521")
    batch = make.sent(admin, [make.line("E200", id_number=known.id_number)])
    assert why(batch) == "这个号码不能在本县导入，请与居民核对号码和参保地。"


def test_the_same_as_a_workbook_and_in_the_encoding_of_windows(admin: Caller) -> None:
    rows = [make.line("F100"), make.drawing("F200")]
    book = write_workbook([Sheet("存量账户", COLUMNS, rows)])
    assert make.sent(admin, [], book).state == "checked"
    assert make.sent(admin, [], make.csv_of(rows, "gb18030")).state == "checked"


def test_a_file_is_taken_once(admin: Caller) -> None:
    content = make.csv_of([make.line("F300")])
    first = make.sent(admin, [], content)
    with pytest.raises(LedgerRefused, match="已经上传过"):
        make.sent(admin, [], content)
    cancel(caller=admin, batch=first)
    assert make.sent(admin, [], content).state == "checked"


@pytest.mark.parametrize("content", [b"\x00\x01", b"PK\x03\x04broken", "姓名\n张三".encode(), b" "])
def test_what_is_no_such_file_is_said(admin: Caller, content: bytes) -> None:
    batch = make.sent(admin, [], content)
    assert batch.state == "faulty"
    assert "请用模板" in batch.remark


def test_totals_are_agreed_by_another_person_and_must_be_the_files(
    admin: Caller, other: Caller, audited: Callable[[], list[str]]
) -> None:
    batch = make.sent(admin, [make.line("G100"), make.drawing("G200")])
    right = make.declared(batch)
    # 1030.50 + 1940
    assert right["balance"] == Decimal("2970.50")
    with pytest.raises(LedgerRefused, match="两个人"):
        confirm_totals(caller=admin, batch=batch, declared=right)
    with pytest.raises(TotalsDiffer) as refused:
        confirm_totals(caller=other, batch=batch, declared={**right, "balance": Decimal("2970.51")})
    assert refused.value.differences == {"balance": (Decimal("2970.51"), Decimal("2970.50"))}
    # Every attempt is kept.
    assert audited()[-1] == "loading.totals_differ"
    with pytest.raises(LedgerRefused):
        start_loading(caller=admin, batch=batch)
    confirm_totals(caller=other, batch=batch, declared=right)
    with pytest.raises(LedgerRefused, match="两个人"):
        start_loading(caller=other, batch=batch)
    assert start_loading(caller=admin, batch=batch).state == "loading"


def some_rows(many: int) -> list[dict[str, str]]:
    dice = random.Random(7)
    rows = []
    for number in range(many):
        name = "张" + dice.choice("大小") + dice.choice("山水田")
        make_one = make.drawing if number % 3 == 0 else make.line
        birth = "19600205" if number % 3 == 0 else "19800101"
        rows.append(make_one(f"N{number:05d}", name=name, id_number=id_number(birth, serial=number)))
    return rows


def test_killed_at_any_moment_and_started_again_it_leaves_the_same(
    admin: Caller, other: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed ten times, before, within and after the writing of a chunk."""
    monkeypatch.setattr(loads, "CHUNK", 3)
    rows = some_rows(36)
    batch = make.started(admin, other, rows)
    dice = random.Random(11)
    write = loads.Writer.write
    kills = 0

    def killing(self: loads.Writer, ready: list) -> None:
        nonlocal kills
        if kills < 10 and dice.random() < 0.6:
            kills += 1
            if dice.random() < 0.5:
                write(self, ready)
            raise Killed
        write(self, ready)

    monkeypatch.setattr(loads.Writer, "write", killing)
    while LoadBatch.objects.get(pk=batch.pk).state == "loading":
        try:
            load_batch.func(batch=batch.pk)
        except Killed:
            continue
    assert kills == 10
    assert LoadBatch.objects.get(pk=batch.pk).state == "loaded"
    after_kills = make.left_behind()
    assert len(after_kills["accounts"]) == 36
    load_batch.func(batch=batch.pk)
    assert make.left_behind() == after_kills
    numbers = {row["number"] for row in rows}
    assert {one[0] for one in after_kills["accounts"]} == numbers
    assert (
        sum(one[3] for one in after_kills["entries"])
        == make.declared(LoadBatch.objects.get(pk=batch.pk))["balance"]
    )


def test_taken_back_as_a_whole_nothing_stands_and_the_same_numbers_can_come_again(
    admin: Caller, other: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    rows = some_rows(7)
    batch = make.loaded(admin, other, rows)
    once = make.left_behind()
    start_reversal(caller=admin, batch=batch, reason="来源单位更正")
    undo = undoing._undo
    monkeypatch.setattr(undoing, "_undo", lambda some: (undo(some), (_ for _ in ()).throw(Killed()))[0])
    with pytest.raises(Killed):
        undo_batch.func(batch=batch.pk)
    monkeypatch.setattr(undoing, "_undo", undo)
    undo_batch.func(batch=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "reversed"
    for account in PensionAccount.objects.all():
        assert account.state == "reversed"
        assert balance(account) == 0
        assert years_paid(account) == 0
    # Every entry stands, with exactly one that takes it back.
    assert PensionEntry.objects.filter(reverses__isnull=True, reversed_by__isnull=True).count() == 0
    assert {one[1] for one in make.left_behind()["entitlements"]} == {"reversed"}
    again = make.loaded(admin, other, rows)
    assert again.state == "loaded"
    now = make.left_behind()
    assert now["people"] == once["people"]
    assert [one for one in now["accounts"] if one[3] != "reversed"] == once["accounts"]


def test_what_builds_on_a_load_keeps_it(admin: Caller, other: Caller) -> None:
    from tests.ledgers.make import pay

    batch = make.loaded(admin, other, [make.line("H100"), make.drawing("H200")])
    assert what_builds_on(batch) == []
    pay(PensionAccount.objects.get(number="H100"), 2026)
    with pytest.raises(BuiltOn) as refused:
        start_reversal(caller=admin, batch=batch, reason="试")
    assert refused.value.reasons == ["账户H100：导入以后又有记账。"]
    assert LoadBatch.objects.get().state == "loaded"


def test_what_was_taken_back_builds_on_a_load_no_more(admin: Caller, other: Caller) -> None:
    from tests.ledgers.make import pay

    batch = make.loaded(admin, other, [make.line("H500"), make.drawing("H600")])
    today = timezone.localdate()
    account = PensionAccount.objects.get(number="H500")
    order = issue_order(account=account, year=today.year, level=300, on=today, actor=None)
    change_level(account=account, level=500, on=today, reason="选", actor=None, case_number="S1")
    years = approve_back_payments(
        account=account, years={2022: "gap"}, level=300, on=today, actor=None, case_number="S2"
    )
    entry = pay(account, 2026)
    assert len(what_builds_on(batch)) == 1
    cancel_order(order=order, on=today, why="换人", actor=None)
    undo_change(case_number="S1", actor=None)
    undo_back_payments(case_number="S2", actor=None)
    assert years[0].pk and what_builds_on(batch) == ["账户H500：导入以后又有记账。"]
    for one in PensionEntry.objects.filter(account=account, pk__gte=entry.pk):
        reverse_entry(entry=one, on=today, reason="记错", actor=None)
    assert what_builds_on(batch) == []
    start_reversal(caller=admin, batch=batch, reason="来源单位更正")
    undo_batch.func(batch=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "reversed"
    assert balance(account) == 0
    assert not PensionEntry.objects.filter(reverses__isnull=True, reversed_by__isnull=True).exists()


def test_a_large_load_is_looked_at_whole_before_its_first_row_is_taken_back(
    admin: Caller, other: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.ledgers.make import pay

    monkeypatch.setattr(undoing, "AT_ONCE", 0)
    monkeypatch.setattr(undoing, "CHUNK", 1)
    batch = make.loaded(admin, other, [make.line("H300"), make.drawing("H400")])
    pay(PensionAccount.objects.get(number="H400"), 2026, paying="back")
    before = make.left_behind()
    start_reversal(caller=admin, batch=batch, reason="试")
    undo_batch.func(batch=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "loaded"
    assert "账户H400：导入以后又有记账。" in batch.remark
    assert make.left_behind() == before


def test_an_account_opened_since_the_check_stops_the_load_with_its_row(
    admin: Caller, other: Caller, county: County
) -> None:
    rows = [make.line("K100"), make.line("K200", id_number=id_number("19810101"))]
    batch = make.started(admin, other, rows)
    person = county.resident("李秀英", id_number=rows[1]["id_number"])
    basic_account(person)
    load_batch.func(batch=batch.pk)
    batch.refresh_from_db()
    assert batch.state == "stopped"
    assert "第3行：这位居民在系统中已有这个险种的账户。" in batch.remark
