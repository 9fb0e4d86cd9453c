"""letter and deliveries, as they are typed: contracts of the JSON, the files that are written, and the way back from every wrong use."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import counterfoil, done

LETTER = {"id", "organisation", "address", "state", "message_id", "sha256", "bytes", "attempts"}
ATTEMPT = {"at", "relay", "tls", "outcome", "stage", "reply"}
DELIVERY = {"id", "study", "organisation", "address", "kind", "mailing", "state", "attempts", "at", "why"}


def numbers(home: Path, *narrowed: str) -> list[int]:
    """Return the numbers of the letters that are listed."""
    return [one["id"] for one in done("deliveries", "--home", home, "--json", *narrowed).objects]


def test_letter_has_the_names_of_the_contract_and_tells_people_the_same(answered: Path) -> None:
    """Exit status 0, and no row is lost between the two."""
    one = done("letter", "1", "--home", answered, "--json").one
    assert set(one) >= LETTER
    assert set(one["attempts"][0]) >= ATTEMPT
    told = done("letter", "1", "--home", answered).out
    for said in (one["message_id"], one["sha256"], one["address"], one["mail_from"], one["subject"], one["attempts"][0]["relay"]):
        assert said in told
    assert "counterfoil letter 1 --proof" in told


def test_the_bytes_go_to_a_file_or_to_standard_output(answered: Path, tmp_path: Path) -> None:
    """With nothing added or changed: the hash is the one that is told."""
    one = done("letter", "1", "--home", answered, "--json").one
    written = done("letter", "1", "--eml", "--out", tmp_path / "a" / "letter.eml", "--home", answered, "--json").one
    assert written == {"file": str(tmp_path / "a" / "letter.eml"), "bytes": one["bytes"]}
    assert (tmp_path / "a" / "letter.eml").stat().st_mode & 0o777 == 0o600
    code = "from cli.main import run; run()"
    command = [sys.executable, "-c", code, "letter", one["message_id"], "--eml", "--home", str(answered)]
    poured = subprocess.run(command, env=os.environ, check=True, capture_output=True).stdout
    assert poured == (tmp_path / "a" / "letter.eml").read_bytes()
    assert hashlib.sha256(poured).hexdigest() == one["sha256"]


def test_each_file_that_a_letter_carried_is_written_alone(answered: Path, tmp_path: Path) -> None:
    """With the hash that is told of it; one that it has not is refused."""
    carried = done("letter", "1", "--home", answered, "--json").one["files"]
    for number, one in enumerate(carried, 1):
        done("letter", "1", "--file", str(number), "--out", tmp_path / str(number), "--home", answered)
        assert hashlib.sha256((tmp_path / str(number)).read_bytes()).hexdigest() == one["sha256"]
    assert any(one["name"].endswith(".pdf") for one in carried)
    none = counterfoil("letter", "1", "--file", str(len(carried) + 1), "--out", tmp_path / "none", "--home", answered)
    assert (none.code, (tmp_path / "none").exists()) == (2, False)
    assert f"numbered from 1 to {len(carried)}" in none.err


def test_the_proof_is_a_pdf_for_its_owner_alone(answered: Path, tmp_path: Path) -> None:
    """The path is printed."""
    file = tmp_path / "proof.pdf"
    assert done("letter", "1", "--proof", "--out", file, "--home", answered).out == f"{file}\n"
    assert file.read_bytes().startswith(b"%PDF")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["99"], "There is no letter '99'. `counterfoil deliveries` lists"),
        (["1", "--eml", "--proof"], "Use only one of them"),
        (["1", "--out", "x"], "Add --eml or --proof"),
    ],
)
def test_wrong_use_says_what_is_right(answered: Path, arguments: list[str], says: str) -> None:
    """Exit status 2."""
    ran = counterfoil("letter", *arguments, "--home", answered)
    assert ran.code == 2
    assert says in " ".join(ran.err.split())


def test_show_names_the_bytes_and_leads_to_the_letter(answered: Path) -> None:
    """Hash, size and Message-ID stand beside what happened to the letter, and its number."""
    events = [one for one in done("show", "ORG000", "--home", answered, "--json").objects if one["what"] == "sent"]
    assert [one["letter"] for one in events] == [1, 5]
    for event in events:
        one = done("letter", str(event["letter"]), "--home", answered, "--json").one
        assert {key: event[key] for key in ("message_id", "sha256", "bytes")} == {
            key: one[key] for key in ("message_id", "sha256", "bytes")
        }
    told = done("show", "ORG000", "--home", answered).out
    assert f"{events[0]['bytes']:,} bytes, SHA-256 {events[0]['sha256']}: counterfoil letter 1" in told


def test_deliveries_are_narrowed_by_state_mailing_day_and_domain(answered: Path) -> None:
    """Each alone, and together; a day is one on which a letter was planned or tried."""
    everything = done("deliveries", "--home", answered, "--json").objects
    assert all(set(one) >= DELIVERY for one in everything)
    assert numbers(answered) == list(range(1, 11))
    assert numbers(answered, "--mailing", "questionnaire") == [5, 6, 7, 8]
    assert numbers(answered, "--day", "2012-02-10") == [1, 2, 3, 4]
    assert numbers(answered, "--day", "2012-02-11") == []
    assert numbers(answered, "--domain", "Member1.EXAMPLE") == numbers(answered, "--domain", "@member1.example") == [2, 6]
    assert numbers(answered, "--domain", "ember1.example") == numbers(answered, "--domain", "member_.example") == []
    assert numbers(answered, "--state", "deferred") == []
    assert numbers(answered, "--state", "sent", "--mailing", "circular", "--day", "2012-02-10", "--domain", "member2.example") == [3]
    assert numbers(answered, "--study", "cybercrime-2012") == list(range(1, 11))


def test_deliveries_are_told_to_people(answered: Path) -> None:
    """With how to look at one; and a word where there is none."""
    told = done("deliveries", "--home", answered, "--mailing", "circular").out
    assert "person3@member3.example" in told
    assert "counterfoil letter 1 --proof --out FILE.pdf" in told
    assert "There is no such letter." in done("deliveries", "--state", "bounced", "--home", answered).err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--state", "gone"], "'gone' is not a state of a letter. Choose one of: queued"),
        (["--day", "10.2.2012"], "10.2.2012 is not a date. Write YYYY-MM-DD"),
        (["--study", "nothing"], "nothing"),
    ],
)
def test_what_cannot_narrow_is_told(answered: Path, arguments: list[str], says: str) -> None:
    """Exit status 2."""
    ran = counterfoil("deliveries", *arguments, "--home", answered)
    assert ran.code == 2
    assert says in " ".join(ran.err.split())
