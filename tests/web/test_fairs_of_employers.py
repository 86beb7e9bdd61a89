"""An employer on its own site: signing up for a fair, its code, and taking it back."""

from __future__ import annotations

import pytest
from django.test import Client

from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.models import Stand
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.web.hiring.session import KEY
from tests.ledgers.fairs.make import employer, fair, posting, soon
from tests.web.support import County, words


@pytest.fixture
def county(db) -> County:
    return County()


def browser(of: Employer) -> Client:
    """Signed in as the employer."""
    import time

    client = Client()
    session = client.session
    session[KEY] = {"pk": of.pk, "epoch": of.password_epoch, "seen": int(time.time())}
    session.save()
    return client


def test_an_employer_signs_up_with_its_postings_and_gets_its_code(county):
    one, factory = fair(county), employer(county, "演示丝绸厂")
    job = posting(factory, "缫丝挡车工")
    own = browser(factory)
    assert "演示招聘会" in words(own.get("/p/employer/fairs/"))
    page = own.post(f"/p/employer/fairs/{one.pk}/", {"postings": [str(job.pk)]}, follow=True)
    assert "已报名" in words(page) and "<svg" in page.content.decode()
    stand = Stand.objects.get()
    assert (stand.via, [row.posting for row in stand.brought.all()]) == ("public", [job])
    assert own.get(f"/p/employer/fairs/{one.pk}/paper/").content.startswith(b"%PDF-")
    assert services.stand_of_token(services.check_in_token(stand)) == stand


def test_it_sees_neither_drafts_nor_the_confirmation_of_others(county):
    own = browser(employer(county))
    assert own.get(f"/p/employer/fairs/{fair(county, published=False).pk}/").status_code == 404
    one, other = fair(county), employer(county)
    services.sign_up_by_employer(fair_id=one.pk, employer=other, postings=[])
    assert own.get(f"/p/employer/fairs/{one.pk}/paper/").status_code == 404
    assert own.post(f"/p/employer/fairs/{one.pk}/withdraw/").status_code == 404
    assert Stand.objects.get().state == "signed"


def test_what_cannot_be_is_said_on_the_page(county):
    factory = employer(county)
    own = browser(factory)
    full = fair(county, stands=1)
    services.sign_up_by_employer(fair_id=full.pk, employer=employer(county), postings=[])
    answer = own.post(f"/p/employer/fairs/{full.pk}/", {})
    assert answer.status_code == 422 and "1个展位已经报满" in words(answer)
    late = own.post(f"/p/employer/fairs/{fair(county, sign_up_until=soon(-1)).pk}/", {})
    assert late.status_code == 422 and "报名已经截止" in words(late)


def test_an_employer_that_is_not_verified_is_told_to_wait(county):
    own = browser(employer(county, state="pending"))
    one = fair(county)
    assert "核验通过后才能报名" in words(own.get(f"/p/employer/fairs/{one.pk}/"))
    assert own.post(f"/p/employer/fairs/{one.pk}/", {}).status_code == 422
    assert not Stand.objects.exists()


def test_it_takes_its_sign_up_back(county):
    one, factory = fair(county), employer(county)
    own = browser(factory)
    own.post(f"/p/employer/fairs/{one.pk}/", {})
    page = own.post(f"/p/employer/fairs/{one.pk}/withdraw/", follow=True)
    assert "原来的二维码作废" in words(page)
    assert Stand.objects.get().state == "withdrawn"


def test_nobody_who_is_not_signed_in_gets_in(county):
    one = fair(county)
    answer = Client().get(f"/p/employer/fairs/{one.pk}/")
    assert answer.status_code == 302 and "sign-in" in answer.url
