"""Addresses of the review: the queue, one case under review, batches, and decisions taken back."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.review import batch, decide, queue, reversals

app_name = "review"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("next/", queue.next_case, name="next"),
    path("batch/", batch.choose, name="batch"),
    path("batch/check/", batch.check, name="batch_check"),
    path("batch/start/", batch.start, name="batch_start"),
    path("batch/<str:key>/", batch.run, name="batch_run"),
    path("reversals/", reversals.listing, name="reversals"),
    path("reversals/<str:number>/", reversals.take_back, name="take_back"),
    path("cases/<str:number>/", decide.case, name="case"),
]
