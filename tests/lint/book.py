"""The workbook of a package: its sheets with their parts, its styles and strings, as the rules look at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from tests.lint.package import Package, children, relation_id


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet as the workbook lists it; `root` is None where its part is missing, or no worksheet."""

    name: str
    state: str
    key: str
    part: str
    root: etree._Element | None


@dataclass(frozen=True)
class Book:
    """A package with its workbook part."""

    package: Package
    part: str
    root: etree._Element

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Return the sheets in their order."""
        return tuple(self._sheets())

    def _sheets(self) -> Iterator[Sheet]:
        for element in children(self.root, "sheets/sheet"):
            relation = self.package.relation(self.part, relation_id(element))
            part = relation.target if relation else ""
            root = self.package.roots.get(part) if relation and relation.kind == "worksheet" else None
            yield Sheet(
                name=element.get("name", ""), state=element.get("state", "visible"), key=element.get("sheetId", ""), part=part, root=root
            )

    @cached_property
    def worksheets(self) -> tuple[tuple[Sheet, etree._Element], ...]:
        """Return the sheets of cells, each with the root of its part."""
        return tuple((sheet, sheet.root) for sheet in self.sheets if sheet.root is not None)

    @cached_property
    def sheet_names(self) -> frozenset[str]:
        """Return the names of the sheets, case folded."""
        return frozenset(sheet.name.casefold() for sheet in self.sheets)

    @cached_property
    def defined_names(self) -> frozenset[str]:
        """Return the defined names, case folded, whatever their scope."""
        return frozenset(element.get("name", "").casefold() for element in children(self.root, "definedNames/definedName"))

    def only(self, kind: str) -> tuple[str, etree._Element | None]:
        """Return the workbook's one part of a kind (styles, sharedStrings, calcChain) with its root, or "" and None."""
        part = next(iter(self.package.related(self.part, kind)), "")
        return part, self.package.roots.get(part)

    @cached_property
    def formats(self) -> int:
        """Return how many cell formats (cellXfs) there are; one where there is no styles part, since a cell then has format 0."""
        _, root = self.only("styles")
        return sum(1 for _ in children(root, "cellXfs/xf")) or 1

    @cached_property
    def strings(self) -> int:
        """Return how many shared strings there are."""
        _, root = self.only("sharedStrings")
        return sum(1 for _ in children(root, "si"))


def book_of(package: Package) -> Book | None:
    """Return the workbook of a package, or None where it has none."""
    part = next(iter(package.related("", "officeDocument")), "")
    root = package.roots.get(part)
    return None if root is None else Book(package, part, root)


def number(text: str | None, otherwise: int) -> int:
    """Return an attribute as a whole number; `otherwise` where it is missing or none, which another rule tells."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) <= 10 else otherwise


def decimal(text: str | None, otherwise: float) -> float:
    """Return an attribute as a number; `otherwise` where it is missing or none, which another rule tells."""
    try:
        return float(text or otherwise)
    except ValueError:
        return otherwise
