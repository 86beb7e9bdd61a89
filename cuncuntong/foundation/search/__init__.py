"""Full-text search for Chinese, alike on SQLite and PostgreSQL.

Chinese has no blanks between words, and each cutter errs somewhere. So a text is kept as two things:
the words that rjieba finds, and every pair of neighbouring characters. Any two characters that stand side
by side are found whatever the cutter thought, and whole words lift what fits best. One character alone is
found as the beginning of a pair, or as the last of its run.

**Where it is kept.** One table, ``search_entry``, for all indexes, so that an index needs no migration: on
SQLite an FTS5 table (cut at blanks only, for the words are ours), on PostgreSQL a ``tsvector`` with a GIN
index. No extension is asked for, and PostgreSQL's own parser and dictionaries are never used: words are
written as finished lexemes, which is what its configuration 'simple' would keep. Whose row it is is known
without a join. On SQLite the row's number is ``slot << 40 | key``, and a match is cut to that range while
the word lists are read. On PostgreSQL index and key are the primary key, so that the planner may also go
from few rows to their words, and the index's number is one more lexeme, so that GIN leaves other indexes
out before a row is read. Places of words are kept for titles alone there: narrow rows are read faster. The
GIN index takes entries at once (``fastupdate = off``): every search would read a list of pending ones.

**Joining.** ``Index.matching_keys`` is a subquery for ``pk__in``. With 100,000 postings beside a second
index of the same size, words with three filters took p95 7 to 97 ms on SQLite and 1 to 45 ms on PostgreSQL,
from rare words to single characters (docs/performance.md, "Searching").

Writes belong to the caller's transaction: what is rolled back there is not found here.

What users type is never read as an engine's language: a query is cut like a text, and each word is quoted.
``AND``, ``NEAR``, ``*``, ``-`` and quotes find what is written, or nothing.
"""

from __future__ import annotations

from cuncuntong.foundation.search.excerpts import Piece, excerpt, fits
from cuncuntong.foundation.search.index import Found, Hit, Index, Put, all_indexes
from cuncuntong.foundation.search.query import Query, read
from cuncuntong.foundation.search.words import words_of

__all__ = [
    "Found",
    "Hit",
    "Index",
    "Piece",
    "Put",
    "Query",
    "all_indexes",
    "excerpt",
    "fits",
    "read",
    "words_of",
]
