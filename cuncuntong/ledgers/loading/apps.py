"""Loading what other systems hold: existing accounts, from a file."""

from __future__ import annotations

from django.apps import AppConfig


class LoadingConfig(AppConfig):
    """Registers the app under the label ``loading``."""

    name = "cuncuntong.ledgers.loading"
    label = "loading"
    verbose_name = "存量导入"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the background work and the files that re-keying seals anew."""
        from cuncuntong.foundation.sealed.rekey import register_rekeyer
        from cuncuntong.ledgers.loading import services  # noqa: F401
        from cuncuntong.ledgers.loading.files import store

        register_rekeyer("loading", lambda report: store().rekey(report))
