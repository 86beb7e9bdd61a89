"""The library for staff."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.library import archives, handbook, issues, policies

app_name = "library"

urlpatterns = [
    path("policies/", policies.listing, name="policies"),
    path("policies/add/", policies.add, name="policy_add"),
    path("policies/<int:pk>/", policies.document, name="policy"),
    path("policies/<int:pk>/edit/", policies.edit, name="policy_edit"),
    path("policies/<int:pk>/withdraw/", policies.withdraw, name="policy_withdraw"),
    path("policies/<int:pk>/versions/<int:number>/", policies.version, name="policy_version"),
    path("handbook/", handbook.start, name="handbook"),
    path("handbook/items/<str:number>/", handbook.item, name="handbook_item"),
    path("handbook/entries/add/", handbook.add, name="entry_add"),
    path("handbook/entries/<int:pk>/", handbook.entry, name="entry"),
    path("handbook/entries/<int:pk>/edit/", handbook.edit, name="entry_edit"),
    path("handbook/entries/<int:pk>/withdraw/", handbook.withdraw, name="entry_withdraw"),
    path("handbook/book/", issues.book, name="book"),
    path("handbook/issues/", issues.listing, name="issues"),
    path("handbook/issues/send/", issues.send, name="issue_send"),
    path("handbook/issues/late/", issues.late, name="late"),
    path("handbook/issues/<int:pk>/", issues.issue, name="issue"),
    path("handbook/issues/<int:pk>/send/", issues.send_again, name="issue_send_again"),
    path("handbook/issues/<int:pk>/acknowledge/", issues.acknowledge_issue, name="acknowledge"),
    path("handbook/issues/<int:pk>/export/", issues.export, name="issue_export"),
    path("archives/", archives.listing, name="archives"),
    path("archives/add/", archives.add, name="archive_add"),
    path("archives/<int:pk>/edit/", archives.edit, name="archive_edit"),
]
