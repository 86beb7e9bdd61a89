"""Every address of the system. Each view says who may call it (web.access)."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("cuncuntong.web.home.urls")),
    path("account/", include("cuncuntong.web.account.urls")),
    path("counter/", include("cuncuntong.web.counter.urls")),
    path("review/", include("cuncuntong.web.review.urls")),
    path("cases/", include("cuncuntong.web.casefile.urls")),
    path("oversight/", include("cuncuntong.web.oversight.urls")),
    path("papers/", include("cuncuntong.web.papers.urls")),
    path("admin/", include("cuncuntong.web.admin_desk.urls")),
    path("guide/", include("cuncuntong.web.guide.urls")),
    path("p/", include("cuncuntong.web.portal.urls")),
]

handler400 = "cuncuntong.web.errors.bad_request"
handler403 = "cuncuntong.web.errors.denied"
handler404 = "cuncuntong.web.errors.not_found"
handler500 = "cuncuntong.web.errors.server_error"
