"""Each tab of the review queue reads its own rows by an index, in their order: no sorting, no scan."""

from __future__ import annotations

import pytest
from django.db import connection

from cuncuntong.cases.selectors.queues import PAGE, queue_rows


@pytest.mark.parametrize(
    ("tab", "index"),
    [("waiting", "case_queue"), ("returned", "case_returned"), ("decided", "case_decided_by")],
)
def test_a_tab_has_its_index_in_sqlite(reviewer, tab, index):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by statistics, which an empty table has not")
    plan = queue_rows(reviewer, tab)[: PAGE + 1].explain()
    assert f"USING INDEX {index} " in plan
    assert "TEMP B-TREE" not in plan
