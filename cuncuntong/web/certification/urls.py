"""Addresses of certification."""

from __future__ import annotations

from django.urls import path

from cuncuntong.web.certification import export, listing, losses, papers, person, places, uploads

app_name = "certification"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("export/", export.export, name="export"),
    path("sheet.pdf", papers.sheet, name="sheet"),
    path("places/", places.places_page, name="places"),
    path("places/export/", export.places_export, name="places_export"),
    path("people/<int:resident>/", person.person, name="person"),
    path("people/<int:resident>/evidence/", person.evidence, name="evidence"),
    path("people/<int:resident>/home/", person.home, name="home"),
    path("people/<int:resident>/loss/", person.loss, name="loss"),
    path("people/<int:resident>/doubt/", person.doubt, name="doubt"),
    path("people/<int:resident>/promise.pdf", papers.promise, name="promise"),
    path("<int:pk>/undo/", person.undo, name="undo"),
    path("<int:pk>/promise.pdf", papers.signed, name="signed"),
    path("lists/", uploads.uploads, name="uploads"),
    path("lists/template/", uploads.template_file, name="template"),
    path("lists/<int:pk>/", uploads.upload, name="upload"),
    path("lists/<int:pk>/go-on/", uploads.go_on, name="go_on"),
    path("losses/", losses.losses, name="losses"),
    path("losses/<int:pk>/close/", losses.close, name="close_loss"),
]
