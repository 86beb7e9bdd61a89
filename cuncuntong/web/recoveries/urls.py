"""Addresses of recoveries: overpayments, what came back, arrangements, settlements after a death."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.recoveries import acts, export, listing, one, settlements

app_name = "recoveries"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("export/", export.export, name="export"),
    path("<int:pk>/", one.one, name="one"),
    path("<int:pk>/receive/", acts.receive, name="receive"),
    path("<int:pk>/agree/", acts.agree, name="agree"),
    path("<int:pk>/signed/", acts.signed, name="signed"),
    path("<int:pk>/pages/", acts.add_pages, name="add_pages"),
    path("<int:pk>/pages/<int:page_id>/aside/", acts.set_aside, name="set_aside"),
    path("pages/<int:page_id>/", acts.scan, name="scan"),
    path("<int:pk>/reverse/<int:posting>/", acts.reverse, name="reverse"),
    path("<int:pk>/paper.pdf", one.paper, name="paper"),
    path("settlements/", settlements.listing, name="settlements"),
    path("settlements/<int:pk>/", settlements.one, name="settlement"),
]
