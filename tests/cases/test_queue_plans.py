"""Each tab of the review queue reads its own rows by an index, in their order: no sorting, no scan."""

from __future__ import annotations

import pytest
from django.db import connection

from cuncuntong.cases.selectors.queues import PAGE, queue_rows


@pytest.mark.parametrize(
    ("tab", "index"),
    [("waiting", "case_queue"), ("returned", "case_returned"), ("decided", "case_decided_by")],
)
def test_a_tab_reads_its_index_in_order(reviewer, tab, index):
    rows = queue_rows(reviewer, tab)[: PAGE + 1]
    if connection.vendor == "sqlite":
        plan = rows.explain()
        assert f"USING INDEX {index} " in plan
        assert "TEMP B-TREE" not in plan
        return
    with connection.cursor() as cursor:
        # Of an empty table the planner would rather read and sort all there is.
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = rows.explain()
    assert f"Index Scan using {index} " in plan
    assert "Sort" not in plan
