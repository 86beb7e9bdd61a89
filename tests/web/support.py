"""What tests of whole pages share: browsers of people with each duty, and what a page may cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cuncuntong.network.access import Caller
from cuncuntong.network.models import Account
from tests.ledgers.make import County
from tests.web.counter_make import BACKEND, hidden, photo, signed_in, words

__all__ = [
    "BACKEND",
    "PASSWORD",
    "County",
    "account",
    "at_most",
    "hidden",
    "photo",
    "signed_in",
    "table_rows",
    "words",
]

PASSWORD = "kwfm-7264-htqe"
MOST_QUERIES = 12


def account(username: str = "wang", *, must_change: bool = False) -> Account:
    """An account that signs in with PASSWORD, without duties."""
    made = Account(username=username, full_name="王会计", must_change_password=must_change)
    made.set_password(PASSWORD)
    made.save()
    return made


@contextmanager
def at_most(most: int = MOST_QUERIES) -> Iterator[None]:
    """Fails when the block asks the database more often; a savepoint is no question."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO"))
    ]
    assert len(asked) <= most, f"{len(asked)} queries:\n" + "\n".join(asked)


def table_rows(response: Any) -> list[str]:
    """The text of each row of the page's tables."""
    rows = re.findall(r"<tr\b.*?</tr>", response.content.decode(), flags=re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]


def place(caller: Caller) -> str:
    """The code of the first duty's division."""
    return caller.grants[0].code
