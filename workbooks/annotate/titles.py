"""The titles of the sheets in the document properties, which Excel writes and nobody needs: kept right, or left out.

Source: ECMA-376 part 1, sections 22.2.2.8 (HeadingPairs) and 22.2.2.26 (TitlesOfParts).
"""

from __future__ import annotations

from lxml import etree

from workbooks.annotate.markup import child, children, copied, number
from workbooks.annotate.markup import remove as take_out
from workbooks.annotate.parts import Parts
from workbooks.annotate.relations import related
from workbooks.xml import each


def add(parts: Parts, name: str) -> None:
    """Say that a new first sheet is called `name`."""
    _change(parts, name, 1)


def remove(parts: Parts, name: str) -> None:
    """Say that the first sheet, called `name`, is no more."""
    _change(parts, name, -1)


def _change(parts: Parts, name: str, by: int) -> None:
    found = related(parts, "", "extended-properties") or related(parts, "", "extendedProperties")
    if found is None or not parts.says(found.part, "TitlesOfParts"):
        return
    root = parts.edit(found.part)
    vector = child(child(root, "TitlesOfParts"), "vector")
    counts = [*each(child(root, "HeadingPairs"), "i4")]
    titles = [*children(vector, "lpstr")]
    # The sheets come first, then ranges and charts. What is not so is left out whole: both elements are optional.
    if vector is None or not counts or not titles or sum(number(count.text) for count in counts) != len(titles):
        _leave_out(root)
    elif by > 0:
        first = copied(titles[0])
        first.text = name
        vector.insert(0, first)
        _count(vector, counts[0], by)
    elif titles[0].text == name and number(counts[0].text) > 1:
        take_out(titles[0])
        _count(vector, counts[0], by)
    else:
        _leave_out(root)


def _count(vector: etree._Element, count: etree._Element, by: int) -> None:
    count.text = str(number(count.text) + by)
    vector.set("size", str(len(vector)))


def _leave_out(root: etree._Element) -> None:
    for name in ("HeadingPairs", "TitlesOfParts"):
        for found in [*children(root, name)]:
            take_out(found)
