"""A message that is overtaken is not sent, and never counts as the telling of a later result."""

from __future__ import annotations

import pytest

from cuncuntong.cases.enums import InboxKind, NoticeState, State
from cuncuntong.cases.models import Case, Notice
from cuncuntong.cases.services.changes import resubmit, withdraw
from cuncuntong.cases.services.notices import send_notice
from cuncuntong.cases.services.review import SlipDraft, approve, return_case
from cuncuntong.foundation import sms as gateway
from tests.cases import make


@pytest.fixture
def sent(monkeypatch) -> list[str]:
    """The texts that the gateway took."""
    texts: list[str] = []

    def take(*, telephone: str, text: str, key: str) -> str:
        texts.append(text)
        return "SMS-1"

    monkeypatch.setattr(gateway, "configured", lambda: True)
    monkeypatch.setattr(gateway, "send", take)
    return texts


@pytest.fixture
def returned(sent, county, clerk, reviewer) -> Case:
    """A case returned while the gateway is away: its message still waits."""
    person = county.resident(address="老宅", telephone="13935612345")
    case = make.file(clerk, make.REVIEWED, person).case
    slip = [SlipDraft("field", "门牌号不清", field="address")]
    return return_case(caller=reviewer, case_id=case.pk, version=case.version, lines=slip)


def test_a_late_request_to_supplement_does_not_stand_for_the_approval(returned, clerk, reviewer, sent):
    asked = Notice.objects.get()
    resubmit(caller=clerk, case_id=returned.pk, form={"address": "水村二号"}, version=None)
    approve(caller=reviewer, case_id=returned.pk, version=None)
    send_notice.func(notice_id=asked.pk)
    case = Case.objects.get()
    assert (sent, case.state, case.fed_back_at) == ([], State.APPLIED, None)
    send_notice.func(notice_id=Notice.objects.get(kind=InboxKind.APPROVED).pk)
    case.refresh_from_db()
    assert (len(sent), case.state) == (1, State.FED_BACK)


def test_one_that_is_under_way_when_it_is_overtaken_tells_of_itself_alone(
    returned, clerk, reviewer, sent, monkeypatch
):
    asked = Notice.objects.get()

    def take_slowly(**message: str) -> str:
        resubmit(caller=clerk, case_id=returned.pk, form={"address": "水村二号"}, version=None)
        approve(caller=reviewer, case_id=returned.pk, version=None)
        return "SMS-1"

    monkeypatch.setattr(gateway, "send", take_slowly)
    send_notice.func(notice_id=asked.pk)
    asked.refresh_from_db()
    assert (asked.state, Case.objects.get().state) == (NoticeState.FAILED, State.APPLIED)


def test_nobody_is_asked_to_supplement_what_was_withdrawn(returned, clerk, sent):
    withdraw(caller=clerk, case_id=returned.pk, reason="居民不办了")
    notice = Notice.objects.get()
    assert (notice.state, notice.error) == (NoticeState.FAILED, "居民已撤回申请")
    send_notice.func(notice_id=notice.pk)
    assert sent == []
