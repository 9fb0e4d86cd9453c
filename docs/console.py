"""Draw every page of the console, wide and on a telephone, from left and from right: `python -m docs.console [FOLDER]`.

It makes a study in a temporary folder, in the middle of its time, and serves its console. The pictures of the README stand in
docs/pictures; all of them are written into FOLDER.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.installation import installation
from bench.pages import pages
from bench.shape1.study import NOW
from bench.whole import Program
from languages.typefaces import needed
from service.console.signing_in import choose_password
from service.console.users import first_link
from service.installation import config
from service.installation.public import ConsoleTable
from service.process.presence import Presence
from service.wiring import Service, open_service
from tests.programs import need
from tests.servers import HOST, free_port
from web.console.app import console
from web.serving import served

PICTURES = Path(__file__).parent / "pictures"
ORGANISATIONS = 139
WIDTHS, LANGUAGES = (1280, 390), ("en", "ar")
IN_README = {"dashboard": "console-dashboard", "case": "console-case"}
CHINESE = "中文"  # Each page names every language in its own letters, and not every machine has a font for these.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>{}</fontconfig>
"""


def main() -> None:
    """Draw the pages."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="docs-console-") as place:
        home = Path(place) / "home"
        with installation(Program(), home, ORGANISATIONS), open_service(config.load(home, {})) as service:
            draw(service, folder, with_fonts(Path(place)))


def with_fonts(folder: Path) -> dict[str, str | float | bool]:
    """Return the environment of a browser that draws Chinese by the font of the program where the machine has none."""
    file = folder / "fonts.conf"
    file.write_text(FONTS.format("".join(f"<dir>{one.folder}</dir>" for one in needed(CHINESE))), encoding="utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(file)}


def draw(service: Service, folder: Path, environment: dict[str, str | float | bool]) -> None:
    """Serve the console, and draw each page at each width in each language; into docs/pictures, only those of the README."""
    secret = first_link(service, NOW)
    session = choose_password(service, str(secret), "Anna Berg", "correct horse battery staple", NOW)
    settings = ConsoleTable(port=free_port())
    with served(console(service, settings, lambda: NOW), settings, "console"), sync_playwright() as playwright, Presence(service) as runs:
        runs.show()
        browser = playwright.chromium.launch(executable_path=need("chromium"), args=["--no-sandbox"], env=environment)
        for name, path in pages(service):
            if folder != PICTURES:
                for width in WIDTHS:
                    for language in LANGUAGES:
                        _shoot(browser, settings.port, session, path, folder / f"{name}-{width}-{language}.png", width, language)
            elif name in IN_README:
                _shoot(browser, settings.port, session, path, folder / f"{IN_README[name]}.png", WIDTHS[0], "en", whole=False)
        browser.close()


def _shoot(browser: Browser, port: int, session: str, path: str, file: Path, width: int, language: str, *, whole: bool = True) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
    context.add_cookies([{"name": "counterfoil", "value": session, "url": f"http://{HOST}:{port}"}])
    page = context.new_page()
    page.goto(f"http://{HOST}:{port}{path}")
    page.screenshot(path=file, full_page=whole)
    context.close()


if __name__ == "__main__":
    main()
