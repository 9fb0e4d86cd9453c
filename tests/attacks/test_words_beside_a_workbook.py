"""Nobody is evil: people write beside a workbook what does not stand in it, and a program filed the workbook without reading.

A figure in the text that replaces one in the file, a draft, a wish that nothing be published: the agency could not swear to its figures.
"""

from __future__ import annotations

import pytest

from tests.attacks.scene import Scene, person

HOLDS = (
    "Please find our answers attached. In question 1.4 please put 12 instead of 505.",
    "Attached is a draft. The final version will follow next week.",
    "Ci-joint un projet de réponse, non définitif : la version définitive suivra.",
    "Our workbook is attached, but the number of employees is wrong, it should read 512.",
)
FILES = (
    "Please find our answers attached. Please treat them as strictly confidential and do not publish them.",
    "Our workbook is attached. The answers to section 3 will reach you by post.",
)
DISCLAIMER = (
    "\n\n-- \nPerson 5, Head of Unit\n\nThis email and any files transmitted with it are confidential and intended solely for the use of "
    "the individual or entity to whom they are addressed. If you have received this email in error please notify the sender."
)


@pytest.mark.parametrize("text", HOLDS)
def test_a_correction_or_a_draft_holds_the_workbook_with_the_words(scene: Scene, text: str) -> None:
    """A person reads them before it counts."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)), text=text)
    assert scene.answers() == {}
    (case,) = scene.cases()
    assert text[-20:] in str(case.words)


@pytest.mark.parametrize("text", FILES)
def test_what_is_said_of_its_use_is_a_case_and_the_workbook_counts(scene: Scene, text: str) -> None:
    """Nobody else would see it."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)), text=text)
    assert scene.answers() == {5: 505}
    (case,) = scene.cases()
    assert text[-20:] in str(case.words)


@pytest.mark.parametrize(
    "text",
    [
        "Dear colleagues,\n\nPlease find attached our completed questionnaire.\n\nKind regards",
        "[EXTERNAL] CAUTION: this email originated from outside.\n\nPlease find attached the questionnaire. Best regards",
        "UNCLASSIFIED\n\nDear Sir/Madam,\n\nAs requested, our answers are attached.\n\nYours faithfully",
    ],
)
def test_an_ordinary_cover_mail_with_a_disclaimer_is_no_case(scene: Scene, text: str) -> None:
    """Banners and small print are no words of a person."""
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, employees=505)), text=text + DISCLAIMER)
    assert scene.answers() == {5: 505}
    assert scene.cases() == ()
    assert [one.to for one in scene.left()] == [person(5)]
