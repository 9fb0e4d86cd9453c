"""Write docs/doors.md: which verb of the service stands behind each door, by whom it is opened, and by which other doors it is reached.

`python -m docs.doors` writes it.
"""

from __future__ import annotations

from pathlib import Path

from docs.reached import by_mail, commands
from web.console.plan import DOORS

PAGE = Path(__file__).parent / "doors.md"
_HEAD = """# The doors

Each page of the console (`counterfoil serve`) opens one verb of the service. The command line and a coordinator's answer by mail are other
doors to the same verbs. This page is written by `python -m docs.doors`: the doors and roles come from `web/console/plan.py`, the commands
and the answers by mail from the source of what they reach; a test compares them. Behind a door with no command stands what only a
browser needs: signing in, a page that puts several things together, a file in another form.

| door of the console | verb of the service | role | commands | by mail |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    known, mailed = commands(), by_mail()
    return _HEAD + "".join(_row(known, mailed))


def _row(known: dict[str, tuple[str, ...]], mailed: frozenset[str]) -> list[str]:
    return [
        f"| `{one.method} {one.path}` | {_verb(one.verb)} | {one.role or 'everybody'} "
        f"| {', '.join(f'`{name}`' for name in known.get(one.verb, ())) or '–'} | {'yes' if one.verb in mailed else '–'} |\n"
        for one in DOORS
    ]


def _verb(verb: str) -> str:
    return f"`service.{verb}`" if verb else "none: it only shows a form, or the language"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
