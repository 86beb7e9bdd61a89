"""Addresses of job fairs on the employers' own site."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.fairs import own

app_name = "hiring_fairs"

urlpatterns = [
    path("", own.listing, name="list"),
    path("<int:pk>/", own.sign_up, name="sign_up"),
    path("<int:pk>/paper/", own.paper, name="paper"),
    path("<int:pk>/withdraw/", own.withdraw, name="withdraw"),
]
