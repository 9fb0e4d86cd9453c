"""A letter's file and the facts of one recipient become subject, text and HTML; values never become markup."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import LetterError
from domain.texts import bidi
from mailer.merge import compile_letter
from tests.mailer.letters import EVIL, HEAD, STUDY, context, found, of_study, plain, sentences, shown


def squeezed(text: str) -> str:
    """Return `text` with single spaces."""
    return re.sub(r"\s+", " ", text)


def assert_in_order(parts: list[str], text: str) -> None:
    """Make sure that every part stands in `text`, each after the one before."""
    position = 0
    for part in parts:
        place = text.find(part, position)
        assert place >= 0, part
        position = place + len(part)


def test_the_circular_holds_the_sentences_of_its_model_in_order_in_text_and_in_html() -> None:
    """Reference, date, addressee, contacts, subject, salutation, body, signatures: every line of the model."""
    rendered = of_study("circular.en").render(context())
    assert_in_order(sentences(), squeezed(rendered.text))
    assert_in_order(sentences(), squeezed(shown(rendered)))


@pytest.mark.parametrize("file", sorted(path.name for path in STUDY.glob("*.md")))
def test_every_letter_of_the_sample_study_can_be_made(file: str) -> None:
    """In each language, with a direction of its own, and with nothing left of the templates."""
    name = file.removesuffix(".md")
    rendered = of_study(name).render(context())
    assert found(rendered, "//html/@lang") == [name[-2:]]
    assert found(rendered, "//html/@dir") == ["rtl" if name.endswith(".ar") else "ltr"]
    assert not re.search(r"\{[{%]|jinja|<!--", rendered.html + rendered.text + rendered.subject)
    assert "\n" not in rendered.subject


@pytest.mark.parametrize("named", ["organisation.items", "organisation", "[1, 2]", "['a'] | map('upper')", "range"])
def test_what_only_a_program_can_read_is_never_printed(named: str) -> None:
    """A method would tell its address in memory, and a group of values how Python writes it."""
    with pytest.raises(LetterError, match="no text that a person can read"):
        plain(f"for {{{{ {named} }}}}").render(context(organisation={"name": "A"}))


NAMED = plain(
    "for {{ organisation.name }} and **{{ organisation.name }}** [{{ organisation.name }}](https://x.test/{{ organisation.name }})"
)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_a_value_is_never_markup(name: str) -> None:
    """Whatever an organisation calls itself stands as it is in the text, and as text in the HTML."""
    rendered = NAMED.render(context(organisation={"name": name}))
    assert f"for {name} and {name} {name} <https://x.test/{name}>" in bidi.plain(rendered.text)
    assert [element.text_content() for element in found(rendered, "//td[@class='text']//strong | //a")] == [name, name]
    assert not found(rendered, "//b | //em | //script | //code")


def test_a_hostile_name_changes_nothing_but_its_own_words() -> None:
    """Markdown, HTML and Jinja in a value are words."""
    rendered = NAMED.render(context(organisation={"name": EVIL}))
    assert EVIL in rendered.text
    assert EVIL in shown(rendered)


def test_a_loop_over_findings_makes_one_list() -> None:
    """In HTML and in text, also with a condition within and a list within the list."""
    body = (
        "Please correct:\n{% for f in findings %}\n- **{{ f.label }}** ({{ f.sheet }}, {{ f.cell }}): {{ f.message }}\n"
        "{% if f.remedy %}\n  {{ f.remedy }}\n{% endif %}\n{% for word in [1, 2] %}\n  - {{ word }}\n{% endfor %}\n{% endfor %}\nThank you."
    )
    rendered = plain(body).render(context())
    expected = (
        "Please correct:\n\n- Staff (1, D7): Not whole. Round it.\n  - 1\n  - 2\n"
        "- Budget (1, D8): Not whole. Round it.\n  - 1\n  - 2\n\nThank you.\n"
    )
    assert expected in rendered.text
    outer, *inner = found(rendered, "//ul")
    assert [child.tag for child in outer] == ["li", "li"]
    assert [ul.getparent().tag for ul in inner] == ["li", "li"]


def test_a_condition_joins_its_items_to_the_list_beside_it() -> None:
    """Fixed and conditional items are one list; what does not hold leaves no trace."""
    body = "- one\n{% if reference %}\n- two\n{% endif %}\n{% if not reference %}\n- never\n{% endif %}\n- three\n"
    rendered = plain(body).render(context())
    assert "- one\n- two\n- three\n" in rendered.text
    assert [len(ul) for ul in found(rendered, "//ul")] == [3]


def test_paragraphs_under_a_condition_keep_their_distance() -> None:
    """One blank line divides paragraphs, whether or not there is something between them."""
    letter = plain("One\n\n{% if mailing %}\nTwo\n{% else %}\nThree\n{% endif %}\n\n> Quoted\n> words\n\n1. First\n2. Second\n\nEnd")
    assert "One\n\nTwo\n\n> Quoted words\n\n1. First\n2. Second\n\nEnd\n" in letter.render(context()).text
    assert "One\n\nThree\n\n> Quoted" in letter.render(context(mailing="")).text


def test_the_line_breaks_of_a_value_are_kept() -> None:
    """A person's words that are passed on are readable in both parts."""
    rendered = plain("They wrote:\n\n{{ original.text }}").render(context())
    assert "They wrote:\n\nOne\n\nTwo\n" in rendered.text
    assert len(found(rendered, "//td[@class='text']/p[last()]/br")) == 2


def test_links_show_where_they_lead() -> None:
    """An address is written once, a named link with its address behind it."""
    rendered = plain(
        "See <https://x.test/a_b> or [the page](https://y.test), write to [{{ sender.address }}](mailto:{{ sender.address }})."
    ).render(context())
    assert "See https://x.test/a_b or the page <https://y.test>, write to cybersecurity@itu.example." in rendered.text
    targets = ["https://x.test/a_b", "https://y.test", "mailto:cybersecurity@itu.example"]
    assert found(rendered, "//a/@href") == targets


def test_a_link_from_a_contact_list_leads_to_the_web_or_to_a_mailbox_only() -> None:
    """A value cannot smuggle a script into a link."""
    letter = plain("[here]({{ contact.extra.site }})")
    assert (
        letter.render(context(contact={"name": "A", "extra": {"site": "https://x.test/?a=1&b=2"}})).text.find("https://x.test/?a=1&b=2") > 0
    )
    with pytest.raises(LetterError, match="A link must begin with http"):
        letter.render(context(contact={"name": "A", "extra": {"site": "javascript:alert(1)"}}))


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "30 April 2012, 1,200"), ("fr", "30 avril 2012, 1\u202f200"), ("ar", "30 أبريل 2012, 1\u00a0200")],
)
def test_dates_and_numbers_are_written_as_the_language_writes_them(language: str, expected: str) -> None:
    """A date, a datetime or an ISO text; the day first."""
    letter = plain("{{ study.deadline | date }}, {{ receipt.answered | number }}; {{ receipt.received_at | date('short') }}", language)
    assert expected in bidi.plain(letter.render(context()).text)


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    """1er mars, but 21 mars."""
    letter = plain("{{ '2012-03-01' | date }}, {{ '2012-03-21' | date }}", "fr")
    assert "1er mars 2012, 21 mars 2012" in letter.render(context()).text


def test_the_names_of_values_win_over_the_methods_of_a_dictionary() -> None:
    """`receipt.items` is what was given."""
    assert "what was given" in plain("{{ receipt.items }}").render(context(receipt={"items": "what was given"})).text


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        ("one\n\ntwo {{ organisation.nam }}", 8, "There is no value `nam`. Did you mean `name`?"),
        ("one\n\n{{ organization.name }}", 8, "There is no value `organization`."),
        ("{{ contact.extra.fax }}", 6, "There is no value `fax`."),
        ("one\n{% for f in findings %}\n- {{ f.labl }}\n{% endfor %}", 8, "There is no value `labl`. Did you mean `label`?"),
        ("one\n\n{{ reference ", 8, "Unexpected end of template"),
        ("one\n{% if reference %}\ntwo", 7, "Unexpected end of template"),
        ("one\n\n{{ study.deadline | dat }}", 8, "There is no filter `dat`."),
        ("one\n{{ reference | safe }}", 7, "There is no filter `safe`."),
        ("{% include 'x' %}", 6, "A letter cannot use include."),
        ("{{ 'x'.ljust(9) }}", 6, "A letter cannot call `ljust`."),
        ("a\n{{ reference.__class__ }}", 7, "access to attribute '__class__'"),
        ("a\n\n{{ 1 / 0 }}", 8, "Division by zero."),
        ("{{ study.title | date }}", 6, "Invalid isoformat string"),
        ("{{ organisation.none }}", 6, "A value is missing"),
        ("a **b {% if reference %} c** d {% endif %}", 6, "are in different paragraphs"),
        ("[a](http://x{% if reference %}y{% endif %})", 6, "The target of a link"),
        ("{% for i in range(99999) %}{% endfor %}", 6, "The loops of this letter run more than"),
        ("{% for i in range(999) %}{% for j in range(999) %}{% endfor %}{% endfor %}", 6, "The loops of this letter run more than"),
        ("{{ 'x' * 9999999999 }}", 6, "`*` with a text or a list."),
        ("{{ '%9999999999d' % 1 }}", 6, "`%` with a text or a list."),
        ("{% for i in range(9999) %}{{ 'abcdefgh' * 999 }}{% endfor %}", 0, "The letter is longer than"),
    ],
)
def test_what_is_wrong_in_the_body_is_told_with_its_line_in_the_file(body: str, line: int, what: str) -> None:
    """The line counts from the top of the file, front matter included, and there is a remedy."""
    with pytest.raises(LetterError) as caught:
        plain(body).render(context(organisation={"name": "A", "none": None}))
    assert what.lower() in caught.value.what.lower()
    assert caught.value.where == (f"test.en.md, line {line}" if line else "test.en.md")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("source", "where", "what"),
    [
        ("Hello", "line 1", "The letter has no front matter."),
        ('+++\nsubject = "a"\nlayout = \n+++\n', "line 3", "The front matter is not TOML"),
        ('+++\nsubject = "a"\nlayout = "plain"\ngreting = "b"\n+++\n', "line 4", "has no `greeting` but `greting`"),
        ('+++\nsubject = "a"\nlayout = "plain"\n+++\n', "line 4", "has no `greeting`"),
        ('+++\nsubject = "a"\nlayout = "plan"\ngreeting = "b"\n+++\n', "line 3", "There is no layout 'plan'."),
        ('+++\nsubject = 1\nlayout = "plain"\ngreeting = "b"\n+++\n', "line 2", "`subject` has the wrong form"),
        ('+++\nsubject = "a"\nlayout = "plain"\ngreeting = "b"\nsignatures = ["x"]\n+++\n', "line 5", "`signatures` has the wrong form"),
        ('+++\nsubject = "{{ a.b }"\nlayout = "plain"\ngreeting = "b"\n+++\n', "line 2", ""),
        ('+++\nsubject = "{{ nobody }}"\nlayout = "plain"\ngreeting = "b"\n+++\n', "line 2", "There is no value `nobody`"),
        ('+++\nsubject = " "\nlayout = "plain"\ngreeting = "b"\n+++\n', "x.en.md", "The subject is blank."),
    ],
)
def test_what_is_wrong_in_the_front_matter_is_told_with_its_line(source: str, where: str, what: str) -> None:
    """Before anything is sent."""
    with pytest.raises(LetterError) as caught:
        compile_letter(source, name="x.en.md", language="en").render(context())
    assert what in caught.value.what
    assert where in caught.value.where
    assert caught.value.remedy


def test_a_letter_to_the_group_knows_no_recipient() -> None:
    """What names one recipient is refused, with the line and the reason."""
    source = (
        (STUDY / "circular.en.md")
        .read_text(encoding="utf-8")
        .replace("Thank you very much", "{{ organisation.name }}, thank you very much")
    )
    letter = compile_letter(source, name="circular.en.md", language="en")
    line = source[: source.index("{{ organisation.name }}, thank")].count("\n") + 1
    with pytest.raises(LetterError, match="The PDF goes to the whole group") as caught:
        letter.group(context())
    assert caught.value.where == f"circular.en.md, line {line}"
    with pytest.raises(LetterError, match="is to be sent as a PDF"):
        plain("Hello").group(context())


def test_control_characters_are_shown_and_break_nothing() -> None:
    """A value from a damaged file cannot make the message unreadable."""
    values: dict[str, Any] = {"name": "A\0B\x1bC\ud800D", "extra": {}}
    rendered = compile_letter(HEAD, name="x", language="en").render(context(contact=values))
    assert "A\ufffdB\ufffdC\ufffdD" in rendered.text
    assert "A\ufffdB\ufffdC\ufffdD" in rendered.html


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        ("en", "Staff", "Staff: 12"),
        ("en", "How many?", "How many? 12"),
        ("en", "Say.", "Say. 12"),
        ("en", "Budget:", "Budget: 12"),
        ("fr", "Effectif", "Effectif\N{NO-BREAK SPACE}: 12"),
        ("fr", "Combien\N{NO-BREAK SPACE}?", "Combien\N{NO-BREAK SPACE}? 12"),
        ("es", "¿Cuántos?", "¿Cuántos? 12"),
        ("ar", "كم؟", "كم؟ 12"),
        ("ar", "العدد", "العدد: 12"),
    ],
)
def test_a_label_that_ends_itself_is_followed_by_no_colon(language: str, label: str, said: str) -> None:
    """In any language, with the space that the language puts before its signs."""
    made = plain("{{ l }}{{ l | colon }} {{ 12 }}", language).render(context(l=label))
    assert said in bidi.plain(made.text)
    assert said in shown(made)


def test_values_within_an_arabic_letter_are_isolated_in_html_and_text() -> None:
    """Dates, references and file names; what is Arabic stays as it is, a link and its target too."""
    link = "[{{ file_name }}](https://x.test/{{ reference }})"
    body = f"{{{{ study.deadline | date }}}} {{{{ reference }}}} «{{{{ file_name }}}}» {{{{ name }}}} {{{{ 28 }}}} {link}"
    made = plain(body, "ar").render(context(file_name="a (2).xlsx", name="شركة"))
    for said in ("30 أبريل 2012", "CYB12-0007-K", "a (2).xlsx", "28"):
        assert f"<bdi>{said}</bdi>" in made.html
        assert f"\u2068{said}\u2069" in made.text
    assert "<bdi>شركة" not in made.html
    assert [one.get("href") for one in found(made, "//a")] == ["https://x.test/CYB12-0007-K"]


def test_arabic_within_an_english_letter_is_isolated_and_nothing_else() -> None:
    """An organisation's name cannot move the reference behind it."""
    made = plain("{{ organisation.name }}, {{ reference }}").render(context(organisation={"name": "شركة (12)"}))
    assert "<bdi>شركة (12)</bdi>, CYB12-0007-K" in made.html


@given(st.text(st.sampled_from("ab<>&\"' \nش1\u202e\u2066\u2067\u2068\u2069"), max_size=12), st.sampled_from(["en", "ar"]))
def test_controls_of_direction_in_a_value_never_reach_beyond_it(value: str, language: str) -> None:
    """Whoever writes them: the elements are whole, and no override is left."""
    made = plain("x {{ l }} y", language).render(context(l=value))
    assert made.html.count("<bdi") == made.html.count("</bdi>")
    assert "\u202e" not in made.html + made.text
    assert not set(made.html) & set("\u2066\u2067\u2068\u2069")
