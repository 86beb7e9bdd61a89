"""What stood in clear is sealed by a step of a migration, once, and can be taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cuncuntong.foundation.sealed.cipher import unseal_text
from cuncuntong.foundation.sealed.moving import index_rows, seal_rows
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.selectors import of_number
from cuncuntong.ledgers.skills.services import approve_subsidy
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


def subsidies() -> None:
    county = County()
    for number, name in enumerate(("王五", "赵六")):
        approve_subsidy(
            resident=county.resident(name),
            amount=Decimal("1500.00"),
            most_a_year=3,
            on=dt.date(2026, 11, 3),
            at=timezone.now(),
            actor=None,
            claimed_as="unit",
            certificate_number=f"S00014052200000{number}",
            certificate_name="职业技能等级证书",
            occupation="6-18-02-04",
            occupation_name="焊工",
            level="中级",
            issued_on=dt.date(2026, 10, 1),
            insured_months=40,
            relaxed=False,
            as_of=dt.date(2026, 10, 31),
        )


def test_an_index_that_came_later_finds_rows_that_stood_before() -> None:
    subsidies()
    with connection.cursor() as cursor:
        for number, row in enumerate(Subsidy.objects.order_by("pk")):
            cursor.execute(
                "UPDATE skills_subsidy SET certificate_number = %s, certificate_number_index = %s"
                " WHERE id = %s",
                [f"S00014052200000{number}", f"none{number}", row.pk],
            )
    assert not of_number("140522", "s000140522 00000-1").exists()
    editor = SimpleNamespace(connection=connection)
    for step in (
        seal_rows("skills", "Subsidy", "certificate_number", "above_words"),
        index_rows("skills", "Subsidy", "certificate_number_index"),
    ):
        step.code(apps, editor)  # type: ignore[arg-type]
    found = of_number("140522", "s000140522 00000-1").get()
    assert found.resident.name == "赵六" and found.certificate_number == "S000140522000001"


@pytest.mark.django_db(transaction=True)
def test_a_ledger_with_rows_goes_back_and_forward_through_its_migration(transactional_db: None) -> None:
    subsidies()
    try:
        MigrationExecutor(connection).migrate([("skills", "0001_initial")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT certificate_number FROM skills_subsidy ORDER BY id")
            assert [row[0] for row in cursor.fetchall()] == ["S000140522000000", "S000140522000001"]
    finally:
        MigrationExecutor(connection).migrate([("skills", "0002_sealed")])
    assert of_number("140522", "S000140522000001").get().resident.name == "赵六"
    with connection.cursor() as cursor:
        cursor.execute("SELECT certificate_number FROM skills_subsidy")
        assert all(row[0].startswith("s1.") for row in cursor.fetchall())
