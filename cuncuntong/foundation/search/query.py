"""What a user typed, cut into what is looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from cuncuntong.foundation.search.words import (
    LONGEST_CODE,
    STOP_WORDS,
    cut,
    fold,
    is_code,
    pairs_of,
    runs_of,
)

Synonyms = Callable[[str], Iterable[str]]

LONGEST_QUERY = 400
MOST_GROUPS = 16
MOST_SYNONYMS = 8
LONGEST_WITH_SYNONYMS = 10
# Letters that may go on: `exc` finds `excel`. Digits stand for themselves: 20 is not 2014.
SHORTEST_BEGINNING = 3
# Characters that make a noun of the word before them, where the cutter parts the two.
NOUN_ENDS = frozenset("金卡证费险贷假岗工师员者匠法书表款")


class Term(NamedTuple):
    """One word as it stands in the index; `begins` finds all that begins so."""

    text: str
    begins: bool = False


# All of these together.
Alternative = tuple[Term, ...]


class Group(NamedTuple):
    """One word of the user's: any of its alternatives will do."""

    word: str
    alternatives: tuple[Alternative, ...]

    @property
    def meanings(self) -> tuple[str, ...]:
        """The word and its synonyms as they stand in a text."""
        return (self.word, *(joined for one in self.alternatives if (joined := _joined(one))))


@dataclass(frozen=True)
class Query:
    """A query that no engine can misread. Without `groups` it finds nothing, and says why."""

    text: str
    groups: tuple[Group, ...] = ()
    cut_short: bool = False
    loosened: bool = False

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def blank(self) -> bool:
        """Nothing was typed."""
        return not self.text.strip()

    @property
    def only_stop_words(self) -> bool:
        """Something was typed, and nothing in it can be looked for."""
        return not self.groups and not self.blank

    @property
    def words(self) -> tuple[str, ...]:
        """What is looked for, in the user's words."""
        return tuple(group.word for group in self.groups)

    @property
    def marks(self) -> tuple[str, ...]:
        """All that counts as a hit in a text, the longest first."""
        found = {word for group in self.groups for word in group.meanings}
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def loosen(self) -> Query:
        """The same, where any of the words will do."""
        return replace(self, loosened=True)

    @property
    def explanation(self) -> str:
        """One sentence for the screen where something is to be said about the query, else nothing."""
        if self.only_stop_words:
            return "这些字词太常见，没法查找。请换一个更具体的词，例如“失业”“补贴”。"
        if self.loosened:
            return "没有同时包含所有词语的内容，下面是包含其中一部分的。"
        if self.cut_short:
            return "输入的内容太长，只按开头的词语查找。"
        return ""


def read(text: str | Query, synonyms: Synonyms | None = None) -> Query:
    """Cuts what was typed; never fails, whatever it is."""
    if isinstance(text, Query):
        return text
    groups: dict[str, Group] = {}
    for group in _groups(runs_of(text[:LONGEST_QUERY]), synonyms):
        if len(groups) > MOST_GROUPS:
            break
        groups.setdefault(group.word, group)
    chosen = tuple(groups.values())[:MOST_GROUPS]
    cut_short = len(text) > LONGEST_QUERY or len(groups) > MOST_GROUPS
    return Query(text=text[:LONGEST_QUERY], groups=chosen, cut_short=cut_short)


def _groups(runs: Iterable[str], synonyms: Synonyms | None) -> Iterator[Group]:
    for run in runs:
        others = _others(run, synonyms)
        if others or len(run) <= 2 or is_code(run):
            # Known as a whole, or too short to be cut.
            words = [run]
        else:
            words = _spoken(run)
        for word in words:
            if word in STOP_WORDS:
                continue
            meant = others if word == run else _others(word, synonyms)
            yield Group(word, (_terms(word), *meant))


def _spoken(run: str) -> list[str]:
    """The words of a run. Single characters side by side are a word that the cutter does not know (缫丝);
    one that ends a noun belongs to the word before it (失业 and 金); any other is left out as noise.
    """
    words: list[str] = []
    strays = ""
    found = cut(run)
    for word in (*found, ""):
        if len(word) == 1 and word not in STOP_WORDS:
            strays += word
            continue
        if len(strays) > 1:
            words.append(strays)
        elif strays in NOUN_ENDS and words and run.find(words[-1] + strays) >= 0:
            words[-1] += strays
        strays = ""
        if word and word not in STOP_WORDS:
            words.append(word)
    return words or [word for word in found if word not in STOP_WORDS]


def _others(word: str, synonyms: Synonyms | None) -> tuple[Alternative, ...]:
    if synonyms is None or len(word) > LONGEST_WITH_SYNONYMS or word in STOP_WORDS:
        return ()
    found: dict[Alternative, None] = {}
    for other in synonyms(word):
        terms = tuple(term for run in runs_of(other) for term in _terms(run))
        if terms and fold(other) != word:
            found[terms] = None
    return tuple(found)[:MOST_SYNONYMS]


def _terms(word: str) -> Alternative:
    if is_code(word):
        grows = len(word) >= SHORTEST_BEGINNING and not any(char.isdigit() for char in word)
        return (Term(word[:LONGEST_CODE], begins=grows),)
    if len(word) == 1:
        return (Term(word, begins=True),)
    return tuple(dict.fromkeys(Term(pair) for pair in pairs_of(word)))


def _joined(alternative: Alternative) -> str:
    """The word that these pairs came from, where they still tell it."""
    text = alternative[0].text
    for term in alternative[1:]:
        if text[-1] != term.text[0]:
            return ""
        text += term.text[1:]
    return text
