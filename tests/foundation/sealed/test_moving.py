"""What stood in clear is sealed by a step of a migration, once, and can be taken back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from cuncuntong.foundation.sealed.cipher import unseal_text
from cuncuntong.foundation.sealed.moving import seal_rows
from cuncuntong.ledgers.training.models import TrainingWish
from tests.ledgers.make import County
from tests.ledgers.training import make

pytestmark = pytest.mark.django_db
CONTEXT = "training.trainingwish.evidence"


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT evidence FROM training_trainingwish ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def wishes(*texts: str) -> None:
    """Rows as they stood before the column was sealed."""
    county = County()
    for _ in texts:
        make.wish(county.resident())
    with connection.cursor() as cursor:
        keys = TrainingWish.objects.order_by("pk").values_list("pk", flat=True)
        for key, text in zip(keys, texts, strict=True):
            cursor.execute("UPDATE training_trainingwish SET evidence = %s WHERE id = %s", [text, key])


def test_rows_in_clear_are_sealed_once_and_come_back_as_they_were() -> None:
    wishes("看过低保证", "", "100%是本人")
    step, editor = seal_rows("training", "TrainingWish", "evidence"), SimpleNamespace(connection=connection)
    step.code(apps, editor)  # type: ignore[arg-type]
    once = stored()
    assert [unseal_text(text, context=CONTEXT) for text in once] == ["看过低保证", "", "100%是本人"]
    assert once[0].startswith("s1.") and once[1] == ""
    assert [wish.evidence for wish in TrainingWish.objects.order_by("pk")] == ["看过低保证", "", "100%是本人"]
    step.code(apps, editor)  # type: ignore[arg-type]
    assert stored() == once, "nothing is sealed twice"
    assert step.reverse_code is not None
    step.reverse_code(apps, editor)  # type: ignore[arg-type]
    assert stored() == ["看过低保证", "", "100%是本人"]
