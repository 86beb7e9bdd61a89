"""Policy documents, the question-and-answer handbook, archive institutions."""

from __future__ import annotations

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Registers the ledger under the label ``policies``."""

    name = "cuncuntong.ledgers.policies"
    label = "policies"
    verbose_name = "政策和问答"
    default_auto_field = "django.db.models.BigAutoField"
