"""The helpers that the browser tests stand on: real characters, and an axe that finds faults."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.launch import describe, launch_browser, new_page, run_axe

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="zh-CN"><head><title>村村通</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head>
<body><main><h1>办事大厅</h1><label>姓名 <input></label></main></body></html>"""
BAD = (
    "<html><body><input><img src='data:,'><p style='color:#ccc;background:#fff'>看不清的字</p></body></html>"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as started:
        yield started


def test_axe_passes_a_sound_page_under_a_strict_policy(browser: Browser) -> None:
    page = new_page(browser)
    page.set_content(GOOD)
    violations = run_axe(page)
    assert violations == [], describe(violations)


def test_axe_finds_faults_and_they_are_described(browser: Browser) -> None:
    page = new_page(browser)
    page.set_content(BAD)
    violations = run_axe(page)
    assert {"label", "image-alt", "color-contrast"} <= {violation["id"] for violation in violations}
    assert "color-contrast (serious)" in describe(violations)


def test_chinese_characters_are_drawn_and_not_as_empty_boxes(browser: Browser) -> None:
    page = new_page(browser)
    page.set_content(GOOD)
    drawn = page.evaluate(
        """() => ['阳', '城', '\\uffff'].map((character) => {
            const canvas = document.createElement('canvas');
            canvas.width = canvas.height = 40;
            const context = canvas.getContext('2d');
            context.font = '32px sans-serif';
            context.fillText(character, 2, 34);
            return canvas.toDataURL();
        })"""
    )
    assert len(set(drawn)) == 3


def test_pages_speak_the_users_language_and_time(browser: Browser) -> None:
    page = new_page(browser)
    assert page.evaluate("navigator.language") == "zh-CN"
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"
