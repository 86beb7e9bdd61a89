"""Approving many together: each checked, each on its own, once, and again after a cut."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import BatchRun, Case, CaseEvent
from cuncuntong.cases.services._deciding import decide_good
from cuncuntong.cases.services.batch import BatchRefused, run_batch
from cuncuntong.cases.services.review import approve, approve_many, claim, start_batch
from cuncuntong.network.access import Denied
from cuncuntong.network.models import Duty
from tests.cases import make


@pytest.fixture
def cases(county, clerk) -> list[Case]:
    return [
        make.file(
            clerk, make.REVIEWED, county.resident(f"居民{n}"), form={**make.FORM, "address": f"{n}号"}
        ).case
        for n in range(4)
    ]


def ids(cases: list[Case]) -> list[int]:
    return [case.pk for case in cases]


def test_each_is_checked_and_what_is_left_says_why(county, clerk, reviewer, cases):
    good, bad, held, broken = cases
    Case.objects.filter(pk=bad.pk).update(form={**make.FORM, "address": "外地"})
    Case.objects.filter(pk=broken.pk).update(form={**make.FORM, "address": "塌了"})
    claim(caller=make.reviewer(county), case_id=held.pk)
    own = make.file(clerk, make.REVIEWED, county.resident("本人")).case
    CaseEvent.objects.create(
        case=own, move="take_over", after="accepted", at=own.entered_at, actor=reviewer.account
    )
    draft = make.draft(clerk, make.PAPERS, county.resident("逐件"))
    make.page(draft)
    single = make.file(clerk, make.PAPERS, draft.resident, draft=draft).case
    other_line = make.file(clerk, make.CARD_LINE, county.resident("社保卡")).case
    seen: list[tuple[int, int]] = []
    outcome = approve_many(
        caller=reviewer,
        case_ids=[*ids(cases), own.pk, single.pk, other_line.pk, good.pk],
        progress=lambda done, total: seen.append((done, total)),
    )
    assert outcome.approved == [good.number]
    why = dict(outcome.left)
    assert "居住地址不在本县" in why[bad.number]
    assert "正在审核" in why[held.number]
    assert "房屋已灭失" in why[broken.number]
    assert "本人受理、经办或决定过" in why[own.number]
    assert "须逐件审核" in why[single.number]
    assert "不在您的审核范围内" in why[str(other_line.pk)]
    assert seen == [(n, 7) for n in range(1, 8)]
    assert Case.objects.get(pk=good.pk).state == State.APPLIED
    assert set(Case.objects.exclude(pk__in=[good.pk, held.pk]).values_list("state", flat=True)) == {
        State.ACCEPTED
    }


def test_again_after_a_cut_counts_and_does_nothing_twice(reviewer, cases):
    approve(caller=reviewer, case_id=cases[0].pk, version=None)
    first = approve_many(caller=reviewer, case_ids=ids(cases))
    events = CaseEvent.objects.count()
    again = approve_many(caller=reviewer, case_ids=ids(cases))
    assert first.approved == again.approved == [case.number for case in cases]
    assert CaseEvent.objects.count() == events


def test_decided_by_somebody_else_is_left(county, reviewer, cases):
    approve(caller=make.reviewer(county), case_id=cases[0].pk, version=None)
    outcome = approve_many(caller=reviewer, case_ids=[cases[0].pk])
    assert outcome.left == [(cases[0].number, "目前是“已办结”，不能审核通过。")]


def test_a_run_is_kept_and_a_second_click_finds_it(reviewer, cases):
    run = start_batch(caller=reviewer, case_ids=ids(cases), key="click")
    assert (run.total, run.done, run.approved, run.left) == (4, 4, 4, [])
    assert run.finished_at is not None
    assert start_batch(caller=reviewer, case_ids=ids(cases), key="click").pk == run.pk
    assert BatchRun.objects.count() == 1


def test_a_long_run_waits_for_the_background_and_goes_on_from_a_cut(reviewer, cases, monkeypatch):
    monkeypatch.setattr("cuncuntong.cases.services.batch.AT_ONCE", 2)
    run = start_batch(caller=reviewer, case_ids=ids(cases), key="long")
    assert run.finished_at is None and Case.objects.filter(state=State.APPLIED).count() == 0
    approve(caller=reviewer, case_id=cases[0].pk, version=None)
    assert run_batch.func(batch_id=run.pk) == {"approved": 4, "left": 0}
    assert run_batch.func(batch_id=run.pk) == {"approved": 4, "left": 0}


def test_duties_that_ended_meanwhile_decide_nothing(reviewer, cases, monkeypatch):
    monkeypatch.setattr("cuncuntong.cases.services.batch.AT_ONCE", 2)
    run = start_batch(caller=reviewer, case_ids=ids(cases), key="long")
    Duty.objects.filter(account=reviewer.account).delete()
    with pytest.raises(Denied):
        run_batch.func(batch_id=run.pk)
    assert not Case.objects.filter(state=State.APPLIED).exists()


def test_limits_of_a_run(clerk, reviewer):
    with pytest.raises(BatchRefused, match="先勾选"):
        start_batch(caller=reviewer, case_ids=[], key="k")
    with pytest.raises(BatchRefused, match="最多2000件"):
        start_batch(caller=reviewer, case_ids=range(2001), key="k")
    with pytest.raises(Denied):
        start_batch(caller=clerk, case_ids=[1], key="k")


def test_queries_grow_by_a_fixed_number_a_case(county, clerk, reviewer, cases, django_assert_max_num_queries):
    with django_assert_max_num_queries(8 + 4 * 20):
        approve_many(caller=reviewer, case_ids=ids(cases))


def test_a_case_that_the_code_cannot_cope_with_does_not_stop_the_others(reviewer, cases, monkeypatch):
    def decide(account, case, note):
        if case.pk == cases[1].pk:
            raise KeyError("level")
        return decide_good(account, case, note)

    monkeypatch.setattr("cuncuntong.cases.services.batch.decide_good", decide)
    run = start_batch(caller=reviewer, case_ids=ids(cases), key="click")
    assert (run.done, run.approved) == (4, 3)
    [(number, why)] = run.left
    assert number == cases[1].number
    assert "单独审核" in why
    assert Case.objects.get(pk=cases[1].pk).state == State.ACCEPTED


def test_a_database_that_is_away_is_no_fault_of_the_case(reviewer, cases, monkeypatch):
    def away(account, case, note):
        raise OperationalError("gone")

    monkeypatch.setattr("cuncuntong.cases.services.batch.decide_good", away)
    with pytest.raises(OperationalError):
        start_batch(caller=reviewer, case_ids=ids(cases), key="click")
    assert BatchRun.objects.get().finished_at is None
