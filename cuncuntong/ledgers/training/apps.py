"""Training wishes, institutions, follow-up, classes."""

from __future__ import annotations

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Registers the ledger under the label ``training``."""

    name = "cuncuntong.ledgers.training"
    label = "training"
    verbose_name = "培训台账"
    default_auto_field = "django.db.models.BigAutoField"
