"""Uploaded files: checked by content, cleaned of metadata, kept encrypted outside the web root."""

from cuncuntong.foundation.files.inspect import CleanFile, FileRefused, inspect_upload
from cuncuntong.foundation.files.store import SealedStore

__all__ = ["CleanFile", "FileRefused", "SealedStore", "inspect_upload"]
