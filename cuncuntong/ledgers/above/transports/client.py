"""One JSON call over HTTP, by the standard library: time-outs, a largest answer, errors in two kinds."""

from __future__ import annotations

import datetime as dt
import email.utils
import http.client
import json
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from cuncuntong.ledgers.above.transports.protocol import Rejected, Unreachable
from cuncuntong.ledgers.above.transports.reading import plain

LONGEST_ANSWER = 16 * 1024 * 1024
LONGEST_WAIT = dt.timedelta(hours=6)
_BLOCK = 65_536
# Not this row's fault: the address, the token, the load, the moment.
_TRY_AGAIN = {401, 403, 405, 407, 408, 421, 425, 429}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to another place."""

    def redirect_request(self, *_args: Any) -> None:
        return None


# Straight to the address: a proxy of the machine's environment is not what the county set up.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def call(
    path: str,
    body: Mapping[str, Any] | None = None,
    *,
    query: Mapping[str, str] | None = None,
    key: str = "",
) -> dict[str, Any]:
    """Calls the province's system: POST with a body, else GET. Returns the JSON object of a 2xx answer.

    Raises Rejected for a 4xx that is about this request, Unreachable for everything that may pass.
    """
    ours = settings.CUNCUNTONG
    address = str(ours["ABOVE_URL"]).rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
    headers = {"Accept": "application/json", "Authorization": f"Bearer {ours['ABOVE_TOKEN']}"}
    content = None
    if body is not None:
        content = json.dumps(body, ensure_ascii=False).encode()
        headers["Content-Type"] = "application/json; charset=utf-8"
    if key:
        headers["Idempotency-Key"] = key
    try:
        request = urllib.request.Request(address, data=content, headers=headers)  # noqa: S310 - own setting
        return _json(_answer(request, float(ours["ABOVE_TIMEOUT"])))
    except urllib.error.HTTPError as error:
        with error:
            raise _told(error) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        words = f"上级系统没有应答（{_reason(error)}）"
        raise Unreachable(words, may_be_there=not _never_connected(error)) from error


def _answer(request: urllib.request.Request, seconds: float) -> bytes:
    """The body, within the time as a whole: a system that sends byte after byte does not hold us."""
    until = time.monotonic() + seconds
    blocks, size = [], 0
    with _opener.open(request, timeout=seconds) as answer:
        while block := answer.read1(_BLOCK):
            blocks.append(block)
            size += len(block)
            if size > LONGEST_ANSWER:
                raise Unreachable("上级系统的应答过大")
            if time.monotonic() > until:
                raise TimeoutError
    return b"".join(blocks)


def _json(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreachable("上级系统的应答不是JSON") from error
    if not isinstance(said, dict):
        raise Unreachable("上级系统的应答不是JSON对象")
    return said


def _told(error: urllib.error.HTTPError) -> Exception:
    words = _words(error)
    wrong_address = error.code == HTTPStatus.NOT_FOUND and not words
    if 400 <= error.code < 500 and error.code not in _TRY_AGAIN and not wrong_address:
        return Rejected(f"上级系统拒收（{error.code}）{words}"[:200])
    if error.code in {401, 403}:
        words = words or "请核对访问令牌"
    return Unreachable(
        f"上级系统答复{error.code}{'：' + words if words else ''}"[:200],
        retry_at=_retry_at(error.headers.get("Retry-After", "")),
        may_be_there=error.code >= HTTPStatus.INTERNAL_SERVER_ERROR,
    )


def _words(error: urllib.error.HTTPError) -> str:
    try:
        said = json.loads(error.read(_BLOCK))
    except (OSError, http.client.HTTPException, ValueError, RecursionError):
        return ""
    return plain(str(said.get("message", "")))[:120] if isinstance(said, dict) else ""


def _retry_at(text: str) -> dt.datetime | None:
    """What Retry-After says, seconds or a date; never further off than some hours."""
    now = timezone.now()
    if text.strip().isdigit():
        return now + min(dt.timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        said = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if said.tzinfo is None:
        said = said.replace(tzinfo=dt.UTC)
    return min(max(said, now), now + LONGEST_WAIT)


def _never_connected(error: Exception) -> bool:
    """No connection came about, or the request could not be written: nothing has arrived."""
    inner = getattr(error, "reason", error)
    never = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError, ValueError)
    return isinstance(inner, never)


# What people read of a call that failed; the first that fits.
_REASONS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((TimeoutError,), "超时"),
    ((ConnectionRefusedError,), "拒绝连接"),
    ((socket.gaierror,), "找不到这个网址"),
    ((ssl.SSLError,), "安全证书或加密连接不对"),
    ((ConnectionError, EOFError), "连接中断"),
    ((http.client.IncompleteRead,), "应答不完整"),
    ((http.client.HTTPException, ValueError), "应答或网址不合规范"),
    ((OSError,), "网络故障"),
)


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", error)
    return next((words for kinds, words in _REASONS if isinstance(inner, kinds)), str(inner)[:80])
