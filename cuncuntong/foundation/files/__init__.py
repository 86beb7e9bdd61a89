"""Uploads that are checked and cleaned, and the encrypted store they are kept in."""

from cuncuntong.foundation.files.inspection import CleanFile, inspect_upload
from cuncuntong.foundation.files.pictures import reduced_jpeg
from cuncuntong.foundation.files.refusals import FileRefused
from cuncuntong.foundation.files.store import FileMissing, SealedStore

__all__ = ["CleanFile", "FileMissing", "FileRefused", "SealedStore", "inspect_upload", "reduced_jpeg"]
