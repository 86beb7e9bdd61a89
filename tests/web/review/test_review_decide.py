"""One case under review: the page, its decisions, two reviewers at once, and nothing typed lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Attachment, Case, SlipLine
from cuncuntong.cases.services import attachments, changes
from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import DutyKind
from tests.cases import make
from tests.ledgers.make import County
from tests.web.counter_make import photo
from tests.web.review.make import browser
from tests.web.support import at_most


def url(one: Case) -> str:
    return reverse("review:case", args=[one.number])


def fresh(one: Case) -> Case:
    return Case.objects.get(pk=one.pk)


def opened(client: Any, one: Case) -> Any:
    page = client.get(url(one))
    assert page.status_code == 200
    return page


def decide(client: Any, one: Case, action: str, **typed: Any) -> Any:
    return client.post(url(one), {"action": action, "version": fresh(one).version, **typed})


def with_photo(county: County, clerk: Caller) -> Case:
    person = county.resident("王照")
    draft = make.draft(clerk, make.PAPERS, person)
    attachments.attach(caller=clerk, draft=draft, material="id_card", upload=photo())
    return make.file(clerk, make.PAPERS, person, draft=draft).case


def test_opening_claims_for_thirty_minutes_and_is_audited(reviewer: Caller, case: Case) -> None:
    page = opened(browser(reviewer), case)
    now = fresh(case)
    assert now.state == State.UNDER_REVIEW and now.claimed_by == reviewer.account
    assert now.claimed_until is not None
    assert dt.timedelta(minutes=29) < now.claimed_until - timezone.now() <= dt.timedelta(minutes=30)
    assert "审核通过" in page.content.decode() and "居住在本县" in page.content.decode()
    read = AuditEntry.objects.filter(action="resident.read", object_id=str(case.resident_id))
    assert read.filter(actor_id=reviewer.account.pk).count() == 1


def test_approving_takes_effect_and_the_next_case_follows(
    county: County, clerk: Caller, reviewer: Caller, case: Case
) -> None:
    following = make.file(clerk, make.REVIEWED, county.resident("王后")).case
    client = browser(reviewer)
    opened(client, case)
    answer = decide(client, case, "approve", note="已核")
    assert answer["Location"] == url(following)
    done = fresh(case)
    assert done.state == State.APPLIED and done.decision_note == "已核"
    done.resident.refresh_from_db()
    assert done.resident.address == "水村一号"
    assert fresh(following).claimed_by == reviewer.account


def test_a_slip_of_several_lines_goes_back_at_once(county: County, clerk: Caller, reviewer: Caller) -> None:
    one = with_photo(county, clerk)
    picture = Attachment.objects.get(case=one)
    client = browser(reviewer)
    page = opened(client, one).content.decode()
    assert f"page:{picture.pk}" in page and "field:address" in page and "material:id_card" in page
    typed = {
        "target-0": f"page:{picture.pk}",
        "problem-0": "照片反光",
        "remedy-0": "重拍",
        "target-3": "field:address",
        "problem-3": "缺门牌号",
        "target-4": "",
    }
    assert decide(client, one, "return", **typed).status_code == 302
    assert fresh(one).state == State.RETURNED and fresh(one).clock_stopped_on == timezone.localdate()
    lines = list(SlipLine.objects.filter(case=one).values_list("target", "problem", "remedy"))
    assert lines == [("page", "照片反光", "重拍"), ("field", "缺门牌号", "")]
    text = browser(reviewer).get(reverse("cases:detail", args=[one.number])).content.decode()
    assert "计时暂停" in text and "等待居民补正" in text and "照片反光" in text


def test_what_was_made_again_is_shown_before_and_after(clerk: Caller, reviewer: Caller, case: Case) -> None:
    client = browser(reviewer)
    opened(client, case)
    decide(client, case, "return", **{"target-0": "field:address", "problem-0": "缺门牌号"})
    form = {**make.FORM, "address": "水村二号"}
    changes.resubmit(caller=clerk, case_id=case.pk, form=form, version=None)
    text = opened(client, case).content.decode()
    assert "补正前" in text and "水村一号" in text and "水村二号" in text and "已补正" in text


def test_an_incomplete_slip_keeps_what_was_typed(reviewer: Caller, case: Case) -> None:
    client = browser(reviewer)
    opened(client, case)
    answer = decide(
        client, case, "return", **{"problem-0": "缺<b>门牌</b>", "target-0": "", "target-1": "other"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and fresh(case).state == State.UNDER_REVIEW
    assert "缺&lt;b&gt;门牌&lt;/b&gt;" in text and "<b>门牌" not in text
    assert 'href="#id_target-0"' in text and 'href="#id_problem-1"' in text and "错误：" in text
    more = decide(client, case, "add_row", **{"target-0": "other", "problem-0": "第一处"})
    assert "第一处" in more.content.decode() and 'name="target-1"' in more.content.decode()


def test_a_target_of_another_case_is_refused(
    county: County, clerk: Caller, reviewer: Caller, case: Case
) -> None:
    foreign = Attachment.objects.get(case=with_photo(county, clerk))
    client = browser(reviewer)
    opened(client, case)
    typed = {"target-0": f"page:{foreign.pk}", "problem-0": "模糊"}
    assert decide(client, case, "return", **typed).status_code == 422
    assert not SlipLine.objects.exists()


def test_refusing_needs_reason_and_remedy(reviewer: Caller, case: Case) -> None:
    client = browser(reviewer)
    opened(client, case)
    answer = decide(client, case, "refuse", reason="不符合<script>alert(1)</script>")
    text = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id_remedy"' in text
    # The same words at the field, announced with it; the field that is right is not marked.
    assert 'aria-describedby="remedy_hint remedy_error" aria-invalid="true"' in text
    assert text.count("请写明居民可以怎么办。") == 2
    assert 'id="reason_error"' not in text
    assert "不符合&lt;script&gt;" in text and "<script>alert" not in text
    decide(client, case, "refuse", reason="不符合第一条", remedy="补齐后再申请")
    done = fresh(case)
    assert (done.state, done.decision_note, done.remedy) == (State.REFUSED, "不符合第一条", "补齐后再申请")


def test_releasing_puts_the_case_back(reviewer: Caller, case: Case) -> None:
    client = browser(reviewer)
    opened(client, case)
    assert decide(client, case, "release")["Location"] == reverse("review:queue")
    assert fresh(case).state == State.ACCEPTED and fresh(case).claimed_by is None


def test_two_reviewers_the_second_is_told_who_has_it(county: County, reviewer: Caller, case: Case) -> None:
    colleague = make.reviewer(county)
    opened(browser(colleague), case)
    page = opened(browser(reviewer), case).content.decode()
    assert f"{colleague.account}正在审核这件业务" in page and 'value="approve"' not in page
    answer = decide(browser(reviewer), case, "refuse", reason="我写的理由", remedy="我写的办法")
    text = answer.content.decode()
    assert answer.status_code == 409 and "我写的理由" in text and "我写的办法" in text
    assert fresh(case).state == State.UNDER_REVIEW


def test_a_stale_page_shows_the_newer_case_and_keeps_what_was_typed(reviewer: Caller, case: Case) -> None:
    client = browser(reviewer)
    opened(client, case)
    old = fresh(case).version
    Case.objects.filter(pk=case.pk).update(version=old + 1)
    answer = client.post(
        url(case), {"action": "refuse", "version": old, "reason": "理由在此", "remedy": "办法在此"}
    )
    text = answer.content.decode()
    assert answer.status_code == 409 and "办件刚才有了变化" in text
    assert "理由在此" in text and f'value="{old + 1}"' in text
    assert fresh(case).state == State.UNDER_REVIEW


def test_nobody_decides_on_their_own_case(
    county: County, clerk: Caller, reviewer: Caller, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(filed_by=reviewer.account)
    page = opened(browser(reviewer), case).content.decode()
    assert "须由另一位审核员审核" in page and 'value="approve"' not in page
    assert decide(browser(reviewer), case, "approve").status_code == 409
    assert fresh(case).state == State.ACCEPTED


def test_what_fails_its_checks_can_not_be_approved(reviewer: Caller, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(form={**make.FORM, "address": "外地某处"})
    case.refresh_from_db()
    case.form = {**make.FORM, "address": "外地某处"}
    case.save()
    client = browser(reviewer)
    page = opened(client, case).content.decode()
    assert "居住地址不在本县" in page and 'id="id_note"' not in page
    answer = decide(client, case, "approve")
    assert answer.status_code == 422 and "不能通过" in answer.content.decode()
    assert fresh(case).state == State.UNDER_REVIEW


def test_a_ledger_that_refuses_leaves_everything_as_it_was(reviewer: Caller, case: Case) -> None:
    case.form = {**make.FORM, "address": "塌了"}
    case.save()
    client = browser(reviewer)
    opened(client, case)
    answer = decide(client, case, "approve")
    assert answer.status_code == 422 and "房屋已灭失" in answer.content.decode()
    now = fresh(case)
    assert now.state == State.UNDER_REVIEW and now.resident.address == "老宅"


def test_the_page_costs_few_queries(county: County, clerk: Caller, reviewer: Caller) -> None:
    one = with_photo(county, clerk)
    client = browser(reviewer)
    opened(client, one)
    overseer = browser(county.caller(DutyKind.OVERSEER, county.county))
    overseer.get(reverse("cases:detail", args=[one.number]))
    with at_most():
        client.get(url(one))
    with at_most():
        overseer.get(reverse("cases:detail", args=[one.number]))
