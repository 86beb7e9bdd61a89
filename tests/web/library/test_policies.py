"""The policy library's pages: searched, read, edited, kept in versions; the same in public."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cuncuntong.ledgers.policies.models import PolicyDocument
from cuncuntong.ledgers.policies.services import load_library, withdraw_document
from cuncuntong.network.enums import DutyKind
from tests.ledgers.policies.make import document
from tests.web.support import County, at_most, signed_in, words

pytestmark = pytest.mark.django_db

LIST, ADD = "/library/policies/", "/library/policies/add/"
TYPED = {
    "title": "返乡创业补贴办法",
    "issuer": "阳城县人力资源和社会保障局",
    "rank": "county",
    "subjects": ["startup"],
    "items": "1、23",
    "text": "第一条　返乡创业人员可以申请补贴。",
    "source": "本局存档原件",
    "checked": "original",
}


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def editor(county):
    return signed_in(county.business_admin())


@pytest.fixture
def clerk(county):
    return signed_in(county.clerk())


def test_words_are_marked_and_lead_to_the_article(clerk):
    load_library()
    page = clerk.get(LIST, {"q": "失业金", "subject": "unemployment"})
    text = page.content.decode()
    assert "<mark>失业保险金</mark>" in text and "失业保险条例" in words(page)
    one = PolicyDocument.objects.get(title="失业保险条例")
    assert f"{reverse('library:policy', args=[one.pk])}?q=%E5%A4%B1%E4%B8%9A%E9%87%91#tiao" in text


def test_filters_narrow_and_an_empty_answer_says_what_to_do(clerk):
    document(in_force_to=None)
    assert "补贴办法" in words(clerk.get(LIST, {"q": "创业", "force": "in_force"}))
    page = words(clerk.get(LIST, {"q": "创业", "force": "ended"}))
    assert "没有查到" in page and "去掉主题、效力等条件" in page


@pytest.mark.parametrize(
    "typed", ["的了吗", "创" * 5000, "\"'<script>alert(1)</script>", 'a AND (b OR "', "\x01\ufffe"]
)
@pytest.mark.parametrize("path", [LIST, "/p/policies/", "/library/handbook/", "/library/archives/"])
def test_bad_input_is_searched_and_answered(clerk, typed, path):
    page = clerk.get(path, {"q": typed, "subject": "no", "force": "no", "page": "-9e9"})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_only_stop_words_are_said_to_be_so(client):
    document()
    assert "这些字词太常见" in words(client.get("/p/policies/", {"q": "请问怎么办"}))


def test_a_document_shows_card_text_and_what_belongs_to_it(clerk):
    load_library()
    one = PolicyDocument.objects.get(title="中华人民共和国社会保险法")
    with at_most(6):
        page = clerk.get(reverse("library:policy", args=[one.pk]), {"q": "失业保险金"})
    text, markup = words(page), page.content.decode()
    assert "一看就懂" in text and "以下面的原文为准" in text
    assert 'id="tiao45"' in markup and 'href="#tiao45"' in markup
    assert "两处公开文本逐字一致，尚未与原件核对" in text
    assert "23 失业保险金申领" in text


def test_a_title_without_its_text_says_so(client):
    load_library()
    one = PolicyDocument.objects.get(title="就业服务与就业管理规定")
    assert "正文待录入" in words(client.get(f"/p/policies/{one.pk}/"))
    assert "正文待录入" in words(client.get("/p/policies/", {"q": "就业服务与就业管理规定"}))


def test_what_ended_is_said_loudly(client):
    one = document(in_force_to="2020-01-01")
    assert "这份文件已失效" in words(client.get(f"/p/policies/{one.pk}/"))


def test_public_pages_need_no_signing_in_and_tell_nothing_of_the_house(client):
    one = document()
    with at_most(3):
        page = client.get(f"/p/policies/{one.pk}/")
    assert page.status_code == 200 and "修改" not in words(page) and "版本" not in words(page)


def test_a_document_is_typed_previewed_and_saved(editor):
    previewed = editor.post(ADD, {**TYPED, "preview": "1"})
    assert "尚未保存" in words(previewed) and "识别到1条" in words(previewed)
    assert not PolicyDocument.objects.exists()
    assert TYPED["text"] in previewed.content.decode()
    saved = editor.post(ADD, {**TYPED, "version": "0"}, follow=True)
    one = PolicyDocument.objects.get()
    assert saved.redirect_chain[-1][0] == reverse("library:policy", args=[one.pk])
    assert (one.items, one.subjects, one.checked) == (["1", "23"], ["startup"], "original")


def test_a_gap_between_articles_is_shown_before_saving(editor):
    page = editor.post(ADD, {**TYPED, "text": "第一条　甲\n第三条　丙", "preview": "1"})
    assert "条号不连续" in words(page)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_file_is_read_and_stands_in_the_box(editor, encoding):
    file = SimpleUploadedFile(
        "办法.txt", "第一条　上传的正文。\r\n".encode(encoding), content_type="text/plain"
    )
    page = editor.post(ADD, {**TYPED, "text": "", "upload": file, "preview": "1"})
    assert page.status_code == 200 and "第一条　上传的正文。" in page.content.decode()
    assert "识别到1条" in words(page)


def test_a_file_that_is_no_text_is_refused_with_what_was_typed_kept(editor):
    file = SimpleUploadedFile("办法.docx", b"PK\x03\x04\x00\x00\xff\xfe\x00", content_type="text/plain")
    page = editor.post(ADD, {**TYPED, "upload": file})
    assert page.status_code == 422 and "不是纯文本文件" in words(page)
    assert TYPED["title"] in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "请填写文件标题"),
        ({"subjects": []}, "请至少选一个主题"),
        ({"items": "41、abc"}, "没有编号为“41、ABC”的事项"),
        ({"in_force_from": "20260201", "in_force_to": "20260101"}, "失效日期早于施行日期"),
        ({"issued_on": "2026-13-01"}, "请写8位数字"),
        ({"text": "", "checked": "original"}, "不能说已与原件核对"),
        ({"text": "字" * 300_001}, "正文超过30万字"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(editor, wrong, said):
    page = editor.post(ADD, {**TYPED, **wrong})
    assert page.status_code == 422 and said in words(page)
    assert page.content.decode().startswith("<!DOCTYPE html>") and "<title>错误：" in page.content.decode()
    assert not PolicyDocument.objects.exists()


def test_a_change_is_a_new_version_and_the_old_one_can_be_read(editor, clerk):
    one = document()
    url = reverse("library:policy_edit", args=[one.pk])
    typed = {**TYPED, "text": "第一条　补贴提高。", "version": "1", "note": "提高标准"}
    assert editor.post(url, typed).status_code == 302
    page = words(clerk.get(reverse("library:policy", args=[one.pk])))
    assert "第2版（现行）" in page and "提高标准" in page
    old = words(clerk.get(reverse("library:policy_version", args=[one.pk, 1])))
    assert "返乡创业人员可以申请补贴" in old and "这是以前的版本" in old
    # The first tab's form, sent after the second's: nothing is overwritten, what was typed stays.
    late = editor.post(url, {**typed, "text": "第一条　另一个人的修改。"})
    assert late.status_code == 422 and "别人已经修改过" in words(late)
    assert "另一个人的修改" in late.content.decode()


def test_what_was_taken_out_is_gone_for_all_but_the_editors(editor, clerk, client):
    one = document()
    url = reverse("library:policy_withdraw", args=[one.pk])
    assert "请写明撤下的原因" in words(editor.post(url, {"version": "1", "reason": ""}, follow=True))
    editor.post(url, {"version": "1", "reason": "录错了"})
    page = reverse("library:policy", args=[one.pk])
    assert clerk.get(page).status_code == 404 and client.get(f"/p/policies/{one.pk}/").status_code == 404
    assert "已撤下" in words(editor.get(page))
    withdraw_document(document_id=one.pk, version=2, reason="再一次", actor=None)
    assert PolicyDocument.objects.get().version == 2


def test_a_reader_sees_no_way_to_edit(county, clerk):
    one = document()
    page = words(clerk.get(reverse("library:policy", args=[one.pk])))
    assert "撤下" not in page
    for kind in (DutyKind.POINT_CLERK, DutyKind.OVERSEER):
        place = county.shuicun if kind == DutyKind.POINT_CLERK else county.county
        browser = signed_in(county.caller(kind, place))
        assert browser.post(ADD, TYPED).status_code == 403
