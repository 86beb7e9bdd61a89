"""Static files: hashed names, compressed once at set-up, served by whitenoise for a year."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """A file that is missing from the manifest is served by its own name rather than failing a page."""

    manifest_strict = False
