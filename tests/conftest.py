"""What every test stands on: keys and files in a temporary place, the engine from the environment."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# Before Django reads its settings: nothing of a test may touch the real var/.
_VAR = Path(tempfile.mkdtemp(prefix="cct-test-"))
os.environ["CUNCUNTONG_VAR_DIR"] = str(_VAR)
os.environ.pop("CUNCUNTONG_KEY_FILE", None)
os.environ.pop("CUNCUNTONG_PRODUCTION", None)
os.environ["CUNCUNTONG_DATABASE_URL"] = os.environ.get(
    "CUNCUNTONG_TEST_DATABASE_URL", f"sqlite:///{_VAR}/test.sqlite3"
)


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    from django.conf import settings

    from cuncuntong.foundation.sealed.keys import create_key_file

    path = settings.CUNCUNTONG["KEY_FILE"]
    if not path.exists():
        create_key_file(path)


@pytest.fixture(autouse=True)
def _plain_static(settings: object) -> None:
    # Hashed file names need collectstatic; tests look at pages, not at file names.
    settings.STORAGES = {  # type: ignore[attr-defined]
        **settings.STORAGES,  # type: ignore[attr-defined]
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Argon2 is slow on purpose; only the sign-in tests need it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
