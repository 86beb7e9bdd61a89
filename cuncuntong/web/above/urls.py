"""Addresses of the gateway: handovers, problems, packages, fetched ledgers."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.above import feeds, handovers, packages, problems

app_name = "above"

urlpatterns = [
    path("", handovers.listing, name="list"),
    path("circuit/", handovers.try_circuit, name="circuit"),
    path("<int:pk>/", handovers.one, name="one"),
    path("<int:pk>/again/", handovers.again, name="again"),
    path("problems/", problems.listing, name="problems"),
    path("problems/<int:pk>/", problems.one, name="problem"),
    path("packages/", packages.listing, name="packages"),
    path("packages/make/", packages.make, name="make_package"),
    path("packages/<int:pk>/download/", packages.download, name="package"),
    path("packages/<int:pk>/wrong.xlsx", packages.wrong_rows, name="package_wrong"),
    path("ledgers/", feeds.listing, name="feeds"),
    path("ledgers/upload/", feeds.upload, name="upload"),
    path("ledgers/fetch/", feeds.begin, name="fetch"),
    path("ledgers/head/<str:code>.csv", feeds.template, name="feed_head"),
    path("ledgers/runs/<int:pk>/", feeds.run, name="feed_run"),
    path("ledgers/runs/<int:pk>/act/", feeds.act, name="feed_act"),
    path("ledgers/runs/<int:pk>/wrong.xlsx", feeds.wrong_rows, name="feed_wrong"),
]
