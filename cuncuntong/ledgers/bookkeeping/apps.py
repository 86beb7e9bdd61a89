"""Keeping the pension accounts' books right: interest of a year, and the nightly proof."""

from __future__ import annotations

from django.apps import AppConfig


class BookkeepingConfig(AppConfig):
    """Registers the app under the label ``bookkeeping``, its yearly run and its nightly proof."""

    name = "cuncuntong.ledgers.bookkeeping"
    label = "bookkeeping"
    verbose_name = "结息和账户核对"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the background work."""
        from cuncuntong.ledgers.bookkeeping import services  # noqa: F401
