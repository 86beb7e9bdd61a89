"""The SMS gateway: one small interface, and the HTTP/JSON form of it that a county sets up.

``POST <CUNCUNTONG_SMS_GATEWAY>`` with ``{"to", "text", "key"}`` and the bearer token; the answer
``{"id": "…"}`` with 2xx means taken. 4xx other than 408 and 429 means that this message will never
be taken; everything else is tried again by the task.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from django.conf import settings

TIMEOUT_SECONDS = 10
LONGEST_ANSWER = 65_536  # bytes
_TRY_AGAIN = {408, 429}


class Rejected(Exception):
    """The gateway will never take this message."""


def configured() -> bool:
    """Whether a gateway address is set."""
    return bool(settings.CUNCUNTONG["SMS_GATEWAY"])


def send(*, telephone: str, text: str, key: str) -> str:
    """Hands one message over and returns the gateway's own number for it.

    Raises Rejected for good, OSError when trying again later may help.
    """
    body = json.dumps({"to": telephone, "text": text, "key": key}).encode()
    request = urllib.request.Request(  # noqa: S310 - the address is the county's own setting
        settings.CUNCUNTONG["SMS_GATEWAY"],
        data=body,
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.CUNCUNTONG['SMS_TOKEN']}",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return _number_in(answer.read(LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        if 400 <= error.code < 500 and error.code not in _TRY_AGAIN:
            raise Rejected(f"短信网关拒收（{error.code}）") from error
        raise


def _number_in(answer: bytes) -> str:
    """The gateway's number for the message; "" where the answer says none: it was taken all the same."""
    try:
        said = json.loads(answer or b"{}")
    except ValueError:
        return ""
    return str(said.get("id", ""))[:80] if isinstance(said, dict) else ""
