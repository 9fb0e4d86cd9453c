"""The pictures of the console show what a visitor would see: each language by its own letters, whatever fonts the machine has."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from docs.console import CHINESE, with_fonts
from tests.programs import need


def test_the_letters_of_chinese_are_drawn_and_not_boxes(tmp_path: Path) -> None:
    """Boxes are all the same."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium"), args=["--no-sandbox"], env=with_fonts(tmp_path))
        page = browser.new_page()
        page.set_content("".join(f'<span style="font: 40px sans-serif" lang="zh">{one}</span>' for one in CHINESE))
        drawn = [one.screenshot() for one in page.locator("span").all()]
        browser.close()
    assert len(set(drawn)) == len(CHINESE)
