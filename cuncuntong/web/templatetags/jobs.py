"""Tags about postings, for panels that another area's page includes."""

from __future__ import annotations

from django import template

from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.web.jobs import words

register = template.Library()


@register.simple_tag
def share_text(posting: Posting) -> str:
    """A few lines about a posting to paste into a message."""
    return words.share_text(posting)
