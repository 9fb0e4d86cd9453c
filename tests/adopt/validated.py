"""A second witness that what leaves is well made: `python -m tests.adopt.validated [FILE ...]`, with `openxml-audit` from PyPI installed.

Excel is on no machine of ours. That package (MIT) has the rules of Microsoft's Open XML SDK: content models, attributes, relationships and
what must agree between parts. It is no part of the lock file, since nothing that runs needs it. A copy is compared with the workbook
that it was made from: what was wrong there is its author's, and stays.

Without FILES it looks at copies of the sample workbooks, at those that are marked when they are adopted, at their drafts, and at workbooks
of our own.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from exports.sheets import workbook_of
from questionnaire.adopt import adopt, draft, marks
from questionnaire.workbook.stamp import Personal, make_blank
from tests.adopt.every import samples
from tests.adopt.returned import COVER, REFERENCE, TOKEN, sent
from tests.lint import findings
from tests.mutations.samples import samples as own_samples
from workbooks.annotate.coloured import coloured

Faults = Counter[str]
# Excel opens both, as others write them, too: texts that stand in their cells (ECMA-376 part 1, 18.3.1.53), which it moves
# elsewhere when it saves, and the parts of a font in any order (18.8.22: a choice, which the Open XML SDK takes for a sequence).
_HARMLESS = re.compile(
    r".*inline-string cell|/xl/styles\.xml: Unexpected element '(b|i|u|strike|color|sz|name|family|charset|scheme)' found"
)


def faults(data: bytes, ending: str = ".xlsx") -> Faults:
    """Return what the rules of the Open XML SDK say is wrong with a workbook, each with how often; ImportError without that package."""
    validator = import_module("openxml_audit").OpenXmlValidator(max_errors=10_000)
    with tempfile.NamedTemporaryFile(suffix=ending) as file:
        file.write(data)
        file.flush()
        found = validator.validate(file.name)
    return Counter(said for one in found.errors if not _HARMLESS.match(said := f"{one.part_uri}: {one.description}"))


def linted(data: bytes) -> Faults:
    """Return what the lint of the tests says is wrong with a workbook, each with how often."""
    return Counter(map(str, findings(data)))


def _given(paths: list[str]) -> Iterator[tuple[str, bytes, Faults]]:
    for path in map(Path, paths):
        yield path.name, path.read_bytes(), Counter()


def _made() -> Iterator[tuple[str, bytes, Faults]]:
    """Yield what leaves: its name, its bytes, and what was wrong with the workbook that it was made from."""
    for sample in samples():
        before = faults(sample.data) + linted(sample.data)
        yield f"{sample.name}: copy", sent(sample).copy, before
        found = adopt(sample.data, f"{sample.name}.xlsx")
        yield f"{sample.name}: marked", coloured(sample.data, tuple(marks(found))), before
        yield f"{sample.name}: draft", workbook_of(draft(found), title=sample.name), Counter()
    for own in own_samples():
        blank = make_blank(own.form, own.language, COVER)
        yield f"{own.name}: own", blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "A ministry")), Counter()


def main() -> None:
    """Print what is wrong with each workbook that was right before, and how many were looked at; exit with 1 where anything is."""
    looked, wrong = 0, 0
    for name, data, before in _given(sys.argv[1:]) if sys.argv[1:] else _made():
        new = [*(faults(data) + linted(data) - before)]
        looked, wrong = looked + 1, wrong + bool(new)
        if new:
            say(f"{name}\n    " + "\n    ".join(new[:5]))
    say(f"{looked} workbooks looked at, {wrong} of them with something wrong that was not there before.")
    sys.exit(bool(wrong))


def say(line: str) -> None:
    """Print a line, which is what this is for."""
    print(line)  # noqa: T201 - This is its output.


if __name__ == "__main__":
    main()
