"""A package that is being patched: parts are inflated and parsed when they are asked for, and only those that changed are written.

Source: ECMA-376 part 2 (OPC). Part names are equal without regard to case (section 6.3.5).
"""

from __future__ import annotations

import posixpath
from functools import lru_cache

from lxml import etree

from workbooks import xml
from workbooks.annotate.values import Unpatchable
from workbooks.containers import archive, package

CONTENT_TYPES = "[Content_Types].xml"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Parts:
    """The parts of one package. A name is a member's name, without a leading slash, in any case."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._members = {member.name.lower(): member for member in archive.members(data)}
        self._roots: dict[str, etree._Element] = {}
        self._contents: dict[str, bytes] = {}
        self._changed: dict[str, str] = {}  # By lower-case name, the name under which it is written.
        self._removed: set[str] = set()

    def __contains__(self, name: str) -> bool:
        key = name.lower()
        return key not in self._removed and (key in self._members or key in self._changed)

    def spelt(self, name: str) -> str:
        """Return a part's name in the case in which it stands in the package."""
        key = name.lower()
        return self._members[key].name if key in self._members else self._changed.get(key, name)

    def content(self, name: str) -> bytes:
        """Return the bytes of a part as they stand now; Unpatchable where it is missing."""
        key = name.lower()
        if name not in self:
            raise Unpatchable("broken")
        if key in self._changed and key in self._roots:
            return _written(self._roots[key])
        if key not in self._contents:
            self._contents[key] = archive.inflated(self._data, self._members[key])
        return self._contents[key]

    def says(self, name: str, words: str) -> bool:
        """Tell whether a part may hold `words`; one that is not in UTF-8 always may. It costs less than parsing the part."""
        content = self.content(name)
        return words.encode() in content or not words.isascii() or b"\0" in content[:200]

    def root(self, name: str) -> etree._Element:
        """Return the root of a part, to be looked at."""
        key = name.lower()
        if key not in self._roots or name not in self:
            self._roots[key] = xml.parse(self.content(name))
        return self._roots[key]

    def edit(self, name: str) -> etree._Element:
        """Return the root of a part, to be changed."""
        root = self.root(name)
        self._changed.setdefault(name.lower(), self.spelt(name))
        return root

    def add(self, name: str, root: etree._Element) -> None:
        """Write a part that begins with `root`."""
        self._put(name)
        self._contents.pop(name.lower(), None)
        self._roots[name.lower()] = root

    def write(self, name: str, content: bytes) -> None:
        """Write a part as bytes."""
        self._put(name)
        self._roots.pop(name.lower(), None)
        self._contents[name.lower()] = content

    def remove(self, name: str) -> None:
        """Leave a part out."""
        key = name.lower()
        self._removed.add(key)
        self._changed.pop(key, None)
        self._roots.pop(key, None)

    def free(self, pattern: str) -> str:
        """Return the first name of `pattern`, with `{}` for a number from 1, that no part has."""
        return next(name for name in (pattern.format(number) for number in range(1, len(self._members) + 1_000)) if name not in self)

    def names(self) -> frozenset[str]:
        """Return the names of all parts, in lower case."""
        return frozenset((self._members.keys() | self._changed.keys()) - self._removed)

    def whole(self) -> bytes:
        """Return the package; a part that did not change is copied as it lies, compressed."""
        members = {key: member.name for key, member in self._members.items()}
        return package.patched(
            self._data,
            {name: self.content(name) for name in self._changed.values()},
            frozenset(members[key] for key in self._removed & members.keys()),
        )

    def _put(self, name: str) -> None:
        self._removed.discard(name.lower())
        self._changed.setdefault(name.lower(), self.spelt(name))


@lru_cache(maxsize=1024)
def resolved(source: str, target: str) -> str:
    """Return the name of the part that a relationship of the part `source` points at."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def _written(root: etree._Element) -> bytes:
    return _DECLARATION + etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)
