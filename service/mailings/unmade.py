"""Letters of a mailing that cannot be made while the others can: what a few of them say alone keeps no other back.

A text of which no letter can be made is at fault itself, and keeps all back, those of other texts too. So does the only letter in its
language, where it cannot be made: nothing shows that it is not its text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from domain.errors import LetterError
from domain.letter import Letter
from domain.rules.brake import allowed
from languages.telling import of_error, phrased

_TRIED = 100  # So many letters of one text, of which none could be made, are enough to know that it is the text.


@dataclass(slots=True)
class Unmade:
    """The letters of one mailing that could not be made, and why the first of each text could not."""

    _letters: dict[str, LetterError] = field(default_factory=dict)
    _first: dict[tuple[str, str], LetterError] = field(default_factory=dict)
    _good: set[tuple[str, str]] = field(default_factory=set)
    _to: str = ""

    def looks(self, letter: Letter, make: Callable[[], object]) -> bool:
        """Say whether a letter can be made; LetterError where that of its text none can."""
        text = (letter.template, letter.language)
        try:
            make()
        except LetterError as error:
            self._letters[letter.cause] = self._first.setdefault(text, error)
            self._to = self._to or letter.address
            if text not in self._good and len(self._letters) >= _TRIED:
                raise
            return False
        self._good.add(text)
        return True

    def has(self, letter: Letter) -> bool:
        """Say whether this letter could not be made."""
        return letter.cause in self._letters

    def refuse_shared(self, made: int) -> None:
        """Raise LetterError where it is the mailing that is at fault: no letter of a text could be made, or not a few could not."""
        for text, error in self._first.items():
            if text not in self._good or len(self._letters) > allowed(made):
                raise error

    @property
    def told(self) -> str:
        """Say which letters wait, and why the first does; blank where all could be made."""
        if not self._letters:
            return ""
        return phrased("reasons.unmade", n=len(self._letters), who=self._to, why=of_error(next(iter(self._letters.values()))))
