"""The few sentences in which the two engines differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, NamedTuple, Protocol

from django.db import connections

from cuncuntong.foundation.search.query import Alternative, Query, Term
from cuncuntong.foundation.search.words import tokens_of

KEY_BITS = 40
SLOT_BITS = 22
# Beyond this many matches only the newest are ranked: nobody pages through more, and ranking reads each.
MOST_RANKED = 2_000


class Put(NamedTuple):
    """One entry: a key and the texts it is found by. The title weighs more."""

    key: int
    text: str
    title: str = ""


class Engine(Protocol):
    """How one engine writes, matches and ranks; each statement with the parameters of its method."""

    put: str
    remove: str
    clear: str
    ranked: str
    # How an expression stands in a statement.
    hole: str

    def row(self, slot: int, entry: Put) -> tuple[Any, ...]:
        """What `put` takes."""
        ...

    def at(self, slot: int, key: int) -> tuple[Any, ...]:
        """What `remove` takes."""
        ...

    def all(self, slot: int) -> tuple[Any, ...]:
        """What `clear` takes."""
        ...

    def key(self, slot: int) -> str:
        """The column of the key."""
        ...

    def words(self, slot: int, query: Query) -> str:
        """The query in the engine's own language, each word quoted: what a hole takes."""
        ...

    def matching(self, slot: int, words: str, parameters: list[Any]) -> tuple[str, list[Any]]:
        """FROM and WHERE of what matches in one index; `words` is a hole, or chooses between some."""
        ...

    def rank_parameters(self, query: Query) -> list[Any]:
        """What `ranked` takes."""
        ...


class Sqlite:
    """FTS5. The row's number holds index and key: a match is cut to the range while words are read."""

    put = "INSERT OR REPLACE INTO search_entry(rowid, title, body) VALUES (%s, %s, %s)"
    remove = "DELETE FROM search_entry WHERE rowid = %s"
    clear = "DELETE FROM search_entry WHERE rowid BETWEEN %s AND %s"
    ranked = "-bm25(search_entry, 8.0, 1.0)"
    hole = "%s"

    def row(self, slot: int, entry: Put) -> tuple[Any, ...]:
        """Words with blanks between them."""
        title, text = (" ".join(tokens_of(part)) for part in (entry.title, entry.text))
        return (slot << KEY_BITS) + entry.key, title, text

    def at(self, slot: int, key: int) -> tuple[Any, ...]:
        """The row's number."""
        return ((slot << KEY_BITS) + key,)

    def all(self, slot: int) -> tuple[Any, ...]:
        """The first and the last number that an index may use."""
        return slot << KEY_BITS, ((slot + 1) << KEY_BITS) - 1

    def key(self, slot: int) -> str:
        """The number without the index's part."""
        return f"rowid - {slot << KEY_BITS}"

    def words(self, slot: int, query: Query) -> str:
        """FTS5's AND and OR between strings in quotes; a word holds letters and digits only."""
        return _expression(query, "AND", "OR", lambda term: f'"{term.text}"{" *" if term.begins else ""}')

    def matching(self, slot: int, words: str, parameters: list[Any]) -> tuple[str, list[Any]]:
        """The range of the index's rows is kept to while the word lists are read."""
        sql = f"FROM search_entry WHERE search_entry MATCH {words} AND rowid BETWEEN %s AND %s"
        return sql, [*parameters, *self.all(slot)]

    def rank_parameters(self, query: Query) -> list[Any]:
        """FTS5 knows what it has matched."""
        return []


class Postgresql:
    """tsvector and GIN. The index's number is one of the lexemes, so that GIN itself leaves others out."""

    put = (
        "INSERT INTO search_entry AS old (slot, key, words) VALUES (%s, %s, %s::tsvector)"
        " ON CONFLICT (slot, key) DO UPDATE SET words = EXCLUDED.words"
        " WHERE old.words IS DISTINCT FROM EXCLUDED.words"
    )
    remove = "DELETE FROM search_entry WHERE slot = %s AND key = %s"
    clear = "DELETE FROM search_entry WHERE slot = %s"
    ranked = "ts_rank(words, %s::tsquery)"
    hole = "%s::tsquery"

    # A tsvector may take one megabyte.
    MOST_BYTES = 900_000
    LAST_PLACE = 2_000

    def row(self, slot: int, entry: Put) -> tuple[Any, ...]:
        """Finished lexemes. Places are kept for the title's weight alone: narrow rows are read faster."""
        lexemes = {f"'#{slot}'": ""}
        # Words side by side rank by their distance, so each has a place of its own.
        for place, token in enumerate(islice(tokens_of(entry.title), self.LAST_PLACE), start=1):
            lexemes.setdefault(f"'{token}'", f":{place}A")
        size = 0
        for token in tokens_of(entry.text):
            if lexemes.setdefault(f"'{token}'", "") == "":
                size += len(token.encode()) + 5
                if size > self.MOST_BYTES:
                    break
        return slot, entry.key, " ".join(lexeme + place for lexeme, place in lexemes.items())

    def at(self, slot: int, key: int) -> tuple[Any, ...]:
        """Both halves of the key."""
        return slot, key

    def all(self, slot: int) -> tuple[Any, ...]:
        """The index's number."""
        return (slot,)

    def key(self, slot: int) -> str:
        """A column of its own."""
        return "key"

    def words(self, slot: int, query: Query) -> str:
        """The words in this index."""
        return f"'#{slot}' & {self._words(query)}"

    def matching(self, slot: int, words: str, parameters: list[Any]) -> tuple[str, list[Any]]:
        """The index's number as a column too, for when few rows are tested one by one."""
        return f"FROM search_entry WHERE slot = %s AND words @@ {words}", [slot, *parameters]

    def rank_parameters(self, query: Query) -> list[Any]:
        """The words alone: the index's own lexeme would blur the rank."""
        return [self._words(query)]

    def _words(self, query: Query) -> str:
        """tsquery's & and | between lexemes in quotes; a word holds letters and digits only."""
        return _expression(query, "&", "|", lambda term: f"'{term.text}'{':*' if term.begins else ''}")


def engine_of(using: str) -> Engine:
    """The engine of a database."""
    return Postgresql() if connections[using].vendor == "postgresql" else Sqlite()


def _expression(query: Query, both: str, either: str, written: Callable[[Term], str]) -> str:
    def joined(parts: Iterable[str], word: str) -> str:
        several = list(parts)
        return several[0] if len(several) == 1 else f"({f' {word} '.join(several)})"

    def together(alternative: Alternative) -> str:
        return joined((written(term) for term in alternative), both)

    groups = (joined(map(together, group.alternatives), either) for group in query.groups)
    return joined(groups, either if query.loosened else both)
