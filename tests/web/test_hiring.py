"""The employers' own site: registering, signing in, posting, correcting; and who is kept out."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import RateCount
from tests.ledgers.jobs import make
from tests.web.support import County, at_most, signed_in, words
from tests.web.test_work import field_errors, gig_form

pytestmark = pytest.mark.django_db
PASSWORD = "kwfm-7264-htqe"
TELEPHONE = "15400001234"


@pytest.fixture
def county() -> County:
    return County()


def entries(county: County, **more: str) -> dict[str, str]:
    values = {
        "kind": "unit",
        "name": "演示网上厂",
        "credit_code": make.credit_code(),
        "contact_name": "王测试",
        "telephone": TELEPHONE,
        "place": county.shuicun.code,
        "new": PASSWORD,
        "again": PASSWORD,
        "consented": "on",
    }
    return {**values, **more}


def registered(county: County, **more: str) -> tuple[Client, Employer]:
    """A browser in which an employer is signed in after registering."""
    browser = Client()
    page = browser.post(reverse("hiring:register"), entries(county, **more))
    assert page.status_code == 302, words(page)
    return browser, Employer.objects.order_by("-pk")[0]


def sign_in(telephone: str = TELEPHONE, password: str = PASSWORD, **more: str) -> tuple[Client, Any]:
    browser = Client()
    sent = {"telephone": telephone, "password": password, **more}
    return browser, browser.post(reverse("hiring:sign_in"), sent)


def test_somebody_registers_posts_and_sees_what_came_of_it(county: County) -> None:
    browser, employer = registered(county)
    assert (employer.state, employer.via, employer.telephone) == ("pending", "public", TELEPHONE)
    assert employer.consented_at is not None
    assert "等县里核验" in words(browser.get(reverse("hiring:board")))
    sent = browser.post(reverse("hiring:posting_add", args=["gig"]), gig_form(county, contact_shown="on"))
    row = Posting.objects.get()
    assert sent.url == reverse("hiring:posting", args=[row.code])
    assert (row.state, row.via, row.posted_by, row.contact_shown) == ("pending", "public", None, True)
    assert row.events.filter(by_employer=True).count() == 2
    boss = make.reviewer_of_jobs(county)
    services.return_posting(
        caller=boss,
        posting=row,
        version=row.version,
        faults=[services.Fault("pay_low", "写明按天还是按斤")],
    )
    board = words(browser.get(reverse("hiring:board")))
    assert "有1条被县里退回" in board and "写明按天还是按斤" in board
    url = reverse("hiring:posting_edit", args=[row.code])
    page = browser.get(url)
    assert "id_pay_low_remark" in page.content.decode()
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert version
    corrected = gig_form(
        county, version=version.group(1), pay_words="按天算，当天结", occupation_words="园艺工"
    )
    browser.post(url, corrected)
    row.refresh_from_db()
    assert (row.state, row.returned, row.pay_words) == ("pending", [], "按天算，当天结")


def test_the_session_is_the_employers_alone(county: County) -> None:
    browser, employer = registered(county)
    # No staff page opens, and no account stands behind it.
    assert browser.get("/").status_code == 302
    assert browser.get(reverse("work:employers")).status_code == 302
    assert "_auth_user_id" not in browser.session
    # Another employer's posting is not there.
    other = make.gig(county, make.verified(county))
    for name, args in (("posting", []), ("posting_edit", []), ("posting_act", ["end"])):
        url = reverse(f"hiring:{name}", args=[other.code, *args])
        answer = browser.post(url) if args else browser.get(url)
        assert answer.status_code == 404, name
    # A member of staff is no employer, not even with an employer's key in the session.
    clerk = signed_in(county.clerk())
    session = clerk.session
    session["_employer"] = {"pk": employer.pk, "epoch": employer.password_epoch, "seen": int(time.time())}
    session.save()
    assert clerk.get(reverse("hiring:board")).url.startswith(reverse("hiring:sign_in"))
    assert clerk.get("/").status_code == 200


def test_signing_in_as_an_employer_ends_the_staff_session(county: County) -> None:
    registered(county)
    clerk = signed_in(county.clerk())
    assert "工作人员身份" in words(clerk.get(reverse("hiring:start")))
    clerk.post(reverse("hiring:sign_in"), {"telephone": TELEPHONE, "password": PASSWORD})
    assert clerk.get(reverse("hiring:board")).status_code == 200
    assert clerk.get("/").status_code == 302


def test_every_miss_gets_the_same_answer(county: County) -> None:
    registered(county)
    told = []
    for telephone, password in ((TELEPHONE, "wrong"), ("15400009999", PASSWORD), ("' OR 1=1", "x")):
        _, page = sign_in(telephone, password)
        assert page.status_code == 422
        told.append(field_errors(page, "password"))
    assert told[0] == told[1] == told[2] and "电话或密码不对" in told[0]
    browser, page = sign_in("154-0000-1234")
    assert page.status_code == 302
    assert browser.get(reverse("hiring:start")).url == reverse("hiring:board")


def test_passwords_can_not_be_tried_out(county: County) -> None:
    registered(county)
    for _ in range(10):
        sign_in(password="wrong")
    _, page = sign_in()
    assert page.status_code == 429 and "1小时后再试" in words(page)
    assert TELEPHONE not in str(list(RateCount.objects.values_list("bucket", flat=True)))


@pytest.mark.parametrize("page", ["own_data", "password"])
def test_inside_too_the_password_can_not_be_tried_out(county: County, page: str) -> None:
    browser, employer = registered(county)
    sent = {
        "own_data": {
            **entries(county, credit_code=employer.credit_code, telephone="15400004321"),
            "version": employer.version,
        },
        "password": {"new": "another-9876-pass", "again": "another-9876-pass"},
    }[page]
    field = {"own_data": "password", "password": "old"}[page]
    for _ in range(10):
        browser.post(reverse(f"hiring:{page}"), {**sent, field: "wrong"})
    answer = browser.post(reverse(f"hiring:{page}"), {**sent, field: PASSWORD})
    assert answer.status_code == 422 and "1小时后再试" in field_errors(answer, field)
    employer.refresh_from_db()
    assert employer.telephone == TELEPHONE and employer.password_epoch == 1


def test_a_correction_and_sending_it_again_are_one_decision(county: County, monkeypatch: Any) -> None:
    browser, employer = registered(county)
    boss = make.reviewer_of_jobs(county)
    services.refuse_employer(caller=boss, employer=employer, version=employer.version, reason="名称不符")
    employer.refresh_from_db()

    def fails(**_: Any) -> None:
        raise LedgerRefused("不能重新提交。", "请稍后再试。")

    monkeypatch.setattr("cuncuntong.ledgers.jobs.services.own_entries.resend_employer", fails)
    sent = {
        **entries(county, name="演示正名厂", credit_code=employer.credit_code),
        "version": employer.version,
    }
    assert browser.post(reverse("hiring:own_data"), sent).status_code == 422
    employer.refresh_from_db()
    assert (employer.name, employer.state) == ("演示网上厂", "refused")


def test_programs_do_not_register_by_the_hundred(county: County, settings: Any) -> None:
    trap, _ = Client(), None
    page = trap.post(reverse("hiring:register"), entries(county, website="http://spam"))
    assert page.status_code == 422 and not Employer.objects.exists()
    for number in range(9):
        registered(county, telephone=f"1540000{number:04d}")
    page = Client().post(reverse("hiring:register"), entries(county))
    assert page.status_code == 429 and "登记次数过多" in words(page)


def test_one_telephone_for_two_units_is_asked_which(county: County) -> None:
    _, first = registered(county, name="演示一厂")
    _, second = registered(county, name="演示二厂")
    browser, page = sign_in()
    assert page.status_code == 422 and "请选择一个" in words(page)
    assert "演示一厂" in words(page) and "演示二厂" in words(page)
    browser, page = sign_in(which=first.code)
    assert page.status_code == 302
    assert "演示一厂" in words(browser.get(reverse("hiring:board")))
    _, page = sign_in(which="someone-else")
    assert page.status_code == 422
    assert second.state == "pending"


def test_a_known_code_and_a_weak_password_are_told_at_their_fields(county: County) -> None:
    _, known = registered(county)
    page = Client().post(reverse("hiring:register"), entries(county, credit_code=known.credit_code))
    assert page.status_code == 422 and "已经登记过" in field_errors(page, "credit_code")
    page = Client().post(reverse("hiring:register"), entries(county, new="12345678", again="1234"))
    assert "密码太短" in field_errors(page, "new") and "不一致" in field_errors(page, "again")
    page = Client().post(reverse("hiring:register"), entries(county, consented=""))
    assert "须同意后才能登记" in words(page)
    page = Client().post(
        reverse("hiring:register"), entries(county, new=f"a{TELEPHONE}", again=f"a{TELEPHONE}")
    )
    assert "密码里不能有账号" in field_errors(page, "new")


def test_all_faults_are_told_at_once_and_that_the_passwords_are_gone(county: County) -> None:
    wrong = entries(
        county, consented="", telephone="12345", credit_code="123", introduction="电话15400001111"
    )
    page = Client().post(reverse("hiring:register"), wrong)
    assert page.status_code == 422
    for field in ("consented", "telephone", "credit_code", "introduction"):
        assert field_errors(page, field), field
    assert "请把密码再输一遍" in words(page)
    assert "请把密码再输一遍" not in words(Client().get(reverse("hiring:register")))


def test_the_number_of_postings_before_verification_is_said_beforehand(county: County) -> None:
    browser, _ = registered(county)
    for name, args in (("board", []), ("posting_add", ["gig"])):
        assert "最多3条（草稿也算）" in words(browser.get(reverse(f"hiring:{name}", args=args)))


def test_a_private_person_needs_the_id_number_and_is_never_shown_by_it(county: County) -> None:
    from tests.ledgers.make import id_number

    page = Client().post(reverse("hiring:register"), entries(county, kind="person", credit_code=""))
    assert "请填写18位身份证号码" in field_errors(page, "id_number")
    number = id_number()
    browser, employer = registered(county, kind="person", credit_code="", id_number=number, name="王小二")
    assert (employer.kind, employer.credit_code) == ("person", "")
    assert number not in browser.get(reverse("hiring:board")).content.decode()


def test_idleness_and_a_new_password_end_a_session(county: County) -> None:
    browser, employer = registered(county)
    other, _ = sign_in()
    changed = browser.post(
        reverse("hiring:password"),
        {"old": PASSWORD, "new": "another-9876-pass", "again": "another-9876-pass"},
    )
    assert changed.status_code == 302
    assert browser.get(reverse("hiring:board")).status_code == 200
    assert other.get(reverse("hiring:board")).url == reverse("hiring:sign_in") + "?expired=1"
    session = browser.session
    session["_employer"] = {**session["_employer"], "seen": int(time.time()) - 3600}
    session.save()
    assert "expired" in browser.get(reverse("hiring:board")).url


def test_a_one_time_password_must_be_changed_first(county: County) -> None:
    _, employer = registered(county)
    once = services.reset_password(caller=county.clerk(), employer=employer)
    browser, page = sign_in(password=once)
    assert page.status_code == 302
    assert browser.get(reverse("hiring:board")).url == reverse("hiring:password")
    assert browser.get(reverse("hiring:posting_add", args=["gig"])).url == reverse("hiring:password")
    browser.post(
        reverse("hiring:password"),
        {"old": once, "new": "another-9876-pass", "again": "another-9876-pass"},
    )
    assert browser.get(reverse("hiring:board")).status_code == 200


def test_a_blocked_employer_is_out_at_once_and_told_why_it_can_not_come_in(county: County) -> None:
    browser, employer = registered(county)
    boss = make.reviewer_of_jobs(county)
    services.block_employer(caller=boss, employer=employer, version=employer.version, reason="收押金")
    assert browser.get(reverse("hiring:board")).status_code == 302
    _, page = sign_in()
    assert page.status_code == 422 and "已被停用：收押金" in words(page)
    # It is told as well: by SMS, or by the point that it lies nearest to.
    text = Message.objects.order_by("-pk")[0].text
    assert "已停用：收押金" in text
    employer.refresh_from_db()
    services.unblock_employer(caller=boss, employer=employer, version=employer.version)
    assert "已恢复" in Message.objects.order_by("-pk")[0].text


def test_what_was_refused_is_corrected_and_sent_again(county: County) -> None:
    browser, employer = registered(county)
    boss = make.reviewer_of_jobs(county)
    services.refuse_employer(
        caller=boss, employer=employer, version=employer.version, reason="名称与执照不符。"
    )
    assert "名称与执照不符" in words(browser.get(reverse("hiring:board")))
    refused = browser.post(reverse("hiring:posting_add", args=["gig"]), gig_form(county))
    assert refused.status_code == 422 and "核验未通过" in words(refused)
    employer.refresh_from_db()
    sent = {
        "version": employer.version,
        "name": "演示正名厂",
        "credit_code": employer.credit_code,
        "contact_name": "王测试",
        "telephone": TELEPHONE,
        "place": county.shuicun.code,
    }
    assert browser.post(reverse("hiring:own_data"), sent).status_code == 302
    employer.refresh_from_db()
    assert (employer.state, employer.name) == ("pending", "演示正名厂")


def test_a_verified_employer_changes_its_contact_alone(county: County) -> None:
    browser, employer = registered(county)
    boss = make.reviewer_of_jobs(county)
    services.verify_employer(caller=boss, employer=employer, version=employer.version)
    page = browser.get(reverse("hiring:own_data")).content.decode()
    assert 'name="name"' not in page and 'name="telephone"' in page
    employer.refresh_from_db()
    sent = {"version": employer.version, "contact_name": "李测试", "telephone": "15400004321", "name": "偷换"}
    page = browser.post(reverse("hiring:own_data"), sent)
    assert page.status_code == 422 and "现在的密码" in field_errors(page, "password")
    browser.post(reverse("hiring:own_data"), {**sent, "password": PASSWORD})
    employer.refresh_from_db()
    assert (employer.state, employer.name) == ("verified", "演示网上厂")
    assert (employer.contact_name, employer.telephone) == ("李测试", "15400004321")


def test_renewing_pausing_filling_and_ending_by_oneself(county: County) -> None:
    browser, employer = registered(county)
    boss = make.reviewer_of_jobs(county)
    browser.post(reverse("hiring:posting_add", args=["gig"]), gig_form(county))
    row = Posting.objects.get()
    row = services.approve_posting(caller=boss, posting=row, version=row.version, verifying=True)

    def press(move: str, **sent: str) -> None:
        row.refresh_from_db()
        url = reverse("hiring:posting_act", args=[row.code, move])
        browser.post(url, {"version": str(row.version), **sent})
        row.refresh_from_db()

    press("pause")
    assert row.state == "paused"
    press("resume")
    assert row.state == "published"
    press("fill")
    assert (row.state, row.hired) == ("filled", 4)
    press("hired", hired="2", headcount="4")
    assert row.state == "published"
    press("end", reason="不再需要了")
    assert row.state == "ended"
    assert set(row.events.filter(by_employer=True).values_list("move", flat=True)) >= {"pause", "fill", "end"}


def test_changing_what_is_published_says_that_it_goes_back(county: County) -> None:
    browser, _ = registered(county)
    boss = make.reviewer_of_jobs(county)
    browser.post(reverse("hiring:posting_add", args=["gig"]), gig_form(county))
    row = Posting.objects.get()
    row = services.approve_posting(caller=boss, posting=row, version=row.version, verifying=True)
    url = reverse("hiring:posting_edit", args=[row.code])
    assert "会重新送县里审核" in words(browser.get(url))
    browser.post(url, gig_form(county, version=str(row.version), pay_low="120", occupation_words="园艺工"))
    row.refresh_from_db()
    assert row.state == "pending"


def test_pages_cost_little_and_are_kept_by_no_browser(county: County) -> None:
    browser, _ = registered(county)
    for _ in range(3):
        browser.post(reverse("hiring:posting_add", args=["gig"]), gig_form(county))
    row = Posting.objects.first()
    assert row is not None
    for name, args in (
        ("board", []),
        ("posting", [row.code]),
        ("posting_edit", [row.code]),
        ("posting_add", ["fixed"]),
        ("own_data", []),
        ("password", []),
    ):
        with at_most(12):
            page = browser.get(reverse(f"hiring:{name}", args=args))
        assert page.status_code == 200 and page["Cache-Control"] == "no-store", name


def test_who_posts_by_the_hour_is_told_that_no_minimum_is_known(county: County) -> None:
    browser, _ = registered(county)
    browser.post(reverse("hiring:posting_add", args=["gig"]), gig_form(county, pay_unit="hour", pay_low="15"))
    page = words(browser.get(reverse("hiring:posting", args=[Posting.objects.get().code])))
    assert "小时最低工资标准还没有录入，系统没有核对报酬是否达标" in page


def test_forms_without_their_token_are_refused(county: County) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.post(reverse("hiring:register"), entries(county))
    assert page.status_code == 403 and not Employer.objects.exists()
