"""Lists that end before their rows do say so, on the page and on paper."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.web.cut import first_of
from tests.ledgers.make import County
from tests.ledgers.training.make import institution
from tests.web.support import at_most, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("most", "shown", "said"), [(2, 2, True), (3, 3, False), (4, 3, False)])
def test_the_first_rows_and_whether_there_are_more(most: int, shown: int, said: bool) -> None:
    county = County()
    for name in ("甲一", "乙二", "丙三"):
        county.resident(name)
    with at_most(1):
        rows, cut = first_of(Resident.objects.order_by("pk"), most, "更晚的没有列出")
    assert [row.name for row in rows] == ["甲一", "乙二", "丙三"][:shown]
    assert cut == (f"只列出前{most}条，更晚的没有列出。" if said else "")
    assert first_of(iter("abc"), 2, "其余的没有列出") == (["a", "b"], "只列出前2条，其余的没有列出。")


def test_a_page_says_that_it_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    county = County()
    for number, name in enumerate(("演示学校甲", "演示学校乙")):
        institution(county, name=name, licence_number=f"民14052200000{number}")
    browser = signed_in(county.clerk())
    url = reverse("training:institutions")
    assert "只列出" not in words(browser.get(url))
    monkeypatch.setattr("cuncuntong.web.training.institutions.MOST", 1)
    assert "只列出前1条，其余的没有列出。" in words(browser.get(url))
