"""Write docs/doors.md: which verb of the service stands behind each door of the console, and who may open it (`python -m docs.doors`)."""

from __future__ import annotations

from pathlib import Path

from web.console.plan import DOORS

PAGE = Path(__file__).parent / "doors.md"
_HEAD = """# The doors of the console

Each page of `counterfoil serve` opens one verb of the service, the same that the command line calls. This page is written by
`python -m docs.doors` from `web/console/plan.py`; a test compares them.

| door | verb of the service | role |
|---|---|---|
"""


def page() -> str:
    """Return the page."""
    return _HEAD + "".join(f"| `{one.method} {one.path}` | {_verb(one.verb)} | {one.role or 'everybody'} |\n" for one in DOORS)


def _verb(verb: str) -> str:
    return f"`service.{verb}`" if verb else "none: it only shows a form, or the language"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
