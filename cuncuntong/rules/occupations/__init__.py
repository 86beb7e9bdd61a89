"""The national classification of occupations, searched by the words that people use."""

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
from cuncuntong.rules.occupations.words import Resolved, common_words, find, resolve, synonyms, words_by_code

__all__ = [
    "Occupation",
    "Resolved",
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
