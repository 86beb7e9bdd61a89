"""Addresses of papers: each answers with a PDF and is counted as a print."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.papers import views

app_name = "papers"

urlpatterns = [
    path("receipt/<str:number>.pdf", views.receipt, name="receipt"),
    path("slip/<str:number>.pdf", views.slip, name="slip"),
    path("decision/<str:number>.pdf", views.decision, name="decision"),
    path("advice/<str:number>.pdf", views.advice, name="advice"),
    path("notice/<int:pk>.pdf", views.notice, name="notice"),
    path("look-up/<int:pk>/<str:item>.pdf", views.look_up_answer, name="look_up"),
    path("blank/", views.blank, name="blank"),
    path("blank/<str:number>.pdf", views.blank_again, name="blank_again"),
    path("guide/<str:number>.pdf", views.guide, name="guide"),
]
