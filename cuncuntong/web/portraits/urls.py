"""Addresses of portraits for certification."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.portraits import consent, listing, one

app_name = "portraits"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("<int:pk>/", one.one, name="one"),
    path("<int:pk>/picture/", one.picture, name="picture"),
    path("<int:pk>/decide/", one.decide, name="decide"),
    path("<int:pk>/look/", one.look, name="look"),
    path("<int:pk>/withdraw/", consent.withdraw, name="withdraw"),
    path("consent/<int:resident>/", consent.paper, name="consent"),
]
