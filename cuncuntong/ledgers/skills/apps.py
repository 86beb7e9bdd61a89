"""The Django app of skill subsidies."""

from __future__ import annotations

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    """Registers the ledger under the label ``skills``."""

    name = "cuncuntong.ledgers.skills"
    label = "skills"
    verbose_name = "技能提升补贴"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Adds what this ledger owes in a run, what goes up, and its part of a merge."""
        from cuncuntong.ledgers.skills import due, merging, up  # noqa: F401
