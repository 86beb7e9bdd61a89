"""Messages to residents and employers: what is told outside a case, by SMS or by the point."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Registers the ledger under the label ``resident_messages``."""

    name = "cuncuntong.ledgers.messages"
    label = "resident_messages"
    verbose_name = "居民消息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Messages take part in merges."""
        from cuncuntong.ledgers.messages import hooks  # noqa: F401
