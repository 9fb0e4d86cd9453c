"""SpamAssassin's points for each form of letter: one is asked about for all that differ by their recipient alone, and once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

from domain.errors import CounterfoilError
from domain.sentences import counted
from service.mailings import spam
from service.mailings.making import Example, LetterForm, Making
from service.process.fingerprint import digest
from service.wiring import Service
from store.letters.rehearsals import Rehearsed

TOLD = 1.0  # From so many points on a person is told.
SPAM = 5.0  # From so many on SpamAssassin itself calls it spam.


def judge(service: Service, making: Making) -> tuple[tuple[LetterForm, ...], tuple[str, ...]]:
    """Return the forms with their points, and what to tell where some could not be had; both as they are without SpamAssassin.

    What it said of a form before is remembered, until the form or its rules change.
    """
    stamp = spam.stamp()
    if stamp is None or not making.forms:
        return tuple(making.forms.values()), ()
    keys = {place: digest([stamp, example.form]) for place, example in making.examples.items()}
    asked = {key: making.examples[place] for place, key in keys.items() if making.known(key) is None}
    try:
        if asked:
            service.tell(f"SpamAssassin looks at {counted(len(asked), 'letter')}.")
            found = spam.points([_bytes(making, one) for one in asked.values()])
            making.after.update({key: Rehearsed(size=0, spam=points) for key, points in zip(asked, found, strict=True)})
    except CounterfoilError as error:
        return tuple(making.forms.values()), (str(error),)
    return tuple(replace(form, spam=making.after[keys[place]].spam) for place, form in making.forms.items()), ()


def told(forms: Iterable[LetterForm], least: float, below: float = inf) -> Iterator[str]:
    """Yield one sentence about all letters that have at least so many points and not more than what is below; none where there are none."""
    found = sorted((one for one in forms if one.spam is not None and least <= one.spam < below), key=lambda one: -(one.spam or 0))
    if not found:
        return
    worst, last = found[0], found[-1]
    if len(found) == 1:
        said = f"{worst.called}: SpamAssassin gives the letter {worst.spam} points"
    else:
        points = f"{worst.spam} points each" if worst.spam == last.spam else f"{last.spam} to {worst.spam} points, {worst.called} the most"
        said = f"SpamAssassin gives {counted(len(found), 'letter')} {points}: {', '.join(dict.fromkeys(one.mailing for one in found))}"
    yield (
        f"{said}; filters of receivers sort out mail from some {SPAM:.0f} on. `counterfoil preview` writes a letter, and "
        "`spamassassin -L -t` says what its points are for."
    )


def _bytes(making: Making, example: Example) -> bytes:
    return example.data or making.press.envelope(example.letter, example.case, making.now).data
