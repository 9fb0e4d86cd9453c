"""No page of the console and nothing that it refuses says a sentence in English to whoever reads another language.

What people and servers wrote is theirs: it stands in their words, quoted in a sentence of the reader's language. What applying a folder
would change in its files is the author's own text, and the trace of a fault is for whoever mends the program: both stand in a `pre`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.letter import DeliveryState
from languages import ENGLISH
from languages.phrases import console_languages
from service.installation.install import SAMPLE
from store import outbox
from tests.service.office import person
from tests.web.desk import Browser, DeskAnswer, DeskAtWork
from tests.web.forms import broken, change_form
from tests.web.test_browser import pages
from tests.web.test_desk import REFUSES, STUDY, reference, token_of, upload
from tests.web.test_organisations import filing
from tests.web.test_told import main

ROOT = Path(__file__).parents[2]
OTHERS = [one for one in console_languages() if one != ENGLISH]
# A letter in English is its author's: its subject and the lines of its file.
ENGLISH_TEXT = re.compile(r'<(?!pre|strong|code)\w+[^>]*\blang="en"[^>]*>(.*?)</', re.DOTALL)
# A field that nothing filled, or the name of a phrase in place of its words; ${name} is how a form writes a question.
UNFILLED = re.compile(r"(?<![{\w$])\{\w+\}(?!\})|>\s*(?:fault|waits|done|mailing|letters|organisation)\.\w+\s*<")
ROWS = (
    "Organisation;E-mail;Name;Country;Language;Role;Region\n"
    "Ministry A;not an address;Ana;Atlantis;Klingon;boss;North\n"
    ";ana@example.org;Ana;France;fr;to;North\n"
    "Ministry B;;Bea;France;fr;to;North\n"
    "Ministry C;|c@example.org;Cem;France;fr;to;North\n"
    "Ministry D;d@example.org;Dan;France;fr;to;North\n"
    "Ministry D;d@example.org;Dan;Spain;fr;to;South\n"
    ";;A note under the table;;;;\n"
)
FAULTY = """+++
subject = "Our study"
+++
[TO BE WRITTEN] See [our page](www.example.org).
"""


def english(page: DeskAnswer) -> list[str]:
    """Return what a page says in English, or as no sentence at all."""
    return [*ENGLISH_TEXT.findall(main(page)), *UNFILLED.findall(re.sub(r"<pre.*?</pre>", "", main(page), flags=re.DOTALL))]


def troubled(desk: DeskAtWork) -> list[str]:
    """Let much be wrong, and return the addresses of the pages: a letter in doubt, a faulty one, a torn file, a server's words."""
    addresses = pages(desk)
    office = desk.office
    office.write(person(2), ("answers.xlsx", b"PK\x03\x04 torn"), reply_to=2)
    with office.service.store.transaction() as tx:
        outbox.settle(tx, 2, DeliveryState.UNCERTAIN, "The connection broke.", office.now)
        outbox.settle(tx, 3, DeliveryState.REJECTED, "550 5.1.1 User unknown", office.now)
    folder = office.service.installation.studies / SAMPLE
    (folder / "letters" / "reminder.en.md").write_text(FAULTY, encoding="utf-8")
    french = folder / "letters" / "reminder.fr.md"
    french.write_text(french.read_text(encoding="utf-8") + "\n{{ nobody.name }}\n", encoding="utf-8")
    cases = [f"{STUDY}/cases/{one.id}" for one in office.cases()]
    return [
        *addresses,
        *cases,
        "/settings/doctor",
        f"{STUDY}/letters/of/reminder/fr",
        f"{STUDY}/letters/2",
        f"{STUDY}/letters/3",
        f"{STUDY}/messages/3",
    ]


@pytest.mark.sweep
@pytest.mark.parametrize("language", OTHERS)
def test_no_page_says_a_sentence_in_english(desk: DeskAtWork, language: str) -> None:
    """Neither what is well nor what is wrong: faults of letters beside their lines, of an upload row by row, of the doctor."""
    addresses, browser = troubled(desk), desk.browser("Anna Berg")
    browser.cookies["language"] = language
    shown = {address: browser.ask(address) for address in addresses}
    shown["preview"] = upload(browser, "list.csv", ROWS.encode())
    loading = {"token": token_of(shown["preview"]), "what": "load"}
    shown["check"] = browser.act(f"{STUDY}/mailings/reminder/check")
    shown["loaded"] = browser.ask(f"{STUDY}/contacts/preview", loading)
    shown["contacts"] = browser.ask(f"{STUDY}/contacts")
    shown["noted"] = browser.act(f"{STUDY}/organisations/{reference(desk, 1)}/notes", text="2012")
    shown["paused"] = browser.act(f"{STUDY}/pause", what="pause")
    shown["mailing"] = browser.ask(f"{STUDY}/mailings/reminder")
    change_form(desk, broken)
    shown["form"] = browser.ask(f"{STUDY}/letters")
    assert {one.status for one in shown.values()} <= {200, 404}
    assert {address: found for address, page in shown.items() if (found := english(page))} == {}
    assert {address: found for address, page in shown.items() if (found := within_sentences(page))} == {}


def refusals(desk: DeskAtWork, browser: Browser) -> Iterator[tuple[str, DeskAnswer]]:
    """Yield what is refused at each door of the console that takes something."""
    of_one, other = f"{STUDY}/organisations/{reference(desk, 1)}", desk.office.workbook(0)
    forms: list[tuple[str, dict[str, str]]] = [
        (f"{STUDY}/cases", {"what": "accept"}),
        (f"{STUDY}/cases/1", {"what": "assign"}),
        (f"{STUDY}/cases/1", {"what": "assign", "to": "nobody at all"}),
        (f"{STUDY}/cases/1", {"what": "dance"}),
        (f"{STUDY}/entries/1/undo", {}),
        (f"{STUDY}/questions/99", {"text": "Yes."}),
        (f"{STUDY}/organisations", {"do": "mark", "what": "waiting", "organisation": "nobody at all"}),
        (f"{STUDY}/organisations", {"do": "mark", "what": "dance", "organisation": reference(desk, 1)}),
        (f"{STUDY}/remind", {"mailing": "circular"}),
        (f"{STUDY}/remind", {"mailing": "circular", "organisation": "nobody at all"}),
        (f"{STUDY}/remind", {"mailing": "none", "organisation": reference(desk, 1)}),
        (of_one, {"what": "dance"}),
        (of_one, {"what": "waiting", "until": "soon"}),
        (of_one, {"what": "waiting", "until": "2011-01-01"}),
        (of_one, {"what": "waiting", "mode": "pigeon"}),
        (f"{of_one}/notes", {"text": " "}),
        (f"{of_one}/contacts", {"what": "add", "address": "no address", "name": "Ana"}),
        (f"{of_one}/contacts", {"what": "add", "address": "a@example.org", "language": "Klingon"}),
        (f"{of_one}/contacts", {"what": "change", "address": person(1), "role": "boss"}),
        (f"{of_one}/contacts", {"what": "retire", "address": "who@example.org"}),
        (f"{of_one}/contacts", {"what": "dance", "address": person(1)}),
        (f"{STUDY}/mailings/reminder", {"sha256": "1" * 64}),
        (f"{STUDY}/mailings/reminder", {"sha256": ""}),
        (f"{STUDY}/mailings/reminder/send", {"sha256": "1" * 64}),
        (f"{STUDY}/mailings/reminder/test", {"address": "no address"}),
        (f"{STUDY}/mailings/none/check", {}),
        (f"{STUDY}/mailings/reminder/cancel", {}),
        (f"{STUDY}/results", {"kind": "none"}),
        (f"{STUDY}/results", {"kind": "values", "anonymous": "yes"}),
        (f"{STUDY}/results", {"kind": "csv", "version": "99"}),
        ("/settings/users", {"name": "Ines", "role": "dance"}),
        ("/settings/users", {"name": "", "role": "look"}),
        ("/settings/users/link", {"name": "Nobody"}),
        ("/settings/users/remove", {"name": "Nobody"}),
        (f"{STUDY}/contacts/preview", {"token": "none", "what": "load"}),
    ]
    for path, form in forms:
        yield f"{path} {form}", browser.ask(path, form or {"nothing": ""})
    for name, data in (
        ("list.pdf", b"%PDF-1.7 "),
        ("list.csv", b" "),
        ("list.csv", b"\xff\xfeA\x00\x00\xd8"),
        ("list.xlsx", b"PK\x03\x04 torn"),
    ):
        yield name, upload(browser, name, data)
    for data in (b"", b"PK\x03\x04 torn", b"words", other):
        yield f"a workbook {data[:8]!r}", filing(desk, browser, data)
    for path in ("workbook/xx", "letters/of/reminder/xx", "letters/of/none/en", "mailings/none", "quality/report.pdf?language=xx"):
        yield path, browser.ask(f"{STUDY}/{path}")


@pytest.mark.sweep
@pytest.mark.parametrize("language", OTHERS)
def test_nothing_that_is_refused_is_told_in_english(desk: DeskAtWork, language: str) -> None:
    """At every door that takes something."""
    desk.office.write(person(2), text=REFUSES, reply_to=2)
    browser = desk.browser("Anna Berg")
    browser.cookies["language"] = language
    found = {what: page for what, page in refusals(desk, browser) if page.headers.get("content-type", "").startswith("text/html")}
    assert sum(page.status == 400 for page in found.values()) > 30
    assert {one.status for one in found.values()} <= {200, 303, 400, 404}
    assert {what: said for what, page in found.items() if (said := english(page))} == {}
    assert {what: said for what, page in found.items() if (said := within_sentences(page))} == {}


SOURCES = ("contacts", "service", "intake/deciding", "intake/understanding", "domain/rules", "digests", "mailer", "questionnaire")
# What others wrote is quoted: an address, a name, a file; what a server said stands in quotation marks of the reader's language.
QUOTED = re.compile(r"<(pre|code|bdi|blockquote|option|textarea|iframe)\b.*?</\1>|“[^”]*”|«[^»]*»", re.DOTALL)
FONT = "IBM Plex Sans Arabic"
RUN = 4  # As many words in a row are a piece of a sentence, and no name.


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """Return each run of four English words of a text, within a sentence; a field divides them."""
    found: set[tuple[str, ...]] = set()
    for piece in re.split(r"\{[^{}]*\}|[^\w\s’'-]|\n", text):
        words = re.findall(r"[a-z]+", piece.lower())
        found |= {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    return found


@cache
def said_in_english() -> frozenset[tuple[str, ...]]:
    """Return what our phrases and our modules say in English: runs of words of both."""
    english = ROOT / "languages" / "en"  # But for what a new study is made of, which is its author's then.
    texts = [path.read_text(encoding="utf-8") for path in english.rglob("*.toml") if path.parent.name != "study"]
    phrases = [one for text in texts for one in re.findall(r'= "(.*)"$', text, re.MULTILINE)]
    trees = (ast.parse(path.read_text(encoding="utf-8")) for one in SOURCES for path in (ROOT / one).rglob("*.py"))
    docs = (ast.Expr, ast.Constant)
    constants = (
        one.value
        for tree in trees
        for node in ast.walk(tree)
        if not isinstance(node, docs)
        for one in ast.iter_child_nodes(node)
        if isinstance(one, ast.Constant)
    )
    return frozenset().union(*(runs_of_words(one) for one in (*phrases, *(one for one in constants if isinstance(one, str)))))


@cache
def of_the_form() -> frozenset[tuple[str, ...]]:
    """Return what the sample's form asks in English, which whoever reads a language that it lacks sees as its author wrote it."""
    book = load_workbook(ROOT / "templates" / "studies" / SAMPLE / "questionnaire.xlsx", read_only=True)
    cells = [str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    book.close()
    return frozenset().union(*map(runs_of_words, cells))


def within_sentences(page: DeskAnswer) -> list[str]:
    """Return the English that stands on a page unmarked, as within a sentence of another language."""
    told = unescape(re.sub(r"<[^>]*>", "\n", QUOTED.sub("\n", ENGLISH_TEXT.sub("\n", main(page)))))
    found = runs_of_words(told.replace(FONT, "")) & said_in_english()
    return sorted(" ".join(one) for one in found - of_the_form())


# Of these modules nothing is refused, and nothing told, in a sentence that other languages do not have.
TOLD = (
    *sorted(ROOT.glob("contacts/*.py")),
    *sorted(ROOT.glob("web/console/*.py")),
    *sorted(ROOT.glob("service/console/oidc/*.py")),
    *(
        ROOT / "service" / f"{one}.py"
        for one in (
            "approving/cancelling", "approving/unapplied", "authoring/letters_seen", "collecting/by_hand", "console/users",
            "contacts/uploads", "deciding/merging", "deciding/notes", "deciding/people", "deciding/suppression", "effects/originals",
            "exports/export", "keeping/left_before", "keeping/older_reasons", "keeping/reading_over", "keeping/restored",
            "letters/ledger", "letters/proof", "letters/questions", "mailings/preflight", "mailings/rehearse", "mailings/reminding",
            "mailings/sending_asked", "mailings/shares", "mailings/trial_asked", "operation/doctor", "personal/forgetting",
            "quality/report", "reviewing/tracing", "sending/doubts", "studies/find", "studies/folder", "studies/inviting",
            "studies/versions", "views/timetable_seen",
        )
    ),
    *(ROOT / "mailer" / f"{one}.py" for one in ("address", "fonts", "frontmatter", "layouts", "lint", "merge", "pdf", "program", "tags")),
    *(ROOT / "exports" / f"{one}.py" for one in ("dta", "parquet", "xlsx")),
    *(ROOT / "store" / f"{one}.py" for one in ("archive/originals", "database/faults")),
    ROOT / "service" / "installation" / "logins" / "faults.py",
    ROOT / "settings" / "reading.py",
)  # fmt: skip
# What only the command line can ask, and what no person reads: a program's own mistakes.
ELSEWHERE = re.compile(r"Asked\.|NotThereError|ValueError|TypeError|KeyError|`counterfoil (?:deliveries|held|show)`|rehearse again")


def untold(path: Path) -> Iterator[str]:
    """Yield where an error of a module is made whose sentence is English text alone."""
    source = path.read_text(encoding="utf-8")
    for made in ast.walk(ast.parse(source)):
        if (
            not isinstance(made, ast.Call)
            or not isinstance(made.func, ast.Name)
            or not made.func.id.endswith("Error")
            or made.func.id.startswith("Pydantic")
            or not made.args
        ):
            continue
        keyed = any(one.arg == "key" for one in made.keywords)
        said = [made.args[0], *(one.value for one in made.keywords if one.arg == "remedy")]
        if not keyed and any(isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and one.value) for one in said):
            text = ast.get_source_segment(source, made) or ""
            if not ELSEWHERE.search(text):
                yield f"{path.relative_to(ROOT)}:{made.lineno}"


def test_what_the_verbs_of_the_console_refuse_is_written_as_a_phrase() -> None:
    """So that a new refusal stands in every language, or this says where it does not."""
    assert [where for path in TOLD for where in untold(path)] == []


# What each of these is made of is told to people: what became of a message, why a case waits, what was done, what changed.
MADE_OF = {"Ignore", "Hold", "Difference", "CaseReasons"}
OF_WORDS = re.compile(r"[A-Za-z]{2,}\W+[A-Za-z]{2,}\W+[A-Za-z]{2,}")


def plainly_told(path: Path, names: set[str]) -> Iterator[str]:
    """Yield where something that is told to people is made of an English text that is no phrase."""
    for made in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Name) or made.func.id not in names:
            continue
        phrases = {id(one) for call in ast.walk(made) if isinstance(call, ast.Call) and call is not made for one in ast.walk(call)}
        said = (one for one in ast.walk(made) if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in phrases)
        yield from (f"{path.relative_to(ROOT)}:{one.lineno}" for one in said if OF_WORDS.search(str(one.value)))


def test_what_became_of_a_message_and_why_a_case_waits_is_written_as_a_phrase() -> None:
    """So is what changed since an approval, and what is done with contacts."""
    modules = [path for one in ("intake/deciding", "service") for path in sorted((ROOT / one).rglob("*.py"))]
    assert [where for path in modules for where in plainly_told(path, MADE_OF)] == []
    contacts = [ROOT / "service" / f"{one}.py" for one in ("deciding/people", "deciding/suppression")]
    assert [where for path in contacts for where in plainly_told(path, {"Decided"})] == []
