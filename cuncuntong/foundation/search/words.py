"""Cutting a text into what it can be found by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import rjieba

LONGEST_TEXT = 300_000
LONGEST_WORD = 20
LONGEST_CODE = 40

# Words that tell nothing about what is looked for. Short on purpose: a word in this list finds nothing.
STOP_WORDS = frozenset("的了和与及或是在我你您他她它这那也都就而被把吗呢吧啊哦呀么嘛之其请要想能") | {
    *("怎么", "怎样", "怎么样", "怎么办", "如何", "什么", "请问", "是否", "可以", "我们", "你们", "他们"),
    *("她们", "它们", "我要", "我想", "想要", "哪里", "哪些", "哪个", "多少", "为什么", "有没有", "能不能"),
    *("可不可以", "是不是", "以及", "或者", "还是", "一个", "这个", "那个", "这些", "那些"),
    *("the", "a", "an", "and", "or", "not", "near", "of", "to", "in", "is"),
}

_RUN = re.compile(r"[0-9a-z]+|[^\W_0-9a-z]+")


class _Folding(dict[int, str]):
    """Character by character, so that a part of a text folds to a part of the folded text."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        folded = unicodedata.normalize("NFKC", folded)
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Full-width letters become plain ones, capitals small ones."""
    return text.translate(_FOLDING)


def runs_of(text: str) -> list[str]:
    """Runs of Latin letters and digits, and runs of all other letters; everything else divides them."""
    return _RUN.findall(fold(text))


def is_code(run: str) -> bool:
    """Latin letters and digits stand for themselves: `c1`, `2014`."""
    return run[0].isascii()


def pairs_of(run: str) -> Iterator[str]:
    """Each two neighbouring characters."""
    return (run[at : at + 2] for at in range(len(run) - 1))


def cut(run: str) -> list[str]:
    """The words of one run, as far as the dictionary has them: guessed ones differ from text to text."""
    return [run] if is_code(run) else rjieba.cut(run, False)


def tokens_of(text: str) -> Iterator[str]:
    """All that a text is found by, in its order, repeated as often as it stands there."""
    for run in runs_of(text[:LONGEST_TEXT]):
        if is_code(run):
            yield run[:LONGEST_CODE]
            continue
        if len(run) > 2:
            for word in cut(run):
                if 2 < len(word) <= LONGEST_WORD:
                    yield word
        yield from pairs_of(run)
        # One character alone is looked for as the beginning of a pair: the last one begins none.
        yield run[-1]


def words_of(text: str) -> list[str]:
    """The words of a text and its pairs of characters, once each, without stop words."""
    found: dict[str, None] = {}
    for run in runs_of(text[:LONGEST_TEXT]):
        if is_code(run):
            found[run[:LONGEST_CODE]] = None
            continue
        words = cut(run)
        if STOP_WORDS.issuperset(words):
            continue
        found.update(dict.fromkeys(word for word in words if len(word) <= LONGEST_WORD))
        found.update(dict.fromkeys(pairs_of(run)))
    return [word for word in found if word not in STOP_WORDS]
