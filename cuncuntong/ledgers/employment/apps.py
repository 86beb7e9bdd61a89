"""Employment spells, unemployment registration, certificates, hard-to-employ persons."""

from __future__ import annotations

from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    """Registers the ledger under the label ``employment``."""

    name = "cuncuntong.ledgers.employment"
    label = "employment"
    verbose_name = "就业登记台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds this ledger's checks, its parts of finding and merging, and its nightly run."""
        from cuncuntong.ledgers.employment import contradictions, hooks  # noqa: F401
        from cuncuntong.ledgers.employment.services import watch  # noqa: F401
