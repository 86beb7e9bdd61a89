"""The planner goes by what the tables hold, and one account's entries are found without reading all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cuncuntong.foundation.sqlite.statistics import refresh_statistics
from cuncuntong.ledgers.pensions.models import PensionEntry
from tests.foundation.sqlite.test_waiting import wrapper

PAGES = "CREATE TABLE page (id INTEGER PRIMARY KEY, replaced_by INTEGER UNIQUE, draft INTEGER)"
QUESTION = "EXPLAIN QUERY PLAN SELECT * FROM page WHERE draft = 4 AND replaced_by IS NULL"


def test_an_empty_column_is_no_way_to_the_pages_of_one_draft(tmp_path: Path, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        filled = wrapper(tmp_path / "x.sqlite3")
        with filled.cursor() as cursor:
            cursor.execute(PAGES)
            cursor.execute("CREATE INDEX page_draft ON page (draft)")
            cursor.executemany("INSERT INTO page (draft) VALUES (%s)", [[one // 3] for one in range(3000)])
            cursor.execute(QUESTION)
            assert "page_draft" not in cursor.fetchone()[3], "what SQLite guesses without having looked"
        assert refresh_statistics(filled)
        filled.close()
        with filled.cursor() as cursor:
            cursor.execute(QUESTION)
            assert "page_draft" in cursor.fetchone()[3]
        filled.close()


@pytest.mark.django_db
def test_what_stands_of_an_account_is_found_by_the_account() -> None:
    assert refresh_statistics() is (connection.vendor == "sqlite"), "the county's engine does so itself"
    plan = PensionEntry.objects.standing().filter(account=7).explain()
    assert ("(account_id=?)" if connection.vendor == "sqlite" else "account_id") in plan, plan
