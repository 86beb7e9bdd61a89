"""Insurance that the province keeps."""

from __future__ import annotations

from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    """Registers the ledger under the label ``insurance``."""

    name = "cuncuntong.ledgers.insurance"
    label = "insurance"
    verbose_name = "上级社会保险台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What the ledger adds to residents' records and to the gateway."""
        from cuncuntong.ledgers.insurance import contradictions, hooks, merging  # noqa: F401
