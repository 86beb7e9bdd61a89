"""The Django app of what was overpaid, and of what is settled after a death."""

from __future__ import annotations

from django.apps import AppConfig


class RecoveriesConfig(AppConfig):
    """Registers the app."""

    name = "cuncuntong.ledgers.recoveries"
    label = "recoveries"
    verbose_name = "多领退回与身后结算"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds what this ledger claims and owes in a run, its checks, merge parts and night's work."""
        from cuncuntong.foundation.sealed.rekey import register_rekeyer
        from cuncuntong.ledgers.recoveries import contradictions, merging  # noqa: F401
        from cuncuntong.ledgers.recoveries.services import due, interest, watch  # noqa: F401
        from cuncuntong.ledgers.recoveries.services.signed_pages import store

        register_rekeyer("recoveries", lambda report: store().rekey(report))
