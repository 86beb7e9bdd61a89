"""Django's signing key: from the environment, else made once on this machine and kept in var/."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cuncuntong.config import environment as env


def secret_key(var: Path) -> str:
    """The signing key; creates ``var/secret`` (mode 0600) when neither it nor the setting exists."""
    given = env.text("SECRET_KEY")
    if given:
        return given
    path = var / "secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    var.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(64)
    try:
        # O_EXCL: two processes that start together must end with the same key.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made)
    return made
