"""A look-up on paper: columns of sentences get the room that they need."""

from __future__ import annotations

import io

import pypdf
import pytest

from cuncuntong.cases.papers.desk_papers import look_up_paper
from cuncuntong.foundation.pages import render
from cuncuntong.foundation.pages.document import Table
from cuncuntong.rules.service_item import LookUpAnswer, LookUpTable
from tests.cases import make
from tests.ledgers.make import County

pytestmark = pytest.mark.django_db
WHY = "离家4公里；日薪180元，高于期望的120元；干活时间合适；需要高处作业证：您没有登记；三天前发布" * 2
COLUMNS = ("岗位", "用工方", "报酬", "地点", "为什么推荐", "编号")


def paper(cell: str):
    rows = tuple((f"焊工{n}", "演示公司", "180元/天", "凤城镇", cell, "5ezkmnqx44") for n in range(20))
    answer = LookUpAnswer((), (LookUpTable("推荐的岗位", COLUMNS, rows),))
    return look_up_paper(make.LOOK_UP, County().resident(), answer)


def table_of(document) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table))


def test_a_column_of_sentences_is_wider_than_a_column_of_words():
    widths = [float(width.removesuffix("fr")) for width in table_of(paper(WHY)).widths]
    assert max(widths) == widths[4] > 2 * widths[0]


def test_twenty_recommendations_with_reasons_take_three_pages_at_most():
    pdf = pypdf.PdfReader(io.BytesIO(render(paper(WHY)).content))
    assert len(pdf.pages) <= 3


def test_a_table_of_words_keeps_its_columns_alike():
    assert table_of(paper("好")).widths == []
