"""Sentences of the training ledger that messages, lists and papers share."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.training.enums import Answer
from cuncuntong.ledgers.training.models import FollowUpCall, TrainingClass


def day_words(day: dt.date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def span_words(row: TrainingClass) -> str:
    """2026年12月1日至12月10日."""
    first, last = row.starts_on, row.ends_on
    until = f"{last.month}月{last.day}日" if last.year == first.year else day_words(last)
    return f"{day_words(first)}至{until}"


def class_words(row: TrainingClass) -> str:
    """What a class is, when and where, for somebody who is to come."""
    times = f"，{row.get_times_display()}" + (row.hours_text and f"{row.hours_text}")
    return f"“{row.title}”（{span_words(row)}{times}），地点：{row.place}"


def answer_words(call: FollowUpCall) -> str:
    """What was said when asked for a class, in one sentence."""
    who = call.institution.name if call.institution else "县人社部门"
    if call.answer == Answer.CLASS and call.starts_on is not None:
        what = f"“{call.training_class.title}”" if call.training_class else ""
        said = f"{day_words(call.starts_on)}开班{what}，地点在{call.place}"
    elif call.answer == Answer.SOON:
        said = "打算开班，时间还没定"
    else:
        said = str(Answer(call.answer).label)
    return f"{who}：{said}" + (f"；{call.words}" if call.words else "")
