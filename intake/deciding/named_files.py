"""Files that a form asks for: which of those that a message brings are named in answers, and what is named and has not come. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.answer import AnswerValue
from domain.finding import Finding, Severity
from domain.message import Knowledge
from domain.rules.attached import attached
from domain.submission import Invitation
from intake.deciding.form import Form
from intake.understanding.examine import Examined, ExaminedFile
from questionnaire.checks.subject import shortened
from questionnaire.definition import Questionnaire
from questionnaire.files_asked import names_of_files
from questionnaire.items import item_of
from questionnaire.reading import Reading
from workbooks.cells import Workbook


def not_come(form: Questionnaire, reading: Reading, names: Iterable[str]) -> Iterator[Finding]:
    """Yield a warning for each answer that names a file which is not among `names`, those of all that came.

    It holds nothing up: the file may come in a mail of its own, and then nobody shall have to send the workbook again.
    """
    subject, written = reading.subject, names_of_files(form, reading.answers)
    if subject is None or not written:
        return
    lacking = (key for key, files in attached(written, [(name,) for name in names]).items() if not files)
    for key in lacking:
        yield subject.finding("file_missing", Severity.WARNING, item_of(form, key), "file_missing", value=shortened(written[key]))


def named_in(examined: Examined, answers: Mapping[str, AnswerValue], form: Questionnaire) -> tuple[ExaminedFile, ...]:
    """Return those files of a message, no workbooks, that are named in answers, whatever they are."""
    files = [file for file in examined.files if not isinstance(file.opened.result, Workbook)]
    written = names_of_files(form, answers) if files else {}
    found = attached(written, [(file.opened.name,) for file in files]) if written else {}
    return tuple(files[number] for number in sorted({one.number for several in found.values() for one in several if one.by_name}))


def asked_for(
    examined: Examined, invitation: Invitation | None, knowledge: Knowledge, forms: Mapping[str, Form]
) -> tuple[ExaminedFile, ...]:
    """Return those files of a message that the answers of its organisation named before."""
    before = knowledge.before(invitation) if invitation else None
    form = forms.get(invitation.study) if invitation else None
    return named_in(examined, before.answers, form.questionnaire) if before and form else ()
