"""The gateway to the province's systems."""

from __future__ import annotations

from django.apps import AppConfig


class AboveConfig(AppConfig):
    """Registers the ledger under the label ``above``."""

    name = "cuncuntong.ledgers.above"
    label = "above"
    verbose_name = "上级系统"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What is handed over follows a merged resident; background work; files sealed anew on re-keying."""
        from cuncuntong.foundation.sealed.rekey import register_rekeyer
        from cuncuntong.ledgers.above import feeds, merging, periodic  # noqa: F401
        from cuncuntong.ledgers.above.files import store
        from cuncuntong.ledgers.above.services import packages_in  # noqa: F401

        register_rekeyer("above", lambda report: store().rekey(report))
