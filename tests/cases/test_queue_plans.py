"""What pages count must not grow with the county's history: the plans of the counts name their indexes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from cuncuntong.cases.selectors.queues import point_counts, review_counts, review_counts_by_item
from tests.cases import make


def plans(call: Callable[[], Any]) -> list[str]:
    """The plan's lines of each query over cases."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        asked.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        call()
    found = []
    for sql, values in asked:
        if 'FROM "cases_case"' in sql:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + sql, values)
                found.append(" ".join(str(row[3]) for row in cursor.fetchall()))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("count", [review_counts, review_counts_by_item])
def test_what_waits_for_review_is_counted_over_open_cases_alone(count: Callable[..., Any]) -> None:
    if connection.vendor != "sqlite":
        # PostgreSQL chooses by statistics, which a test's few rows don't give.
        assert count(make.reviewer(make.Place())) is not None
        return
    found = plans(lambda: count(make.reviewer(make.Place())))
    assert len(found) == 1
    assert "case_queue" in found[0]


@pytest.mark.django_db
def test_what_waits_at_a_point_is_not_counted_over_all_its_cases() -> None:
    clerk = make.Place().clerk()
    if connection.vendor != "sqlite":
        assert point_counts(clerk).open == 0
        return
    (found,) = plans(lambda: point_counts(clerk))
    assert "MULTI-INDEX OR" in found
    assert "case_point_state (point_id=? AND state=?)" in found
    assert "case_point_recent (point_id=? AND accepted_at>?)" in found
