"""The tasks app."""

from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Registers the app under the label ``tasks``."""

    name = "cuncuntong.foundation.tasks"
    label = "tasks"
    verbose_name = "后台任务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the table's own upkeep."""
        from cuncuntong.foundation.tasks import housekeeping  # noqa: F401
