"""Sealed columns: plain in Python, unreadable in the database, found only by their index."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import IntegrityError, models, transaction
from django.db.migrations.state import ModelState
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps

from cuncuntong.foundation.sealed.cipher import SealBroken
from cuncuntong.foundation.sealed.fields import (
    IndexField,
    SealedTextField,
    context_of,
    exact,
    fill_indexes,
)
from cuncuntong.foundation.sealed.keys import add_version

NUMBER = "140522199001011234"


@pytest.fixture
def wang(person_model):
    return person_model.objects.create(name="王秀英", id_number=NUMBER, telephone="13803561234")


def test_the_database_holds_nothing_readable(wang, raw) -> None:
    for column in ("id_number", "id_index", "tail_index", "telephone", "telephone_index", "extra"):
        stored = raw(wang, column)
        assert NUMBER not in stored
        assert "1234" not in stored or not stored.endswith("1234")
        assert "3803561" not in stored
    assert raw(wang, "id_number").startswith("s1.")
    assert len(raw(wang, "id_index")) == 64


def test_python_sees_plain_values(wang, person_model) -> None:
    again = person_model.objects.get(pk=wang.pk)
    assert (again.id_number, again.telephone, again.extra) == (NUMBER, "13803561234", {})
    assert person_model.objects.values_list("id_number", flat=True).get() == NUMBER


def test_json_is_sealed_whole(person_model, raw) -> None:
    value = {"受益人": "张三", "sum": Decimal("12.50"), "on": dt.date(2026, 11, 24), "list": [1, None, True]}
    row = person_model.objects.create(id_number="1", extra=value)
    assert "张三" not in raw(row, "extra")
    row.refresh_from_db()
    assert row.extra == {"受益人": "张三", "sum": "12.50", "on": "2026-11-24", "list": [1, None, True]}
    row.extra = None
    row.save()
    assert raw(row, "extra") is None
    row.refresh_from_db()
    assert row.extra is None


@pytest.mark.parametrize(
    "lookup",
    [
        {"id_number": NUMBER},
        {"id_number__in": [NUMBER]},
        {"id_number__startswith": "1405"},
        {"id_number__contains": "1"},
        {"id_number__gt": ""},
        {"id_number__lower__contains": "x"},
        {"extra__name": "张三"},
    ],
)
def test_a_search_in_a_sealed_column_is_refused(person_model, lookup: dict) -> None:
    with pytest.raises(FieldError, match="sealed"):
        person_model.objects.filter(**lookup).exists()


def test_only_absence_may_be_asked_for(wang, person_model) -> None:
    person_model.objects.create(id_number="2", telephone=None)
    assert person_model.objects.filter(telephone__isnull=True).count() == 1
    assert person_model.objects.exclude(telephone__isnull=True).get() == wang


def test_the_index_finds_however_the_value_is_typed(wang, person_model) -> None:
    other = person_model.objects.create(id_number="14052219900101123X")
    for typed in ("14052219900101123x", " 140522 19900101 123X "):
        assert person_model.objects.get(exact(person_model, "id_index", typed)) == other
    assert person_model.objects.get(exact(person_model, "tail_index", "1234")) == wang
    assert person_model.objects.get(exact(person_model, "telephone_index", "138 0356 1234")) == wang
    assert not person_model.objects.filter(exact(person_model, "id_index", "")).exists()
    assert not person_model.objects.filter(exact(person_model, "id_index", "14052")).exists()
    with pytest.raises(FieldError):
        exact(person_model, "name", "王秀英")


def test_bulk_create_fills_the_indexes(person_model) -> None:
    rows = [person_model(id_number=f"{n:018d}") for n in range(50)]
    person_model.objects.bulk_create(rows)
    assert person_model.objects.get(exact(person_model, "id_index", f"{31:018d}")).id_number == f"{31:018d}"
    assert person_model.objects.filter(exact(person_model, "tail_index", "0049")).count() == 1


def test_bulk_update_needs_its_indexes_filled_first(wang, person_model) -> None:
    wang.telephone = "13900000001"
    fill_indexes([wang])
    person_model.objects.bulk_update([wang], ["telephone", "telephone_index"])
    found = person_model.objects.get(exact(person_model, "telephone_index", "13900000001"))
    assert found.telephone == "13900000001"
    assert not person_model.objects.filter(exact(person_model, "telephone_index", "13803561234")).exists()


def test_a_change_moves_the_index(wang, person_model) -> None:
    wang.telephone = "13900000002"
    wang.save()
    assert person_model.objects.get(exact(person_model, "telephone_index", "13900000002")) == wang
    wang.telephone = "13900000003"
    wang.save(update_fields=["telephone", "telephone_index"])
    assert person_model.objects.get(exact(person_model, "telephone_index", "13900000003")) == wang


def test_a_column_saved_without_its_index_is_refused(wang, raw) -> None:
    before = raw(wang, "telephone")
    wang.telephone = "13900000004"
    with pytest.raises(FieldError, match="telephone_index"):
        wang.save(update_fields=["telephone"])
    assert raw(wang, "telephone") == before
    wang.save(update_fields=["name"])


def test_the_unique_index_keeps_doubles_out_and_leaves_absence_free(wang, person_model) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        person_model.objects.create(id_number=NUMBER.lower())
    person_model.objects.create(id_number="3", telephone=None)
    person_model.objects.create(id_number="4", telephone=None)
    assert person_model.objects.filter(telephone_index__isnull=True).count() == 2


def test_a_row_loaded_in_part_keeps_its_index(wang, person_model) -> None:
    part = person_model.objects.defer("telephone").get(pk=wang.pk)
    part.name = "王秀兰"
    part.save()
    assert person_model.objects.get(exact(person_model, "telephone_index", "13803561234")).name == "王秀兰"


def test_rows_are_found_by_both_index_keys(key_file, person_model) -> None:
    old = person_model.objects.create(id_number="5")
    add_version(key_file)
    new = person_model.objects.create(id_number="6")
    assert person_model.objects.get(exact(person_model, "id_index", "5")) == old
    assert person_model.objects.get(exact(person_model, "id_index", "6")) == new


def test_a_value_copied_between_columns_does_not_open(wang, person_model) -> None:
    person_model.objects.filter(pk=wang.pk).update(telephone=models.F("id_number"))
    with pytest.raises(SealBroken):
        person_model.objects.get(pk=wang.pk)


def test_serialised_rows_stay_sealed(wang) -> None:
    text = serializers.serialize("json", [wang])
    assert NUMBER not in text
    assert json.loads(text)[0]["fields"]["id_number"].startswith("s1.")


def test_a_historical_model_opens_the_same_values(wang, person_model) -> None:
    state = ModelState.from_model(person_model)
    with isolate_apps() as registry:
        past = state.render(registry)
    assert context_of(past._meta.get_field("id_number")) == "people.person.id_number"
    assert past.objects.get(pk=wang.pk).id_number == NUMBER
    assert past.objects.get(exact(past, "id_index", NUMBER)).pk == wang.pk


def test_a_renamed_column_keeps_its_context() -> None:
    with isolate_apps():

        class Citizen(models.Model):
            number = SealedTextField(context="people.person.id_number")
            number_index = IndexField(source="number", context="people.person.id_number", part="tail4")

            class Meta:
                app_label = "people"

    sealed, index = Citizen._meta.get_field("number"), Citizen._meta.get_field("number_index")
    assert context_of(sealed) == "people.person.id_number"
    assert index.context == "people.person.id_number#tail4"
    for field in (sealed, index):
        assert "context='people.person.id_number'" in MigrationWriter.serialize(field)[0]
        assert field.clone().given_context == "people.person.id_number"


def test_columns_survive_a_round_through_migrations(person_model) -> None:
    for field in person_model._meta.local_concrete_fields:
        text, _ = MigrationWriter.serialize(field)
        assert "max_length=64" not in text
        clone = field.clone()
        assert clone.deconstruct()[1:] == field.deconstruct()[1:]
    assert "source='id_number'" in MigrationWriter.serialize(person_model._meta.get_field("tail_index"))[0]


def test_every_index_of_the_project_names_a_sealed_column_of_its_model() -> None:
    indexes = [
        field
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, IndexField)
    ]
    assert indexes
    for field in indexes:
        assert isinstance(field.model._meta.get_field(field.source), SealedTextField)
