"""The handbook as a book: cover, contents with page numbers, one chapter an item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from cuncuntong.foundation.pages import TemplateRef, render_pdf
from cuncuntong.ledgers.policies.models import EntryVersion
from cuncuntong.network.selectors import home_county
from cuncuntong.web.library.items import named

TEMPLATE = TemplateRef("cuncuntong.web.library", "book.typ")


def book_pdf(versions: Iterable[EntryVersion], issue: str, on: dt.date, fresh: set[int]) -> bytes:
    """The entries in the order in which they come; those of `fresh` are marked as new."""
    chapters: list[dict[str, Any]] = []
    for one in versions:
        title = named(one.item).words
        if not chapters or chapters[-1]["title"] != title:
            chapters.append({"title": title, "entries": []})
        chapters[-1]["entries"].append(
            {
                "question": one.question,
                "answer": one.answer.splitlines(),
                "basis": one.basis,
                "fresh": one.pk in fresh,
            }
        )
    return render_pdf(
        TEMPLATE,
        {
            "title": "就业社保服务问题解答手册",
            "county": home_county().name,
            "issue": issue,
            "on": f"{on.year}年{on.month}月{on.day}日",
            "chapters": chapters,
            "paper": "a4",
            "large": False,
        },
    ).content
