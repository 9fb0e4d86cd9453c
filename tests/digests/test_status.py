"""The status digest, merged into its letter by the real merge."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from lxml import etree
from openpyxl import load_workbook

import templates
from digests import digests
from digests.charts import curve_svg
from digests.curve import curve
from digests.facts import DigestContent, RoundBefore, StatusFacts
from digests.holds import HoldLine
from digests.prepared import told_by_mail
from domain.case import CaseKind, CaseReasons
from domain.letter import DeliveryState
from domain.submission import Standing
from languages import spoken
from languages.locales import right_to_left
from languages.phrases import phrases
from mailer.merge import Rendered, compile_letter
from tests.digests.sample import NOW, ZONE, facts


def _built(with_facts: StatusFacts) -> DigestContent:
    return digests()["status"].build(with_facts, "en")


def _letter(content: DigestContent) -> Rendered:
    source = (templates.folder("digests") / "status.md").read_text(encoding="utf-8")
    context = {"digest": content.context, "study": {"title": "The study"}, "greeting": "Dear Ms Haddad,"}
    return compile_letter(source, name="status.md", language="en").render(json.loads(json.dumps(context)))


def _page(letter: Rendered) -> etree._Element:
    return etree.fromstring(letter.html, etree.HTMLParser())


@pytest.fixture(scope="module")
def letter() -> Rendered:
    """Return the digest of the sample, merged."""
    return _letter(_built(facts()))


def test_the_subject_says_the_finding(letter: Rendered) -> None:
    """A coordinator knows from the list of messages whether to open it."""
    assert letter.subject == "Cybercrime study: 6 of 20 answered, 3 decisions needed, 47 days left"


def test_a_letter_in_doubt_is_settled_by_a_command_for_each_decision(letter: Rendered) -> None:
    """Each can be copied as it stands: a shell would take what stands behind a stroke for a command of its own."""
    found = re.findall(r"counterfoil held decide letter-61 (\S+)", letter.text)
    assert found == ["arrived", "resend"]


@pytest.mark.parametrize(
    ("days", "left"), [(46, "1 day left"), (47, "deadline today"), (48, "deadline 1 day ago"), (60, "deadline 13 days ago")]
)
def test_the_subject_counts_the_days_to_the_deadline_and_past_it(days: int, left: str) -> None:
    """With the plural that the language has."""
    later = replace(facts(), now=NOW + timedelta(days=days), holds=(), uncertain=())
    assert _built(later).subject == f"Cybercrime study: 6 of 20 answered, no decisions needed, {left}"


def test_the_first_screen_is_the_finding_and_the_standings_and_names_stand_at_the_end(letter: Rendered) -> None:
    """Between them the curve, what needs a decision with the exact commands, what came and what goes."""
    order = [
        "6 of 20 organisations have answered",
        "Organisations by region",
        "had sent an answer by",
        "counterfoil held decide 4 accept",
        "Answers received",
        "last call",
        "organisations, by region",
        "Sahel Net SARL",
    ]
    for part in (letter.text, "".join(map(str, _page(letter).itertext()))):
        below = part[part.index(order[0]) :]
        places = [below.index(words) for words in order]
        assert places == sorted(places)
        assert "counterfoil held decide 5 assign REF" in part


def test_before_the_first_letter_leaves_it_says_so_and_reckons_no_rate() -> None:
    """Nobody is behind who was not asked; an answer that came all the same is told as ever."""
    unasked = tuple(replace(one, last_sent=None, standing=Standing.SILENT) for one in facts().organisations)
    early = replace(facts(), organisations=unasked, mailings=())
    assert str(_built(early).context["finding"]).startswith("Nothing has been sent yet. Organisations that will be asked: 20.")
    came = replace(early, organisations=(replace(unasked[0], standing=Standing.ANSWERED), *unasked[1:]))
    assert str(_built(came).context["finding"]).startswith("1 of 20 organisations has answered")


def test_everyone_who_owes_an_answer_is_named_and_nobody_else(letter: Rendered) -> None:
    """Silent, queried and undeliverable ones owe; those who answered or declined do not."""
    owed = re.search(r"WHO STILL OWES.*", letter.text, re.DOTALL)
    assert owed is not None
    for line in facts().organisations:
        assert (line.reference in owed[0]) == (line.standing in {Standing.SILENT, Standing.QUERIED, Standing.UNDELIVERABLE})


def test_the_region_table_adds_up_and_its_rate_is_explained(letter: Rendered) -> None:
    """Everyone who was asked is in the denominator. It is none of the rates of AAPOR, which the report on quality tells."""
    table = next(table for table in _page(letter).iter("table") if table.findtext("caption") == "Organisations by region")
    rows = [[str(cell.xpath("string(text())")) for cell in row.iter("td")] for row in table.iterfind("tbody/tr")]
    counts = [[int(cell) for cell in (row[1], row[2], *row[4:])] for row in rows]
    assert [sum(column) for column in zip(*counts[:-1], strict=True)] == counts[-1]
    assert all(row[0] == sum(row[1:]) for row in counts)
    assert rows[-1][3] == "30%"
    assert "Rate is the share of answers that count" in letter.text
    assert "Rate is RR1" not in letter.text


def test_names_are_never_markup(letter: Rendered) -> None:
    """An organisation may call itself what it likes."""
    assert "Réseau <b>Alpin</b>" not in letter.html
    assert "=cmd|&#39; /C calc" in letter.html


def test_the_text_part_keeps_its_tables_within_a_line_of_mail(letter: Rendered) -> None:
    """In a monospaced font the columns stand beneath each other."""
    lines = letter.text.split("\n")
    ruled = [number for number, line in enumerate(lines) if line and not line.strip("-") and len(line) > 10]
    assert len(ruled) > 8
    assert all(len(lines[number - 1]) <= 78 and len(lines[number + 1]) <= 78 for number in ruled)


def test_the_picture_is_an_opaque_png_of_twice_its_size_with_its_finding_as_alt_text(letter: Rendered) -> None:
    """The page shows it by its Content-ID, at its size in CSS pixels."""
    ((cid, png, alt),) = _built(facts()).images
    image = next(_page(letter).iter("img"))
    assert image.get("src") == f"cid:{cid}"
    assert image.get("alt") == alt == "9 of 20 organisations had sent an answer by 14 March 2012; the deadline is 30 April 2012."
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (2 * int(image.get("width", "")), 2 * int(image.get("height", "")))


def test_the_tracking_table_has_every_organisation_and_no_formula() -> None:
    """Header frozen, filters on, times as times."""
    ((name, media_type, data),) = _built(facts()).attachments
    assert name == "cybercrime-2012-tracking-2012-03-14.xlsx"
    assert media_type.endswith("spreadsheetml.sheet")
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.max_row == 21
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:M21")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    hostile = next(cell for cell in sheet["B"] if str(cell.value).startswith("=cmd"))
    assert hostile.quotePrefix
    assert {cell.is_date for cell in sheet["H"][1:]} == {True}


def test_a_study_that_has_hardly_begun_or_is_all_answered_makes_a_digest_too() -> None:
    """Without organisations, returns, holds or mailings."""
    empty = StatusFacts(study_id="new", title="New study", now=NOW, deadline=facts().deadline, organisations=())
    assert "Organisations that will be asked: 0." in _letter(_built(empty)).text
    answered = tuple(replace(line, standing=Standing.ANSWERED) for line in facts().organisations)
    assert "Nobody: every organisation" in _letter(_built(replace(facts(), organisations=answered))).text


def test_marks_are_shown_with_their_day_and_until_when_they_hold() -> None:
    """In the mail, and in the tracking table."""
    first, *others = facts().organisations
    day = datetime(2012, 3, 5, 9, 0, tzinfo=ZONE)
    marked = replace(first, standing=Standing.SILENT, mark="waiting", marked_at=day, until=date(2012, 3, 20))
    built = _built(replace(facts(), organisations=(marked, *others)))
    said = "not reminded since 5 Mar, until 20 Mar"
    assert said in " ".join(_letter(built).html.replace("\N{NO-BREAK SPACE}", " ").split())
    sheet = load_workbook(io.BytesIO(built.attachments[0][2])).worksheets[0]
    assert str(sheet["M2"].value).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_mark_that_is_over_is_not_shown() -> None:
    """Its last day was yesterday; on that day it was."""
    first, *others = facts().organisations

    def shown(until: date) -> str:
        marked = replace(first, standing=Standing.SILENT, mark="waiting", marked_at=NOW, until=until)
        return _letter(_built(replace(facts(), organisations=(marked, *others)))).text

    assert "not reminded since" not in " ".join(shown(NOW.date() - timedelta(days=1)).split())
    assert "not reminded" in " ".join(shown(NOW.date()).split())


def test_a_pause_is_told_with_its_day() -> None:
    """Whoever reads the digest knows why nothing goes out."""
    paused = replace(facts(), paused_at=datetime(2012, 3, 5, 9, 0, tzinfo=ZONE))
    assert "paused since 5 March 2012" in " ".join(_letter(_built(paused)).text.split())
    assert "paused" not in _letter(_built(facts())).text


def test_a_case_that_is_about_no_message_is_not_said_to_have_been_received() -> None:
    """It waits since it was opened."""
    hold = HoldLine(
        id=7,
        organisation=None,
        reasons=("The mailing did not leave.",),
        options=("skip",),
        received_at=None,
        how="counterfoil held decide 7 WHAT",
        since=NOW,
    )
    text = _letter(_built(replace(facts(), holds=(hold,)))).text
    assert "Waiting since Wed 14 Mar, 08:00." in text
    assert "Received Wed" not in text


@pytest.mark.parametrize(
    ("kind", "mailing", "title"),
    [
        (CaseKind.MAILING, "circular", "Case 7: mailing “circular”"),
        (CaseKind.UNSENT, "reminder", "Case 7: mailing “reminder”"),
        (CaseKind.HALTED, None, "Case 7: the whole study"),
        (CaseKind.BRAKE, None, "Case 7: several organisations"),
        (CaseKind.UNMATCHED, None, "Case 7: sender not recognised"),
    ],
)
def test_a_case_of_no_organisation_is_headed_by_what_it_is_about(kind: CaseKind, mailing: str | None, title: str) -> None:
    """A mailing has no sender who could be recognised."""
    hold = HoldLine(id=7, organisation=None, reasons=(), options=(), received_at=None, how="", since=NOW, kind=kind, mailing=mailing)
    assert title in _letter(_built(replace(facts(), holds=(hold,)))).text


def test_days_bear_their_year_where_the_study_spans_more_than_one() -> None:
    """Long after the deadline the table of returns still says which December is meant."""
    later = replace(facts(), now=datetime(2013, 12, 14, 8, 0, tzinfo=ZONE))
    text = _letter(_built(later)).text.replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"10 Feb 2012 – \d+ \w+ 2012", text)
    assert "Received Tue 13 Mar 2012, 16:20." in text
    assert "10 Feb 2012" not in _letter(_built(facts())).text


def test_every_standing_and_delivery_state_has_a_word() -> None:
    """A state added later must not end a digest."""
    said = phrases("status", "en")
    assert all(said.say(f"standing.{standing}") for standing in Standing)
    assert all(said.say(f"delivery.{state}") for state in DeliveryState)


def test_a_language_without_words_gets_the_english_ones() -> None:
    """And an English letter."""
    assert phrases("status", "pt") is phrases("status", "en")


@pytest.mark.parametrize("language", spoken())
def test_a_digest_is_whole_in_every_language(language: str) -> None:
    """Subject, sections, picture and table; no phrase is left in braces, and none in English."""
    content = digests()["status"].build(facts(), language)
    source = (templates.folder("digests") / "status.md").read_text(encoding="utf-8")
    said, english = phrases("status", language), phrases("status", "en")
    context = {"digest": content.context, "study": {"title": "The study"}, "greeting": said.say("greeting.nobody")}
    letter = compile_letter(source, name="status.md", language=language).render(json.loads(json.dumps(context)))
    assert " ".join(content.subject.split()) == letter.subject
    # The commands of the program, in which a word in capitals stands for a reference, are the same in every language.
    assert "{" not in letter.text
    for part in (letter.text, "".join(map(str, _page(letter).itertext()))):
        for key in ("regions.caption", "regions.note", "decide.intro", "arrived.answered"):
            assert " ".join(said.phrases[key].split()) in " ".join(part.split()), key
            assert language == "en" or said.phrases[key] != english.phrases[key]
    assert _page(letter).xpath("string(/html/@dir)") == ("rtl" if right_to_left(language) else "ltr")
    sheet = load_workbook(io.BytesIO(content.attachments[0][2])).worksheets[0]
    assert (sheet.title, bool(sheet.sheet_view.rightToLeft)) == (said.say("tracking.sheet"), right_to_left(language))


def test_on_its_first_day_a_study_has_no_curve_yet() -> None:
    """A curve of one day says nothing that the standings do not."""
    begun = replace(facts(), begun_at=NOW, returns=(), mailings=())
    assert _built(begun).images == ()
    assert "Returns against the deadline" not in _letter(_built(begun)).text
    assert _built(replace(begun, now=NOW + timedelta(days=1))).images


def test_the_curve_is_measured_against_the_last_round_on_the_same_day() -> None:
    """Its days count from its own first letter, and its returns are a share of those who were asked then."""
    began = datetime(2010, 5, 3, 9, tzinfo=ZONE)
    days = (1, 5, 30, 32, 90)
    told = replace(facts(), last_round=RoundBefore(began, 20, tuple(began + timedelta(days=number) for number in days)))
    assert "In the last round, 20% had answered by the same day." in _letter(_built(told)).text
    earlier = replace(told, now=datetime(2012, 3, 11, 23, tzinfo=ZONE))
    assert "In the last round, 15% had answered by the same day." in _letter(_built(earlier)).text
    said = phrases("status", "en")
    drawn = curve_svg(curve(told), said)
    assert "Last round" in drawn
    (colour,) = re.findall(r'stroke="#(\w{6})" stroke-width="2" ', drawn)
    red, green, blue = bytes.fromhex(colour)
    assert max(red, green, blue) - min(red, green, blue) < 32  # It is grey, and the line of this round is not.
    assert "Last round" not in curve_svg(curve(facts()), said)


def test_the_curve_has_a_mark_for_each_day_on_which_a_mailing_left() -> None:
    """Two of one day are one mark."""
    said = phrases("status", "en")
    told = replace(facts(), mailings=(NOW - timedelta(days=9), NOW - timedelta(days=9, hours=1), NOW - timedelta(days=2)))
    assert curve_svg(curve(told), said).count("l6 -10") == 2


def test_who_decides_by_mail_is_told_of_no_command() -> None:
    """Whoever sits at the desk is."""
    reasons, at_desk = ("Nobody there can be reached.",), "`counterfoil contacts add` puts another one on the list."
    assert told_by_mail(reasons, at_desk, "case+1@itu.example", "en") == reasons
    assert told_by_mail(reasons, at_desk, "", "en") == (*reasons, at_desk)


def test_a_mail_server_s_own_words_stay_in_the_case() -> None:
    """A director reads sentences; whoever mends the server finds the words where the case is shown."""
    why = CaseReasons(reasons=("The mail server refuses what study sends.", "They wait."), server_said="550 5.7.1 not you")
    assert why.whole == (*why.reasons, "As the mail server put it: 550 5.7.1 not you")
    assert told_by_mail(why.reasons, "", "", "en") == why.reasons


@pytest.mark.parametrize(("answered", "says"), [(0, "0 réponse sur 3,"), (1, "1 réponse sur 3,"), (2, "2 réponses sur 3,")])
def test_french_counts_none_as_it_counts_one(answered: int, says: str) -> None:
    """In the subject, and where it says who has answered."""
    some = list(facts().organisations)[:3]
    lines = tuple(
        replace(one, standing=Standing.ANSWERED if number < answered else Standing.SILENT, unreached={}) for number, one in enumerate(some)
    )
    told = digests()["status"].build(replace(facts(), organisations=lines), "fr")
    assert says in told.subject
    assert f"{answered} des 3 organisations {'ont' if answered > 1 else 'a'} répondu" in str(told.context["finding"])
