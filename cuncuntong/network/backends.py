"""Whose session it is: the account with its duties in force, in one query a request."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import FilteredRelation, Q
from django.utils import timezone

from cuncuntong.network.access import caller_of
from cuncuntong.network.models import Account


class DutyBackend(ModelBackend):
    """Signs in by password as Django does; whoever is signed in comes with duties and their places."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, its caller known; None for one that is gone or stopped."""
        today = timezone.localdate()
        # As Duty.objects.in_force() has it, told as a condition of the join.
        not_over = Q(duties__ends_on__isnull=True) | Q(duties__ends_on__gte=today)
        in_force = FilteredRelation("duties", condition=Q(duties__starts_on__lte=today) & not_over)
        rows = list(
            Account.objects.filter(pk=user_id)
            .annotate(held=in_force)
            .select_related("held__division", "held__point")  # type: ignore[misc]
        )
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        account = rows[0]
        # A row without a duty has no attribute of the join.
        held = [row.__dict__.pop("held", None) for row in rows]
        caller_of(account).know([duty for duty in held if duty is not None])
        return account
