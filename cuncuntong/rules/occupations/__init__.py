"""The national classification of occupations, searched by the words that people use."""

from cuncuntong.rules.occupations.finding import Resolved, find, resolve
from cuncuntong.rules.occupations.tree import (
    Occupation,
    as_choices,
    children,
    get,
    holds,
    label,
    nearness,
    path,
)
from cuncuntong.rules.occupations.words import any_work, common_words, synonyms, words_by_code

__all__ = [
    "Occupation",
    "Resolved",
    "any_work",
    "as_choices",
    "children",
    "common_words",
    "find",
    "get",
    "holds",
    "label",
    "nearness",
    "path",
    "resolve",
    "synonyms",
    "words_by_code",
]
