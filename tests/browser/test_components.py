"""The style guide in a real Chromium: keys, drafts, double submits, dates, files, accessibility."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, engines
from playwright.sync_api import Browser, Page, Route

from cuncuntong.web.components import samples
from tests.browser.launch import describe, launch_browser, new_page, run_axe

pytestmark = pytest.mark.browser

HOST = "http://guide.test"
POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; img-src 'self' data: blob:; "
    "script-src 'self'; style-src 'self'"
)


class Somebody:
    """The caller that the frame shows."""

    place_name = "水村社区服务点"

    class account:
        full_name = "陈芳"

    def can(self, ability: str) -> bool:
        return True


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as running:
        yield running


class Site:
    """Serves the style guide and its static files to one page, under the real content policy."""

    def __init__(self, page: Page, **context: Any) -> None:
        frame = {"ui_theme": "light", "ui_text": "normal", "caller": Somebody(), "waiting": 3}
        template = engines["django"].engine.get_template("styleguide.html")
        self.html = template.render(Context(samples.context() | frame | context))
        self.page = page
        self.posts: list[str] = []
        self.refused: list[str] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []
        page.route(f"{HOST}/**", self.serve)
        page.on(
            "console", lambda message: self.refused.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.refused.append(str(error)))

    def open(self, path: str = "/") -> None:
        self.page.goto(HOST + path)
        self.page.wait_for_load_state("networkidle")

    def serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST).split("?")[0].split("#")[0]
        if path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/"))
            assert isinstance(file, str), path
            route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0] or "text/plain")
        elif route.request.method == "POST":
            self.posts.append(route.request.post_data or "")
            status, body = self.answers.pop(0) if self.answers else (200, {"version": 2, "saved_at": "10:42"})
            route.fulfill(status=status, body=json.dumps(body), content_type="application/json")
        else:
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers=headers)


@pytest.fixture
def site(browser: Browser) -> Iterator[Callable[..., Site]]:
    pages: list[Page] = []

    def make(*, width: int = 1366, height: int = 768, **context: Any) -> Site:
        page = new_page(browser, width=width, height=height)
        pages.append(page)
        opened = Site(page, **context)
        opened.open()
        return opened

    yield make
    for page in pages:
        page.context.close()


@pytest.mark.parametrize(
    ("width", "height", "theme", "text"),
    [
        (1366, 768, "light", "normal"),
        (1366, 768, "contrast", "normal"),
        (1366, 768, "light", "large"),
        (390, 844, "light", "normal"),
        (683, 384, "light", "normal"),  # 1366 × 768 at 200 %
    ],
)
def test_every_component_is_accessible_and_fits(
    site: Callable[..., Site], width: int, height: int, theme: str, text: str
) -> None:
    guide = site(width=width, height=height, ui_theme=theme, ui_text=text)
    violations = run_axe(guide.page)
    assert violations == [], describe(violations)
    assert guide.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert guide.refused == []


def test_summary_of_errors_takes_the_focus_and_leads_to_the_field(site: Callable[..., Site]) -> None:
    page = site().page
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="请选择一项求职意向").click()
    assert page.evaluate("document.activeElement.type") == "radio"


def test_keys_of_the_counter(site: Callable[..., Site]) -> None:
    page = site().page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#key_help").evaluate("dialog => dialog.open")
    page.keyboard.press("Escape")
    assert not page.locator("#key_help").evaluate("dialog => dialog.open")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("/?")
    assert page.evaluate("document.activeElement.value") == "/?"
    page.evaluate(
        "document.addEventListener('click', e => { window.picked = e.target.closest('a')?.innerText })"
    )
    page.keyboard.press("Alt+2")
    assert "居民养老待遇申领" in page.evaluate("window.picked")


def test_eight_digits_become_a_day_and_a_day_that_is_none_stays(site: Callable[..., Site]) -> None:
    page = site().page
    box = page.locator("form[data-draft-url] [name=birth]")
    for typed, shown in [
        ("19660508", "1966-05-08"),
        ("20260231", "20260231"),
        ("1966年5月8日", "1966-05-08"),
    ]:
        box.fill(typed)
        box.blur()
        assert box.input_value() == shown


def test_draft_is_saved_while_typing_and_says_when(site: Callable[..., Site]) -> None:
    guide = site()
    form = guide.page.locator("form[data-draft-url]")
    form.locator("[name=name]").fill("王秀英")
    guide.page.get_by_text("已保存 10:42").wait_for()
    assert len(guide.posts) == 1
    assert "王秀英" in guide.posts[0]
    form.locator("[name=note]").fill("先存着")
    guide.page.wait_for_timeout(2000)
    assert len(guide.posts) == 2
    assert 'name="version"\r\n\r\n2' in guide.posts[1]


def test_two_windows_are_both_shown_and_none_is_overwritten(site: Callable[..., Site]) -> None:
    guide = site()
    guide.answers = [(409, {"version": 5, "rows": [["姓名", "王秀莲", "王秀英"]], "url": "/theirs"})]
    box = guide.page.locator("form[data-draft-url] [name=name]")
    box.fill("王秀英")
    clash = guide.page.locator(".draft-clash")
    clash.wait_for()
    assert "王秀莲" in clash.inner_text()
    assert box.input_value() == "王秀英"
    box.fill("王秀英二")
    guide.page.wait_for_timeout(2000)
    assert len(guide.posts) == 1, "nothing is sent until the clerk has chosen"
    clash.get_by_role("button", name="用本窗口的内容").click()
    guide.page.get_by_text("已保存 10:42").wait_for()
    assert 'name="version"\r\n\r\n5' in guide.posts[1]


def test_network_that_fails_is_said_and_the_draft_tried_again(site: Callable[..., Site]) -> None:
    guide = site()
    guide.answers = [(503, {})]
    guide.page.locator("form[data-draft-url] [name=name]").fill("王秀英")
    guide.page.get_by_text("草稿暂未保存").wait_for()
    guide.page.get_by_text("已保存 10:42").wait_for()
    assert len(guide.posts) == 2


def test_second_submit_is_stopped_and_the_first_keeps_its_button(site: Callable[..., Site]) -> None:
    page = site().page
    page.evaluate(
        """() => {
          window.sent = 0;
          const form = document.querySelector('form[data-guard]');
          form.setAttribute('hx-post', '/never');
          // Counts what gets past the guard, and keeps the page where it is.
          window.addEventListener('submit', (event) => {
            if (!event.defaultPrevented) window.sent += 1;
            event.preventDefault();
          });
          const submitter = form.querySelector('[data-submit]');
          for (let times = 0; times < 2; times += 1)
            form.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter }));
        }"""
    )
    page.get_by_text("正在提交…").first.wait_for()
    assert page.evaluate("window.sent") == 1


def test_file_that_is_too_large_is_said_at_the_field_and_not_sent(site: Callable[..., Site]) -> None:
    guide = site()
    page = guide.page
    picture = {
        "name": "身份证.jpg",
        "mimeType": "image/jpeg",
        "buffer": b"\xff\xd8" + b"0" * (11 * 1024 * 1024),
    }
    page.locator("form[data-guard] [name=photo]").set_input_files(picture)
    words = page.locator("[data-chosen] .too-big").inner_text()
    assert "身份证.jpg（11.0 MB）" in words
    assert "超过10 MB" in words
    page.locator("form[data-guard] [data-submit]").click()
    assert page.evaluate("document.activeElement.name") == "photo"
    assert guide.posts == []


def test_session_warns_two_minutes_before_it_ends(site: Callable[..., Site]) -> None:
    # 121 s of idleness allowed: the warning comes after one second instead of after 18 minutes.
    page = site(idle_seconds=121).page
    dialog = page.get_by_role("dialog", name="还在吗？")
    dialog.wait_for()
    assert "后将自动退出登录" in dialog.inner_text()
    dialog.get_by_role("button", name="继续").click()
    page.wait_for_function("() => !document.getElementById('idle_warning').open")


def test_pages_say_everything_without_scripts(browser: Browser) -> None:
    page = new_page(browser, java_script_enabled=False)
    guide = Site(page)
    page.goto(HOST)
    assert page.get_by_text("有6处需要改正").is_visible()
    assert page.locator("form[data-draft-url] button[type=submit]").first.is_enabled()
    assert guide.posts == []
    page.context.close()
