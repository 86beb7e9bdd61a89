"""Every open item that takes a form can be taken on paper when the power is out."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cuncuntong.cases.models import BlankForm
from cuncuntong.cases.papers.desk_papers import blank_forms
from cuncuntong.foundation.pages import Boxes, render_many
from cuncuntong.network.models import ServicePoint
from cuncuntong.rules.registry import items

PAPER = [item for item in items.all() if item.effect is not None and item.fields]


@pytest.mark.django_db
@pytest.mark.parametrize("item", PAPER, ids=lambda item: item.number)
def test_a_blank_form_prints_with_every_option(item):
    point = ServicePoint(name="水村社区就业社保服务点")
    form = BlankForm(number="B20261124000017", item=item.number, point=point, printed_at=timezone.now())

    documents = blank_forms([form])

    rows = next(block for block in documents[0].blocks if isinstance(block, Boxes)).rows
    for field in item.fields:
        line = next((row for row in rows if row[0].startswith(field.label)), None)
        if field.paper_choices is not None and line is not None:
            for choice in field.paper_choices(timezone.localdate()):
                assert choice.label in line[2]
    assert render_many(documents).content.startswith(b"%PDF-")


def test_there_is_something_to_test():
    assert {item.number for item in PAPER} >= {"1", "28", "34", "40"}
