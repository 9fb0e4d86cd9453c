"""Messages as the world sends them, each in a file: what they are taken for."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.mail.reference import printed
from domain.message import By, Kind
from intake.deciding.explain import explain
from intake.parsing.parse import parse
from intake.understanding.classify import classify
from intake.understanding.evidence.evidence import gather
from intake.understanding.rule import OpenedMessage
from tests.intake.scene import ATLSTEL, TAG, understand

DATA = Path(__file__).parent / "data"
ROSSI = "rossi@atlstel.example"
KINDS = {
    "auto": Kind.AUTO_REPLY,
    "bounce": Kind.BOUNCE,
    "bulk": Kind.BULK,
    "complaint": Kind.COMPLAINT,
    "dsn": Kind.BOUNCE,
    "own": Kind.OWN,
    "question": Kind.QUESTION,
    "return": Kind.RETURN,
    "unreadable": Kind.UNREADABLE,
    "unsubscribe": Kind.UNSUBSCRIBE,
}
# The reports of each bounce: address, permanent, status.
REPORTS = {
    "bounce_domino": [(ROSSI, True, None)],
    "bounce_exchange55_text": [(ROSSI, True, None)],
    "bounce_exim_delay_warning": [(ROSSI, False, None)],
    "bounce_exim_text_only": [(ROSSI, True, "5.1.1")],
    "bounce_qmail": [(ROSSI, True, "5.1.1")],
    "bounce_qmail_full": [(ROSSI, True, "5.2.2")],
    "complaint_arf": [(ROSSI, None, None)],
    "dsn_exchange2010_french_full": [(ROSSI, True, "5.2.2")],
    "dsn_exim_no_such_user": [(ROSSI, True, "5.0.0")],
    "dsn_expired_after_five_days": [(ROSSI, True, "4.4.1")],
    "dsn_gmail_address_not_found": [(ROSSI, True, "5.1.1")],
    "dsn_malformed_as_mixed": [(ROSSI, True, "5.1.2")],
    "dsn_office365_recipient_not_found": [(ROSSI, True, "5.1.10")],
    "dsn_postfix_delayed": [(ROSSI, False, "4.4.1")],
    "dsn_postfix_unknown_user": [(ROSSI, True, "5.1.1")],
    "dsn_sendmail_two_recipients": [(ROSSI, True, "5.7.1"), ("old@atlstel.example", True, "5.1.1")],
    "dsn_success_relayed": [(ROSSI, None, "2.0.0")],
}
# The strongest evidence in each of these messages.
EVIDENCE = {
    "bounce_exim_text_only": (By.PLUS_ADDRESS, ATLSTEL.token),
    "dsn_postfix_unknown_user": (By.PLUS_ADDRESS, ATLSTEL.token),
    "dsn_expired_after_five_days": (By.THREADING, TAG),
    "auto_outlook_en": (By.THREADING, TAG),
    "auto_read_receipt": (By.THREADING, TAG),
    "return_outlook": (By.PLUS_ADDRESS, ATLSTEL.token),
    "return_forwarded_as_attachment": (By.PLUS_ADDRESS, ATLSTEL.token),
    "question_html_only": (By.PLUS_ADDRESS, ATLSTEL.token),
    "auto_french": (By.SENDER, "dupont@telco.example"),
}


@pytest.mark.parametrize("path", sorted(DATA.glob("*.eml")), ids=lambda path: path.stem)
def test_each_example_is_what_its_name_says(path: Path) -> None:
    """Each example is what its name says."""
    classified = understand(path.read_bytes()).classification
    assert classified.kind is KINDS[path.stem.split("_")[0]]
    assert classified.why.endswith(".")
    assert [(one.address, one.permanent, one.status) for one in classified.reports] == REPORTS.get(path.stem, [])


@pytest.mark.parametrize("name", EVIDENCE)
def test_the_strongest_evidence_is_found(name: str) -> None:
    """The strongest evidence is found."""
    clue = understand((DATA / f"{name}.eml").read_bytes()).clues[0]
    assert (clue.by, clue.value) == EVIDENCE[name]


def test_the_sender_of_a_bounce_is_no_evidence() -> None:
    """The sender of a bounce is no evidence."""
    for path in DATA.glob("dsn_*.eml"):
        assert all(clue.by is not By.SENDER for clue in understand(path.read_bytes()).clues if "enclosed" not in clue.where), path.name


def test_every_return_brings_its_one_file_whole() -> None:
    """Every return brings its one file whole."""
    names = {
        "return_rfc2231_name": "Réponse ATLSTEL.xlsx",
        "return_winmail_dat": "Réponses du questionnaire.xlsx",
        "return_zip": "answers.zip/docs/answers.xlsx",
        "return_smime_opaque": "answers.xlsx",
        "return_uuencoded": "answers.xlsx",
    }
    for path in DATA.glob("return_*.eml"):
        (file,) = understand(path.read_bytes()).answers
        assert file.opened.name == names.get(path.stem, file.opened.name)
        refused = path.stem in {"return_scanned_pdf", "return_encrypted_name"}
        assert (file.marks is None) is refused, path.name


def test_only_a_return_whose_text_asks_something_is_a_question_too() -> None:
    """Only a return whose text asks something is a question too."""
    also = {path.stem: understand(path.read_bytes()).classification.also for path in DATA.glob("return_*.eml")}
    assert {name for name, kinds in also.items() if Kind.QUESTION in kinds} == {"return_with_question"}


def test_explaining_gives_the_keys_of_the_contract_for_every_example() -> None:
    """Explaining gives the keys of the contract for every example."""
    keys = {"kind", "rule", "why", "reports", "also", "attachments", "match", "effects"}
    for path in DATA.glob("*.eml"):
        said = explain(understand(path.read_bytes()))
        assert keys <= said.keys(), path.name
        assert said["effects"], path.name


def test_explaining_matches_by_the_printed_reference() -> None:
    """Explaining matches by the printed reference."""
    said = explain(understand((DATA / "return_outlook.eml").read_bytes()))
    match = {"reference": printed("CYB12", 7), "by": "reference", "conflicts": []}
    assert said["match"] == match
    assert said["attachments"] == [
        {
            "name": f"{printed('CYB12', 7)}.xlsx",
            "format": "xlsx",
            "bytes": understand((DATA / "return_outlook.eml").read_bytes()).files[0].opened.size,
            "verdict": "workbook",
            "why": "It is a workbook that can be read.",
            "match": match,
        }
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(DATA.glob("*.eml"))),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=6)), max_size=12),
    st.integers(0, 20_000),
)
def test_a_damaged_message_never_raises(path: Path, damage: list[tuple[int, bytes]], end: int) -> None:
    """A damaged message never raises."""
    raw = bytearray(path.read_bytes())
    for place, data in damage:
        raw[place % len(raw) : place % len(raw) + len(data)] = data
    mail = parse(bytes(raw[: max(end, 1)]))
    gather(mail)
    assert classify(OpenedMessage(mail)).why
    assert mail.date is None or mail.date.tzinfo is UTC
