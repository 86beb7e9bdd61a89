"""Who applied for somebody else is told and named; of a death never the dead."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cuncuntong.cases.models import Notice
from cuncuntong.cases.papers.case_papers import receipt
from cuncuntong.cases.services.review import approve
from cuncuntong.rules.registry import items
from tests.cases import make
from tests.web.counter_make import signed_in, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["24", "37"])
def test_the_family_that_applied_is_told(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    named = items.get(number).applicant
    assert named is not None
    assert named({"reporter": "self", "reporter_name": "王小"}) == ""
    what = make.item("T8", applicant=lambda form: named({"reporter": "family", "reporter_name": "王小"}))
    monkeypatch.setitem(items._items, "T8", what)
    county = make.Place()
    clerk = county.clerk()
    case = make.file(clerk, what, county.resident("王五")).case
    approve(caller=make.reviewer(county), case_id=case.pk, version=case.version)
    assert Notice.objects.get(case=case).text.startswith("王小：您为王五在")
    page = words(signed_in(clerk).get(reverse("counter:deliver", args=[case.number])))
    assert "请告知申请人王小" in page
    case.refresh_from_db()
    rows = repr(receipt(case).blocks)
    assert "('申请人', '王小')" in rows and "('为谁申请', '王五')" in rows
