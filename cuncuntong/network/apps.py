"""The network app: divisions, points, staff, accounts, duties, and who may see what."""

from __future__ import annotations

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Registers the app under the label ``network``."""

    name = "cuncuntong.network"
    label = "network"
    verbose_name = "服务网络"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lets every background task begin with the parameters as they are confirmed by then."""
        from cuncuntong.foundation.tasks.beginning import before_each
        from cuncuntong.network.parameters import read_anew

        before_each(read_anew)
