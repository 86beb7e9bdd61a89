"""D2 in a real Chromium with a camera that is made of a file: nobody before it, then a drawn face."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page

from cuncuntong.cases.models import Case
from cuncuntong.demo.drawn_faces import DrawnFace, draw
from cuncuntong.ledgers.portraits import services
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.parameters import forget_parameters
from tests.browser.launch import describe, launch_browser, new_page, run_axe
from tests.ledgers.make import County
from tests.ledgers.portraits.make import face, reviewer, taken
from tests.ledgers.recoveries.make import drawing
from tests.web.counter_make import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGNED = "[name=consent][value=signed]"


@pytest.fixture
def person(transactional_db: None) -> Resident:
    forget_parameters()
    county = County()
    point = county.points[county.shuicun.code]
    point.demonstration = True
    point.save()
    found = county.resident("李秀英", birth="19550305", telephone="13835600001")
    drawing(found)
    found.worker = county.clerk()
    found.judge = reviewer(county)
    return found


def film(path: Path, picture: Image.Image) -> Path:
    """A film of one picture that Chromium takes for a camera (MJPEG)."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92)
    path.write_bytes(out.getvalue() * 8)
    return path


def sign_in(page: Page, caller: Caller, live_server: Any) -> None:
    cookie = signed_in(caller).cookies["cct_session"].value
    page.context.add_cookies([{"name": "cct_session", "value": cookie, "url": live_server.url}])


def opened(person: Any, live_server: Any, *arguments: str) -> Iterator[Page]:
    """The form of D2 with such a camera."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", *arguments]
    with launch_browser(arguments=fake) as browser:
        page = new_page(browser, base_url=live_server.url, permissions=["camera"])
        sign_in(page, person.worker, live_server)
        page.goto(reverse("counter:form", args=[person.pk, "D2"]))
        yield page
        page.context.close()


def sign_on_screen(page: Page) -> None:
    """The pad, which the refusal opened: a stroke with the mouse, kept as the consent's page."""
    canvas = page.locator("#material-consent_paper canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 70, steps=5)
    page.mouse.up()
    page.click("#material-consent_paper [data-sign-keep]")
    page.wait_for_selector("#material-consent_paper .thumb")


def start(page: Page) -> None:
    """The consent and its signature, then the camera by its key; the focus waits on 拍照."""
    page.keyboard.press("Alt+k")
    page.wait_for_selector("[data-camera-words]:has-text('请先登记本人同意')")
    assert page.evaluate("document.activeElement.name") == "consent"
    page.keyboard.press("Space")
    assert page.is_checked(SIGNED)
    page.keyboard.press("Alt+k")
    page.wait_for_selector("[data-camera-words]:has-text('请先在上面留下签好的同意书')")
    sign_on_screen(page)
    page.keyboard.press("Alt+k")
    page.wait_for_selector("#camera-shoot:focus")
    # No string is run as a script under this policy, so the picture is waited for from here.
    for _ in range(100):
        if page.evaluate("() => document.querySelector('[data-camera-video]').videoWidth"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the camera gave no picture")


def test_a_camera_that_sees_nobody_is_told_so_and_may_go_on(person: Any, live_server: Any) -> None:
    # Chromium's own test pattern: a green field with a pie.
    for page in opened(person, live_server):
        start(page)
        page.keyboard.press("Enter")
        page.wait_for_selector("#material-picture.field-bad")
        assert "没有找到人脸" in page.inner_text("#material-picture [role=alert]")
        assert page.is_checked(SIGNED)
        # The camera goes on, the next picture is one key away.
        page.wait_for_selector("#camera-shoot:focus")
        violations = run_axe(page, "main")
        assert violations == [], describe(violations)
        assert not Portrait.objects.exists()


def test_a_face_before_the_camera_comes_to_the_county(person: Any, live_server: Any, tmp_path: Path) -> None:
    camera = film(tmp_path / "face.mjpeg", draw(3, size=(640, 480), faces=(DrawnFace(50, 46, 30),)))
    for page in opened(person, live_server, f"--use-file-for-fake-video-capture={camera}"):
        start(page)
        page.wait_for_timeout(500)
        page.keyboard.press("Enter")
        page.wait_for_selector("#material-picture:has-text('照片检查合格')")
        page.wait_for_selector("#camera-open:focus")
        # Nobody is filmed any longer.
        assert page.is_hidden("[data-camera-stage]")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#check_title")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/done/**")
        assert "等县里审核" in page.inner_text("main")
        assert Portrait.objects.get().case_number == Case.objects.get().number


def test_the_county_reviews_with_both_pictures_in_view(person: Any, live_server: Any) -> None:
    worker = person.worker
    first = taken(person, "S1", actor=worker.account, point=worker.point)
    services.approve(caller=person.judge, portrait_id=first.pk)
    new = taken(person, "S2", content=face(2), actor=worker.account, point=worker.point)
    with launch_browser() as browser:
        page = new_page(browser, base_url=live_server.url)
        sign_in(page, person.judge, live_server)
        page.goto(reverse("portraits:one", args=[new.pk]))
        shown = "() => [...document.querySelectorAll('.portrait img')].map((one) => one.naturalWidth)"
        assert page.evaluate(shown) == [720, 720]
        violations = run_axe(page, "main")
        assert violations == [], describe(violations)
        page.click("button[value=return]")
        page.wait_for_selector("[data-error-summary]:has-text('请写明哪里不合格')")
        page.fill("#id_reason", "请摘下帽子")
        page.click("button[value=return]")
        page.wait_for_url(f"**{reverse('portraits:list')}")
        assert "已退回" in page.inner_text("main") + page.inner_text("#messages")
