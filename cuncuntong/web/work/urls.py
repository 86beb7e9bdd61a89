"""Addresses of the job market: employers, postings, the county's queue."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.work import employers, export, postings, review

app_name = "work"

urlpatterns = [
    path("employers/", employers.listing, name="employers"),
    path("employers/new/", employers.add, name="employer_add"),
    path("employers/<str:code>/", employers.detail, name="employer"),
    path("employers/<str:code>/edit/", employers.edit, name="employer_edit"),
    path("employers/<str:code>/unmask/", employers.unmask, name="employer_unmask"),
    path("employers/<str:code>/password/", employers.password, name="employer_password"),
    path("employers/<str:code>/new/<str:kind>/", postings.add, name="posting_add"),
    path("employers/<str:code>/<str:act>/", employers.stop, name="employer_stop"),
    path("postings/", postings.listing, name="postings"),
    path("postings/export/", export.postings, name="postings_export"),
    path("postings/<str:code>/", postings.detail, name="posting"),
    path("postings/<str:code>/edit/", postings.edit, name="posting_edit"),
    path("postings/<str:code>/<str:move>/", postings.act, name="posting_act"),
    path("review/", review.queue, name="review"),
    path("review/next/", review.take_next, name="review_next"),
    path("review/postings/<str:code>/", review.posting, name="review_posting"),
    path("review/employers/<str:code>/", review.employer, name="review_employer"),
]
