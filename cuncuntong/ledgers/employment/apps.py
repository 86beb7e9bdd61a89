"""Employment spells, unemployment registration, certificates, hard-to-employ persons."""

from __future__ import annotations

from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    """Registers the ledger under the label ``employment``."""

    name = "cuncuntong.ledgers.employment"
    label = "employment"
    verbose_name = "就业登记台账"
    default_auto_field = "django.db.models.BigAutoField"
