"""Every address of the system. Each view says who may call it (web.access)."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from cuncuntong.web.components.views import style_guide


def development_urls(*, debug: bool) -> list[URLPattern]:
    """Pages for developers alone: the style guide. A county's server (no DEBUG) does not have them."""
    return [path("styleguide/", style_guide, name="styleguide")] if debug else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cuncuntong.web.home.urls")),
    path("account/", include("cuncuntong.web.account.urls")),
    path("counter/", include("cuncuntong.web.counter.urls")),
    path("review/", include("cuncuntong.web.review.urls")),
    path("cases/", include("cuncuntong.web.casefile.urls")),
    path("oversight/", include("cuncuntong.web.oversight.urls")),
    path("papers/", include("cuncuntong.web.papers.urls")),
    path("admin/", include("cuncuntong.web.admin_desk.urls")),
    path("records/", include("cuncuntong.web.records.urls")),
    path("recoveries/", include("cuncuntong.web.recoveries.urls")),
    path("messages/", include("cuncuntong.web.messages.urls")),
    path("training/", include("cuncuntong.web.training.urls")),
    path("pensions/", include("cuncuntong.web.pensions.urls")),
    path("above/", include("cuncuntong.web.above.urls")),
    path("insurance/", include("cuncuntong.web.insurance.urls")),
    path("loading/", include("cuncuntong.web.loading.urls")),
    path("guide/", include("cuncuntong.web.guide.urls")),
    path("work/", include("cuncuntong.web.work.urls")),
    path("p/employer/fairs/", include("cuncuntong.web.fairs.urls_own")),
    path("p/employer/", include("cuncuntong.web.hiring.urls")),
    path("collection/", include("cuncuntong.web.collection.urls")),
    path("p/contribution/", include("cuncuntong.web.collection.urls_public")),
    path("payments/", include("cuncuntong.web.payments.urls")),
    path("matching/", include("cuncuntong.web.matching.urls")),
    path("library/", include("cuncuntong.web.library.urls")),
    path("employment/", include("cuncuntong.web.employment.urls")),
    path("claims/", include("cuncuntong.web.claims.urls")),
    path("portraits/", include("cuncuntong.web.portraits.urls")),
    path("recalculations/", include("cuncuntong.web.recalculations.urls")),
    path("unemployment/", include("cuncuntong.web.unemployment.urls")),
    path("certification/", include("cuncuntong.web.certification.urls")),
    path("cards/", include("cuncuntong.web.cards.urls")),
    path("proofs/", include("cuncuntong.web.proofs.urls")),
    path("p/proof/", include("cuncuntong.web.proofs.urls_public")),
    path("p/jobs/", include("cuncuntong.web.jobs.urls")),
    path("fairs/", include("cuncuntong.web.fairs.urls")),
    path("p/fairs/", include("cuncuntong.web.fairs.urls_public")),
    path("p/", include("cuncuntong.web.portal.urls")),
    path("p/", include("cuncuntong.web.library.public_urls")),
    *development_urls(debug=settings.DEBUG),
]

handler400 = "cuncuntong.web.errors.bad_request"
handler403 = "cuncuntong.web.errors.denied"
handler404 = "cuncuntong.web.errors.not_found"
handler500 = "cuncuntong.web.errors.server_error"
