"""The nightly proof finds what was done past the services, names it, and falls silent when it is right."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuncuntong.ledgers.bookkeeping.models import AccountProof, BookFinding, ProofRun
from cuncuntong.ledgers.bookkeeping.services import proof, prove_books, settle_finding
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.proofs import book_checks
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.pensions.services import reverse_entry
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.loading import make
from tests.ledgers.make import County, basic_account, pay

pytestmark = pytest.mark.django_db


def past_the_services(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def account_with(county: County, *years: int, name: str = "李秀英") -> PensionAccount:
    account = basic_account(county.resident(name))
    for year in years:
        pay(account, year)
    return account


def found() -> list[tuple[str, str]]:
    return [
        (one.kind, one.words) for one in BookFinding.objects.filter(settled_at__isnull=True).order_by("pk")
    ]


def test_right_books_are_proved_with_their_sum(county: County) -> None:
    account_with(county, 2023, 2024)
    account_with(county)
    said = prove_books()
    assert said == "2户、2笔，合计600.00元，异常0户"
    pay(PensionAccount.objects.first(), 2025)
    assert prove_books() == "2户、3笔，合计900.00元，异常0户"
    assert found() == []
    assert set(ProofRun.objects.values_list("remark", flat=True)) == {""}


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE pensions_pensionentry SET amount = 3000 WHERE id = %s", "合计3300.00元，有明细被改动"),
        ("UPDATE pensions_pensionentry SET year = 2019 WHERE id = %s", "有明细的内容被改动（合计没有变）"),
        ("UPDATE pensions_pensionentry SET source = '' WHERE id = %s", "有明细的内容被改动（合计没有变）"),
        (
            "DELETE FROM pensions_pensionentry WHERE id = %s",
            "上次核对时有2笔、合计600.00元，现在只有1笔、300.00元。",
        ),
    ],
)
def test_an_entry_changed_or_deleted_past_the_services_is_found(county: County, sql: str, words: str) -> None:
    account = account_with(county, 2023, 2024)
    account_with(county, 2024, name="王二")
    prove_books()
    past_the_services(sql, account.entries.first().pk)
    prove_books()
    pay(account, 2025)
    prove_books()
    ((kind, said),) = found()
    assert kind == "seal"
    assert words in said
    assert BookFinding.objects.get().account == account


def test_a_broken_seal_is_settled_by_a_person_with_a_reason(county: County) -> None:
    account = account_with(county, 2023, 2024)
    prove_books()
    past_the_services(
        "UPDATE pensions_pensionentry SET source = '改' WHERE id = %s", account.entries.first().pk
    )
    prove_books()
    admin, finding = county.business_admin(), BookFinding.objects.get()
    with pytest.raises(LedgerRefused):
        settle_finding(caller=admin, finding=finding, note=" ")
    settle_finding(caller=admin, finding=finding, note="数据库维护时改动，已核对凭证")
    prove_books()
    assert found() == []
    assert ProofRun.objects.first().remark == ""


def test_a_seal_taken_away_with_its_entries_is_missed(county: County) -> None:
    account = account_with(county, 2023)
    account_with(county, 2024, name="王二")
    prove_books()
    past_the_services("DELETE FROM bookkeeping_accountproof WHERE account_id = %s", account.pk)
    past_the_services("DELETE FROM pensions_pensionentry WHERE account_id = %s", account.pk)
    prove_books()
    assert "有封存记录被删除或替换" in ProofRun.objects.first().remark


def test_a_seal_can_t_be_made_without_the_key(county: County) -> None:
    account = account_with(county, 2023)
    prove_books()
    past_the_services("UPDATE pensions_pensionentry SET amount = 999 WHERE account_id = %s", account.pk)
    AccountProof.objects.update(total=Decimal(999))
    prove_books()
    assert found()[0][0] == "seal"


def test_what_contradicts_the_rules_is_named_and_closes_when_it_is_right(county: County) -> None:
    account = account_with(county, 2023)
    pay(account, 2023)
    pay(account, 2024, "50", kind="subsidy", paying="none")
    prove_books()
    assert found() == [
        ("twice", "2023年度以同一缴费类型记了不止一笔个人缴费。"),
        # 300 a year earns 40.
        ("subsidy", "2024年度300元档记了补贴50.00元，与当年标准不符。"),
    ]
    for entry in account.entries.order_by("-pk")[:2]:
        reverse_entry(entry=entry, on=dt.date(2026, 1, 5), reason="更正", actor=None)
    prove_books()
    assert found() == []


def test_a_year_paid_up_beside_the_usual_way_is_right(county: County) -> None:
    account = account_with(county, 2023)
    pay(account, 2023, paying="back")
    pay(account, 2024, "40", kind="subsidy", paying="none")
    prove_books()
    assert found() == []


def test_a_balance_below_zero_and_a_reversal_of_another_sum(county: County) -> None:
    account = account_with(county, 2023)
    reverse_entry(entry=account.entries.get(), on=dt.date(2026, 1, 5), reason="更正", actor=None)
    past_the_services(
        "UPDATE pensions_pensionentry SET amount = -301 WHERE kind = 'reversal' AND account_id = %s",
        account.pk,
    )
    prove_books()
    kinds = {kind for kind, _ in found()}
    assert kinds == {"negative", "reversal"}


def test_what_other_ledgers_hold_against_an_account_is_named(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = account_with(county, 2023)
    monkeypatch.setitem(book_checks, "测试", lambda keys: [(account.pk, "银行已付，账户没有记支付。")])
    prove_books()
    assert ("other", "银行已付，账户没有记支付。") in found()


def test_stopped_in_the_middle_it_goes_on(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        account_with(county, 2023, name=f"张{number}")
    monkeypatch.setattr(proof, "CHUNK", 2)
    keep = proof._keep_findings
    calls = iter([False, True, False, False, False])

    def killing(*args: object) -> None:
        if next(calls):
            raise KeyboardInterrupt
        keep(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(proof, "_keep_findings", killing)
    with pytest.raises(KeyboardInterrupt):
        prove_books()
    assert prove_books() == "5户、5笔，合计1500.00元，异常0户"
    monkeypatch.setattr(proof, "_keep_findings", keep)
    prove_books()
    assert ProofRun.objects.first().remark == ""


def test_a_loaded_stock_is_right_from_the_first_night(county: County) -> None:
    admin, other = county.business_admin(), county.business_admin()
    make.loaded(admin, other, [make.line("P001"), make.drawing("P002")])
    # Payer: 3 years, subsidies, interest; recipient: 15 years, subsidies, what was paid out.
    assert prove_books() == "2户、22笔，合计2970.50元，异常0户"
    assert found() == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(2010, 2025), st.integers(1, 500_000), st.booleans()), max_size=8))
def test_the_balance_is_the_sum_of_its_entries_and_reversal_restores_it(
    county: County, moves: list[tuple[int, int, bool]]
) -> None:
    account = basic_account(county.resident())
    expected = Decimal(0)
    for year, cents, taken_back in moves:
        amount = Decimal(cents).scaleb(-2)
        entry = pay(account, year, str(amount), kind="collective", paying="none", level=None)
        assert balance(account) == expected + amount
        if taken_back:
            reverse_entry(entry=entry, on=dt.date(2026, 1, 5), reason="更正", actor=None)
        else:
            expected += amount
        assert balance(account) == expected
    assert sum(PensionEntry.objects.filter(account=account).values_list("amount", flat=True)) == expected
    prove_books()
    assert AccountProof.objects.get(account=account).total == expected
    assert found() == []
