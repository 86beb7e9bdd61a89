"""Settings read from the environment, in one place, so that docs/operations.md can list them all.

Every name begins with ``CUNCUNTONG_``. ``cuncuntong check`` refuses a production set-up that
leaves a dangerous default standing.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlparse

PREFIX = "CUNCUNTONG_"


def text(name: str, default: str = "") -> str:
    """The value of CUNCUNTONG_<name>, or the default."""
    return os.environ.get(PREFIX + name, default)


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on (any case)."""
    value = os.environ.get(PREFIX + name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole number; a value that is none stops the start with the setting's name."""
    value = os.environ.get(PREFIX + name)
    if value is None or not value.strip():
        return default
    try:
        return int(value)
    except ValueError as error:
        raise SystemExit(f"环境变量 {PREFIX}{name} 应为整数，现为 {value!r}。") from error


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list without blanks."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str, var: Path) -> dict[str, object]:
    """Django's database dictionary for ``sqlite:///path`` or ``postgresql://user:pw@host:port/name``."""
    if not url:
        return _sqlite(str(var / "cuncuntong.sqlite3"))
    parts = urlparse(url)
    if parts.scheme in {"sqlite", "sqlite3"}:
        return _sqlite(unquote(parts.path[1:] if parts.path.startswith("//") else parts.path))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts)
    raise SystemExit(f"{PREFIX}DATABASE_URL 只支持 sqlite:/// 和 postgresql://，现为 {parts.scheme}://。")


def _sqlite(path: str) -> dict[str, object]:
    # Immediate transactions: a writer waits at BEGIN instead of failing half-way with "database is
    # locked". FULL: an acknowledged case survives a power cut, which villages have.
    return {
        "ENGINE": "cuncuntong.foundation.sqlite",
        "NAME": path,
        # In a file: threads of a test must meet at the same locks as threads of the server.
        "TEST": {"NAME": f"{path}-test"},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
            ),
        },
    }


def _postgresql(parts: object) -> dict[str, object]:
    options = dict(parse_qsl(parts.query))  # type: ignore[attr-defined]
    host = options.pop("host", parts.hostname or "")  # type: ignore[attr-defined]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),  # type: ignore[attr-defined]
        "USER": unquote(parts.username or ""),  # type: ignore[attr-defined]
        "PASSWORD": unquote(parts.password or ""),  # type: ignore[attr-defined]
        "HOST": host,
        "PORT": str(parts.port or ""),  # type: ignore[attr-defined]
        # A connection opened per request costs two thirds of the submits (docs/performance.md).
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
