"""Documents: versions, filters, what is found and what is not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cuncuntong.ledgers.policies.enums import Force
from cuncuntong.ledgers.policies.models import PolicyDocument
from cuncuntong.ledgers.policies.selectors import find_policies, issuers
from cuncuntong.ledgers.policies.services import save_document, withdraw_document
from cuncuntong.ledgers.policies.services.documents import draft_of
from cuncuntong.ledgers.refused import LedgerRefused
from tests.ledgers.policies.make import DAY, document, document_draft

pytestmark = pytest.mark.django_db


def titles(**asked) -> list[str]:
    return [row.document.title for row in find_policies(words=asked.pop("words", ""), on=DAY, **asked).rows]


def test_every_change_is_a_version_that_stays(audited) -> None:
    one = document()
    changed = replace(draft_of(one), text="第一条　补贴提高。", note="提高标准")
    save_document(draft=changed, actor=None, document_id=one.pk, version=1)
    one.refresh_from_db()
    assert one.version == 2 and one.text == "第一条　补贴提高。"
    newest, first = one.versions.all()
    assert (newest.number, newest.note) == (2, "提高标准")
    assert first.text.startswith("第一条　返乡创业人员") and first.details["subjects"] == ["startup"]
    assert audited() == ["policy.added", "policy.changed"]
    assert titles(words="提高") == ["返乡创业补贴办法"] and titles(words="另行通知") == []


def test_two_people_do_not_overwrite_each_other() -> None:
    one = document()
    save_document(draft=document_draft(number="阳人社1号"), actor=None, document_id=one.pk, version=1)
    with pytest.raises(LedgerRefused, match="别人已经修改过"):
        save_document(draft=document_draft(number="阳人社2号"), actor=None, document_id=one.pk, version=1)
    one.refresh_from_db()
    assert one.number == "阳人社1号" and one.versions.count() == 2


def test_saving_without_a_change_is_said_to_be_none() -> None:
    one = document()
    with pytest.raises(LedgerRefused, match="没有改动"):
        save_document(draft=document_draft(), actor=None, document_id=one.pk, version=1)


def test_one_issuers_number_is_in_the_library_once() -> None:
    one = document(number="阳人社发〔2026〕1号")
    with pytest.raises(LedgerRefused, match="已经在政策库里"):
        document("另一份", number="阳人社发〔2026〕1号")
    withdraw_document(document_id=one.pk, version=1, reason="录错了", actor=None)
    assert document("另一份", number="阳人社发〔2026〕1号").pk


def test_what_was_taken_out_is_found_no_more(audited) -> None:
    one = document()
    with pytest.raises(LedgerRefused, match="原因"):
        withdraw_document(document_id=one.pk, version=1, reason=" ", actor=None)
    withdraw_document(document_id=one.pk, version=1, reason="已被新文件代替", actor=None)
    assert titles() == [] and titles(words="返乡创业") == []
    assert one.versions.first().note == "撤下：已被新文件代替"
    assert audited()[-1] == "policy.withdrawn"


@pytest.mark.parametrize(
    ("begins", "ends", "force"),
    [
        (None, None, Force.IN_FORCE),
        (DAY, None, Force.IN_FORCE),
        (DAY + dt.timedelta(days=1), None, Force.COMING),
        (None, DAY, Force.IN_FORCE),
        (None, DAY - dt.timedelta(days=1), Force.ENDED),
    ],
)
def test_whether_it_counts_is_read_from_its_dates(begins, ends, force) -> None:
    one = document(in_force_from=begins, in_force_to=ends)
    assert one.force_on(DAY) == force
    for asked in Force:
        assert PolicyDocument.objects.standing(asked, DAY).exists() == (asked == force)


def test_words_and_filters_narrow_together() -> None:
    document("返乡创业补贴办法")
    document("创业担保贷款办法", issuer="阳城县财政局", subjects=("startup", "employment"))
    document("旧创业办法", in_force_to=dt.date(2020, 1, 1))
    assert set(titles(words="创业")) == {"返乡创业补贴办法", "创业担保贷款办法", "旧创业办法"}
    assert titles(words="创业", force="in_force", issuer="阳城县财政局") == ["创业担保贷款办法"]
    assert titles(subject="employment") == ["创业担保贷款办法"]
    assert titles(force="ended") == ["旧创业办法"]
    assert issuers() == ["阳城县人力资源和社会保障局", "阳城县财政局"]


def test_a_title_comes_before_a_text() -> None:
    document("综合通知", text="第一条　公益性岗位另行通知。")
    document("公益性岗位管理办法", text="第一条　略。")
    assert titles(words="公益性岗位") == ["公益性岗位管理办法", "综合通知"]


def test_the_best_articles_are_shown_in_the_order_of_the_text() -> None:
    text = "第一条　目的。\n第二条　补贴对象是返乡人员。\n第三条　与补贴无关。\n第四条　返乡人员的补贴标准。"
    document("通知", text=text)
    (row,) = find_policies(words="返乡人员 补贴标准", on=DAY).rows
    assert [part.label for part in row.parts] == ["第二条", "第四条"]


@pytest.mark.parametrize("words", ["的了吗", "请问怎么办", "，。、"])
def test_only_stop_words_find_nothing_and_say_so(words) -> None:
    document()
    page = find_policies(words=words, on=DAY)
    assert page.rows == [] and "太常见" in page.query.explanation


@pytest.mark.parametrize(
    "words", ["创业" * 2500, '"创业"' * 500, "创业 AND (补贴 OR \"'", "'; DROP TABLE x; --创业"]
)
def test_bad_input_is_searched_like_any_other(words) -> None:
    document()
    assert titles(words=words) == ["返乡创业补贴办法"]


def test_a_longer_list_is_turned_page_by_page() -> None:
    for number in range(5):
        document(f"创业通知{number}")
    first = find_policies(words="创业", on=DAY, limit=3)
    second = find_policies(words="创业", on=DAY, limit=3, offset=3)
    assert (len(first.rows), first.total, first.more) == (3, 5, True)
    assert (len(second.rows), second.more) == (2, False)
