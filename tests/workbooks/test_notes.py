"""Comments of xlsx: notes as Excel, openpyxl and LibreOffice write them, and conversations."""

from __future__ import annotations

from collections.abc import Mapping

from tests.workbooks.files import ordinary, unzipped, zipped
from workbooks.caged.opening import look
from workbooks.cells import Position, Workbook

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
NOTES, RELATIONS = "xl/comments/comment1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
APOLOGY = (
    "[Fil de discussion]\n\nVotre version d’Excel vous permet de lire ce fil. En savoir plus : https://go.microsoft.com/fwlink/?linkid=870924"
    "\n\nCommentaire :\n    Une estimation\nsur deux lignes"
)


def comments(notes: str, threads: str | None = None) -> Mapping[Position, str]:
    """Return the comments of a sheet with these notes (the content of the part) and threaded comments."""
    parts = unzipped(ordinary())
    parts[NOTES] = b"<comments " + MAIN + b">" + notes.encode() + b"</comments>"
    if threads is not None:
        kind = b"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
        relation = b'<Relationship Id="rId77" Type="' + kind + b'" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
        parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", relation)
        name = b'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"'
        parts["xl/threadedComments/threadedComment1.xml"] = b"<ThreadedComments " + name + b">" + threads.encode() + b"</ThreadedComments>"
    result = look(zipped(parts), "book.xlsx").result
    assert isinstance(result, Workbook), result
    return result.sheets[0].comments


def note(text: str, author: str = "Zoë Müller") -> str:
    """Return the content of a part with one note on B6."""
    listed = f'<authors><author>Other</author><author>{author}</author></authors><commentList><comment ref="B6" authorId="1">'
    return f"{listed}<text>{text}</text></comment></commentList>"


def bold(text: str) -> str:
    """Return a run in bold."""
    return f'<r><rPr><b/><sz val="9"/></rPr><t>{text}</t></r>'


def test_the_authors_name_with_which_excel_begins_a_note_is_left_out() -> None:
    """The author's name with which Excel begins a note is left out."""
    assert comments(note(bold("Zoë Müller:") + '<r><t xml:space="preserve">\nAbout 12: an estimate</t></r>')) == {
        (6, 2): "About 12: an estimate"
    }


def test_a_note_that_only_looks_so_is_kept_whole() -> None:
    """A note is kept whole where its beginning is not bold, or is not the author's name."""
    assert comments(note("<t>Zoë Müller:\nyes</t>")) == {(6, 2): "Zoë Müller:\nyes"}
    assert comments(note(bold("Reason:") + "<r><t>\nyes</t></r>")) == {(6, 2): "Reason:\nyes"}
    assert comments(note('<r><rPr><b val="0"/></rPr><t>Zoë Müller:</t></r><r><t>\nyes</t></r>')) == {(6, 2): "Zoë Müller:\nyes"}


def test_a_note_whose_author_has_a_number_of_thousands_of_digits_is_read() -> None:
    """It is then one of nobody."""
    assert comments(note("<t>About 12</t>").replace('authorId="1"', f'authorId="{"1" * 5000}"')) == {(6, 2): "About 12"}


def test_a_conversation_is_told_and_not_what_older_programs_see_of_it() -> None:
    """A conversation is told with its replies, and not what older programs see of it."""
    threads = '<threadedComment ref="B6" id="{1}"><text>About a dozen</text></threadedComment>'
    reply = '<threadedComment ref="B6" id="{2}" parentId="{1}"><text>Thirteen, it says</text></threadedComment>'
    assert comments(note(f"<t>{APOLOGY}</t>", "tc={1}"), threads + reply) == {(6, 2): "About a dozen\nThirteen, it says"}


def test_where_the_conversation_was_lost_its_text_is_taken_out_of_the_note() -> None:
    """Where another program lost the conversation, its text is taken out of the note, in whatever language that speaks."""
    assert comments(note(f"<t>{APOLOGY}</t>", "tc={1}")) == {(6, 2): "Une estimation\nsur deux lignes"}


def test_notes_and_conversations_on_other_cells_stand_side_by_side() -> None:
    """Notes and conversations on other cells stand side by side; one on an impossible cell is left out."""
    threads = '<threadedComment ref="C7"><text>Why?</text></threadedComment><threadedComment ref="none"><text>x</text></threadedComment>'
    assert comments(note("<t>Plain</t>"), threads) == {(6, 2): "Plain", (7, 3): "Why?"}
