"""One signed-in user with one kept-alive connection, on the standard library alone.

The load generator shares the machine with the server, so it does as little as it can.
"""

from __future__ import annotations

import gzip
import http.client
import re
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

from cuncuntong.demo.bench.plan import BenchFailed

TIMEOUT = 60.0
# The server closes a connection that stood idle for half a minute; browsers open another, and so do we.
IDLE = 10.0
FORM_TYPE = "application/x-www-form-urlencoded"
_HIDDEN = re.compile(r"<input\b[^>]*>")


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took: from sending to the last byte, in seconds."""

    status: int
    location: str
    body: bytes
    encoding: str
    seconds: float

    @property
    def text(self) -> str:
        """The page, uncompressed."""
        if self.encoding == "gzip":
            return gzip.decompress(self.body).decode()
        if self.encoding == "deflate":
            return zlib.decompress(self.body).decode()
        return self.body.decode()


class User:
    """Signs in once, then sends one request after another over the same connection."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        self._cookies: dict[str, str] = {}
        self._used = 0.0

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def sign_in(self, username: str, password: str) -> None:
        """Through the sign-in page, as anybody. Raises BenchFailed when it is refused."""
        self.get("/account/sign-in/")
        answer = self.post("/account/sign-in/", {"username": username, "password": password})
        if answer.status != 302:
            raise BenchFailed(f"测速账号 {username} 登录没有成功（{answer.status}）。")

    def get(self, path: str, *, part: bool = False) -> Answer:
        """Asks for a page, or for a part of one as htmx does."""
        return self._send("GET", path, None, {"HX-Request": "true"} if part else {})

    def post(self, path: str, values: Mapping[str, str], *, part: bool = False) -> Answer:
        """Sends a form."""
        headers = {"Content-Type": FORM_TYPE} | ({"HX-Request": "true"} if part else {})
        return self._send("POST", path, urlencode(values).encode(), headers)

    def upload(self, path: str, values: Mapping[str, str], name: str, picture: bytes) -> Answer:
        """Sends a form with a photograph, as htmx does."""
        mark = secrets.token_hex(16)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in values.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="photo.jpg"\r\n'
        parts += [f"{head}Content-Type: image/jpeg\r\n\r\n".encode(), picture, b"\r\n"]
        parts.append(f"--{mark}--\r\n".encode())
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "HX-Request": "true"}
        return self._send("POST", path, b"".join(parts), headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        sent = {
            "Accept": "text/html",
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{key}={value}" for key, value in self._cookies.items()),
            **headers,
        }
        if method == "POST":
            sent["X-CSRFToken"] = self._cookies.get("cct_csrf", "")
        begun = perf_counter()
        if begun - self._used > IDLE:
            self._connection.close()
        self._connection.request(method, path, body=body, headers=sent)
        response = self._connection.getresponse()
        content = response.read()
        self._used = perf_counter()
        seconds = self._used - begun
        for line in response.headers.get_all("Set-Cookie", []):
            key, _, value = line.partition(";")[0].partition("=")
            self._cookies[key] = value
        return Answer(
            response.status,
            response.headers.get("Location", ""),
            content,
            response.headers.get("Content-Encoding", ""),
            seconds,
        )


def hidden(page: str, name: str) -> str:
    """The value of a hidden input. Raises BenchFailed when the page has none."""
    for found in _HIDDEN.findall(page):
        if f'name="{name}"' in found:
            value = re.search(r'value="([^"]*)"', found)
            return value.group(1) if value else ""
    raise BenchFailed(f"页面上没有 {name}，不能继续测速。")
