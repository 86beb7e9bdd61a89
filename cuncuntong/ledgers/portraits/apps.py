"""Portraits for certification."""

from __future__ import annotations

from django.apps import AppConfig


class PortraitsConfig(AppConfig):
    """Registers the ledger under the label ``portraits`` and what it adds to the others."""

    name = "cuncuntong.ledgers.portraits"
    label = "portraits"
    verbose_name = "认证照片台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds what is handed over, the checked material, parts of a merge, tidying, and the sealed files."""
        from cuncuntong.foundation.sealed.rekey import register_rekeyer
        from cuncuntong.ledgers.portraits import hooks, periodic  # noqa: F401
        from cuncuntong.ledgers.portraits.pictures import store

        register_rekeyer("portraits", lambda report: store().rekey(report))
