"""What somebody is told of postings that fit, in a message."""

from __future__ import annotations

from collections.abc import Sequence

from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_lines import place_words
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_contact, public_name


def pushed_text(postings: Sequence[Posting]) -> str:
    """What somebody is told of postings that fit."""
    lines = [posting_line(one) for one in postings]
    if len(lines) == 1:
        return f"有适合您的岗位：{lines[0]}。想去的请联系用工方或服务点；凡要先交钱的，不要去。"
    numbered = "；".join(f"{place}.{line}" for place, line in enumerate(lines, 1))
    return f"有适合您的岗位：{numbered}。想去的请联系用工方或服务点；凡要先交钱的，不要去。"


def posting_line(posting: Posting) -> str:
    """A posting in one line, with the contact where the employer shows it."""
    contact = public_contact(posting)
    told = [posting.title, public_name(posting.employer), pay_words(posting), place_words(posting)]
    if contact:
        told.append(f"{contact[0]}，电话{contact[1]}")
    return f"{'，'.join(told)}（招聘编号{posting.code}）"
