"""An index on the engine that the tests run on (both, in `make test`)."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuncuntong.foundation.search import Index, Put, all_indexes, words_of
from cuncuntong.foundation.search.models import Entry
from cuncuntong.foundation.search.words import STOP_WORDS, runs_of
from cuncuntong.network.models import Division

pytestmark = pytest.mark.django_db

SYNONYMS = {"泥瓦匠": ("瓦工", "砌筑工"), "护工": ("护理员",)}
JOBS = Index("test-jobs", synonyms=lambda word: SYNONYMS.get(word, ()))
OTHER = Index("test-other")

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=40)
MIXED = st.text(
    st.one_of(
        st.characters(),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
        st.sampled_from("阳城县零工市场泥瓦匠社会保险abc019 ，。'\"\\%_*"),
    ),
    max_size=60,
)


def put_three() -> None:
    JOBS.put_many(
        [
            (1, "工地砌墙，日薪180元，包吃住", "招聘砌筑工"),
            (2, "照顾老人，会做饭；砌墙的也要", "招聘护理员"),
            (3, "缫丝车间，五险一金", "招聘缫丝工"),
        ]
    )


def test_words_find_what_was_put() -> None:
    put_three()
    assert JOBS.search("缫丝").keys == [3]
    assert JOBS.search("日薪 包吃住").keys == [1]
    assert JOBS.search("180").keys == [1]
    assert JOBS.search("电焊").keys == []


def test_a_title_weighs_more_than_the_text() -> None:
    JOBS.put(1, "养老保险和别的事项很多很多")
    JOBS.put(2, "别的事项很多很多", title="养老保险")
    JOBS.put(3, "养老保险说明，养老保险的办法")
    found = JOBS.search("养老保险")
    assert found.keys[0] == 2 and set(found.keys) == {1, 2, 3}
    assert found.hits[0].rank > found.hits[1].rank


def test_synonyms_find_what_others_call_it() -> None:
    put_three()
    assert JOBS.search("泥瓦匠").keys == [1]
    assert JOBS.search("护工").keys == [2]
    assert OTHER.search("护工").keys == []


def test_one_character_is_found_wherever_it_stands() -> None:
    JOBS.put(1, "员工")
    JOBS.put(2, "工人")
    JOBS.put(3, "职工食堂")
    assert set(JOBS.search("工").keys) == {1, 2, 3}


def test_what_holds_all_words_comes_alone_and_else_what_holds_some() -> None:
    put_three()
    both = JOBS.search("砌墙 日薪")
    assert both.keys == [1] and not both.query.loosened
    some = JOBS.search("缫丝 日薪")
    assert set(some.keys) == {1, 3} and some.query.loosened
    assert "其中一部分" in some.query.explanation


def test_indexes_know_nothing_of_each_other() -> None:
    JOBS.put(7, "电焊工")
    OTHER.put(8, "电焊工")
    assert JOBS.search("电焊").keys == [7] and OTHER.search("电焊").keys == [8]
    assert list(keys_of(OTHER, "电焊")) == [8]
    OTHER.remove(7, 8)
    assert JOBS.search("电焊").keys == [7] and OTHER.search("电焊").keys == []


def test_what_is_put_again_takes_the_place_of_the_old() -> None:
    JOBS.put(1, "电焊工")
    JOBS.put(1, "保洁员")
    assert JOBS.search("电焊").keys == [] and JOBS.search("保洁").keys == [1]
    assert JOBS.count("保洁") == 1


def test_an_index_belongs_to_the_transaction_of_its_caller() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        JOBS.put(1, "电焊工")
        assert JOBS.search("电焊").keys == [1]
        raise RuntimeError
    assert JOBS.search("电焊").keys == []


def test_an_index_is_made_anew_from_its_source() -> None:
    index = Index("test-source", source=lambda: [Put(5, "缫丝工"), Put(6, "电工")])
    index.put(9, "旧的")
    OTHER.put(9, "旧的")
    assert index.rebuild() == 2
    assert index.search("旧的").keys == [] and index.search("电工").keys == [6]
    assert OTHER.search("旧的").keys == [9]
    assert index in all_indexes()
    with pytest.raises(ValueError, match="no source"):
        OTHER.rebuild()


def keys_of(index: Index, query: str) -> list[int]:
    with connection.cursor() as cursor:
        sql, parameters = index.matching_keys(query).as_sql(None, connection)
        cursor.execute(f"SELECT * FROM {sql} AS found ORDER BY 1", parameters)
        return [row[0] for row in cursor.fetchall()]


def villages(*names: str) -> QuerySet[Division]:
    start = 9_000_000
    Division.objects.bulk_create(
        Division(pk=start + at, code=str(140599100000 + at), name=name, level="village")
        for at, name in enumerate(names)
    )
    OTHER.put_many((start + at, name) for at, name in enumerate(names))
    return Division.objects.filter(pk__gte=start).order_by("pk")


def test_a_match_is_a_filter_among_others() -> None:
    all_of_them = villages("水村社区", "水沟村", "石臼村")
    named = all_of_them.filter(pk__in=OTHER.matching_keys("水"))
    assert [one.name for one in named] == ["水村社区", "水沟村"]
    assert [one.name for one in named.filter(name__endswith="村")] == ["水沟村"]
    assert [one.name for one in all_of_them.exclude(pk__in=OTHER.matching_keys("水"))] == ["石臼村"]
    assert list(all_of_them.filter(pk__in=OTHER.matching_keys("的"))) == []


def test_a_search_keeps_to_the_rows_it_is_given() -> None:
    all_of_them = villages("水村社区", "水沟村", "石臼村")
    inside = all_of_them.filter(name__endswith="村")
    assert len(OTHER.search("水", within=inside)) == 1
    assert OTHER.count("水", within=inside) == 1
    assert len(OTHER.search("水", within=Division.objects.none())) == 0
    # Which words are found together is asked of these rows alone.
    assert OTHER.settle("水村 社区").loosened is False
    assert OTHER.settle("水村 社区", within=inside).loosened is True


def test_pages_follow_each_other() -> None:
    JOBS.put_many((key, "电焊工") for key in range(1, 8))
    first, second = JOBS.search("电焊", limit=4), JOBS.search("电焊", limit=4, offset=4)
    assert sorted(first.keys + second.keys) == list(range(1, 8))


TYPED = [
    "电焊 AND 保洁",
    "电焊 OR",
    "OR OR OR",
    "NOT 电焊",
    "NEAR(电焊 保洁, 2)",
    "电焊*",
    "-电焊",
    '"电焊',
    '""" \'\' "',
    "title:电焊",
    "{title body}: 电焊",
    "电焊^2",
    "(电焊",
    "电焊) OR (1=1",
    "'; DROP TABLE search_entry; --",
    "电焊 & | ! <-> :*",
    "\\'电焊\\",
    "%s %(x)s %%",
    "\x00电焊\x00",
    "\ud800电焊",
    "电" * 5000,
    "电焊 " * 1000,
    '"' * 5000,
]


@pytest.mark.parametrize("typed", TYPED)
def test_an_engines_language_is_not_read(typed: str) -> None:
    JOBS.put(1, "电焊工")
    found = JOBS.search(typed)
    assert found.query.blank is False
    assert set(found.keys) <= {1}
    assert keys_of(JOBS, typed) in ([], [1])
    assert JOBS.count(typed) <= 1
    assert Entry.objects.count() == 1


def test_operators_between_words_leave_the_words() -> None:
    JOBS.put(1, "电焊工和保洁员")
    assert JOBS.search("电焊 AND 保洁").keys == [1]
    assert JOBS.search('"电焊" -保洁*').keys == [1]


def test_a_key_out_of_range_is_refused() -> None:
    for key in (-1, 1 << 40):
        with pytest.raises(ValueError, match="key"):
            JOBS.put(key, "电焊")


def test_two_names_on_one_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cuncuntong.foundation.search.index.zlib.crc32", lambda _: JOBS.slot << 10)
    with pytest.raises(ValueError, match="rename one"):
        Index("test-another-name")


def test_a_very_long_text_is_kept_as_far_as_the_engine_takes_it() -> None:
    text = "".join(chr(0x4E00 + at % 20900) + chr(0x4E00 + (at * 7) % 20900) for at in range(200_000))
    JOBS.put(1, "电焊工" + text)
    assert JOBS.search("电焊工").keys == [1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHINESE | MIXED, MIXED)
def test_a_text_is_found_by_each_of_its_words(text: str, title: str) -> None:
    JOBS.put(1, text, title=title)
    for word in words_of(f"{text} {title}"):
        assert JOBS.search(word).keys == [1], word


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHINESE | MIXED)
def test_a_text_is_found_by_any_two_neighbouring_characters(text: str) -> None:
    JOBS.put(1, text)
    for run in runs_of(text):
        if run[0].isascii():
            continue
        for at in range(len(run) - 1):
            pair = run[at : at + 2]
            if pair in STOP_WORDS:
                continue
            assert JOBS.search(pair).keys == [1], pair


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MIXED)
def test_no_query_fails(typed: str) -> None:
    JOBS.put(1, "阳城县零工市场招聘泥瓦匠 abc 019")
    assert set(JOBS.search(typed).keys) <= {1}
    assert set(keys_of(JOBS, typed)) <= {1}
