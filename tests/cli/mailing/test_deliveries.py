"""deliveries: the letters and what became of them, and those in doubt settled together."""

from __future__ import annotations

from pathlib import Path

from domain.letter import DeliveryState
from store import outbox
from tests.cli.program import counterfoil, done
from tests.service.installed import at, open_store

KEYS = {"id", "study", "organisation", "address", "kind", "mailing", "state", "attempts", "at", "why"}

LEFT = {"witness", "at", "reckoned", "stamp", "queue", "relay", "source", "sha256", "settled_at", "settled_by", "entry"}


def put_in_doubt(home: Path) -> list[tuple[str, str]]:
    """Put the circulars in doubt, and return their tags and addresses."""
    store = open_store(home)
    try:
        with store.transaction() as tx:
            found = outbox.of_mailings(tx, ["circular"])
            for one in found:
                outbox.settle(tx, one.id, DeliveryState.UNCERTAIN, "The connection broke.", at("02-10"))
        return [(one.tag, one.address) for one in found]
    finally:
        store.close()


def test_letters_are_listed_by_state(answered: Path) -> None:
    """A line a letter, with what was last said of it."""
    put_in_doubt(answered)
    everything = done("deliveries", "--home", answered, "--json").objects
    assert {one["state"] for one in everything} == {"sent", "uncertain"}
    doubts = done("deliveries", "--state", "uncertain", "--home", answered, "--json").objects
    assert len(doubts) == 4
    assert all(one.keys() >= KEYS for one in doubts)
    assert {one["why"] for one in doubts} == {"The connection broke."}
    page = done("deliveries", "--state", "uncertain", "--home", answered).out
    assert page.splitlines()[0].split() == ["letter", "when", "(UTC)", "state", "what"]
    assert "person0@member0.example" in page
    assert "when (UTC)" in done("show", "cybercrime-2012", "--home", answered).out
    assert "no such letter" in done("deliveries", "--state", "failed", "--home", answered).err


def test_letters_in_doubt_are_settled_together(answered: Path) -> None:
    """By a log as far as it proves something, which leaves something to look at; then all that is left. It can be undone."""
    (tag, address), *_ = put_in_doubt(answered)
    log = answered / "mainlog"
    log.write_text(
        f"2026-11-26 04:43:01 1tFkAb-000000001Yz-0aBc <= a@b P=esmtps S=1 id={tag}@unodc.example\n"
        f"2026-11-26 04:43:02 1tFkAb-000000001Yz-0aBc => {address} R=dnslookup T=remote_smtp\n"
    )
    ran = counterfoil("deliveries", "--state", "uncertain", "--settle", "arrived", "--from-log", log, "--home", answered, "--json")
    assert (ran.code, ran.one["arrived"], ran.one["in_doubt"], ran.one["log"]) == (1, 1, 3, str(log))
    again = counterfoil("deliveries", "--from-log", log, "--home", answered)
    assert (again.code, again.out.splitlines()[0]) == (1, "Nothing was settled. 3 letters are still in doubt.")
    assert again.out.splitlines()[1].startswith("None of their Message-IDs stands in that log with what became of it.")
    (arrived,) = (one for one in done("deliveries", "--home", answered, "--json").objects if one["address"] == address and one["left"])
    assert arrived["left"].keys() >= LEFT
    told = done("letter", str(arrived["id"]), "--home", answered).out
    for said in ("It left, as evidence says", "Noted later", "1tFkAb-000000001Yz-0aBc", arrived["left"]["sha256"], "at a time not known"):
        assert said in told
    assert "at evidence" not in told
    assert done("letter", str(arrived["id"]), "--home", answered, "--json").one["left"] == arrived["left"]
    assert "(settled " in done("deliveries", "--home", answered).out
    rest = done("deliveries", "--settle", "resend", "--by", "anna", "--note", "None came.", "--home", answered).out
    assert "3 letters settled: 3 to be sent again. None is in doubt." in rest
    entry = rest.rsplit(maxsplit=1)[-1]
    assert (
        f"{entry}  letters in doubt settled: 3 to be sent again, by anna (None came.)"
        in done("show", "cybercrime-2012", "--home", answered).out
    )
    done("undo", entry, "--home", answered)
    assert len(done("deliveries", "--state", "uncertain", "--home", answered, "--json").objects) == 3
    assert done("deliveries", "--settle", "arrived", "--home", answered, "--json").one["arrived"] == 3


def test_wrong_use_is_told(answered: Path) -> None:
    """What is no state, what is not in doubt, and what cannot be said of a letter."""
    for arguments, words in (
        (("--state", "lost"), "is not a state of a letter"),
        (("--mailing", "circulr"), "Known: circular, questionnaire, "),
        (("--state", "sent", "--settle", "arrived"), "Only letters in doubt"),
        (("--settle", "bounced"), "arrived, resend"),
        (("--from-log", "nowhere.log"), "nowhere.log"),
        (("--from-log", "nowhere.log", "--from-sent"), "--from-log, --from-sent"),
        (("--from-sent",), "[sent]"),
    ):
        ran = counterfoil("deliveries", *arguments, "--home", answered)
        assert ran.code == 2, arguments
        assert words in ran.err
