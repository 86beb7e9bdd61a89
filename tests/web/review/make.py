"""Browsers of the people who review and oversee."""

from __future__ import annotations

from django.test import Client

from cuncuntong.network.access import Caller


def browser(caller: Caller) -> Client:
    """A signed-in browser of an account."""
    client = Client()
    client.force_login(caller.account, backend="cuncuntong.network.backends.DutyBackend")
    return client
