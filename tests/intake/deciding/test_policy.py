"""Whom we believe: the table of DESIGN.md ("Whom we believe") row by row, and what makes the evidence of a message as strong as it is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from domain.case import CaseReasons
from domain.evidence import Evidence, SenderProof, Strength
from domain.letter import LetterKind
from domain.message import Knowledge
from intake.deciding.policy import Act, Ground, evidence_for, ground, missing, proof, strength, upshot, who_wrote
from intake.understanding.examine import Examined, examine
from intake.understanding.receiving import Receiving
from tests.intake import scene
from tests.intake.scene import ATLSTEL, BAYNET, BIANCHI, BOX, GOOD, PLUS, ROSSI, TAG, delivery, message, without_token

# What a message would do:  proven      authenticated  on record*   only named     * From is on record, and no mail server is named.
TABLE = """
file                        do          do             do          hold
replace                     do          do             hold        hold
replace_of_another          hold        hold           hold        hold
ask                         do          do             do          pass on
substitute                  do          do             nothing     nothing
confirm                     do          pass on        pass on     pass on
unsubscribe                 do          do             confirm     confirm
report                      do          nothing        nothing     nothing
"""
ROOT = Path(__file__).parents[3]
SERVER = "mx.agency.example"
STRANGER = "stranger@elsewhere.example"


def test_the_table_is_that_of_the_design() -> None:
    """Each act on each ground has one verdict; no act is left out."""
    rows = {cells[0]: cells[1:] for line in TABLE.strip().split("\n") for cells in [line.replace("pass on", "pass_on").split()]}
    assert {act.name.lower() for act in Act} == rows.keys()
    for act in Act:
        assert [upshot(act, column).value.replace(" ", "_") for column in Ground] == rows[act.name.lower()], act


def test_every_row_of_the_table_is_asked_where_something_is_decided() -> None:
    """Whoever reads the table reads what is done: a row that nothing asks would say what is not so."""
    rooms = (ROOT / "intake" / "deciding", ROOT / "service")
    asking = "".join(path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.py") if path.name != "policy.py")
    assert [act.name for act in Act if not re.search(rf"\bAct\.{act.name}\b", asking)] == []


def looked_at(raw: bytes, *authserv_ids: str) -> Examined:
    """Return a message examined, where these mail servers are believed."""
    return examine(raw, scene.reader(), Receiving(own=frozenset({BOX}), authserv_ids=authserv_ids))


def believed(raw: bytes, *authserv_ids: str, **known: object) -> tuple[Strength, Ground]:
    """Return how far a message is believed for the first organisation, and on what ground; our letter to its contact is known."""
    examined = looked_at(raw, *authserv_ids)
    knowledge = replace(scene.knowledge(examined, deliveries=[delivery()]), **known)  # type: ignore[arg-type]
    return strength(examined, knowledge, ATLSTEL), ground(examined, knowledge, ATLSTEL)


PROVEN, NAMED = (Strength.PROVEN, Ground.PROVEN), (Strength.NAMED, Ground.NAMED)
STRIPPED = ("a.xlsx", without_token(GOOD))


@pytest.mark.parametrize(
    "raw",
    [
        message(("a.xlsx", GOOD), sender=STRANGER),
        message(STRIPPED, sender=STRANGER, to=PLUS),
        message(STRIPPED, sender=STRANGER, In_Reply_To=f"<{TAG}@unodc.example>"),
        message(STRIPPED, sender=STRANGER, References=f"<one@other.example> <{TAG}@unodc.example>"),
        message(STRIPPED, sender=STRANGER, Delivered_To=f"cybercrime.study+b{TAG}@unodc.example"),
        message(sender=STRANGER, text=f"Our letter came from cybercrime.study+b{TAG}@unodc.example."),
    ],
    ids=["token in the workbook", "answer address", "In-Reply-To", "References", "envelope recipient", "envelope sender, quoted"],
)
def test_a_secret_proves_its_organisation_whoever_sends_it(raw: bytes) -> None:
    """The token, and the tag of a letter to a contact on record; for no other organisation."""
    assert believed(raw) == PROVEN
    examined = looked_at(raw)
    assert strength(examined, scene.knowledge(examined, deliveries=[delivery()]), BAYNET) is Strength.NAMED


@pytest.mark.parametrize(
    "headers",
    [
        {"In_Reply_To": f"<{TAG}@elsewhere.example>"},
        {"Thread_Topic": f"{TAG}@unodc.example"},
    ],
)
def test_what_only_looks_like_a_tag_of_ours_proves_nothing(headers: dict[str, str]) -> None:
    """The domain counts; sixteen letters before the @ of somebody else's identifier name no letter."""
    assert believed(message(STRIPPED, sender=STRANGER, **headers)) == NAMED


def test_a_messages_own_identifier_proves_nothing() -> None:
    """Whoever knows a tag may choose it; it answers no letter."""
    raw = message(STRIPPED, sender=STRANGER).replace(b"<one@client.example>", f"<{TAG}@unodc.example>".encode())
    assert believed(raw) == NAMED


@pytest.mark.parametrize("kind", [LetterKind.DIGEST, LetterKind.PASSED_ON])
def test_the_tags_of_digests_and_of_questions_passed_on_prove_nothing_of_an_organisation(kind: LetterKind) -> None:
    """They went to staff."""
    raw = message(STRIPPED, sender=STRANGER, In_Reply_To=f"<{TAG}@unodc.example>")
    assert believed(raw, deliveries=(replace(delivery(), kind=kind),)) == NAMED


def test_the_tag_of_a_letter_to_an_address_that_is_not_on_record_proves_nothing() -> None:
    """It confirms the one question of that letter; and a letter to another organisation says nothing of this one."""
    raw = message(STRIPPED, sender=STRANGER, In_Reply_To=f"<{TAG}@unodc.example>")
    assert believed(raw, deliveries=(delivery(address=STRANGER),)) == NAMED
    assert believed(raw, deliveries=(replace(delivery(), organisation="BAYNET"),)) == NAMED


def vouched(result: str, sender: str = ROSSI, **headers: str) -> bytes:
    """Return a message without a secret of which the agency's mail server says this."""
    return message(
        STRIPPED, sender=sender, Authentication_Results=f"{SERVER}; dmarc={result} header.from={sender.rpartition('@')[2]}", **headers
    )


@pytest.mark.parametrize(
    ("raw", "servers", "found"),
    [
        (vouched("pass"), [SERVER], (Strength.AUTHENTICATED, Ground.AUTHENTICATED)),
        (vouched("pass"), ["mx.other.example"], NAMED),
        (vouched("fail"), [SERVER], NAMED),
        (vouched("none"), [SERVER], NAMED),
        (message(STRIPPED), [SERVER], NAMED),
        (vouched("fail"), [], (Strength.NAMED, Ground.ON_RECORD)),
        (message(STRIPPED), [], (Strength.NAMED, Ground.ON_RECORD)),
        (message(STRIPPED, sender=STRANGER), [], NAMED),
        (vouched("pass", STRANGER), [SERVER], NAMED),
    ],
)
def test_a_sender_on_record_is_believed_as_far_as_the_agencys_mail_server_vouches_for_them(
    raw: bytes, servers: list[str], found: tuple[Strength, Ground]
) -> None:
    """Where no server is named, a sender on record may file a first workbook; what the server of somebody else says counts nothing."""
    assert believed(raw, *servers) == found


@pytest.mark.parametrize(
    "raw",
    [
        message(STRIPPED, sender=STRANGER, Sender=ROSSI),
        message(STRIPPED, sender=STRANGER, Reply_To=ROSSI),
        message(STRIPPED, sender=f'"{ROSSI}" <{STRANGER}>'),
        message(STRIPPED, sender=f"{STRANGER}, {ROSSI}"),
        message(STRIPPED).replace(f"From: {ROSSI}".encode(), f"From: {ROSSI}\nFrom: {STRANGER}".encode()),
        message(STRIPPED, Sender=ROSSI).replace(f"From: {ROSSI}\n".encode(), b""),
    ],
    ids=["Sender", "Reply-To", "display name", "two authors", "two From fields", "no From"],
)
def test_nobody_is_believed_for_what_stands_beside_from(raw: bytes) -> None:
    """Sender, Reply-To and names are what anyone can write."""
    assert believed(raw) == NAMED


def test_evidence_says_why_strongest_first() -> None:
    """A secret, then what the server says, then names; a forged author is told last."""
    raw = vouched("fail", In_Reply_To=f"<{TAG}@unodc.example>")
    examined = looked_at(raw, SERVER)
    found = evidence_for(examined, scene.knowledge(examined, deliveries=[delivery()]), ATLSTEL)
    assert [one.strength for one in found] == [Strength.PROVEN, *[Strength.NAMED] * (len(found) - 2), Strength.FAILED]
    assert found[0].why == f"In-Reply-To names our letter 11 to {ROSSI}, who is on record for ATLSTEL."
    forged = f"{SERVER} says dmarc=fail for atlstel.example: the author's address is forged."
    assert found[-1] == Evidence(strength=Strength.FAILED, by="from", why=f"{ROSSI} is on record for ATLSTEL. {forged}")


def test_a_message_without_evidence_is_as_weak_as_a_name() -> None:
    """Nothing is believed for nothing."""
    examined = looked_at(message(sender=STRANGER))
    assert (evidence_for(examined, Knowledge(), ATLSTEL), strength(examined, Knowledge(), ATLSTEL)) == ((), Strength.NAMED)
    lacks = "What was missing: the token, or a sender on record whose mail server vouches for them."
    assert missing(examined, Knowledge(), ATLSTEL) == lacks


def test_what_was_missing_is_said_with_what_the_server_says_of_a_sender_on_record() -> None:
    """So that a person knows whether it was forged, or nobody looked."""
    examined = looked_at(message(STRIPPED, sender=BIANCHI), SERVER)
    told = missing(examined, scene.knowledge(examined), ATLSTEL)
    assert told.startswith(f"It names {ATLSTEL.reference} (ATLSTEL) by its printed reference and an address that anyone can write only. ")
    assert told.endswith(f" Its sender {BIANCHI} is on record, but it carries no Authentication-Results of {SERVER}.")


ANSWERING = {"In_Reply_To": f"<{TAG}@unodc.example>"}


@pytest.mark.parametrize(
    ("raw", "servers", "found", "said"),
    [
        (vouched("pass", **ANSWERING), [SERVER], SenderProof.VOUCHED, f"{ROSSI} is on record for ATLSTEL, and the mail server vouches for"),
        (vouched("pass"), [SERVER], SenderProof.VOUCHED, "the mail server vouches for the address"),
        (vouched("none", **ANSWERING), [SERVER], SenderProof.CODE, f"nothing shows whether {ROSSI} really wrote it"),
        (vouched("fail", **ANSWERING), [], SenderProof.CODE, "carries the code of our letter or workbook"),
        (message(STRIPPED), [], SenderProof.ON_RECORD, f"nothing proves that {ROSSI} wrote it"),
        (message(STRIPPED, sender=STRANGER, **ANSWERING), [SERVER], SenderProof.UNKNOWN, f"{STRANGER} is not on record for ATLSTEL"),
        (vouched("pass", STRANGER, **ANSWERING), [SERVER], SenderProof.UNKNOWN, "is not on record"),
        (message(STRIPPED, sender=STRANGER), [SERVER], SenderProof.NAMED, "The message only names it"),
        (vouched("fail", **ANSWERING), [SERVER], SenderProof.FORGED, f"the sender’s address, {ROSSI}, is forged"),
        (vouched("fail", STRANGER, **ANSWERING), [SERVER], SenderProof.FORGED, "is forged"),
    ],
)
def test_how_sure_it_is_who_wrote_is_said_in_a_sentence(raw: bytes, servers: list[str], found: SenderProof, said: str) -> None:
    """A secret says that somebody was given it, and not who wrote; that a server calls them forged, outweighs it."""
    examined = looked_at(raw, *servers)
    known = scene.knowledge(examined, deliveries=[delivery()])
    sentence = who_wrote(examined, known, ATLSTEL)
    assert proof(examined, known, ATLSTEL) is found
    assert said in sentence
    assert CaseReasons(reasons=("Something else.", sentence)).proof is found
    assert ("Take care" in sentence) == found.is_doubted


def test_a_case_that_no_sentence_says_it_of_has_no_proof() -> None:
    """It comes of no words, or was opened before such sentences were."""
    assert CaseReasons(reasons=("Something else.", missing(looked_at(message()), Knowledge(), ATLSTEL))).proof is None
