"""The library that comes with the program: whole texts, nothing invented, the county's own left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from cuncuntong.ledgers.policies.enums import Checked, Rank, Subject
from cuncuntong.ledgers.policies.models import PolicyDocument, PolicyVersion
from cuncuntong.ledgers.policies.parsing import PartKind, articles_in_order, parse, tidy
from cuncuntong.ledgers.policies.selectors import documents_of_item, find_policies
from cuncuntong.ledgers.policies.services import load_library, save_document, withdraw_document
from cuncuntong.ledgers.policies.services.documents import draft_of
from cuncuntong.ledgers.policies.services.shipping import DATA, shipped_drafts
from cuncuntong.rules.registry import items
from tests.ledgers.policies.make import DAY

TOLD = yaml.safe_load((DATA / "library.yaml").read_text(encoding="utf-8"))["documents"]
WITH_TEXT = [one for one in TOLD if one["checked"] != "none"]


@pytest.mark.parametrize("told", WITH_TEXT, ids=lambda one: one["key"])
def test_every_shipped_text_is_whole(told: dict) -> None:
    text = (DATA / "texts" / f"{told['key']}.txt").read_text(encoding="utf-8").rstrip("\n")
    parts = parse(text)
    articles = [part for part in parts if part.kind == PartKind.ARTICLE]
    assert len(articles) == told["articles"] and articles_in_order(parts)
    assert all(part.lines for part in articles)
    assert tidy(text) == text
    # Half a page that was cut off, a web page's remains, half-width marks between Chinese characters.
    assert not set("<>[]*#()|") & set(text)
    assert "施行" in articles[-1].text


def test_every_text_file_belongs_to_a_document() -> None:
    assert {path.stem for path in (DATA / "texts").glob("*.txt")} == {one["key"] for one in WITH_TEXT}


def test_documents_say_what_they_are_about() -> None:
    for draft in shipped_drafts().values():
        assert draft.rank in Rank.values and set(draft.subjects) <= set(Subject.values) and draft.subjects
        assert all(number in items for number in draft.items), draft.title
        assert draft.source and (draft.text == "") == (draft.checked == Checked.NONE)


def test_articles_that_a_card_names_are_in_its_text() -> None:
    import re

    for draft in shipped_drafts().values():
        labels = {part.label for part in parse(draft.text)}
        card = draft.card_for + draft.card_gives + draft.card_how
        assert set(re.findall(r"第[一二三四五六七八九十百零]+条", card)) <= labels, draft.title


def test_what_other_rules_of_the_system_quote_is_in_the_texts() -> None:
    """Figures that the rules take from the law, read again in the shipped text."""
    texts = {key: draft.text for key, draft in shipped_drafts().items()}
    assert "最长为二十四个月" in texts["social-insurance-law"]
    assert "应当自相关情形发生之日起20个工作日内告知社会保险经办机构" in texts["insurance-service"]
    assert "最低工资" in texts["labour-law"]


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    first, again = load_library(), load_library()
    assert first.added == len(TOLD) and first.lacking == len(TOLD) - len(WITH_TEXT)
    assert (again.added, again.renewed, again.kept) == (0, 0, len(TOLD))
    assert PolicyVersion.objects.count() == len(TOLD)


@pytest.mark.django_db
def test_a_text_that_the_county_changed_is_the_countys(monkeypatch: pytest.MonkeyPatch) -> None:
    load_library()
    changed = PolicyDocument.objects.get(shipped_key="resident-pension-opinion")
    save_document(
        draft=replace(draft_of(changed), text="第一条　县里录入的正文"),
        actor=None,
        document_id=changed.pk,
        version=1,
    )
    dropped = PolicyDocument.objects.get(shipped_key="archives-law")
    withdraw_document(document_id=dropped.pk, version=1, reason="不用", actor=None)
    newer = {key: replace(draft, source="新来源") for key, draft in shipped_drafts().items()}
    monkeypatch.setattr("cuncuntong.ledgers.policies.services.shipping.shipped_drafts", lambda: newer)
    loaded = load_library()
    assert (loaded.added, loaded.renewed, loaded.kept) == (0, len(TOLD) - 2, 2)
    changed.refresh_from_db()
    assert changed.text == "第一条　县里录入的正文" and changed.source != "新来源"
    assert load_library().renewed == 0


@pytest.mark.django_db
def test_a_paper_that_the_county_entered_first_is_not_doubled(county) -> None:
    draft = shipped_drafts()["village-coverage-plan"]
    save_document(draft=replace(draft, text="全文"), actor=None)
    load_library()
    assert PolicyDocument.objects.filter(title=draft.title).count() == 1


@pytest.mark.django_db
def test_a_villagers_words_find_the_article() -> None:
    load_library()
    row = find_policies(words="失业金能领几个月", on=DAY).rows[0]
    assert row.document.title in {"失业保险条例", "中华人民共和国社会保险法"}
    page = find_policies(words="拖欠工资 农民工", on=DAY)
    assert page.rows[0].document.title == "保障农民工工资支付条例"
    assert page.rows[0].parts[0].anchor.startswith("tiao")
    assert any(piece.hit for piece in page.rows[0].parts[0].pieces)


@pytest.mark.django_db
def test_items_know_their_documents() -> None:
    load_library()
    assert [one.title for one in documents_of_item("23")] == [
        "中华人民共和国社会保险法",
        "社会保险经办条例",
        "失业保险条例",
    ]
