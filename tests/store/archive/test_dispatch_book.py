"""The dispatch book: what was written is read again, whatever happened to it meanwhile."""

from __future__ import annotations

import errno
import os
import resource
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import StoreError
from domain.letter import Outcome, Verdict
from domain.mail.dispatch import Dispatched, Generation, Outside
from store.archive.dispatch_book import Book, seen

NOW = datetime(2012, 2, 10, 10, tzinfo=UTC)
TAGS = ("aaaaaaaaaaaaaaa2", "bbbbbbbbbbbbbbb3")


def sent(outcome: Outcome = Outcome.SENT) -> Verdict:
    """Return what a server said of a letter."""
    return Verdict(letter_id=1, outcome=outcome, stage="data", code=250, text="")


def written(tmp_path: Path, *, ended: bool = True, number: int = 1) -> Book:
    """Write a pass with two letters, of which the second was not heard of."""
    book = Book(tmp_path / "archive")
    with book.page(Generation("here", number, NOW)) as page:
        page.begun(dict.fromkeys(TAGS, 0))
        page.said({TAGS[0]: sent()})
        if ended:
            page.end()
    return book


def test_a_pass_is_read_as_it_was_written(tmp_path: Path) -> None:
    """With its number, its store, its time and its letters; nobody but the owner may read the file."""
    book = written(tmp_path)
    found = seen(book.read(), 0)
    assert found is not None
    assert found.last == Generation("here", 1, NOW)
    assert found.letters == (Dispatched(tag=TAGS[0], attempts=0, outcome=Outcome.SENT, at=NOW), Dispatched(tag=TAGS[1], attempts=0, at=NOW))
    assert found.complete
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600


def test_a_letter_is_known_with_the_domain_that_it_left_from(tmp_path: Path) -> None:
    """The domain is written once for all that is begun under it, in each pass anew; one that is not known is no other's."""
    book = Book(tmp_path / "archive")
    tags = [f"{sign * 15}2" for sign in "abcde"]
    for number, named in ((1, [(tags[0], "one.example"), (tags[1], "one.example"), (tags[2], "two.example")]), (2, [(tags[3], "")])):
        with book.page(Generation("here", number, NOW)) as page:
            for tag, domain in named:
                page.begun({tag: 0}, {tag: domain})
            page.said({tags[0]: sent()})
            page.end()
    found = seen(book.read(), 0)
    assert found is not None
    assert [one.domain for one in found.letters] == ["one.example", "one.example", "two.example", ""]
    assert found.letters[0].outcome is Outcome.SENT
    assert (book.read() or "").count("from ") == 2


@pytest.mark.parametrize("there", ["link", "dangling", "pipe", "folder"])
def test_a_book_that_is_a_link_or_no_file_is_neither_read_nor_written(tmp_path: Path, there: str) -> None:
    """Whoever can put a link there would otherwise choose which file we write into, and a pipe would be waited for without end."""
    other, book = tmp_path / "other", Book(tmp_path / "archive")
    if there == "link":
        other.write_text("theirs")
    if there in {"link", "dangling"}:
        book.path.symlink_to(other)
    elif there == "pipe":
        os.mkfifo(book.path)
    else:
        book.path.mkdir()
    with pytest.raises(StoreError, match="is a link, or no file"):
        book.read()
    with pytest.raises(StoreError, match="is a link, or no file"), book.page(Generation("here", 1, NOW)):
        pass
    assert {path.name: path.read_text() for path in tmp_path.iterdir() if path.is_file() and not path.is_symlink()} == (
        {"other": "theirs"} if there == "link" else {}
    )


def test_only_what_is_asked_for(tmp_path: Path) -> None:
    """Passes before are left out, and whether they ended is nobody's matter."""
    written(tmp_path, ended=False)
    found = seen(written(tmp_path, number=2).read(), 2)
    assert found is not None
    assert (found.last.number, len(found.letters), found.complete) == (2, 2, True)
    everything = seen(Book(tmp_path / "archive").read(), 1)
    assert everything is not None
    assert not everything.complete


def test_a_pass_that_never_ended_and_a_line_that_is_torn(tmp_path: Path) -> None:
    """The power was lost: what is there is read, and it is known not to be the whole. The next pass begins on a line of its own."""
    book = written(tmp_path, ended=False)
    with book.path.open("ab") as file:
        file.write(b"begun aaaa\xff\x00")
    found = seen(book.read(), 0)
    assert found is not None
    assert (len(found.letters), found.complete) == (2, False)
    again = seen(written(tmp_path, number=2).read(), 0)
    assert again is not None
    assert (again.last.number, again.complete) == (2, False)


@pytest.mark.parametrize("text", [None, "", "Dear Sir\n", "generation x y z\n", "sent aaaaaaaaaaaaaaa2\n"])
def test_what_is_no_book(text: str | None) -> None:
    """It says nothing."""
    assert seen(text, 0) is None


def test_a_full_disk(tmp_path: Path) -> None:
    """It is told with the path, before a letter leaves."""
    book = Book(tmp_path / "archive")
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, most))
    try:
        with pytest.raises(StoreError, match=os.strerror(errno.ENOSPC)), book.page(Generation("here", 1, NOW)):
            pytest.fail("no page was begun")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def test_senders_that_share_a_pass_have_a_volume_each_and_all_are_read(tmp_path: Path) -> None:
    """A pass that is not over in one is not complete; of a letter that is in two, what became of the later attempt counts."""
    book = Book(tmp_path / "archive")
    with book.page(Generation("here", 5, NOW)) as first, book.page(Generation("here", 5, NOW), 2) as second:
        first.begun({TAGS[0]: 0}, {TAGS[0]: "one.example"})
        second.begun({TAGS[1]: 0}, {TAGS[1]: "two.example"})
        second.begun({TAGS[0]: 1}, {TAGS[0]: "two.example"})
        first.said({TAGS[0]: sent(Outcome.DEFERRED)})
        second.said({TAGS[0]: sent()})
        second.end()
        running = seen(book.read(), 5)
        first.end()
    over = seen(book.read(), 5)
    assert running
    assert over
    assert (running.complete, over.complete) == (False, True)
    assert {one.tag: one for one in over.letters} == {
        TAGS[0]: Dispatched(tag=TAGS[0], attempts=1, outcome=Outcome.SENT, domain="two.example", at=NOW),
        TAGS[1]: Dispatched(tag=TAGS[1], attempts=0, outcome=None, domain="two.example", at=NOW),
    }
    with book.page(Generation("here", 6, NOW), 2) as later:
        later.end()
    assert seen(book.read(), 6) == Outside(Generation("here", 6, NOW), (), complete=True)
    assert stat.S_IMODE((tmp_path / "archive.dispatched.2").stat().st_mode) == 0o600
