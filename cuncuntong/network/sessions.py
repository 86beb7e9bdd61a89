"""Database sessions that know whose they are (Django's documented way of extending them)."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from cuncuntong.network.models import Session


class SessionStore(DatabaseStore):
    """Stores the account and the browser beside the session's data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The model that holds the sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Copies the columns that the account page lists out of the session's data."""
        row = cast(Session, super().create_model_instance(data))
        account_id = data.get("_auth_user_id")
        row.account_id = int(account_id) if account_id else None
        row.ip = data.get("_ip", "")
        row.browser = data.get("_browser", "")
        row.started_at = data.get("_started_at") and _parse(data["_started_at"])
        row.seen_at = data.get("_seen_at") and _parse(data["_seen_at"])
        return row


def _parse(text: str) -> Any:
    from django.utils.dateparse import parse_datetime

    return parse_datetime(text)
