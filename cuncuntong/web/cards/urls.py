"""Addresses of the card reviewer's list."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.cards import views

app_name = "cards"

urlpatterns = [
    path("", views.differences, name="differences"),
    path("<int:pk>/settle/", views.settle, name="settle"),
    path("refused/", views.refused, name="refused"),
    path("refused/<int:pk>/", views.looked, name="looked"),
]
