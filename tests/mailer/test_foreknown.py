"""What a letter says to everybody is worked out once; every recipient's letter is the same as if nothing had been known before."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from domain.errors import LetterError
from mailer.merge import Template
from mailer.program import Program
from tests.mailer.letters import EVIL, STUDY, context, of_study, plain

KNOWN = ("study", "sender")
SAID = "Of {{ study.title }}, by {{ study.deadline | date }}, {{ sender.name | upper }}"


def shared(**changes: Any) -> dict[str, Any]:
    """Return what all letters share, with what a test changes."""
    return {key: value for key, value in context(**changes).items() if key in KNOWN}


def both(letter: Template, **changes: Any) -> list[Any]:
    """Return what a letter is for one recipient, as it is made at once, and as it is made where something was known before."""
    whole = context(**changes)
    knowing = letter.knowing({key: whole[key] for key in KNOWN})
    assert knowing.fits({key: value for key, value in whole.items() if key not in KNOWN})
    return [letter.render(whole), knowing.render(whole)]


@pytest.mark.parametrize("file", sorted(path.name for path in STUDY.glob("*.md")))
def test_every_letter_of_the_sample_study_is_the_same(file: str) -> None:
    """For a recipient with all facts, with none, and with what looks like markup."""
    letter = of_study(file.removesuffix(".md"))
    for name, corrected, not_taken in product(("Atlas", EVIL, "ليبيا"), (True, False), ("", "blank")):
        organisation = {"code": "A", "name": name, "country": "", "region": ""}
        one, other = both(letter, organisation=organisation, corrected=corrected, not_taken=not_taken)
        assert one == other


@pytest.mark.parametrize(
    "body",
    [
        SAID,
        f"{SAID} for {{{{ contact.name }}}}, {SAID}",
        "{% if study.title %}titled{% else %}untitled{% endif %}",
        "{% if study.missing is defined %}titled{% else %}untitled{% endif %}",
        "{% if study.title %}{{ reference }}{% endif %}",
        "{% if corrected %}{{ study.title }}{% elif reference %}{{ sender.name }}{% else %}no {{ study.id }}{% endif %}",
        "{% if study.zone %}a{% elif corrected %}{{ study.title }}{% endif %}",
        "{% for sign in study.id %}<{{ sign }}{{ loop.index }}>{% endfor %}",
        "{% for one in findings %}{{ loop.index }} {{ study.title }} {{ one.label }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{% for study in findings %}{{ study.label }}{% endfor %}",
        "{% set sender = contact %}{{ sender.name }} {{ study.title }}",
        "{% set title = study.title %}{{ title }}",
        "{{ study.title ~ contact.name }} {{ study.title ~ sender.name }}",
        "{{ [reference, study.title] | join(' · ') }} {{ [study.id, study.title] | join(' · ') }}",
        "{{ language }} {{ direction }} {{ letter.greeting }} {{ letter.subject }}",
        "{{ study.contact.name.upper() }} {{ study.contact.get('name') }}",
        "[{{ study.contact.name }}](mailto:{{ study.contact.address }}) **{{ study.title }}**",
        "{% for x in range(2) %}{{ study.id }}{% endfor %}",
        "{% for one in findings %}{% for one in one | default('nobody') %}{{ one | length }} {% endfor %}{% endfor %}",
        "{% for one in findings %}{% for one in [] %}{% else %}{{ one | default('nobody') | length }}{% endfor %}{% endfor %}",
        "{% for one in findings %}{% for sign in [loop is defined] %}{{ sign }}{% endfor %}{% endfor %}",
        "{% for one in findings %}{% for sign in study.id if loop is defined %}{{ sign }}{% endfor %}{% endfor %}",
    ],
)
def test_each_kind_of_tag_is_the_same(body: str) -> None:
    """Printed, chosen, repeated, set: known, unknown, or both."""
    for title in ("Study", EVIL, "الدراسة\nnew line"):
        one, other = both(plain(body), study=context()["study"] | {"title": title})
        assert one == other


@pytest.mark.parametrize(
    "body", ["{{ study.nothing }}", "{{ sender.none }}", "ok {{ study.title }}\n\n{{ contact.nothing }}", "{{ study.id * 9000000 }}"]
)
def test_what_is_wrong_is_told_in_the_same_words(body: str) -> None:
    """Of a known value, or of an unknown one beside it."""
    letter, told = plain(body), list[str]()
    for one in (letter, letter.knowing(shared())):
        with pytest.raises(LetterError) as fault:
            one.render(context())
        told.append(str(fault.value))
    assert told[0] == told[1]


def test_what_is_known_is_kept_for_these_values_alone() -> None:
    """Another deadline, or another sender, is another letter."""
    letter = plain(SAID)
    first = letter.knowing(shared())
    assert letter.knowing(shared()) is first
    other = shared(sender={"name": "UNODC", "address": "a@unodc.example"})
    assert "UNODC" in letter.knowing(other).render(context() | other).text
    assert "UNODC" not in first.render(context()).text


class _Emptied(dict[str, Template]):
    """What is kept of a letter, emptied by another thread whenever this one has looked."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.clear()
        return found

    def __setitem__(self, key: str, value: Template) -> None:
        super().__setitem__(key, value)
        self.clear()


def test_another_thread_may_empty_what_is_kept_of_a_letter() -> None:
    """The console makes letters in many threads, for more senders than are kept."""
    letter = plain(SAID)
    letter._knowing = _Emptied({repr(shared()): letter.knowing(shared())})
    for one in (shared(), shared(sender={"name": "UNODC", "address": "a@unodc.example"})):
        assert letter.knowing(one).render(context() | one).text == letter.render(context() | one).text


def test_another_thread_may_compile_a_letter_at_the_same_moment() -> None:
    """What the other has compiled is no source."""

    class Late(Program):
        _looked: Any = None
        _raced: Any = None

        @property
        def _code(self) -> Any:
            before, self._looked = self._looked, self._raced
            return before

        @_code.setter
        def _code(self, value: Any) -> None:
            self._looked, self._raced = value, self._made(value) if isinstance(value, str) else value

    program = plain("{{ reference }}")._text
    late = Late(program._source, where="here", language="en", markup=False)
    assert "CYB12" in late.run({**context(), "letter": {"greeting": "", "subject": ""}})


def test_a_context_that_says_something_else_of_what_is_known_does_not_fit() -> None:
    """What is passed on names the sender of a message: nobody may read ours there."""
    knowing = plain(SAID).knowing(shared())
    assert knowing.fits({"contact": {}})
    assert not any(knowing.fits({name: ""}) for name in ("sender", "study", "language", "direction"))


def test_what_everybody_reads_is_worked_out_before_the_letter_is_run() -> None:
    """A front matter that names nobody is a text and no program any more, and what is printed or repeated is in the words of the rest."""
    knowing = of_study("circular.en").knowing(shared())
    assert isinstance(knowing._matter["subject_line"], str)
    inner = plain(f"{SAID} {{% for sign in study.id %}}{{{{ sign }}}}{{% endfor %}} {{{{ contact.name }}}}").knowing(shared())
    assert isinstance(inner._text._code, str)
    assert "Of Study on Cybercrime, by 30 April 2012, ITU" in inner._text._code
    assert "contact" in inner._text._code
    assert not any(name in inner._text._code for name in ("'sender'", "'date'", "l_1_sign"))
