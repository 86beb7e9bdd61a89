"""Employers: registered once, verified once, and what the employer itself may change."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerState, Via
from cuncuntong.ledgers.jobs.models import Employer, EmployerEvent
from cuncuntong.ledgers.jobs.selectors.employers import employer_of_resident, find_employers
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import Line
from cuncuntong.network.rates import TooOften
from tests.cases.make import reviewer
from tests.ledgers.jobs import make
from tests.ledgers.make import County, id_number


def refused_at(error: pytest.ExceptionInfo) -> dict[str, str]:
    return {fault.field: fault.words for fault in error.value.faults}


def test_a_unit_is_registered_once_by_its_code(county: County, audited) -> None:
    first = make.unit(county, credit_code=make.credit_code(1))
    assert (first.state, first.credit_warning, first.village_code) == ("pending", "", county.shuicun.code)
    with pytest.raises(services.AlreadyRegistered) as known:
        make.unit(county, credit_code=make.credit_code(1).lower() + " ", name="又一家")
    assert known.value.employer == first
    assert audited() == ["employer.register"]


def test_a_code_that_was_refused_may_come_again(county: County) -> None:
    code = make.credit_code(2)
    first = make.unit(county, credit_code=code)
    boss = make.reviewer_of_jobs(county)
    services.refuse_employer(caller=boss, employer=first, version=1, reason="名称与执照不符")
    again = make.unit(county, credit_code=code, name="正确名称厂")
    assert again.pk != first.pk
    first.refresh_from_db()
    # The refused one, corrected, would be the second of this code now.
    with pytest.raises(services.AlreadyRegistered):
        services.resend_employer(employer=first, version=None, actor=None)


def test_a_wrong_check_character_is_asked_about_and_then_kept_as_a_warning(county: County) -> None:
    good = make.credit_code(3)
    bad = good[:17] + ("0" if good[17] != "0" else "1")
    with pytest.raises(services.NeedsConfirmation) as asked:
        make.unit(county, credit_code=bad)
    assert "校验位不符" in refused_at(asked)["credit_code"]
    assert not Employer.objects.exists()
    row = make.unit(county, credit_code=bad, confirmed=True)
    assert "校验位不符" in row.credit_warning


def test_everything_that_is_wrong_is_told_at_once_at_its_field(county: County) -> None:
    with pytest.raises(services.FieldsRefused) as wrong:
        make.unit(county, name=" ", telephone="12345", credit_code="123", consented=False)
    told = refused_at(wrong)
    assert set(told) == {"name", "telephone", "credit_code", "consented"}
    assert "应为18位" in told["credit_code"]


def test_a_private_person_is_registered_once_by_the_id_number(county: County) -> None:
    number = id_number("19800101")
    first = make.person(county, id_number=number)
    with pytest.raises(services.AlreadyRegistered):
        make.person(county, id_number=number.lower())
    resident = county.resident(id_number=number)
    assert employer_of_resident(resident) == first


def test_a_known_telephone_is_asked_about_at_the_counter_but_not_told_to_the_public(county: County) -> None:
    make.unit(county, name="老厂", telephone="15400001111")
    with pytest.raises(services.NeedsConfirmation) as asked:
        make.unit(county, telephone="154 0000 1111")
    assert "老厂" in refused_at(asked)["telephone"]
    # Anybody could ask here whose a number is.
    row = make.unit(county, telephone="15400001111", via=Via.PUBLIC)
    assert row.state == EmployerState.PENDING
    assert {one.name for one in find_employers(Employer.objects.all(), "15400001111")} == {
        "老厂",
        "测试缫丝厂",
    }


def test_the_same_case_registers_once_and_is_undone_while_nobody_used_it(county: County) -> None:
    first = make.unit(county, case_number="S1")
    assert make.unit(county, case_number="S1") == first
    assert Employer.objects.count() == 1
    undone = services.undo_employer(case_number="S1", actor=None)
    assert undone is not None and undone.state == EmployerState.REVERSED
    # The code is free again.
    again = make.unit(county, credit_code=first.credit_code, case_number="S2")
    make.gig(county, again)
    assert services.undo_employer(case_number="S2", actor=None) is None
    again.refresh_from_db()
    assert again.state == EmployerState.PENDING


def test_the_county_verifies_once_and_two_at_once_do_not_both_decide(county: County) -> None:
    row, boss = make.unit(county), make.reviewer_of_jobs(county)
    done = services.verify_employer(caller=boss, employer=row, version=row.version, note="已看执照")
    assert (done.state, done.verified_by, done.verify_note) == ("verified", boss.account, "已看执照")
    with pytest.raises(services.ChangedSince):
        services.refuse_employer(caller=boss, employer=row, version=row.version, reason="看错了")
    with pytest.raises(LedgerRefused, match="已核验"):
        services.verify_employer(caller=boss, employer=done, version=done.version)
    assert Message.objects.get().text == "您登记的“测试缫丝厂”已通过核验，可以发布招聘信息。"


def test_only_the_employment_line_of_the_area_verifies(county: County) -> None:
    row = make.unit(county)
    for stranger, error in (
        (county.clerk(), Denied),
        (reviewer(county, Line.CARD), Denied),
        (reviewer(county, Line.EMPLOYMENT, division=county.beiliu), NotVisible),
    ):
        with pytest.raises(error):
            services.verify_employer(caller=stranger, employer=row, version=row.version)


def test_a_refusal_needs_a_reason_and_is_told(county: County) -> None:
    row, boss = make.unit(county), make.reviewer_of_jobs(county)
    with pytest.raises(services.FieldsRefused):
        services.refuse_employer(caller=boss, employer=row, version=row.version, reason="  ")
    done = services.refuse_employer(
        caller=boss, employer=row, version=row.version, reason="信用代码与名称不符。"
    )
    assert "信用代码与名称不符" in Message.objects.get().text
    fixed = services.change_employer(
        employer=done, version=done.version, values={"name": "正名厂"}, actor=None, by_employer=True
    )
    sent = services.resend_employer(employer=fixed, version=None, actor=None)
    assert (sent.state, sent.name) == ("pending", "正名厂")
    assert list(row.events.values_list("move", flat=True)) == ["register", "refuse", "change", "resend"]


def test_who_it_is_changes_only_at_the_counter_and_is_then_verified_anew(county: County) -> None:
    row = make.verified(county)
    given = {"employer": row, "version": row.version, "actor": None}
    with pytest.raises(LedgerRefused, match="不能在网上修改"):
        services.change_employer(**given, values={"name": "换个名"}, by_employer=True)
    moved = services.change_employer(**given, values={"address": "新址"}, by_employer=True)
    assert (moved.state, moved.address) == ("verified", "新址")
    renamed = services.change_employer(
        employer=moved, version=moved.version, values={"name": "新名厂"}, actor=county.clerk().account
    )
    assert (renamed.state, renamed.verified_at) == ("pending", None)
    with pytest.raises(services.ChangedSince):
        services.change_employer(**given, values={"address": "旧页面"})


def test_nothing_sealed_is_left_in_the_history(county: County) -> None:
    row = make.unit(county, telephone="15400002222")
    services.change_employer(
        employer=row, version=row.version, values={"telephone": "15400003333"}, actor=None
    )
    assert "1540000" not in str(list(EmployerEvent.objects.values_list("before", "note")))
    assert "1540000" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_a_blocked_employer_shows_and_posts_nothing_until_it_is_let_in_again(county: County) -> None:
    employer = make.verified(county)
    posting, boss = make.published(county, make.gig(county, employer)), make.reviewer_of_jobs(county)
    assert services.POSTINGS.search("花椒").keys == [posting.pk]
    employer.refresh_from_db()
    blocked = services.block_employer(
        caller=boss, employer=employer, version=employer.version, reason="收押金"
    )
    assert services.POSTINGS.search("花椒").keys == []
    with pytest.raises(LedgerRefused, match="已停用"):
        make.gig(county, blocked)
    back = services.unblock_employer(caller=boss, employer=blocked, version=blocked.version)
    assert back.state == EmployerState.VERIFIED
    assert services.POSTINGS.search("花椒").keys == [posting.pk]


def test_who_changes_its_name_while_it_is_stopped_is_verified_anew_afterwards(county: County) -> None:
    row, boss = make.verified(county), make.reviewer_of_jobs(county)
    row = services.block_employer(caller=boss, employer=row, version=row.version, reason="收押金")
    row = services.change_employer(
        employer=row, version=row.version, values={"name": "别的厂"}, actor=county.clerk().account
    )
    assert row.state == EmployerState.BLOCKED
    back = services.unblock_employer(caller=boss, employer=row, version=row.version)
    assert back.state == EmployerState.PENDING


def test_a_number_is_shown_whole_for_a_reason_that_is_logged(county: County, audited) -> None:
    row, clerk = make.unit(county, telephone="15400002222"), county.clerk()
    with pytest.raises(services.FieldsRefused):
        services.unmask_employer(caller=clerk, employer=row, field="telephone", reason="")
    shown = services.unmask_employer(caller=clerk, employer=row, field="telephone", reason="与用工方联系")
    assert shown == "15400002222"
    assert audited()[-1] == "employer.unmasked"
    assert "15400002222" not in str(AuditEntry.objects.last().detail)


@pytest.fixture
def online(county: County) -> Employer:
    return make.unit(county, telephone="15400004444", password=make_password("kwfm-7264-htqe"))


def test_signing_in_by_telephone_and_password(online: Employer) -> None:
    good = {"telephone": "154-0000-4444", "password": "kwfm-7264-htqe", "address": "10.0.0.1"}
    assert services.signing_in(**good) == [online]
    assert services.signing_in(**{**good, "password": "wrong"}) == []
    assert services.signing_in(**{**good, "telephone": "15400005555"}) == []
    assert services.signing_in(**{**good, "telephone": "' OR 1=1"}) == []


def test_nobody_is_crowded_out_by_others_with_the_same_telephone(online: Employer, county: County) -> None:
    for _ in range(6):
        make.unit(county, telephone="15400004444", password=make_password("x"), via="public")
    good = {"telephone": "15400004444", "password": "kwfm-7264-htqe", "address": "10.0.0.1"}
    assert services.signing_in(**good) == [online]


def test_passwords_of_one_telephone_are_not_tried_out_from_many_addresses(online: Employer) -> None:
    for turn in range(10):
        services.signing_in(telephone="15400004444", password=f"no-{turn}", address=f"10.0.1.{turn}")
    with pytest.raises(TooOften, match="1小时后"):
        services.signing_in(telephone="15400004444", password="kwfm-7264-htqe", address="10.0.9.9")


def test_a_password_is_changed_by_its_owner_and_reset_at_the_counter(
    online: Employer, county: County
) -> None:
    with pytest.raises(services.FieldsRefused):
        services.change_password(employer=online, old="wrong", new="another-9876-pass")
    changed = services.change_password(employer=online, old="kwfm-7264-htqe", new="another-9876-pass")
    assert changed.password_epoch == online.password_epoch + 1
    once = services.reset_password(caller=county.clerk(), employer=changed)
    changed.refresh_from_db()
    assert changed.must_change_password and check_password(once, changed.password)
    assert not check_password("another-9876-pass", changed.password)
    with pytest.raises(Denied):
        services.reset_password(caller=reviewer(county, Line.CARD), employer=changed)


def by_staff(county: County, caller: Any, **more: Any) -> Employer:
    values = {
        "kind": "unit",
        "name": "演示窗口厂",
        "credit_code": make.credit_code(),
        "contact_name": "王测试",
        "telephone": f"1540001{len(Employer.objects.all()):04d}",
        "consented": True,
        "verified": False,
    }
    place = {"village_code": county.shuicun.code, "township_code": "140522100", "county_code": "140522"}
    return services.register_by_staff(caller=caller, place=place, **{**values, **more})


def test_registering_and_verifying_at_once_is_one_decision(county: County) -> None:
    row = by_staff(county, make.reviewer_of_jobs(county), verified=True, note="登记时已核对证照")
    assert (row.state, row.via, row.verify_note) == ("verified", "county", "登记时已核对证照")
    assert by_staff(county, county.clerk()).via == "point"
    count = Employer.objects.count()
    # A clerk verifies nobody; and nothing is left half done.
    with pytest.raises(Denied):
        by_staff(county, county.clerk(), verified=True)
    assert Employer.objects.count() == count


def test_staff_register_within_their_area(county: County) -> None:
    with pytest.raises(NotVisible):
        by_staff(county, county.clerk(county.huangcheng))
    with pytest.raises(Denied):
        by_staff(county, county.caller("system_admin", county.county))
