"""A mailbox that is shared with other work: only mail of a study is taken and moved."""

from __future__ import annotations

from pathlib import Path

from service import config
from service.collect import collect
from service.tick import tick
from service.wiring import open_service
from store import messages
from tests.service.installation import at, make, write_settings


def test_mail_of_others_is_left_as_it_was(tmp_path: Path) -> None:
    """An answer with our evidence is taken and moved; a stranger's newsletter stays, and is not looked at again."""
    make(tmp_path, 1)
    inbox = tmp_path / "inbox"
    write_settings(
        tmp_path,
        {
            "transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"',
            "mailbox": f'kind = "maildir"\npath = "{inbox}"\nshared = true',
        },
    )
    with open_service(config.load(tmp_path, {})) as service:
        tick(service, at("02-10"))
        (letter,) = (tmp_path / "out").rglob("new/*")
        reply_to = next(line for line in letter.read_text().splitlines() if line.startswith("Reply-To:")).partition(": ")[2]
        ours = f"From: colleague@elsewhere.example\r\nTo: {reply_to}\r\nSubject: A question\r\n\r\nMay we answer later?\r\n"
        theirs = "From: news@shop.example\r\nTo: cybercrime.study@unodc.example\r\nSubject: Offers\r\n\r\nBuy now.\r\n"
        (inbox / "new" / "1.ours").write_bytes(ours.encode())
        (inbox / "new" / "2.theirs").write_bytes(theirs.encode())
        assert collect(service, at("02-11")).new == 1
        assert collect(service, at("02-12")).new == 0
        with service.store.reading() as tx:
            assert [message.subject for message in messages.find(tx, "state", ["done"])] == ["A question"]
    assert [file.name.partition(":")[0] for file in sorted((inbox / "new").iterdir())] == ["2.theirs"]
