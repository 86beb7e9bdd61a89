"""Recommending at the counter: pushed, what came of it, a telephone given; each with its checks."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.ledgers.jobs.models import JobSeeker, PhoneShown, Posting, Recommendation
from cuncuntong.ledgers.jobs.selectors.matching import explain
from cuncuntong.ledgers.jobs.services.posting_index import keep_in_index
from cuncuntong.ledgers.jobs.services.recommending import keep
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.rules.matching import Voice
from tests.ledgers.jobs import matches
from tests.ledgers.make import County
from tests.web.counter_make import signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def client(county: County) -> Client:
    return signed_in(county.clerk())


def fresh(county: County, **more: object) -> tuple[JobSeeker, Posting]:
    today = timezone.localdate()
    person = county.resident("王小梅", telephone="13835600003")
    one = matches.seeker(person, on=today)
    posting = matches.posting(
        matches.employer(county.shuicun, telephone="13835600008"),
        published_at=timezone.now(),
        valid_until=today + dt.timedelta(days=20),
        headcount=2,
        **more,
    )
    return one, posting


def test_recommended_pushed_and_hired(client: Client, county: County) -> None:
    one, posting = fresh(county)
    page = words(client.get(reverse("counter:look_up", args=[one.resident_id, "2"])))
    assert "正是您想找的焊工" in page and "推送给本人" in page
    sent = client.post(reverse("matching:push", args=[one.pk]), {"posting": [posting.pk]}, follow=True)
    assert "已推送1个岗位" in words(sent) and "以前推荐的，结果怎样？" in words(sent)
    assert "招电焊工" in Message.objects.get().text
    url = reverse("matching:outcome", args=[one.pk, posting.pk])
    assert "正是您想找的焊工" in words(client.get(url))
    asked = {"outcome": "hired", "reason": "", "on": timezone.localdate().isoformat(), "close": "on"}
    done = client.post(url, asked, follow=True)
    assert "已记录：录用了" in words(done)
    posting.refresh_from_db()
    one.refresh_from_db()
    assert (posting.hired, one.state, one.closed_reason) == (1, "closed", "已找到工作")
    # The same again counts nobody twice; taken back, it counts nobody.
    client.post(url, asked)
    posting.refresh_from_db()
    assert posting.hired == 1
    client.post(url, {**asked, "outcome": "rejected", "reason": "已招满"})
    posting.refresh_from_db()
    assert posting.hired == 0
    listed = words(client.get(reverse("matching:waiting"), {"tab": "over"}))
    assert "王小梅" in listed and "用工方不要" in listed and "已招满" in listed


def test_an_outcome_says_at_the_field_what_is_missing(client: Client, county: County) -> None:
    one, posting = fresh(county)
    url = reverse("matching:outcome", args=[one.pk, posting.pk])
    late = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    answer = client.post(url, {"outcome": "declined", "reason": " ", "on": late})
    assert answer.status_code == 422
    assert "请写明原因" in words(answer) and "联系日期不能晚于今天" in words(answer)
    assert client.post(url, {"on": "x"}).status_code == 422
    assert not Recommendation.objects.exists()


def test_what_no_longer_shows_is_not_pushed(client: Client, county: County) -> None:
    one, posting = fresh(county)
    Posting.objects.filter(pk=posting.pk).update(state="ended")
    url = reverse("matching:push", args=[one.pk])
    assert "刚刚招满或结束了" in words(client.post(url, {"posting": [posting.pk]}, follow=True))
    assert "还没有选要推送的岗位" in words(client.post(url, {"posting": ["x"]}, follow=True))
    assert not Message.objects.exists()


def test_a_posting_that_was_looked_up_is_recommended_from_its_row(client: Client, county: County) -> None:
    one, posting = fresh(county)
    url = reverse("counter:form", args=[one.resident_id, "3"]) + "?pay=3000"
    keep_in_index(posting)
    client.get(url)
    text = client.get(url).content.decode()
    assert "推荐给本人" in text and "【招工】招电焊工" in text
    back = re.search(r'name="back" value="([^"]+)"', text)
    assert back
    sent = client.post(
        reverse("matching:push", args=[one.pk]), {"posting": posting.pk, "back": back[1]}, follow=True
    )
    assert "已推送1个岗位" in words(sent) and sent.redirect_chain[-1][0] == back[1]
    # Without a registration there is nobody to recommend it to; the text may be passed on all the same.
    JobSeeker.objects.filter(pk=one.pk).update(state="paused")
    text = client.get(url).content.decode()
    assert "推荐给本人" not in text and "复制分享文字" in text


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"state": "paused"}, "暂停"),
        ({"state": "closed"}, "请先恢复或重新登记求职"),
        ({"valid_until": dt.date(2020, 1, 1)}, "已过有效期"),
    ],
)
def test_nobody_is_pushed_who_does_not_look_for_work_now(
    client: Client, county: County, changed: dict[str, Any], why: str
) -> None:
    one, posting = fresh(county)
    JobSeeker.objects.filter(pk=one.pk).update(**changed)
    url = reverse("matching:push", args=[one.pk])
    assert why in words(client.post(url, {"posting": [posting.pk]}, follow=True))
    assert not Message.objects.exists() and not Recommendation.objects.exists()


def telephone(client: Client, one: JobSeeker, posting: Posting, reason: str = "用工方来问") -> object:
    url = reverse("matching:telephone", args=[posting.employer_id, one.pk])
    return client.post(url, {"posting": posting.pk, "reason": reason})


def test_a_telephone_is_given_for_a_reason_and_logged(client: Client, county: County) -> None:
    one, posting = fresh(county)
    assert telephone(client, one, posting, " ").status_code == 422  # type: ignore[attr-defined]
    assert not PhoneShown.objects.exists()
    answer = telephone(client, one, posting)
    assert "13835600003" in answer.content.decode()  # type: ignore[attr-defined]
    shown = PhoneShown.objects.get()
    assert (shown.seeker, shown.employer_id, shown.reason) == (one, posting.employer_id, "用工方来问")
    assert AuditEntry.objects.filter(action="seeker.phone_shown").count() == 1


@pytest.mark.parametrize("change", ["consent", "closed", "employer", "elsewhere"])
def test_no_telephone_without_consent_duty_and_verification(
    client: Client, county: County, change: str
) -> None:
    one, posting = fresh(county)
    if change == "consent":
        JobSeeker.objects.filter(pk=one.pk).update(shown_to_employers=False)
    elif change == "closed":
        JobSeeker.objects.filter(pk=one.pk).update(state="closed")
    elif change == "employer":
        type(posting.employer).objects.filter(pk=posting.employer_id).update(state="pending")
    else:
        client = signed_in(county.clerk(county.huangcheng))
    answer = telephone(client, one, posting)
    assert answer.status_code == (404 if change == "elsewhere" else 422)  # type: ignore[attr-defined]
    assert "13835600003" not in answer.content.decode()  # type: ignore[attr-defined]
    assert not PhoneShown.objects.exists()


def test_somebody_who_needs_hands_is_recommended_people_and_given_a_telephone(
    client: Client, county: County
) -> None:
    today = timezone.localdate()
    boss = county.resident("雇主", telephone="13835600011")
    own = matches.employer(county.shuicun, resident=boss, telephone="13835600011")
    days = {"kind": "gig", "starts_on": today + dt.timedelta(days=3), "pay_unit": "day", "pay_low": "180"}
    gig = matches.posting(
        own, published_at=timezone.now(), valid_until=today + dt.timedelta(days=20), pay_high="180", **days
    )
    person = county.resident("王小梅", telephone="13835600003")
    one = matches.seeker(person, kind="gig", pay_unit="day", pay_floor="150", on=today)
    page = client.get(reverse("counter:look_up", args=[boss.pk, "8"]))
    assert "王**" in words(page) and "想找的正是焊工" in words(page) and "提供电话" in words(page)
    assert "王小梅" not in words(page) and "13835600003" not in page.content.decode()
    assert "13835600003" in telephone(client, one, gig).content.decode()  # type: ignore[attr-defined]
    # Looked up without a posting: for the employer alone.
    searched = words(client.get(reverse("counter:look_up", args=[boss.pk, "9"])))
    assert "提供电话" in searched and "记录结果" not in searched
    url = reverse("matching:telephone", args=[own.pk, one.pk])
    assert "13835600003" in client.post(url, {"reason": "用工方来问"}).content.decode()
    assert list(PhoneShown.objects.order_by("pk").values_list("posting", flat=True)) == [gig.pk, None]


def test_a_clerk_elsewhere_sees_and_records_nothing(county: County) -> None:
    one, posting = fresh(county)
    other = signed_in(county.clerk(county.huangcheng))
    assert other.get(reverse("matching:outcome", args=[one.pk, posting.pk])).status_code == 404
    assert other.post(reverse("matching:push", args=[one.pk]), {"posting": posting.pk}).status_code == 404
    assert "王小梅" not in words(other.get(reverse("matching:waiting")))


def test_who_serves_the_employer_alone_does_not_learn_the_name(county: County) -> None:
    today = timezone.localdate()
    one = matches.seeker(county.resident("王小梅", village=county.huangcheng), on=today)
    posting = matches.posting(
        matches.employer(county.shuicun),
        published_at=timezone.now(),
        valid_until=today + dt.timedelta(days=20),
    )
    keep(explain(one, posting, today, Voice.SEEKER), actor=None)
    url = reverse("matching:outcome", args=[one.pk, posting.pk])
    page = signed_in(county.clerk()).get(url)
    assert page.status_code == 200 and "王**" in words(page) and "王小梅" not in words(page)
    assert "王小梅" in words(signed_in(county.clerk(county.huangcheng)).get(url))


def test_what_health_forbids_is_not_written_beside_the_sealed_registration(
    client: Client, county: County
) -> None:
    one, posting = fresh(county, health_demands=["height"])
    one.health_limits = ["height"]
    one.save()
    url = reverse("matching:outcome", args=[one.pk, posting.pk])
    client.post(url, {"outcome": "declined", "reason": "不去", "on": timezone.localdate().isoformat()})
    kept = Recommendation.objects.get()
    assert kept.outcome == "declined" and kept.reasons
    assert "登记了干不了" not in str(kept.reasons) and "登记了干不了" not in words(client.get(url))


def test_nonsense_in_an_address_or_a_form_is_nothing(client: Client, county: County) -> None:
    one, _ = fresh(county)
    for after in ("2026-11-25T08:00:00_1", f"x_{'9' * 40}", "²_²"):
        assert client.get(reverse("matching:waiting"), {"after": after}).status_code == 200
    sent = client.post(reverse("matching:push", args=[one.pk]), {"posting": ["²", "9" * 40]}, follow=True)
    assert "还没有选要推送的岗位" in words(sent)
