"""Whoever may write the letters of one study wants to stop all of them: forty short lines of a letter take all memory of the service.

Each line doubles what the one before made: a text, a list, a list of lists, a number. Each test doubles so often that what comes of it
is larger than any honest letter, and small enough for the machine that runs it.
"""

from __future__ import annotations

import pytest

from domain.errors import LetterError
from mailer.merge import compile_letter
from tests.mailer.letters import HEAD, context

TIMES = 22
START = "{% set x = 'abcd' %}"
HEAVY = {
    "joined": START + "{% set x = x ~ x %}" * TIMES,
    "added": START + "{% set x = x + x %}" * TIMES,
    "printed within": START + "{% set x = [x, x] | join %}" * TIMES,
    "with long words between": START + "{% set x = [x, x, x] | join(x) %}" * 9,
    "replaced": START + "{% set x = x | replace('a', x) %}" * 4 + "{% set x = x | replace('b', x) %}" * 4,
    "replaced by a method": START + "{% set x = x.replace('a', x) %}" * 4 + "{% set x = x.replace('b', x) %}" * 4,
    "a list": "{% set x = [1] %}" + "{% set x = x + x %}" * TIMES,
    "a list of lists": "{% set x = [1] %}" + "{% set x = [x, x] %}" * TIMES,
    "pairs": "{% set x = (1,) %}" + "{% set x = (x, x) %}" * TIMES,
    "a dictionary": "{% set x = {} %}" + "{% set x = {1: x, 2: x} %}" * TIMES,
    "a sum of lists": "{% set x = [[1], [2]] %}" + "{% set x = [x | sum(start=[]) + x | sum(start=[]), [1]] %}" * TIMES,
    "a number": "{% set x = 99 %}" + "{% set x = x * x %}" * TIMES,
    "many places": "{% set x = 1 | round(999999, 'ceil') %}",
    "many slices": "{% set x = [1] | slice(9999999) | first %}",
    "by the name of another filter": "{% set x = ['a'] | map('center', 9999999) | first %}",
}


@pytest.mark.parametrize("how", HEAVY)
def test_a_value_that_doubles_is_refused_with_its_line(how: str) -> None:
    """Before it is made: whoever wrote it is told where, and nothing else is kept waiting."""
    letter = compile_letter(f"{HEAD}Hello.\n\n{HEAVY[how]}{{{{ x | length }}}}\n", name="circular.en.md", language="en")
    with pytest.raises(LetterError) as caught:
        letter.render(context())
    assert caught.value.where == "circular.en.md, line 8"
    assert caught.value.remedy


def test_what_letters_make_of_their_values_is_as_ever() -> None:
    """The honest counterpart: names and lists that are joined, numbers that are reckoned, pairs that are gone through."""
    body = (
        "{% set all = [] %}{% for name, number in [('a', 1), ('b', 2)] %}{{ name ~ number }} {% endfor %}"
        "{{ ['x', 'y'] | map('upper') | join(', ') }} {{ 'a-b' | replace('-', '+') }} {{ 'c-d'.replace('-', '+') }} "
        "{{ (2 + 3) * 4 }} {{ 7.125 | round(1) }} {{ [1, 2, 3] | sum }} {{ {'k': 'v'}.k }} {{ all | length }} {{ 'e' + 'f' }} "
        "{% for some in [1, 2, 3] | slice(2) %}{{ some | first }}{% endfor %}"
    )
    made = compile_letter(f"{HEAD}{body}\n", name="circular.en.md", language="en").render(context())
    assert "a1 b2 X, Y a+b c+d 20 7.1 6 v 0 ef 13" in made.text
