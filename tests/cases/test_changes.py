"""Supplementing, correcting, withdrawing, reversing, reopening, taking over: history stays."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from cuncuntong.cases.enums import InboxKind, Move, State
from cuncuntong.cases.models import Case, Draft, InboxItem
from cuncuntong.cases.selectors.cases import history
from cuncuntong.cases.services.batch import approve_many
from cuncuntong.cases.services.changes import (
    ChangeRefused,
    EffectRefused,
    Incomplete,
    OwnCase,
    Stale,
    WrongState,
    correct,
    reopen,
    resubmit,
    reverse,
    take_over,
    withdraw,
)
from cuncuntong.cases.services.drafts import drop_draft, sweep_drafts
from cuncuntong.cases.services.review import (
    SlipDraft,
    approve,
    claim,
    refuse,
    return_case,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.models import Duty
from tests.cases import make

MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def day(number: int) -> time_machine.travel:
    return time_machine.travel(MONDAY + dt.timedelta(days=number), tick=True)


@pytest.fixture
def returned(clerk, resident, reviewer) -> Case:
    """Filed on Monday with a page, returned on Tuesday for the address and the page."""
    with day(0):
        draft = make.draft(clerk, make.PAPERS, resident)
        page = make.page(draft)
        case = make.file(clerk, make.PAPERS, resident, draft=draft).case
    with day(1):
        return return_case(
            caller=reviewer,
            case_id=case.pk,
            version=case.version,
            lines=[
                SlipDraft("field", "门牌号不清", "写到门牌号", field="address"),
                SlipDraft("page", "反光", attachment_id=page.pk),
            ],
        )


def supplement(clerk, case: Case) -> Draft:
    draft = make.draft(clerk, make.PAPERS, case.resident, case)
    make.page(draft, replaces=case.attachments.get())
    return draft


def test_only_the_named_lines_change_and_the_clock_goes_on(clerk, reviewer, returned):
    with day(8):
        supplement(clerk, returned)
        resubmit(
            caller=clerk,
            case_id=returned.pk,
            form={"address": "水村二号", "way": "bank", "account": "6222021234567890128"},
            version=returned.version,
        )
        saved = Case.objects.get(pk=returned.pk)
    assert saved.form == {"address": "水村二号", "way": "cash"}
    assert saved.subject == "水村二号"
    # Due on Wednesday, stopped on Tuesday with one day left, resumed on the Tuesday after.
    assert (saved.due_on, saved.clock_stopped_on) == (dt.date(2026, 12, 2), None)
    assert (saved.state, saved.claimed_by_id, saved.claimed_until) == (
        State.ACCEPTED,
        reviewer.account.pk,
        None,
    )
    assert not saved.slip_lines.filter(settled_at__isnull=True).exists()
    assert not Draft.objects.exists()
    event = saved.events.get(move=Move.RESUBMIT)
    assert event.detail["changed"] == {"address": ["水村一号", "水村二号"]}
    assert history(saved)[-1].changes == (("居住地址", "水村一号", "水村二号"),)


def test_what_is_not_settled_is_told_and_nothing_is_kept(clerk, returned):
    with day(2), pytest.raises(Incomplete) as caught:
        resubmit(caller=clerk, case_id=returned.pk, form={"address": "水村一号"}, version=returned.version)
    told = [(problem.where, problem.label) for problem in caught.value.examination.problems]
    assert told == [("补正事项", "居住地址"), ("补正事项", "身份证照片第1张")]
    assert Case.objects.get(pk=returned.pk).state == State.RETURNED


def test_pages_of_a_failed_resubmission_stay_in_the_draft(clerk, returned):
    with day(2):
        draft = supplement(clerk, returned)
        with pytest.raises(Incomplete):
            resubmit(caller=clerk, case_id=returned.pk, form={}, version=returned.version)
    assert draft.attachments.count() == 1


def test_a_dropped_supplement_leaves_the_case_its_pages(clerk, returned):
    drafts = [supplement(clerk, returned)]
    drop_draft(caller=clerk, key=drafts[0].key)
    assert returned.attachments.get().replaced_by_id is None
    drafts.append(supplement(clerk, returned))
    assert sweep_drafts(dt.timedelta(0)) == 1
    assert returned.attachments.get().replaced_by_id is None


def test_a_reviewer_who_left_does_not_get_it_again(clerk, reviewer, returned):
    with day(2):
        Duty.objects.filter(account=reviewer.account).update(ends_on=dt.date(2026, 11, 24))
        supplement(clerk, returned)
        resubmit(caller=clerk, case_id=returned.pk, form={"address": "水村二号"}, version=None)
    assert Case.objects.get(pk=returned.pk).claimed_by_id is None


def test_a_field_that_a_named_one_shows_may_change(clerk, reviewer, resident):
    with day(0):
        case = make.file(clerk, make.REVIEWED, resident).case
        return_case(
            caller=reviewer, case_id=case.pk, version=None, lines=[SlipDraft("field", "应转账", field="way")]
        )
        form = {"way": "bank", "account": "6222021234567890128", "address": "不该变"}
        resubmit(caller=clerk, case_id=case.pk, form=form, version=None)
    saved = Case.objects.get(pk=case.pk)
    assert saved.form == {"way": "bank", "account": "6222021234567890128", "address": "水村一号"}


def test_sealed_values_stay_masked_in_the_history(clerk, resident):
    case = make.file(
        clerk,
        make.REVIEWED,
        resident,
        form={"address": "水村一号", "way": "bank", "account": "6222021234567890128"},
    ).case
    correct(
        caller=clerk,
        case_id=case.pk,
        form={"address": "水村一号", "way": "bank", "account": "6222021234567890011"},
        version=case.version,
    )
    changes = history(Case.objects.get(pk=case.pk))[-1].changes
    assert changes == (("银行账号", "***************0128", "***************0011"),)


def test_correcting_keeps_old_and_new(clerk, resident, reviewer):
    case = make.file(clerk, make.REVIEWED, resident).case
    with pytest.raises(ChangeRefused, match="没有变化"):
        correct(caller=clerk, case_id=case.pk, form=make.FORM, version=case.version)
    correct(
        caller=clerk,
        case_id=case.pk,
        form={**make.FORM, "amount": "1,200"},
        version=case.version,
        reason="漏填金额",
    )
    saved = Case.objects.get(pk=case.pk)
    assert saved.form["amount"] == "1200.00"
    assert saved.events.last().detail["changed"] == {"amount": ["", "1200.00"]}
    with pytest.raises(Stale):
        correct(caller=clerk, case_id=case.pk, form=make.FORM, version=case.version)
    claim(caller=reviewer, case_id=case.pk)
    with pytest.raises(WrongState):
        correct(caller=clerk, case_id=case.pk, form=make.FORM, version=None)


def test_correction_is_examined_like_a_filing(clerk, resident):
    case = make.file(clerk, make.REVIEWED, resident).case
    with pytest.raises(Incomplete, match="不在本县"):
        correct(caller=clerk, case_id=case.pk, form={**make.FORM, "address": "外地"}, version=None)
    assert Case.objects.get(pk=case.pk).form == make.FORM


def test_a_colleague_of_the_point_withdraws_with_a_reason(county, clerk, resident, reviewer):
    case = make.file(clerk, make.REVIEWED, resident).case
    claim(caller=reviewer, case_id=case.pk)
    with pytest.raises(ChangeRefused):
        withdraw(caller=county.clerk(), case_id=case.pk, reason=" ")
    with pytest.raises(NotVisible):
        withdraw(caller=county.clerk(county.songzhuang), case_id=case.pk, reason="不办了")
    withdraw(caller=county.clerk(), case_id=case.pk, reason="居民不办了")
    saved = Case.objects.get(pk=case.pk)
    assert (saved.state, saved.claimed_by_id) == (State.WITHDRAWN, None)
    assert saved.events.last().note == "居民不办了"
    with pytest.raises(WrongState):
        approve(caller=reviewer, case_id=case.pk, version=None)


def test_withdrawing_leaves_neither_draft_nor_unread_result(clerk, returned):
    page = returned.attachments.get()
    supplement(clerk, returned)
    assert InboxItem.objects.filter(read_at__isnull=True).count() == 1
    withdraw(caller=clerk, case_id=returned.pk, reason="居民不办了")
    assert not Draft.objects.exists()
    assert list(returned.attachments.all()) == [page]
    page.refresh_from_db()
    assert page.replaced_by_id is None
    assert InboxItem.objects.get().read_by == clerk.account


def test_reversing_restores_the_ledger(county, clerk, resident, reviewer):
    case = make.file(clerk, make.REVIEWED, resident).case
    approve(caller=reviewer, case_id=case.pk, version=case.version)
    admin = county.business_admin()
    with pytest.raises(Denied):
        reverse(caller=reviewer, case_id=case.pk, reason="错了")
    with pytest.raises(ChangeRefused):
        reverse(caller=admin, case_id=case.pk, reason="")
    reverse(caller=admin, case_id=case.pk, reason="录错了人")
    resident.refresh_from_db()
    saved = Case.objects.get(pk=case.pk)
    assert (resident.address, saved.state) == ("老宅", State.REVERSED)
    assert saved.events.last().detail["effect"]["message"] == "地址已登记。"
    assert InboxItem.objects.filter(case=case, kind=InboxKind.REVERSED).exists()
    with pytest.raises(WrongState):
        reverse(caller=admin, case_id=case.pk, reason="再撤一次")


def test_nobody_takes_back_their_own_decision(county, clerk, resident):
    admin = county.business_admin()
    case = make.file(clerk, make.INSTANT, resident).case
    Case.objects.filter(pk=case.pk).update(decided_by=admin.account)
    with pytest.raises(OwnCase):
        reverse(caller=admin, case_id=case.pk, reason="错了")
    Case.objects.filter(pk=case.pk).update(state=State.REFUSED)
    with pytest.raises(OwnCase):
        reopen(caller=admin, case_id=case.pk, reason="错了")


def test_a_ledger_that_moved_on_refuses_the_reversal(county, clerk, resident, monkeypatch):
    def undo(order, data):
        raise LedgerRefused("账户已有新的缴费。", "请先冲销。")

    stubborn = make.item("T9", make.Kind.INSTANT, undo=undo)
    from cuncuntong.rules.registry import items

    monkeypatch.setitem(items._items, "T9", stubborn)
    case = make.file(clerk, stubborn, resident).case
    with pytest.raises(EffectRefused) as caught:
        reverse(caller=county.business_admin(), case_id=case.pk, reason="错了")
    assert caught.value.remedy == "请先冲销。"
    assert Case.objects.get(pk=case.pk).state == State.FED_BACK


def test_reopening_gives_back_the_days_that_were_left(county, clerk, resident, reviewer):
    with day(0):
        case = make.file(clerk, make.REVIEWED, resident).case
    with day(1):
        refuse(caller=reviewer, case_id=case.pk, version=None, reason="不符合", remedy="复议")
    with day(7):
        reopen(caller=county.business_admin(), case_id=case.pk, reason="核对有误")
    saved = Case.objects.get(pk=case.pk)
    assert (saved.state, saved.due_on, saved.in_time) == (State.ACCEPTED, dt.date(2026, 12, 1), None)
    assert (saved.decided_by_id, saved.decision_note) == (None, "")
    assert saved.events.last().detail["decision_note"] == "不符合"
    assert InboxItem.objects.filter(case=case, kind=InboxKind.REOPENED).exists()


def test_whoever_refused_does_not_decide_again_after_reopening(county, clerk, resident, reviewer):
    case = make.file(clerk, make.REVIEWED, resident).case
    refuse(caller=reviewer, case_id=case.pk, version=None, reason="不符合", remedy="复议")
    reopen(caller=county.business_admin(), case_id=case.pk, reason="核对有误")
    with pytest.raises(OwnCase):
        approve(caller=reviewer, case_id=case.pk, version=None)
    outcome = approve_many(caller=reviewer, case_ids=[case.pk])
    assert outcome.approved == [] or case.number not in outcome.approved
    assert Case.objects.get(pk=case.pk).state == State.ACCEPTED
    other = make.reviewer(county)
    approve(caller=other, case_id=case.pk, version=None)
    assert Case.objects.get(pk=case.pk).state == State.APPLIED


def test_taking_over_from_somebody_who_left(county, clerk, resident, audited):
    case = make.file(clerk, make.REVIEWED, resident).case
    successor = county.clerk()
    with pytest.raises(ChangeRefused, match="仍在本服务点"):
        take_over(caller=successor, account_from=clerk.account)
    Duty.objects.filter(account=clerk.account).update(ends_on=dt.date(2021, 1, 1))
    assert take_over(caller=county.clerk(county.songzhuang), account_from=clerk.account) == 0
    assert take_over(caller=successor, account_from=clerk.account) == 1
    saved = Case.objects.get(pk=case.pk)
    assert saved.handler_id == successor.account.pk and saved.filed_by_id == clerk.account.pk
    assert saved.events.last().move == Move.TAKE_OVER
    assert audited()[-1] == "case.take_over"
