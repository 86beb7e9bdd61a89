"""Signing in and out, password, sessions, display: as a browser does it."""

from __future__ import annotations

import re
import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cuncuntong.foundation.audit.models import AuditEntry
from cuncuntong.network.models import Account, Session
from tests.web.support import PASSWORD, County, account, at_most, signed_in, words

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
NEW = "wsxq-9184-plmk"


def sign_in(client: Client, password: str = PASSWORD, username: str = "wang", **more: str):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


@pytest.fixture
def wang() -> Account:
    return account()


def test_the_sign_in_page_is_chinese_and_cheap(client):
    with at_most(2):
        page = client.get(SIGN_IN)
    assert page.status_code == 200
    assert {"登录", "账号", "密码"} <= set(words(page).split())


def test_in_and_out_again_is_recorded(client, wang):
    came = sign_in(client)
    assert (came.status_code, came.url) == (302, "/")
    assert client.get("/").status_code == 200
    assert sign_in(client).status_code == 302
    out = client.post(reverse("account:sign_out"))
    assert out.url == SIGN_IN
    assert client.get("/").status_code == 302
    actions = list(AuditEntry.objects.filter(actor_id=wang.pk).values_list("action", flat=True))
    assert actions.count("account.signed_in") == 2
    assert actions.count("account.signed_out") == 1


def test_signing_out_needs_a_post(client, wang):
    sign_in(client)
    assert client.get(reverse("account:sign_out")).status_code == 405
    assert client.get("/").status_code == 200


def test_back_to_the_step_one_came_from(client, wang):
    asked = client.get("/account/sessions/?x=1")
    assert asked.status_code == 302
    page = client.get(asked.url)
    back = re.search(r'name="next" value="([^"]*)"', page.content.decode()).group(1)
    assert sign_in(client, next=back).url == "/account/sessions/?x=1"


@pytest.mark.parametrize(
    "bad", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil", "http:///evil"]
)
def test_never_to_another_site(client, wang, bad):
    assert sign_in(client, next=bad).url == "/"


def test_wrong_passwords_and_unknown_accounts_get_the_same_answer(client, wang):
    wrong, unknown = sign_in(client, "wrong"), sign_in(client, "wrong", "nobody")
    assert wrong.status_code == unknown.status_code == 422
    assert "账号或密码不对" in words(wrong)
    strip = re.compile(r'value="[^"]*"|nonce="[^"]*"|nonce-[\w-]+|id="[^"]*"')
    assert strip.sub("", wrong.content.decode()) == strip.sub("", unknown.content.decode())


def test_empty_fields_are_named(client):
    page = client.post(SIGN_IN, {"next": "/"})
    assert page.status_code == 422
    assert "请填写账号。" in words(page)
    assert "请填写密码。" in words(page)


def test_locked_after_five_tries_even_with_the_right_password(client, wang):
    answers = [sign_in(client, f"wrong-{turn}").status_code for turn in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    page = sign_in(client)
    assert page.status_code == 429
    assert "账号暂时锁定" in words(page)
    assert client.get("/").status_code == 302
    # Somebody else at the same machine still gets in, and the lock ends by itself.
    account("zhao")
    assert sign_in(Client(), username="zhao").status_code == 302
    with time_machine.travel(time.time() + 16 * 60, tick=True):
        assert sign_in(Client()).status_code == 302


def test_an_account_that_is_frozen_does_not_get_in(client, wang):
    sign_in(client)
    Account.objects.filter(pk=wang.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    assert sign_in(Client()).status_code == 422


def test_a_one_time_password_must_be_changed_first(client):
    account("li", must_change=True)
    sign_in(client, username="li")
    assert client.get("/").url == reverse("account:password")
    page = client.get(reverse("account:password"))
    assert page.status_code == 200
    change = client.post(reverse("account:password"), {"old": PASSWORD, "new": NEW, "again": NEW})
    assert change.status_code == 302
    assert client.get("/").status_code == 200


def test_changing_the_password_ends_every_other_session(client, wang):
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    change = client.post(
        reverse("account:password"), {"old": PASSWORD, "new": NEW, "again": NEW}, follow=True
    )
    assert "其他1处登录已退出" in words(change)
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), NEW).status_code == 302
    entry = AuditEntry.objects.get(action="account.password_changed")
    assert entry.detail == {"sessions_ended": 1}


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "现在的密码不对"),
        (PASSWORD, NEW, NEW + "x", "两次输入的新密码不一致"),
        (PASSWORD, PASSWORD, PASSWORD, "不能和现在的密码相同"),
        (PASSWORD, "short", "short", "10"),
        (PASSWORD, "1234567890123", "1234567890123", "数字"),
        ("", "", "", "请填写现在的密码"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_chinese(client, wang, old, new, again, said):
    sign_in(client)
    page = client.post(reverse("account:password"), {"old": old, "new": new, "again": again})
    assert page.status_code == 422
    assert said in words(page)
    assert sign_in(Client()).status_code == 302


def test_sessions_are_listed_and_ended_one_by_one(client, wang):
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/130.0")
    tablet = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPad; CPU OS 17) Safari/605")
    for browser in (client, phone, tablet):
        sign_in(browser)
    with at_most():
        page = client.get(reverse("account:sessions"))
    text = words(page)
    assert "安卓手机 · Chrome" in text
    assert "苹果平板 · Safari" in text
    assert text.count("本机") == 1
    # A session's own key would let in whoever reads the page: none stands on it.
    keys = Session.objects.values_list("session_key", flat=True)
    assert not [key for key in keys if key in page.content.decode()]
    marks = {one["browser"]: one["key"] for one in page.context["sessions"]}
    client.post(reverse("account:end_session"), {"key": marks["安卓手机 · Chrome"]})
    assert phone.get("/").status_code == 302
    assert tablet.get("/").status_code == 200
    client.post(reverse("account:end_session"))
    assert tablet.get("/").status_code == 302
    assert client.get("/").status_code == 200


def test_nobody_ends_somebody_elses_session(client, wang):
    other = Client()
    account("zhao")
    sign_in(other, username="zhao")
    sign_in(client)
    theirs = other.get(reverse("account:sessions")).context["sessions"][0]["key"]
    for key in (theirs, other.session.session_key, "密"):
        client.post(reverse("account:end_session"), {"key": key})
    assert other.get("/").status_code == 200
    assert Session.objects.count() == 2


def test_an_idle_session_ends_and_leads_back_to_the_step(client, wang):
    sign_in(client)
    with time_machine.travel(time.time() + 3600, tick=True):
        late = client.get("/account/sessions/")
        assert late.status_code == 302
        assert "next=/account/sessions/" in late.url
        assert "登录已超时" in words(client.get(late.url))
        assert sign_in(client, next="/account/sessions/").url == "/account/sessions/"


def test_a_page_that_counted_to_the_end_is_not_let_back_in(client, wang):
    sign_in(client)
    with time_machine.travel(time.time() + 1200, tick=True):
        page = client.get(f"{SIGN_IN}?next=/account/&expired=1")
        assert page.status_code == 200
        assert "登录已超时" in words(page)
        assert client.get("/account/").status_code == 302


def test_a_link_that_says_expired_ends_no_session_in_use(client, wang):
    sign_in(client)
    with time_machine.travel(time.time() + 900, tick=True):
        assert client.get(f"{SIGN_IN}?next=/account/&expired=1").url == "/account/"
        assert client.get("/account/").status_code == 200


def test_a_form_sent_too_late_leads_back_to_its_page(client, wang):
    sign_in(client)
    with time_machine.travel(time.time() + 3600, tick=True):
        late = client.post(
            "/account/password/", {"old": "x"}, headers={"referer": "http://testserver/account/password/"}
        )
        assert "next=/account/password/" in late.url
        foreign = Client()
        answer = foreign.post("/account/password/", {}, headers={"referer": "http://evil.example/x"})
        assert "evil" not in answer.url


def test_a_part_of_a_page_asked_for_too_late_sends_the_whole_page_to_the_sign_in(client, wang):
    sign_in(client)
    with time_machine.travel(time.time() + 3600, tick=True):
        late = client.get(
            "/account/sessions/",
            headers={"hx-request": "true", "hx-current-url": "http://testserver/account/password/?a=1"},
        )
    assert late.status_code == 401
    assert late["HX-Redirect"].startswith(SIGN_IN)
    assert "next=/account/password/%3Fa%3D1" in late["HX-Redirect"]


def test_keeping_alive_starts_the_clock_again(client, wang):
    sign_in(client)
    start = time.time()
    for minutes in (15, 30, 45):
        with time_machine.travel(start + minutes * 60, tick=True):
            assert client.post(reverse("account:keep_alive")).status_code == 204


def test_display_is_kept_on_the_device_and_only_known_values(client):
    answer = client.post(reverse("account:display"), {"theme": "contrast", "text": "large", "next": SIGN_IN})
    assert answer.url == SIGN_IN
    assert (answer.cookies["cct_theme"].value, answer.cookies["cct_text"].value) == ("contrast", "large")
    page = client.get(SIGN_IN).content.decode()
    assert 'data-theme="contrast"' in page
    assert 'data-text="large"' in page
    bad = client.post(reverse("account:display"), {"theme": '"><script>', "next": "//evil.example"})
    assert bad.url == "/"
    assert "cct_theme" not in bad.cookies
    client.cookies["cct_theme"] = '"><script>alert(1)</script>'
    assert "alert(1)" not in client.get(SIGN_IN).content.decode()


def test_ones_own_page_shows_duties(client):
    clerk = County().clerk()
    browser = signed_in(clerk)
    with at_most():
        page = browser.get(reverse("account:overview"))
    assert "服务点经办员" in words(page)
    assert "水村服务点" in words(page)


def test_pages_for_people_who_signed_in_are_not_stored_and_carry_the_policy(client, wang):
    sign_in(client)
    page = client.get(reverse("account:overview"))
    assert page["Cache-Control"] == "no-store"
    policy = page["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_a_form_sent_after_the_cookies_are_gone_leads_to_signing_in():
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(reverse("account:keep_alive"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account:sign_in"))
    # A public form says what to do instead: nobody needs to sign in there.
    assert browser.post(reverse("portal:progress"), {}).status_code == 403
