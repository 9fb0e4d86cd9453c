"""A stranger knows that some mail programs break what they quote as they send it, and leave the rest of a line without a mark.

So they write a line whose last word is "accept" and has no room in that width. The coordinator keeps that line alone, and asks below it who
they are: above the question stands "accept", as if the coordinator had written it.
"""

from __future__ import annotations

import textwrap

import pytest

from domain.journal import What
from store import journal
from tests.attacks.books import guessed
from tests.attacks.deciding import STRANGER, Notice, decision, notices, say, told_at_once
from tests.attacks.scene import Scene

WIDTH = 76  # Outlook breaks at so many characters, marks and all.
SHORT = "These are our figures, checked by our director, who asked me if you can accept"
LONG = (
    "These are our figures, checked by our director, who asked me to send "
    "them all of them to the office by the end of this month of March or so, accept"
)
# Two breaks: what begins with the word is as long as a line, and is put together with the one below it.
JOINED = (
    "These are our figures, checked by our director, who asked me to send "
    "accept: the whole office has looked through them for several days in a row, with unquestionable care"
)
WIDE = "这些是我们的数据，已经由我们的主任核对过，他让我问一下您是否可以"  # Each sign has two columns, so that few fill a line.
UNSEEN = f"x{chr(0x200B) * 300} {chr(0x301) * 300} x"
WROTE = "On Thu, 1 Mar 2012, UNODC Cybercrime Study <cybercrime.study@unodc.example> wrote:"


def quoted(notice: Notice, begins: str) -> str:
    """Return the line of a notice that begins so, as such a program quotes it."""
    (line,) = (one for one in notice.letter.text.splitlines() if begins in one)
    return "\n".join(textwrap.wrap(f"> {line}", WIDTH))


def whole(notice: Notice, begins: str) -> str:
    """Return all that a notice says up to the line that begins so, as a program quotes it that breaks nothing."""
    lines = notice.letter.text.splitlines()
    last = next(number for number, one in enumerate(lines) if begins in one)
    return "\n".join(f"> {line}" for line in lines[: last + 1])


def noticed(scene: Scene, text: str) -> Notice:
    """Let the stranger send a workbook with these words, and return what the coordinator is told of it."""
    told_at_once(scene)
    scene.write(STRANGER, (f"{guessed(6)}.xlsx", scene.tokenless(6, employees=1)), text=text)
    (notice,) = notices(scene)
    return notice


@pytest.mark.parametrize("text", [SHORT, LONG, JOINED], ids=["a line", "several lines", "a line and its rest"])
@pytest.mark.parametrize("below", ["Who is this? I do not know them.", "Thank you, I will look at it.", ""])
def test_the_rest_of_a_quoted_line_decides_nothing(scene: Scene, text: str, below: str) -> None:
    """The coordinator is told that nothing was done."""
    notice = noticed(scene, text)
    broken = quoted(notice, text[:20])
    assert any(line.endswith("accept") or line.startswith("accept") for line in broken.splitlines()), broken
    (answer,) = say(scene, notice, f"{WROTE}\n{broken}\n\n{below}\n")
    assert decision(scene) is None
    assert answer.letter.subject == "Nothing was done: case 1"


def test_the_coordinator_is_told_where_to_write_the_word(scene: Scene) -> None:
    """What stands there may be theirs, too."""
    notice = noticed(scene, SHORT)
    (answer,) = say(scene, notice, f"{WROTE}\n{quoted(notice, SHORT[:20])}\n")
    assert "“accept” stands right below a line that your answer quotes" in answer.letter.text


@pytest.mark.parametrize("below", ["", "Who is this? I do not know them."])
def test_a_line_of_few_wide_signs_is_long_too(scene: Scene, below: str) -> None:
    """Programs break by columns, of which a Chinese sign has two."""
    notice = noticed(scene, f"{WIDE} accept")
    (line,) = (one for one in notice.letter.text.splitlines() if WIDE in one)
    broken = "\n".join(f"> {line}".rsplit(" ", 1))
    assert broken.endswith("\naccept"), broken
    say(scene, notice, f"{WROTE}\n{broken}\n\n{below}\n")
    assert decision(scene) is None


def test_where_the_whole_notice_was_broken_nothing_shows_that_a_line_was_not(scene: Scene) -> None:
    """However much of it is quoted; a long word shows nothing, which no program can break, nor a line of signs that have no width."""
    notice = noticed(scene, SHORT)
    lines = whole(notice, SHORT[:20]).splitlines()
    broken = "\n".join(piece for line in lines for piece in textwrap.wrap(line, WIDTH, break_long_words=False) or [line])
    assert broken.endswith("accept")
    say(scene, notice, f"{WROTE}\n> {'x' * 300}\n> {UNSEEN}\n{broken}\n")
    assert decision(scene) is None


def test_a_word_right_below_a_long_line_decides_where_the_program_breaks_none(scene: Scene) -> None:
    """A line more than twice as long stands above it unbroken."""
    notice = noticed(scene, "These are our figures, checked by our director of all statistics.")
    quotation = whole(notice, "These are our")
    assert len(quotation.splitlines()[-1]) > 50
    say(scene, notice, f"{WROTE}\n{quotation}\naccept\n")
    assert decision(scene) == "accept"


@pytest.mark.parametrize(
    "answer",
    [
        f"accept\n\n{WROTE}\n{{broken}}\n",
        f"{WROTE}\n> THE ORIGINAL\n\naccept\n",
        f"{WROTE}\n> THE ORIGINAL\naccept\n",
    ],
    ids=["above", "below", "below a short line"],
)
def test_a_word_of_the_coordinators_own_decides(scene: Scene, answer: str) -> None:
    """Above what they quote, and below it, where no program broke a line."""
    notice = noticed(scene, "These are our figures, checked by our director, who asked me to send them to you.")
    say(scene, notice, answer.format(broken=quoted(notice, "These are our")))
    assert decision(scene) == "accept"


@pytest.mark.parametrize("text", [SHORT, LONG], ids=["a line", "several lines"])
def test_the_same_word_of_the_coordinators_own_above_it_decides(scene: Scene, text: str) -> None:
    """However often the quoted line breaks off its own: else nobody could ever answer that notice."""
    notice = noticed(scene, text)
    say(scene, notice, f"accept\n\n{WROTE}\n{quoted(notice, text[:20])}\n")
    assert decision(scene) == "accept"


def test_the_rest_of_a_quoted_line_is_no_reason_of_the_coordinators(scene: Scene) -> None:
    """Who decides above it gave none."""
    notice = noticed(scene, LONG)
    say(scene, notice, f"accept\n\n{WROTE}\n{quoted(notice, LONG[:20])}\n")
    with scene.service.store.reading() as tx:
        (entry,) = (one for one in journal.pages(tx) if one.what is What.DECIDE)
        assert journal.notes(tx, [entry.number]) == {}


def test_what_takes_a_decision_back_is_heard_even_there(scene: Scene) -> None:
    """It may be the coordinator's."""
    notice = noticed(scene, "These are our figures, checked by our director, who asked me to send them to you.")
    say(scene, notice, f"accept\n\n{WROTE}\n{quoted(notice, 'These are our')}\nNo, please ignore what I wrote above.\n")
    assert decision(scene) is None
