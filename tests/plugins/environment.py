"""Points the settings at a temporary place before Django reads them.

pytest-django sets Django up before any conftest is read, so this is a plugin named on pytest's own
command line (pyproject.toml): nothing of a test may touch the real ``var/``.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_VAR = Path(tempfile.mkdtemp(prefix="cct-test-"))
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)

for _name in ("KEY_FILE", "MEDIA_DIR", "PRODUCTION", "DEBUG", "SMS_GATEWAY", "SECRET_KEY", "DEMO"):
    os.environ.pop(f"CUNCUNTONG_{_name}", None)
os.environ["CUNCUNTONG_VAR_DIR"] = str(_VAR)
os.environ["CUNCUNTONG_DATABASE_URL"] = os.environ.get(
    "CUNCUNTONG_TEST_DATABASE_URL", f"sqlite:///{_VAR}/test.sqlite3"
)
