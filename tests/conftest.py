"""What every test stands on: keys in the temporary place of tests/plugins/environment.py."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    from django.conf import settings

    from cuncuntong.foundation.sealed.keys import create_key_file

    path = settings.CUNCUNTONG["KEY_FILE"]
    if not path.exists():
        create_key_file(path)


@pytest.fixture(autouse=True)
def _no_anchor_of_another_test() -> None:
    """The chain's head outside the database must not outlive the database rows of its test."""
    from cuncuntong.foundation.audit.anchor import anchor_path

    anchor_path().unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _plain_static(settings: object) -> None:
    # Hashed file names need collectstatic; tests look at pages, not at file names.
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Argon2 is slow on purpose; only the sign-in tests need it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _no_places_of_another_test() -> None:
    """The book of places is read once a process; each test has divisions of its own."""
    from cuncuntong.network.places import forget_places

    forget_places()
