"""Synthetic people on the real divisions, made once a module."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """Divisions and points, shared by a module's tests; removed at its end."""
    from django.db import transaction

    from cuncuntong.network.services.divisions import load_divisions

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            load_divisions()
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture(scope="module")
def people(county):
    """3,000 residents from seed 7."""
    from cuncuntong.demo.people import add_residents

    add_residents(3000, seed=7)


@pytest.fixture(scope="module")
def cases(people):
    """The demonstration's accounts, and 240 cases from seed 7."""
    from cuncuntong.demo.accounts import demo_accounts
    from cuncuntong.demo.cases import add_cases

    demo_accounts()
    assert add_cases(240, seed=7) == 240
