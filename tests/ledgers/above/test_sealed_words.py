"""What the province says of people lies sealed in the database."""

from __future__ import annotations

from django.db import connection

from cuncuntong.ledgers.above.models import Answer, FeedRun, Handover, HandoverEvent
from cuncuntong.ledgers.above.services.sending import failed
from tests.ledgers.above.answering import answer
from tests.ledgers.above.make import handed
from tests.ledgers.make import County

SAID = "吴桂兰已在外省参保"


def test_words_of_answers_failures_and_runs_are_not_read_in_the_database(county: County) -> None:
    row, off = handed(county, 1), handed(county, 2)
    answer(row, agreed=False, words=SAID)
    failed(off, SAID)
    run = FeedRun.objects.create(
        feed="x", channel="file", remark=SAID, made_at=row.made_at, county_code="140522"
    )
    Answer.objects.update(words_here=SAID, note=SAID)
    columns = {
        Answer: ("words", "words_here", "note"),
        Handover: ("answer_words", "error"),
        HandoverEvent: ("words",),
        FeedRun: ("remark",),
    }
    for model, names in columns.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(names)} FROM {model._meta.db_table}")
            kept = [text for some in cursor.fetchall() for text in some]
        assert kept and not any("吴桂兰" in text for text in kept), model
    assert Answer.objects.get().words_here == SAID
    assert Handover.objects.get(pk=off.pk).error == SAID
    assert FeedRun.objects.get(pk=run.pk).remark == SAID
