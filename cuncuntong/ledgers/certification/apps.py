"""The Django app of certification."""

from __future__ import annotations

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    """Registers the app."""

    name = "cuncuntong.ledgers.certification"
    label = "certification"
    verbose_name = "待遇领取资格认证"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answers the monthly payment and the gateway, and adds checks, merge parts and the night's work."""
        from cuncuntong.ledgers.certification import contradictions, hooks, merging  # noqa: F401
        from cuncuntong.ledgers.certification.services import lists, nightly  # noqa: F401
