"""An index: what is put under a key is found by its words."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import BigIntegerField, Expression, QuerySet

from cuncuntong.foundation.search.engines import KEY_BITS, MOST_RANKED, SLOT_BITS, Put, engine_of
from cuncuntong.foundation.search.query import Query, Synonyms, read

BATCH = 500


class Hit(NamedTuple):
    """A key that was found; a higher rank fits better."""

    key: int
    rank: float


@dataclass(frozen=True)
class Found:
    """Hits in order of rank, and the query as it was understood (`query.explanation` for the screen)."""

    query: Query
    hits: tuple[Hit, ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def keys(self) -> list[int]:
        """The keys alone, best first."""
        return [hit.key for hit in self.hits]


_INDEXES: dict[int, Index] = {}


def all_indexes() -> list[Index]:
    """Every index that was declared, by name."""
    return sorted(_INDEXES.values(), key=lambda index: index.name)


class Index:
    """Declared once, at a module's top: ``POSTINGS = Index("postings", source=all_texts)``.

    `synonyms(word)` may name other words that will do as well. `source()` yields all entries there are, so
    that the index can be made anew.
    """

    def __init__(
        self,
        name: str,
        *,
        synonyms: Synonyms | None = None,
        source: Callable[[], Iterable[Put]] | None = None,
    ) -> None:
        self.name = name
        self.synonyms = synonyms
        self.source = source
        # Made from the name, so that no table has to be asked for it.
        self.slot = zlib.crc32(name.encode()) >> (32 - SLOT_BITS)
        known = _INDEXES.get(self.slot)
        if known is not None and known.name != name:
            raise ValueError(f"the indexes {known.name!r} and {name!r} fall on one number: rename one")
        _INDEXES[self.slot] = self

    # Writing

    def put(self, key: int, text: str, *, title: str = "") -> None:
        """Keeps one text under its key, instead of what was there."""
        self.put_many([Put(key, text, title)])

    def put_many(self, entries: Iterable[Put | tuple[int, str] | tuple[int, str, str]]) -> int:
        """Keeps many, a batch at a time; tells how many."""
        engine = engine_of(DEFAULT_DB_ALIAS)
        count = 0
        with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            coming = (Put(*entry) for entry in entries)
            while some := list(islice(coming, BATCH)):
                for entry in some:
                    _check(entry.key)
                cursor.executemany(engine.put, [engine.row(self.slot, entry) for entry in some])
                count += len(some)
        return count

    def remove(self, *keys: int) -> None:
        """Finds these no more."""
        engine = engine_of(DEFAULT_DB_ALIAS)
        with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.executemany(engine.remove, [engine.at(self.slot, key) for key in keys])

    def rebuild(self, entries: Iterable[Put] | None = None) -> int:
        """Makes the index anew, from `entries` or from its source, in one transaction."""
        if entries is None:
            if self.source is None:
                raise ValueError(f"the index {self.name!r} has no source")
            entries = self.source()
        engine = engine_of(DEFAULT_DB_ALIAS)
        with transaction.atomic():
            with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
                cursor.execute(engine.clear, engine.all(self.slot))
            return self.put_many(entries)

    # Reading

    def read(self, text: str | Query) -> Query:
        """What was typed, with this index's synonyms."""
        return read(text, self.synonyms)

    def settle(self, text: str | Query, *, within: QuerySet[Any] | None = None) -> Query:
        """The query with all its words if that finds anything, else where any of them will do."""
        query = self.read(text)
        if len(query.groups) < 2 or query.loosened or self._any(query, within):
            return query
        return query.loosen()

    def matching_keys(self, text: str | Query) -> MatchingKeys:
        """For ``queryset.filter(pk__in=index.matching_keys(query))``; nothing where no word is left."""
        return MatchingKeys(self, self.read(text))

    def search(
        self, text: str | Query, *, limit: int = 20, offset: int = 0, within: QuerySet[Any] | None = None
    ) -> Found:
        """The best hits. Where nothing holds all the words, what holds some of them (`query.loosened`).

        `within` is a queryset whose rows' primary keys are the only ones that count.
        """
        query = self.read(text)
        if not query:
            return Found(query)
        engine = engine_of(DEFAULT_DB_ALIAS)
        key = engine.key(self.slot)
        inner, parameters = self._matching(query, within)
        loose, more, ranked_by = "0", [], query
        if len(query.groups) > 1 and not query.loosened:
            # In one question: what holds some of the words counts only where nothing holds all of them.
            loose, more, ranked_by = f"NOT EXISTS (SELECT 1 {inner})", parameters, query.loosen()
            either = f"(CASE WHEN {loose} THEN {engine.hole} ELSE {engine.hole} END)"
            words = [engine.words(self.slot, one) for one in (ranked_by, query)]
            inner, parameters = self._matching(query, within, either, [*parameters, *words])
        newest = f"COALESCE((SELECT {key} {inner} ORDER BY {key} DESC LIMIT 1 OFFSET {MOST_RANKED}), 0)"
        rows = self._rows(
            f"SELECT {key} AS found, {engine.ranked} AS fits, {loose} AS loose {inner} AND {key} >= {newest} "
            "ORDER BY fits DESC, found DESC LIMIT %s OFFSET %s",
            [*engine.rank_parameters(ranked_by), *more, *parameters, *parameters, limit, offset],
        )
        if rows and rows[0][2]:
            query = query.loosen()
        return Found(query, tuple(Hit(int(key), float(rank)) for key, rank, _ in rows))

    def count(self, text: str | Query, *, within: QuerySet[Any] | None = None) -> int:
        """How many match."""
        query = self.read(text)
        if not query:
            return 0
        inner, parameters = self._matching(query, within)
        rows = self._rows(f"SELECT COUNT(*) {inner}", parameters)
        return int(rows[0][0]) if rows else 0

    def _any(self, query: Query, within: QuerySet[Any] | None) -> bool:
        inner, parameters = self._matching(query, within)
        return bool(self._rows(f"SELECT 1 {inner} LIMIT 1", parameters))

    def _matching(
        self, query: Query, within: QuerySet[Any] | None, words: str = "", of_words: Sequence[Any] = ()
    ) -> tuple[str, list[Any]]:
        """FROM and WHERE of what matches; `words` is put in the query's place."""
        engine = engine_of(DEFAULT_DB_ALIAS)
        taken = list(of_words) if words else [engine.words(self.slot, query)]
        sql, parameters = engine.matching(self.slot, words or engine.hole, taken)
        if within is not None:
            try:
                inside, of_inside = within.order_by().values("pk").query.sql_with_params()
            except EmptyResultSet:
                return sql + " AND 1 = 0", parameters
            sql += f" AND {engine.key(self.slot)} IN ({inside})"
            parameters += of_inside
        return sql, parameters

    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())


class MatchingKeys(Expression):
    """A subquery of the keys that match."""

    def __init__(self, index: Index, query: Query) -> None:
        super().__init__(output_field=BigIntegerField())
        self.index = index
        self.search_query = query

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The same for both engines but for how they match."""
        if not self.search_query:
            return "(SELECT rowid FROM search_entry WHERE 1 = 0)", []
        inner, parameters = self.index._matching(self.search_query, None)
        key = engine_of(connection.alias).key(self.index.slot)
        return f"(SELECT {key} {inner})", parameters


def _check(key: int) -> None:
    if not 0 <= key < 1 << KEY_BITS:
        raise ValueError(f"a key must be between 0 and 2^{KEY_BITS}: {key}")
