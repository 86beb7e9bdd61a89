"""Addresses of job fairs for who works here."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.fairs import door, files, listing, manage, people, stands

app_name = "fairs"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("add/", manage.add, name="add"),
    path("export/", listing.export, name="export"),
    path("c/<str:token>/", door.landing, name="landing"),
    path("c/<str:token>/in/", door.arrive, name="arrive"),
    path("<int:pk>/", listing.detail, name="detail"),
    path("<int:pk>/edit/", manage.edit, name="edit"),
    path("<int:pk>/publish/", manage.publish, name="publish"),
    path("<int:pk>/cancel/", manage.cancel, name="cancel"),
    path("<int:pk>/results/", manage.results, name="results"),
    path("<int:pk>/poster/", files.poster, name="poster"),
    path("<int:pk>/leaflet/", files.leaflet, name="leaflet"),
    path("<int:pk>/door/", door.door, name="door"),
    path("<int:pk>/visitors/", door.visitors, name="visitors"),
    path("<int:pk>/interest/<int:resident>/", people.interest, name="interest"),
    path("<int:pk>/employers/", stands.choose, name="choose"),
    path("<int:pk>/employers/<int:employer>/", stands.sign_up, name="sign_up"),
    path("<int:pk>/stands/<int:stand>/", stands.confirmation, name="stand"),
    path("<int:pk>/stands/<int:stand>/paper/", files.confirmation, name="stand_paper"),
    path("<int:pk>/stands/<int:stand>/withdraw/", stands.withdraw, name="withdraw"),
]
