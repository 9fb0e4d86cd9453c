"""Stories of those who bring the addresses: from an empty office on, a wrong list, and a long one."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from playwright.sync_api import Page

from tests.service.sending.test_silent_relay import until
from tests.stories.house import House, at_work, draft_study, send_now
from tests.web.desk import PASSWORD


def upload(page: Page, study: str, data: bytes) -> None:
    """Bring a list to the page of the contacts, and look at it."""
    page.goto(f"/studies/{study}/contacts")
    page.get_by_label("File").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("Nothing is kept yet").wait_for()


def test_from_an_empty_office_to_an_exported_answer(empty: House) -> None:
    """A first person by the printed link, a list, the letters, an answer by mail with its receipt, and the file with it."""
    page = empty.browser()
    page.goto(empty.first)
    page.get_by_label("Your name, as you sign with it").fill("Anna Berg")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    draft_study(empty, "fresh")
    empty.told("study", "apply", "--study", "fresh")
    upload(page, "fresh", empty.people("fresh", 1))
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("1 added, 0 changed").wait_for()
    with at_work(empty):
        for mailing in ("circular", "questionnaire"):
            send_now(page, "fresh", mailing)
        book = empty.workbook("fresh", 0, {"respondent": "Ana Novak, statistician", "staff": 4711, "active": "yes"})
        empty.write("fresh", 0, "Attached.", book)
        until(lambda: str(empty.letters("fresh", 0)[-1]["Subject"]).startswith("Received"))
    page.goto("/studies/fresh")
    page.get_by_text("1 of 1 organisations have answered").wait_for()
    page.goto("/studies/fresh/results")
    page.get_by_label("Format").select_option("csv")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download").click()
    with zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes())) as packed:
        answers = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".csv"))
        assert b"4711" in answers, packed.namelist()


def test_a_wrong_list_is_seen_before_it_is_loaded_and_mended(house: House) -> None:
    """Names and salutations stand in each other's columns: the person says so, and the letter greets people as it should."""
    house.study("mended", 1)
    page = house.seated("Mara Lind", "send")
    upload(page, "mended", house.people("mended", 2).replace(b";name;address;salutation", b";salutation;address;name"))
    page.get_by_label("salutation", exact=True).select_option("name")
    page.get_by_label("name", exact=True).select_option("salutation")
    page.get_by_role("button", name="Look again").click()
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("1 added, 0 changed").wait_for()
    send_now(page, "mended", "circular")
    until(lambda: bool(house.letters("mended", 1)))
    (letter,) = house.letters("mended", 1)
    assert "Dear Person 1" in str(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]


def test_a_list_of_five_thousand_contacts_is_looked_at_and_loaded(house: House) -> None:
    """What the page shows of it stays short, and all of it can be taken away again."""
    house.study("large", 1)
    page = house.seated("Lena Ode", "send")
    upload(page, "large", house.people("large", 5000))
    assert len(page.content()) < 200_000
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("4999 added, 0 changed").wait_for()
    page.goto("/studies/large/contacts")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    rows = list(csv.reader(io.StringIO(Path(taken.value.path()).read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len({*map(tuple, rows)}) == 5001
