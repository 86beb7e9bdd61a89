"""A key file of its own for each test that adds versions."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.test.utils import isolate_apps

from cuncuntong.foundation.sealed.fields import IndexField, SealedJSONField, SealedTextField
from cuncuntong.foundation.sealed.keys import create_key_file


@pytest.fixture
def key_file(settings, tmp_path):
    """A fresh key file that the settings point to."""
    path = tmp_path / "keys.json"
    create_key_file(path)
    settings.CUNCUNTONG = {**settings.CUNCUNTONG, "KEY_FILE": path}
    return path


class Registry(NamedTuple):
    """The models of a test, registered apart from the project's own."""

    apps: Apps
    Person: type[models.Model]


@pytest.fixture(scope="session")
def registry() -> Registry:
    """A model with each kind of sealed column."""
    with isolate_apps() as apps:

        class Person(models.Model):
            name = models.CharField(max_length=20)
            id_number = SealedTextField()
            id_index = IndexField(source="id_number", unique=True)
            tail_index = IndexField(source="id_number", part="tail4")
            telephone = SealedTextField(null=True)
            telephone_index = IndexField(source="telephone", null=True, unique=True)
            extra = SealedJSONField(default=dict, null=True)

            class Meta:
                app_label = "people"
                verbose_name = "人员"

    return Registry(apps, Person)


@pytest.fixture
def person_model(registry, db) -> type[models.Model]:
    """The model with its table, which goes with the test's transaction."""
    # Not through the editor's context: SQLite's would want to be outside a transaction.
    sql, parameters = connection.SchemaEditorClass(connection).table_sql(registry.Person)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
    return registry.Person


@pytest.fixture
def raw(person_model):
    """Reads one column as it stands in the database."""

    def raw(row: models.Model, column: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [row.pk])
            return cursor.fetchone()[0]

    return raw
