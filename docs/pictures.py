"""Draw the pictures of the README from what the program makes: `make pictures`.

It plays the demo in a temporary folder. Mail is drawn by Chromium, workbooks by LibreOffice, pages by poppler's pdftoppm, and the
terminal by Rich. A picture has less than 200 KB.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, time
from email import message_from_bytes
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from demo.play import Played, play, tell
from demo.respondents import open_letter
from demo.script import TO
from docs.sheets import alone, sheets
from docs.tour import PAGE as TOUR
from docs.tour import played as toured
from domain.errors import ConfigurationError, CounterfoilError
from service.authoring.drafts import draft
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.rehearse import find_case, preview
from service.wiring import open_service

PICTURES = Path(__file__).parent / "pictures"
LIMIT = 200_000
WIDTH = 760
PAGE = 620  # A4 pages are drawn narrower: they are full of text.
SHEET = 900  # A sheet is a landscape page.

# The letters of the demo that are drawn: the picture, whose mailbox, the day, and the height at which it is cut (pixels).
MAIL = (
    ("mail", "ines.carvalho@atlantida.example", "2012-02-20", 1200),
    ("receipt", "ines.carvalho@atlantida.example", "2012-03-01", 900),
    ("question-back", "kadri.tamm@baltiliin.example", "2012-03-05", 900),
    ("digest", "miriam.keller@unodc.example", "2012-03-19", 1560),
)
# The organisations whose circular and workbook are drawn, by language.
READERS = {"en": "ATLSTEL", "ar": "CEDARNET"}

# Chromium shall open a page and nothing else: no update, no sync, no network of its own.
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip
TERMINAL = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px 20px; background: {background}; color: {foreground}; }}
pre {{ margin: 0; font: 13px/17px 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace; }}
{stylesheet}</style><pre><code style="font-family: inherit">{code}</code></pre>"""
ARABIC = re.compile(r"[\u0600-\u06ff](?:[\u0600-\u06ff .]*[\u0600-\u06ff.])?")
# Dark text on white, and no colour: what the demo prints has none but the dim headings.
PAPER = TerminalTheme((255, 255, 255), (28, 39, 51), [(28, 39, 51)] * 8)


def main() -> int:
    """Draw every picture, and tell its size."""
    console = Console(highlight=False)
    try:
        for program, package in (("soffice", "libreoffice-calc"), ("pdftoppm", "poppler-utils")):
            _program((program,), package)
        chromium = _program(("chromium", "chromium-browser", "google-chrome"), "chromium")
        PICTURES.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as name:
            for picture in _pictures(Path(name), chromium):
                console.print(f"docs/pictures/{picture.name}: {_kilobytes(picture):.0f} KB")
    except CounterfoilError as error:
        console.print(str(error), markup=False)
        return 1
    return 0


def _program(names: tuple[str, ...], package: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise ConfigurationError(f"{names[0]} is missing.", where="pictures", remedy=f"Install it, on Debian: apt-get install {package}.")
    return found


def _kilobytes(picture: Path) -> float:
    size = picture.stat().st_size
    if size > LIMIT:
        raise CounterfoilError("The picture is too large.", where=str(picture), remedy="Cut it or draw it smaller.")
    return size / 1000


def _pictures(folder: Path, chromium: str) -> Iterator[Path]:
    played = play(folder / "demo", tell=lambda _: None)
    for picture, address, day, height in MAIL:
        yield _screenshot(chromium, _letter(folder / "demo", address, day), picture, height, folder)
    yield _screenshot(chromium, _terminal(played), "demo", 1100, folder)
    yield from _pages(folder)
    yield from _tour(folder)


def _tour(folder: Path) -> Iterator[Path]:
    """Draw sheets of the authors' tour: one filled in with flags and notes, a cover that says whose each part is, and one drawn by hand."""
    toured(TOUR.read_text(encoding="utf-8"), folder / "tour")
    for name, workbook, place, height in (
        ("tour-figures", "13/returned.xlsx", 1, 0.36),
        ("tour-parts", "14/cases-en.xlsx", 0, 0.9),
        ("tour-adopted", "15/works-back.xlsx", 0, 0.34),
    ):
        drawn = folder / f"{name}.xlsx"
        drawn.write_bytes(alone((folder / "tour" / workbook).read_bytes(), place))
        yield _page(_printed(drawn, folder), 1, name, SHEET, height)


def _letter(demo: Path, address: str, day: str) -> str:
    """Return the HTML of the letter that an address got on a day, with its inline pictures inside."""
    letters = (open_letter(path) for path in sorted((demo / "servers" / "mail" / address).glob("*.eml")))
    letter = next(one for one in letters if one.date and f"{one.date:%Y-%m-%d}" == day)
    page = letter.html
    for part in message_from_bytes(letter.raw).walk():
        content, name = part.get_payload(decode=True), part.get("Content-ID", "").strip("<> ")
        if name and isinstance(content, bytes):
            page = page.replace(f"cid:{name}", f"data:image/png;base64,{base64.b64encode(content).decode()}")
    return page


def _terminal(played: Played) -> str:
    """Return what the demo prints in the end as an HTML page; the folder of this run is nobody's business."""
    with Path("/dev/null").open("w") as nowhere:
        console = Console(file=nowhere, record=True, width=88, highlight=False)
        console.print("$ make demo\n")
        tell(played, console)
        page = console.export_html(theme=PAPER, code_format=TERMINAL)
    page = re.sub(r"/[^\s<]*/demo/", "demo-out/", page)
    # A terminal gives every letter a cell; a page draws Arabic ones as narrow as they are, so each name gets its cells.
    return ARABIC.sub(lambda name: f'<bdi style="display: inline-block; width: {len(name[0])}ch">{name[0]}</bdi>', page)


def _screenshot(chromium: str, page: str, name: str, height: int, folder: Path) -> Path:
    """Draw an HTML page as high as it is, but not higher than `height`."""
    measured = page + "<script>document.title = document.documentElement.scrollHeight</script>"
    source, target = folder / f"{name}.html", PICTURES / f"{name}.png"
    source.write_text(measured, encoding="utf-8")
    profile = f"--user-data-dir={folder / 'chromium'}"
    dumped = _run(chromium, *CHROMIUM, profile, f"--window-size={WIDTH},100", "--dump-dom", source.as_uri())
    found = re.search(r"<title>(\d+)</title>", dumped)
    whole = int(found[1]) if found else height
    source.write_text(page, encoding="utf-8")
    size = f"--window-size={WIDTH},{min(whole, height)}"
    _run(chromium, *CHROMIUM, profile, size, f"--screenshot={target}", source.as_uri())
    return target


def _pages(folder: Path) -> Iterator[Path]:
    """Draw the circular on letterhead and sheets of the workbook, for each of the readers."""
    home = folder / "demo" / "installation"
    with open_service(config.load(home, {})) as service:
        found = draft(service, SAMPLE)
        now = datetime.combine(TO, time(10), ZoneInfo(found.study.zone))
        made = [
            path
            for code in READERS.values()
            for mailing in map(found.study.mailing, ("circular", "questionnaire"))
            for path in preview(service, found, mailing, find_case(service, found, code, now), mailing.at, folder / code)
        ]
    for language, code in READERS.items():
        own = [path for path in made if path.parent.name == code]
        yield _page(next(path for path in own if path.suffix == ".pdf"), 1, f"circular-{language}")
        workbook = next(path for path in own if path.suffix == ".xlsx")
        for name, shown, height in sheets(workbook.read_bytes(), found.questionnaire, language):
            drawn = workbook.with_name(f"{name}.xlsx")
            drawn.write_bytes(shown)
            yield _page(_printed(drawn, folder), 1, name, SHEET, height)


def _printed(workbook: Path, folder: Path) -> Path:
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    printed = workbook.with_suffix(".pdf")
    # A new profile makes soffice end without work once, so it is asked twice.
    for _ in range(2):
        if not printed.exists():
            _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(workbook.parent), str(workbook))
    return printed


def _page(document: Path, number: int, name: str, width: int = PAGE, height: float = 1.0) -> Path:
    """Draw a page, of its height only the upper part, which is given as a share."""
    target = PICTURES / name
    # An A4 page is 1.414 times as long as it is wide: a landscape one is cut to its height.
    cut = ["-x", "0", "-y", "0", "-W", str(width), "-H", str(round(width / 2**0.5 * height))] if height < 1 else []
    page = ["-f", str(number), "-scale-to-x", str(width), "-scale-to-y", "-1", *cut]
    _run("pdftoppm", "-png", "-singlefile", *page, str(document), str(target))
    return target.with_suffix(".png")


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - our own command lines
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
