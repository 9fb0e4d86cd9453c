"""The model study is complete, in four languages, true to the circular it is modelled on, and can reach nobody real."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

import languages
import templates
from contacts.load import read
from domain.answer import AnswerValue
from domain.contact import Role
from domain.finding import Severity
from languages.locales import day
from questionnaire import checks, xlsform
from questionnaire.definition import Questionnaire, QuestionType, Repeat, Section, Text
from questionnaire.items import items

STUDY = templates.folder("studies") / "cybercrime-2012"
SEED = Path(__file__).parents[1] / "data" / "circular-009.txt"
CONFIG = tomllib.loads((STUDY / "study.toml").read_text(encoding="utf-8"))
LANGUAGES = tuple(CONFIG["languages"])
PLANNED = {mailing["letter"] for mailing in CONFIG["mailings"]}
ANSWERS = {"correction", "receipt", "question_back"}
TOPICS = [
    "phenomenon",
    "statistics",
    "challenges",
    "legislation",
    "criminalization",
    "procedural_powers",
    "cooperation",
    "evidence",
    "private_sector",
    "prevention",
    "organizations",
    "assistance",
]

ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
RESERVED = (".example", ".test")
TAG = re.compile(r"\{[{%].*?[%}]\}")


def letter(stem: str, language: str) -> tuple[dict[str, object], str]:
    """Return a letter's front matter and body."""
    source = (STUDY / "letters" / f"{stem}.{language}.md").read_text(encoding="utf-8")
    empty, front, body = source.split("+++\n", 2)
    assert empty == ""
    return tomllib.loads(front), body


def strings(value: object) -> Iterator[str]:
    """Yield every text in a value read from TOML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def printed(front: dict[str, object], body: str) -> list[str]:
    """Return what the circular prints when it leaves as it is planned, from top to bottom; only the marks of links are taken off."""
    (sent_on,) = [one["at"].date() for one in CONFIG["mailings"] if one["name"] == "circular"]
    front = front | {"place_date": str(front["place_date"]).replace("{{ sent_on | date }}", day(sent_on, "en"))}
    blocks = [front[key] for key in ("reference", "place_date", "addressee", "contacts", "subject_line", "salutation")]
    lines = [*strings(blocks), *body.splitlines(), *strings(front["signatures"])]
    return [re.sub(r"<([^<>]+)>", r"\1", line).strip() for line in lines if line.strip()]


def rows() -> list[dict[str, str]]:
    """Return the rows of the contact file, by header."""
    return list(csv.DictReader((STUDY / "contacts.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    """Return the study's questionnaire."""
    return xlsform.load((STUDY / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")


def test_the_english_circular_prints_the_seed_and_nothing_else() -> None:
    """Every element of the seed stands in the circular, word for word and in its order, with its emphasis and links."""
    seed = [line.strip() for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert printed(*letter("circular", "en")) == seed


def test_the_circulars_say_the_same_in_every_language() -> None:
    """Each has as many contacts and signatures, the same telephone numbers, addresses and links, and one emphasis."""

    def facts(language: str) -> tuple[object, ...]:
        front, body = letter("circular", language)
        text = "\n".join(printed(front, body))
        numbers = re.findall(r"\+ \d[\d() ]+\d", text)
        return len(list(strings(front["contacts"]))), numbers, ADDRESS.findall(text), re.findall(r"<[^>]+>", body), body.count("**")

    assert facts("en") == facts("fr") == facts("ar")


@pytest.mark.parametrize("stem", sorted(PLANNED | ANSWERS))
def test_a_letter_stands_in_every_language_and_uses_the_same_facts(stem: str) -> None:
    """No language forgets the deadline, the reference, a finding or the way to reach a person."""

    def tags(language: str) -> tuple[list[str], ...]:
        front, body = letter(stem, language)
        return sorted(set(TAG.findall(body))), sorted(set(TAG.findall(str(front["subject"]))))

    assert tags("en") == tags("fr") == tags("ar")


@pytest.mark.parametrize("stem", sorted((PLANNED | ANSWERS) - {"circular"}))
def test_every_letter_but_the_circular_says_the_reference_the_deadline_and_how_to_reach_a_person(stem: str) -> None:
    """A respondent can answer each letter without looking for another one."""
    front, body = letter(stem, "en")
    assert front["layout"] == "plain"
    assert "{{ reference }}" in str(front["subject"])
    assert {"{{ reference }}", "{{ study.deadline | date }}", "{{ study.contact.name }}", "{{ study.contact.address }}"} <= set(
        TAG.findall(body)
    )


def test_the_folder_holds_no_other_letters() -> None:
    """Each letter is sent by a mailing, answers a return, or passes a question on."""
    expected = {f"{stem}.{language}.md" for stem in PLANNED | ANSWERS for language in LANGUAGES} | {"passed_on.en.md"}
    assert {entry.name for entry in (STUDY / "letters").iterdir()} == expected


def test_no_address_of_the_study_belongs_to_anybody() -> None:
    """A mistake with the sample reaches nobody: all it could write to or from is under a reserved domain (RFC 2606)."""
    found = [*ADDRESS.findall("\n".join(strings(CONFIG))), *ADDRESS.findall((STUDY / "contacts.csv").read_text(encoding="utf-8-sig"))]
    assert len(found) > 50
    assert [address for address in found if not address.endswith(RESERVED)] == []


def test_only_the_circular_prints_an_address_and_only_those_of_the_seed() -> None:
    """The other letters take addresses from the study, so that editing study.toml is enough."""
    seed = set(ADDRESS.findall(SEED.read_text(encoding="utf-8")))
    for entry in (STUDY / "letters").iterdir():
        assert set(ADDRESS.findall(entry.read_text(encoding="utf-8"))) <= (seed if entry.name.startswith("circular") else set())


def test_the_timetable_runs_from_the_circular_to_the_deadline() -> None:
    """The circular comes first, by ITU and with the PDF; UNODC follows with the workbook; reminders go to those who owe an answer."""
    mailings = CONFIG["mailings"]
    times: list[datetime] = [mailing["at"] for mailing in mailings]
    assert times == sorted(times)
    assert times[-1].date() < CONFIG["deadline"]
    assert [(mailing["sender"], mailing["attach"]) for mailing in mailings] == [("itu", ["pdf"]), *[("unodc", ["workbook"])] * 3]
    assert [mailing.get("audience", "all") for mailing in mailings] == ["all", "all", "owing", "owing"]
    assert {mailing["sender"] for mailing in mailings} == set(CONFIG["senders"])


def test_the_contact_file_is_as_excel_writes_it() -> None:
    """It begins with a byte order mark, ends its lines with CR LF and separates with semicolons."""
    data = (STUDY / "contacts.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == len(rows()) + 1
    assert all(None not in row and None not in row.values() for row in rows())


def test_thirty_organisations_stand_beside_the_bad_rows() -> None:
    """What is wrong in the file is told with its row, and every organisation keeps somebody to write to."""
    loaded = read((STUDY / "contacts.csv").read_bytes(), "contacts.csv")
    assert len(loaded.organisations) == 30
    assert len({organisation.region for organisation in loaded.organisations}) == 6
    assert {contact.language for contact in loaded.contacts} == set(LANGUAGES)
    assert {contact.organisation for contact in loaded.contacts if contact.role is Role.TO} == {one.code for one in loaded.organisations}
    assert {rejected.value for rejected in loaded.rejected} == {"", "awa.ndiaye(at)senegal-ondes.example", "fr ou en ?"}
    assert [duplicate.address.lower() for duplicate in loaded.duplicates] == ["kadri.tamm@baltiliin.example"]


def test_the_questionnaire_covers_the_twelve_topics_and_every_type(form: Questionnaire) -> None:
    """After the respondent come the twelve topics of the study, in their order, each with a question; the budget has a sheet of its own."""
    assert [section.name for section in form.sections if section.name != "budget"] == ["respondent", *TOPICS]
    assert {question.section for question in form.answerable} == {"respondent", "budget", *TOPICS}
    assert {question.type for question in form.questions} == set(QuestionType)
    assert 60 <= len(form.answerable) <= 70


def test_the_questionnaire_uses_all_that_a_form_can_say(form: Questionnaire) -> None:
    """Tables and matrices, calculations within and outside of them, units, missing codes, last round's values, warnings and sheets."""
    tables = {repeat.name: (repeat.room, repeat.fixed) for repeat in form.repeats if not repeat.instances}
    assert tables == {"serious_incidents": (10, False), "countries": (5, True)}
    matrices = {repeat.name: [one.name for one in repeat.instances] for repeat in form.repeats if repeat.instances}
    assert matrices["offences"] == ["2009", "2010", "2011"]
    assert len(matrices["authorities_contacted"]) == 4
    calculated = [question for question in form.questions if question.calculation]
    assert {bool(question.repeat) for question in calculated} == {bool(question.label) for question in calculated} == {True, False}
    assert any(question.unit for question in form.questions)
    assert {code for question in form.questions for code in question.missing} == {"n/a", "conf"}
    assert {question.variance for question in form.questions if question.previous} == {None, 0.25, 0.3, 0.5}
    assert sum(question.severity is Severity.WARNING for question in form.questions) >= 5
    written = " ".join(one.text for q in form.questions for one in (q.constraint, q.calculation, q.relevant) if one)
    assert all(
        f"{function}(" in written
        for function in ("regex", "contains", "starts-with", "sum", "max", "round", "if", "selected", "count-selected")
    )


def test_the_questionnaire_exercises_required_relevant_and_constraint(form: Questionnaire) -> None:
    """About a fourth of the questions are required; every constraint says in words what it wants."""
    assert 10 <= sum(question.required is not None for question in form.answerable) <= 20
    assert sum(question.relevant is not None for question in form.answerable) >= 8
    constrained = [question for question in form.questions if question.constraint]
    assert len(constrained) >= 30
    assert all(set(question.constraint_message) == set(LANGUAGES) for question in constrained)


def test_everything_a_respondent_reads_stands_in_every_language(form: Questionnaire) -> None:
    """Labels, units, hints, messages and the names of sheets are there in all languages or, where optional, in none."""
    parts: list[Section | Repeat] = [*form.sections, *form.repeats]
    texts: list[Text] = [text for part in parts for text in (part.label, part.sheet)]
    for question in form.questions:
        texts += [question.label, question.unit, question.hint, question.constraint_message, *(choice.label for choice in question.choices)]
    texts += [instance.label for repeat in form.repeats for instance in repeat.instances]
    assert {frozenset(text) for text in texts if text} == {frozenset(LANGUAGES)}


def test_choices_of_a_question_are_told_apart_in_every_language(form: Questionnaire) -> None:
    """No two choices of one list read the same."""
    for question in form.answerable:
        for language in LANGUAGES:
            labels = [choice.label[language].casefold() for choice in question.choices]
            assert len(labels) == len(set(labels))


def test_printed_numbers_follow_the_sections(form: Questionnaire) -> None:
    """A question's number begins with that of its topic; the respondent's part has the letter A."""
    shown = [question for question in form.valued if question.label]
    for question in shown:
        topic = "prevention" if question.section == "budget" else question.section
        part = "A" if topic == "respondent" else str(TOPICS.index(topic) + 1)
        assert question.reference.startswith(f"{part}.")
    numbers = [question.reference for question in shown]
    assert len(numbers) == len(set(numbers))


GOOD: dict[str, AnswerValue] = {
    "respondent_name": "Chiara Rossi, legal counsel",
    "completed_on": date(2012, 3, 15),
    "sector": "isp",
    "employees": 1200,
    "customers": 850.5,
    "website": "www.tirrena.example",
    "contact_email": "chiara.rossi@tirrena.example",
    "contact_telephone": "+ 39 06 555 01 00",
    "acts_experienced": ("malware", "fraud"),
    "trend": "up",
    "serious_incidents[1].incident_date": date(2011, 5, 17),
    "serious_incidents[1].incident_act": "fraud",
    "serious_incidents[1].incident_affected": ("own", "customers"),
    "serious_incidents[1].incident_days": 4,
    "serious_incidents[1].incident_loss": 60.5,
    "serious_incidents[1].incident_reported": "yes",
    "serious_incidents[1].incident_loss_per_day": 15.13,
    "incidents_loss": 60.5,
    "incidents_recorded": "yes",
    "incidents_total": 310,
    "incidents_reported": 12,
    "losses": 85.5,
    "share_cross_border": 62.5,
    **{
        f"offences[{year}].offences_{kind}": number
        for year, counts in {"2009": (3, 90, 5, 20, 61, 1), "2010": (4, 100, 8, 35, 80, 2), "2011": (5, 120, 10, 75, 95, 5)}.items()
        for kind, number in zip(("access", "malware", "denial", "fraud", "identity", "other"), counts, strict=True)
    },
    "offences[2009].offences_total": 180,
    "offences[2010].offences_total": 229,
    "offences[2011].offences_total": 310,
    "offences_all_years": 719,
    "challenges_met": ("jurisdiction", "speed"),
    "main_challenge": "Attackers abroad cannot be reached.",
    "law_adequate": "partly",
    "law_harmonization": "very",
    "law_year": 2008,
    "acts_not_covered": ("identity",),
    "gaps": "Identity theft is no offence of its own.",
    "orders_received": "yes",
    "orders_number": 40,
    "powers_used": ("preservation", "subscriber", "traffic"),
    "foreign_requests": "yes",
    "foreign_share": 5.0,
    "countries[1].country_name": "France",
    "countries[1].country_requests": 2,
    "countries[1].country_answered": 1,
    "countries[1].country_share": 50.0,
    "countries_requests": 2,
    "requests_elsewhere": 38,
    "retention_months": 12,
    "evidence_procedure": "yes",
    "procedure_date": date(2011, 9, 1),
    "preservation_hours": "conf",
    "measures_taken": ("abuse_desk", "cert"),
    "abuse_staff": 6,
    "abuse_reports": 1400,
    **{
        f"authorities_contacted[{authority}].authority_{question}": value
        for authority in ("police", "judiciary", "regulator", "cert")
        for question, value in (("contacts", 3), ("days", 2.5), ("satisfaction", "partly"))
    },
    "security_budget": 7.5,
    "last_exercise": date(2012, 1, 20),
    "next_exercise": date(2012, 9, 1),
    "budget_staff": 50.0,
    "budget_technology": 30.0,
    "budget_services": 20.0,
    "budget_total": 100.0,
    "bodies_worked_with": ("itu",),
    "expected_role": "Model legislation and contact points.",
    "assistance_given": "yes",
    "assistance_days": 12,
    "assistance_needed": ("forensics",),
    "comments": "None.",
}


def found(form: Questionnaire, changes: dict[str, AnswerValue]) -> set[tuple[str | None, Severity]]:
    """Return the questions, with severity, that the checks find fault with after `changes` to the good answers."""
    subject = checks.CheckSubject(
        questionnaire=form,
        answers=GOOD | changes,
        untyped={},
        located={},
        language="en",
        catalogue=languages.catalogue("en"),
        today=date(2012, 3, 15),
    )
    return {(finding.question, finding.severity) for finding in checks.run(subject)}


def test_a_sensible_answer_passes_every_check(form: Questionnaire) -> None:
    """Answers to all questions, as an operator would give them, have no finding."""
    assert set(GOOD) == {item.key for item in items(form, GOOD)}
    assert found(form, {}) == set()


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"employees": 3_000_000}, {"employees"}),
        ({"completed_on": date(2021, 3, 15)}, {"completed_on"}),
        ({"incidents_reported": 311}, {"incidents_reported"}),
        ({"share_cross_border": 140.0}, {"share_cross_border"}),
        ({"abuse_staff": 1201}, {"abuse_staff"}),
        ({"last_exercise": date(2012, 3, 16)}, {"last_exercise"}),
        ({"measures_taken": ("none", "cert")}, {"measures_taken"}),
        ({"measures_taken": ("none",)}, set()),
        ({"incidents_total": None, "incidents_reported": None, "share_cross_border": None}, {"incidents_total"}),
        ({"completed_on": None}, {"completed_on"}),
        ({"trend": None, "assistance_needed": None}, {"trend", "assistance_needed"}),
        ({"employees": 250, "abuse_staff": None}, set()),
        ({"contact_email": "chiara.rossi"}, {"contact_email"}),
        ({"serious_incidents[1].incident_date": date(2012, 1, 3)}, {"serious_incidents[1].incident_date"}),
        ({"serious_incidents[1].incident_date": None}, {"serious_incidents[1].incident_date"}),
        ({"offences[2010].offences_fraud": -1}, {"offences[2010].offences_fraud"}),
        ({"offences[2010].offences_fraud": "conf"}, set()),
        ({"countries[1].country_answered": 3}, {"countries[1].country_answered"}),
        ({"countries[1].country_requests": None, "countries[1].country_answered": None}, {"countries[1].country_requests"}),
        ({"budget_services": 10.0, "budget_total": 90.0}, {"budget_total"}),
    ],
)
def test_one_mistake_is_told_once_and_at_its_question(form: Questionnaire, changes: dict[str, AnswerValue], errors: set[str]) -> None:
    """A wrong or missing answer is an error at its own question, and nowhere else."""
    assert {name for name, severity in found(form, changes) if severity is Severity.ERROR} == errors


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({"website": "none yet"}, "website"),
        ({"contact_telephone": "555 01 00"}, "contact_telephone"),
        ({"law_year": 1066}, "law_year"),
        ({"next_exercise": date(2012, 3, 1)}, "next_exercise"),
        ({"incidents_loss": 90.0}, "incidents_loss"),
        ({"offences_all_years": 300}, "offences_all_years"),
        ({"requests_elsewhere": -2}, "requests_elsewhere"),
    ],
)
def test_what_is_only_odd_is_a_warning(form: Questionnaire, changes: dict[str, AnswerValue], warned: str) -> None:
    """An answer that may be right though it is odd, and sums that do not fit, are warnings."""
    assert found(form, changes) == {(warned, Severity.WARNING)}


def test_an_answer_to_a_question_that_does_not_apply_is_a_warning(form: Questionnaire) -> None:
    """Who received no requests and still numbers them is told, and accepted."""
    none = {"orders_received": "no", "powers_used": None, "foreign_requests": None, "foreign_share": None, "preservation_hours": None}
    countries = dict.fromkeys(key for key in GOOD if key.startswith("countr"))
    assert found(form, none | countries) == {("orders_number", Severity.WARNING)}
