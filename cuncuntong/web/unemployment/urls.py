"""Addresses of unemployment benefit and skill subsidies."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.unemployment import acts, export, lists, one, overpaid, skills

app_name = "unemployment"

urlpatterns = [
    path("", lists.benefits, name="list"),
    path("export/", export.benefits, name="export"),
    path("signs/", lists.signs, name="signs"),
    path("runs/", lists.runs, name="runs"),
    path("<int:pk>/", one.page, name="one"),
    path("<int:pk>/end/", acts.end, name="end"),
    path("<int:pk>/resume/", acts.resume, name="resume"),
    path("signs/<int:pk>/", acts.decide, name="decide"),
    path("overpaid/", overpaid.listing, name="overpaid"),
    path("overpaid/<int:pk>/receive/", overpaid.take_in, name="receive"),
    path("overpaid/<int:pk>/paper/", overpaid.paper, name="paper"),
    path("skills/", skills.listing, name="skills"),
    path("skills/<int:pk>/return/", skills.take_back, name="skill_return"),
]
