"""Re-keying: everything under the new keys, restartable, past what is broken."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cuncuntong.foundation.sealed import rekey as module
from cuncuntong.foundation.sealed.cipher import text_version
from cuncuntong.foundation.sealed.fields import exact
from cuncuntong.foundation.sealed.keys import add_version, keyring
from cuncuntong.foundation.sealed.rekey import register_rekeyer, rekey, sealed_models


@pytest.fixture(autouse=True)
def only_our_model(registry, monkeypatch) -> None:
    monkeypatch.setattr(module, "apps", SimpleNamespace(get_models=lambda: [registry.Person]))
    monkeypatch.setattr(module, "_others", {})


@pytest.fixture
def people(key_file, person_model):
    """Twenty-five rows under version 1; then version 2 becomes current."""
    rows = [
        person_model(
            id_number=f"14052219900101{n:04d}",
            telephone=f"138{n:08d}" if n % 2 else None,
            extra={"n": n} if n % 3 else None,
        )
        for n in range(25)
    ]
    person_model.objects.bulk_create(rows)
    add_version(key_file)
    return list(person_model.objects.order_by("pk"))


def versions(raw, rows, column="id_number") -> list[int]:
    return [text_version(raw(row, column) or "") for row in rows]


def test_everything_is_sealed_anew_and_reads_the_same(people, person_model, raw) -> None:
    before = [(p.id_number, p.telephone, p.extra) for p in people]
    assert versions(raw, people) == [1] * 25
    calls: list[tuple[str, int, int]] = []
    result = rekey(batch=10, progress=lambda *call: calls.append(call))
    assert (result.rows, result.broken, result.doubled) == (25, (), ())
    assert versions(raw, people) == [2] * 25
    assert set(versions(raw, people, "telephone")) == {0, 2}
    assert set(versions(raw, people, "extra")) == {0, 2}
    assert [(p.id_number, p.telephone, p.extra) for p in person_model.objects.order_by("pk")] == before
    assert calls == [("人员", 10, 25), ("人员", 20, 25), ("人员", 25, 25)]


def test_indexes_move_to_the_new_key(people, person_model) -> None:
    old = {p.pk: p.id_index for p in people}
    rekey()
    field = person_model._meta.get_field("id_index")
    for person in person_model.objects.all():
        assert person.id_index == field.value_for(person.id_number) != old[person.pk]
        assert person_model.objects.get(exact(person_model, "id_index", person.id_number)) == person


def test_stopped_half_way_it_goes_on_where_it_stood(people, person_model, raw) -> None:
    class Stop(Exception):
        pass

    def stop(name: str, done: int, total: int) -> None:
        if done >= 10:
            raise Stop

    with pytest.raises(Stop):
        rekey(batch=5, progress=stop)
    assert versions(raw, people) == [2] * 10 + [1] * 15
    for person in people:  # the system serves meanwhile
        assert person_model.objects.get(exact(person_model, "id_index", person.id_number)) == person
    untouched = raw(people[0], "id_number")
    assert rekey(batch=5).rows == 15
    assert versions(raw, people) == [2] * 25
    assert raw(people[0], "id_number") == untouched
    assert rekey().rows == 0


def test_rows_written_meanwhile_are_new_already(people, person_model) -> None:
    person_model.objects.create(id_number="14052219910101000X")
    assert rekey().rows == 25


def test_a_broken_row_is_named_and_stops_nothing(people, person_model, raw) -> None:
    from django.db import connection

    bad = people[7]
    spoilt = raw(bad, "id_number")[:-6] + "AAAAA="
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET id_number = %s WHERE id = %s", [spoilt, bad.pk])
    result = rekey(batch=4)
    assert result.rows == 24
    assert result.broken == (f"people.Person {bad.pk}",)
    assert raw(bad, "id_number") == spoilt


def test_doubles_that_two_index_keys_let_in_are_named(people, person_model) -> None:
    double = person_model.objects.create(id_number=people[3].id_number)
    result = rekey()
    assert result.doubled == (f"people.Person {people[3].pk}",)
    assert result.rows == 24
    assert person_model.objects.get(pk=double.pk).id_number == people[3].id_number


def test_an_index_left_behind_is_put_right(people, person_model) -> None:
    rekey()
    person_model.objects.filter(pk=people[1].pk).update(telephone="13999999999")
    assert not person_model.objects.filter(exact(person_model, "telephone_index", "13999999999")).exists()
    assert rekey().rows == 1
    assert person_model.objects.get(exact(person_model, "telephone_index", "13999999999")).pk == people[1].pk


def test_a_new_data_key_alone_leaves_the_indexes(key_file, person_model, raw) -> None:
    row = person_model.objects.create(id_number="7")
    index = raw(row, "id_index")
    add_version(key_file, index=False)
    assert rekey().rows == 1
    assert raw(row, "id_index") == index
    assert versions(raw, [row]) == [keyring().current]


def test_other_stores_take_part(people) -> None:
    register_rekeyer("files", lambda report: report("附件", 3, 3) or 3)
    register_rekeyer("files", lambda report: report("附件", 4, 4) or 4)  # registered anew, not twice
    calls: list[tuple[str, int, int]] = []
    assert rekey(progress=lambda *call: calls.append(call)).others == 4
    assert calls[-1] == ("附件", 4, 4)


def test_the_projects_sealed_columns_are_all_known(monkeypatch) -> None:
    from django.apps import apps

    monkeypatch.setattr(module, "apps", apps)
    found = {model._meta.label: {field.name for field in sealed} for model, sealed, _ in sealed_models()}
    assert found["residents.Resident"] == {"id_number", "telephone"}
    assert "cases.Case" in found
    assert "cards.SocialCard" in found
