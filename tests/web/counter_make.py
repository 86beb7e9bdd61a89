"""What the tests of the counter's pages stand on: a county, a signed-in clerk, pictures to upload."""

from __future__ import annotations

import io
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cuncuntong.network.access import Caller

BACKEND = "cuncuntong.network.backends.DutyBackend"


def signed_in(caller: Caller) -> Client:
    """A browser in which the caller is signed in."""
    client = Client()
    client.force_login(caller.account, backend=BACKEND)
    return client


def words(response: Any) -> str:
    """The page's text without its markup."""
    text = re.sub(r"<(script|style|title)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def hidden(response: Any, name: str) -> str:
    """The value of a hidden input."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', response.content.decode())
    assert found, f"no input {name}"
    value = re.search(r'value="([^"]*)"', found.group(0))
    return value.group(1) if value else ""


def photo(name: str = "身份证.jpg", colour: str = "white") -> SimpleUploadedFile:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
