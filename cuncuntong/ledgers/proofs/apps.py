"""The proofs' app."""

from __future__ import annotations

from django.apps import AppConfig


class ProofsConfig(AppConfig):
    """Registers the ledger under the label ``proofs``."""

    name = "cuncuntong.ledgers.proofs"
    label = "proofs"
    verbose_name = "参保证明台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's part of a merge."""
        from cuncuntong.ledgers.proofs import hooks  # noqa: F401
