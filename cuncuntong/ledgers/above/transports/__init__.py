"""The ways to the province's systems. Which one a county uses is a setting (ABOVE_TRANSPORT)."""

from __future__ import annotations

from django.conf import settings

from cuncuntong.ledgers.above.enums import Channel
from cuncuntong.ledgers.above.transports.protocol import Transport


def chosen() -> str:
    """The setting: "http", "file", or "" where none is set (then everything waits)."""
    return str(settings.CUNCUNTONG["ABOVE_TRANSPORT"])


def transport() -> Transport | None:
    """The county's transport; None where none is set."""
    if chosen() == Channel.HTTP:
        from cuncuntong.ledgers.above.transports.http import HttpTransport

        return HttpTransport()
    if chosen() == Channel.FILE:
        from cuncuntong.ledgers.above.transports.folder import FileTransport

        return FileTransport()
    return None
