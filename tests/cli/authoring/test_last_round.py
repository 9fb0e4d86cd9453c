"""A table of the last round that was damaged or saved otherwise: whoever checks is told which file it is and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.installation.install import SAMPLE
from service.studies.previous import FILE
from service.studies.previous_export import BOOK, FOLDER
from tests.cli.program import counterfoil

TABLE = "organisation_code,employees\r\nORG000,400\r\n"
DAMAGED = {
    "a mark that is not closed": TABLE.replace("employees", '"employees').encode(),
    "one in a large file": TABLE.replace("employees", '"employees').encode() + b"ORG001,5\r\n" * 20_000,
    "one in a row": TABLE.replace("400", '"400').encode() + b"ORG001,5\r\n" * 20_000,
    "a mark within a value": TABLE.replace("400", '"4"00').encode(),
    "a zero byte": TABLE.replace("400", "4\0").encode(),
    "UTF-16": TABLE.encode("utf-16"),
    "Latin-1": TABLE.replace("400", "4é").encode("latin-1"),
    "Latin-1 in the header": TABLE.replace("employees", "employés").encode("latin-1"),
    "nothing": b"",
    "a workbook": b"PK\x03\x04\x14\0\x06\0" + bytes(range(256)) * 1000,
}


@pytest.mark.parametrize("file", [FILE, BOOK, f"{FOLDER}x-codebook.csv"])
@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_table_of_the_last_round_is_told_with_its_name(home: Path, file: str, damage: str) -> None:
    """By the check of the study and by that of its form alone."""
    study = home / "studies" / SAMPLE
    for old in (FILE, BOOK):
        (study / old).unlink(missing_ok=True)
    if file == BOOK:
        (study / FILE).write_text(TABLE)
    (study / file).parent.mkdir(exist_ok=True)
    (study / file).write_bytes(DAMAGED[damage])
    (form,) = study.glob("*.xlsx")
    for ran in (counterfoil("check", "--home", home), counterfoil("questionnaire", "check", form)):
        said = ran.out + ran.err
        assert (file.partition("/")[0] in said, "Traceback" in said) == (True, False), said
