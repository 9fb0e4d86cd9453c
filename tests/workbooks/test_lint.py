from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lint import RULES, findings
from tests.lint.broken import Broken
from tests.lint.broken_books import BROKEN as BOOKS
from tests.lint.broken_packages import BROKEN as PACKAGES
from tests.lint.broken_sheets import BROKEN as SHEETS
from tests.lint.specimen import specimen
from tests.workbooks.files import zipped

BROKEN = (*PACKAGES, *BOOKS, *SHEETS)
SPECIMEN = specimen()


def test_the_lint_finds_nothing_in_the_specimen() -> None:
    """The lint finds nothing in the specimen, so that what it finds in a broken one is what was broken."""
    assert findings(zipped(SPECIMEN)) == ()


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_the_lint_bites(broken: Broken) -> None:
    """Each deliberately broken file gives the finding of the rule that it breaks."""
    assert broken.code in {fault.code for fault in findings(broken.make(dict(SPECIMEN)))}


def test_every_rule_is_shown_to_bite() -> None:
    """There is a broken file for every rule, and no rule that is not written down."""
    assert {broken.code for broken in BROKEN} == set(RULES)


VALUES = st.sampled_from(
    ("", "-1", "0", "9" * 5000, "1e999", "nan", "A1", "ZZZZ9", "'", "x!y", "../..", "{", "نعم", "1 2", "#REF!", "&#10;")
)


@given(st.data(), st.sampled_from(sorted(name for name in SPECIMEN if not name.endswith("png"))), VALUES)
def test_the_lint_never_fails_on_what_a_file_contains(data: st.DataObject, part: str, value: str) -> None:
    """Whatever stands in the place of a value, a text or a name, it is told and not raised."""
    pieces = re.split(r'(?<=")([^"<>]*)(?=")|(?<=>)([^<>]*)(?=<)|(?<=<)(\w+)', SPECIMEN[part].decode())
    places = [place for place, piece in enumerate(pieces) if piece is not None and place % 4]
    place = data.draw(st.sampled_from(places))
    changed = "".join(value if at == place else piece or "" for at, piece in enumerate(pieces))
    assert isinstance(findings(zipped({**SPECIMEN, part: changed.encode()})), tuple)


@given(st.data())
def test_the_lint_never_fails_on_a_spoilt_zip(data: st.DataObject) -> None:
    """A byte that was changed anywhere in the zip is told and not raised, or matters to nobody."""
    spoilt = bytearray(zipped(SPECIMEN))
    spoilt[data.draw(st.integers(0, len(spoilt) - 1))] ^= data.draw(st.integers(1, 255))
    assert isinstance(findings(bytes(spoilt)), tuple)
