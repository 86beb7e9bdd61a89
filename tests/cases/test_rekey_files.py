"""Re-keying takes the attachments' files along."""

from __future__ import annotations

import pytest

from cuncuntong.cases.services.attachments import store
from cuncuntong.foundation.sealed.keys import add_version, create_key_file
from cuncuntong.foundation.sealed.rekey import rekey


@pytest.mark.django_db
def test_attachments_are_sealed_anew_with_the_database(settings, tmp_path) -> None:
    path = tmp_path / "keys.json"
    create_key_file(path)
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "KEY_FILE": path, "MEDIA_DIR": tmp_path / "files"}
    name = store().put(b"a photograph")
    add_version(path)
    assert rekey().others == 1
    assert store().get(name) == b"a photograph"
    assert store().rekey_file(name) is False
    assert rekey().others == 0
