"""Addresses of the matching."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.matching import views

app_name = "matching"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("seekers/<int:seeker>/push/", views.push, name="push"),
    path("seekers/<int:seeker>/postings/<int:posting>/", views.outcome, name="outcome"),
    path("employers/<int:employer>/seekers/<int:seeker>/telephone/", views.telephone, name="telephone"),
]
