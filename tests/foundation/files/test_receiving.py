"""A huge upload takes neither memory nor disk, and still says how large it was."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from cuncuntong.foundation.files import FileRefused, inspect_upload
from tests.foundation.files import make


@pytest.fixture
def request_with(settings):
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "UPLOAD_CEILING": 300_000}

    def send(*uploads):
        return RequestFactory().post("/", {"file": list(uploads), "note": "text"})

    return send


def test_a_file_over_the_ceiling_arrives_empty_with_its_size(request_with):
    large = make.upload(b"\xff\xd8\xff" + b"x" * 3_000_000, "大照片.jpg", "image/jpeg")
    request = request_with(large, make.upload(make.photo(), "小.jpg"))
    first, second = request.FILES.getlist("file")
    assert request.POST["note"] == "text"
    assert (first.name, first.size, first.file.getbuffer().nbytes) == ("大照片.jpg", 3_000_003, 0)
    with pytest.raises(FileRefused) as caught:
        inspect_upload(first, max_bytes=1024 * 1024)
    assert caught.value.message.startswith("照片 2.9 MB，超过上限 1 MB")
    assert inspect_upload(second, max_bytes=1024 * 1024).mime == "image/jpeg"
