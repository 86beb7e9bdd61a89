"""Searches run on their indexes on both engines: told by the engines' own plans."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuncuntong.ledgers.residents.selectors import find_residents
from tests.ledgers.make import County


def plans(caller: object, typed: str) -> list[str]:
    """What the engine says about each query on residents that a search makes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        find_residents(caller, typed)  # type: ignore[arg-type]
    wanted = [q["sql"] for q in captured if 'FROM "residents_resident"' in q["sql"]]
    assert wanted
    return [_explain(sql) for sql in wanted]


def _explain(sql: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Of a handful of rows the planner would rather read them all.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("EXPLAIN " + sql.replace("%", "%%"))
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("typed", "columns"),
    [("李秀", ["name"]), ("李䶮", ["name"]), ("lxy", ["py", "pinyin"]), ("lixiu", ["py", "pinyin"])],
)
@pytest.mark.parametrize("place", ["village", "township", "county"])
def test_a_prefix_is_a_range_of_its_areas_index(
    county: County, place: str, typed: str, columns: list[str]
) -> None:
    county.resident("李秀英")
    caller = {
        "village": county.clerk,
        "township": lambda: county.caller("township_admin", county.fengcheng),
        "county": county.business_admin,
    }[place]()
    found = plans(caller, typed)
    assert len(found) == len(columns)
    for plan, column in zip(found, columns, strict=True):
        assert f"resident_{place}_{column}" in plan, plan
        if connection.vendor == "sqlite":
            assert re.search(r"_code=\? AND name\w*>\? AND name\w*<\?", plan), plan
            assert "SCAN" not in plan
        else:
            assert re.search(r"Index Cond: .*name\w*\)?(::text)? >= ", plan), plan
            assert "Seq Scan on residents_resident" not in plan


@pytest.mark.parametrize("typed", ["13803561234", "6789"])
def test_a_number_goes_by_its_own_index(county: County, typed: str) -> None:
    for _ in range(30):
        county.resident("李秀英", telephone="13803561234")
    for plan in plans(county.business_admin(), typed):
        assert re.search(r"_index_|PRIMARY KEY|rowid|_pkey", plan), plan
        assert "_code=" not in plan, plan
        assert "SCAN residents" not in plan
        assert "Seq Scan on residents_resident" not in plan
