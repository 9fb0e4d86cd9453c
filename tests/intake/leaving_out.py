"""The examples without the sentences of some authors, so that their notes have the traits which they would have of strangers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tests.intake.notes import Note

_SHORTEST = 12  # A shorter sentence is anybody's.

_Told = Mapping[str, Mapping[str, Sequence[str]]]


def without(told: _Told, left_out: Iterable[Note]) -> _Told:
    """Return the examples of languages without those that stand in notes."""
    texts: dict[str, str] = dict.fromkeys(told, "")
    for note in left_out:
        texts[note.language] += f"\n{' '.join(note.text.split())}"

    def strange(code: str, sentence: str) -> bool:
        bare = " ".join(sentence.split()).strip(" ,;\u060c\u061b\uff0c")
        return len(bare) < (_SHORTEST if code != "zh" else _SHORTEST // 2) or bare not in texts[code]

    return {code: {kind: [one for one in some if strange(code, one)] for kind, some in said.items()} for code, said in told.items()}
