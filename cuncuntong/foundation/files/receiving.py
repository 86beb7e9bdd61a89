"""While a file is still being received: what is over the ceiling is counted but not kept."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

CEILING = 32 * 1024 * 1024


class CappedUploadHandler(FileUploadHandler):
    """First of FILE_UPLOAD_HANDLERS: neither memory nor disk takes more than the ceiling of one file.

    The ceiling is ``CUNCUNTONG["UPLOAD_CEILING"]`` in bytes, 32 MB if unset. A larger file arrives
    without content but with its true size, so that ``inspect_upload`` can say how large it was.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Starts counting."""
        super().new_file(*args, **kwargs)
        self.ceiling = int(str(settings.CUNCUNTONG.get("UPLOAD_CEILING", CEILING)))
        self.over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hands the chunk on to the next handler until the ceiling is reached."""
        self.over = self.over or start + len(raw_data) > self.ceiling
        return None if self.over else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Takes the place of the file that was not kept."""
        if not self.over:
            return None
        return UploadedFile(
            file=io.BytesIO(), name=self.file_name, content_type=self.content_type, size=file_size
        )
