"""The home page."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.home import views

urlpatterns = [path("", views.home, name="home")]
