"""All doors of the console. docs/doors.md is made from it: which verb is reached by which door, and who may open it."""

from __future__ import annotations

from domain.desk import DeskRole
from web.console import (
    cases,
    dashboard,
    entrance,
    letters,
    lists,
    mailings,
    organisations,
    people,
    quality,
    questions,
    results,
    settings,
    studies,
    together,
)
from web.console.doors import Door

_LOOK, _DECIDE, _SEND, _ADMINISTER = DeskRole.LOOK, DeskRole.DECIDE, DeskRole.SEND, DeskRole.ADMINISTER
_STUDY = "/studies/{study}"
_CONTACTS = f"{_STUDY}/contacts"
_LETTER = f"{_STUDY}/letters/of/{{mailing}}/{{language}}"
_ORGANISATION = f"{_STUDY}/organisations/{{reference}}"

DOORS: tuple[Door, ...] = (
    Door(method="GET", path="/sign-in", opens=entrance.ask_sign_in, role=None, verb=""),
    Door(method="POST", path="/sign-in", opens=entrance.enter, role=None, verb="signing_in.sign_in"),
    Door(method="POST", path="/sign-out", opens=entrance.leave, role=None, verb="signing_in.sign_out"),
    Door(method="GET", path="/welcome/{secret}", opens=entrance.ask_password, role=None, verb="signing_in.followed"),
    Door(method="POST", path="/welcome/{secret}", opens=entrance.keep_password, role=None, verb="signing_in.choose_password"),
    Door(method="POST", path="/language", opens=entrance.choose_language, role=None, verb=""),
    Door(method="GET", path="/", opens=studies.studies, role=_LOOK, verb="overview.studies_of"),
    Door(method="GET", path=_STUDY, opens=dashboard.dashboard, role=_LOOK, verb="overview.overview"),
    Door(method="GET", path=f"{_STUDY}/progress", opens=dashboard.under_way, role=_LOOK, verb="progress.progress", by_itself=True),
    Door(method="POST", path=f"{_STUDY}/pause", opens=dashboard.pause, role=_SEND, verb="running.pause"),
    Door(method="GET", path=f"{_STUDY}/cases", opens=cases.cases, role=_LOOK, verb="waiting.waiting"),
    Door(method="GET", path=f"{_STUDY}/cases/{{case}}", opens=cases.case, role=_LOOK, verb="look.case"),
    Door(method="POST", path=f"{_STUDY}/cases/{{case}}", opens=cases.decide, role=_DECIDE, verb="held.decide"),
    Door(method="POST", path=f"{_STUDY}/entries/{{entry}}/undo", opens=cases.undo, role=_DECIDE, verb="undo.undo"),
    Door(method="POST", path=f"{_STUDY}/cases", opens=together.decide, role=_DECIDE, verb="several.decide_all"),
    Door(method="POST", path=f"{_STUDY}/entries/undo", opens=together.undo, role=_DECIDE, verb="several.undo_all"),
    Door(method="GET", path=f"{_STUDY}/questions", opens=questions.asked, role=_LOOK, verb="questions.questions"),
    Door(method="POST", path=f"{_STUDY}/questions/{{question}}", opens=questions.answer, role=_DECIDE, verb="questions.answer"),
    Door(method="GET", path=f"{_STUDY}/organisations", opens=organisations.organisations, role=_LOOK, verb="case_file.roll"),
    Door(method="POST", path=f"{_STUDY}/organisations", opens=together.mark, role=_DECIDE, verb="several.mark_all"),
    Door(method="POST", path=f"{_ORGANISATION}/contacts", opens=people.edit, role=_SEND, verb="people.change"),
    Door(method="GET", path=_ORGANISATION, opens=organisations.organisation, role=_LOOK, verb="case_file.case_file"),
    Door(method="GET", path=f"{_ORGANISATION}/answers/{{question}}", opens=organisations.answer, role=_LOOK, verb="tracing.trace"),
    Door(method="GET", path=f"{_STUDY}/letters", opens=letters.letters, role=_LOOK, verb="letters_seen.folder_seen"),
    Door(method="GET", path=_LETTER, opens=letters.preview, role=_LOOK, verb="letters_seen.letter_preview"),
    Door(method="GET", path=f"{_LETTER}/html", opens=letters.preview_page, role=_LOOK, verb="letters_seen.letter_preview"),
    Door(method="GET", path=f"{_STUDY}/workbook/{{language}}", opens=letters.workbook, role=_LOOK, verb="letters_seen.workbook_preview"),
    Door(method="GET", path=f"{_STUDY}/quality", opens=quality.report, role=_LOOK, verb="quality.quality"),
    Door(method="GET", path=f"{_STUDY}/quality/report.pdf", opens=quality.report_file, role=_LOOK, verb="quality_report.pdf"),
    Door(method="GET", path=f"{_STUDY}/letters/{{letter}}", opens=organisations.letter, role=_LOOK, verb="ledger.dispatch"),
    Door(method="GET", path=f"{_STUDY}/letters/{{letter}}/html", opens=organisations.letter_page, role=_LOOK, verb="ledger.message"),
    Door(method="GET", path=f"{_STUDY}/letters/{{letter}}/{{kind}}", opens=organisations.letter_file, role=_LOOK, verb="proof.proof"),
    Door(method="GET", path=f"{_STUDY}/messages/{{message}}", opens=organisations.message_page, role=_LOOK, verb="case_file.message_seen"),
    Door(
        method="GET",
        path=f"{_STUDY}/messages/{{message}}/message.eml",
        opens=organisations.message_file,
        role=_LOOK,
        verb="case_file.message_seen",
    ),
    Door(method="POST", path=_ORGANISATION, opens=cases.mark, role=_DECIDE, verb="marks.mark"),
    Door(method="POST", path=f"{_ORGANISATION}/notes", opens=cases.note, role=_DECIDE, verb="notes.note"),
    Door(method="GET", path=_CONTACTS, opens=lists.contacts, role=_LOOK, verb="lists.list_size"),
    Door(method="POST", path=_CONTACTS, opens=lists.upload, role=_SEND, verb="lists.load_file", most=lists.LARGEST),
    Door(method="POST", path=f"{_CONTACTS}/preview", opens=lists.look, role=_SEND, verb="lists.load_file"),
    Door(method="GET", path=f"{_CONTACTS}/list.csv", opens=lists.download, role=_LOOK, verb="lists.as_csv"),
    Door(method="GET", path=f"{_STUDY}/mailings", opens=mailings.mailings, role=_LOOK, verb="timetable_seen.timetable_seen"),
    Door(method="GET", path=f"{_STUDY}/mailings/{{name}}", opens=mailings.mailing, role=_LOOK, verb="approving.proposals"),
    Door(method="POST", path=f"{_STUDY}/mailings/{{name}}", opens=mailings.approve, role=_SEND, verb="approving.approve"),
    Door(method="POST", path=f"{_STUDY}/mailings/{{name}}/test", opens=mailings.test, role=_SEND, verb="trial_asked.ask_trial"),
    Door(method="GET", path=f"{_STUDY}/results", opens=results.results, role=_LOOK, verb="downloads.formats"),
    Door(method="POST", path=f"{_STUDY}/results", opens=results.download, role=_LOOK, verb="downloads.download"),
    Door(method="GET", path=f"{_STUDY}/journal", opens=results.journal, role=_LOOK, verb="journal_page.journal_page"),
    Door(method="GET", path="/settings", opens=settings.settings, role=_ADMINISTER, verb="users.users"),
    Door(method="POST", path="/settings/users", opens=settings.add, role=_ADMINISTER, verb="users.add_user"),
    Door(method="POST", path="/settings/users/link", opens=settings.link, role=_ADMINISTER, verb="users.new_password_link"),
    Door(method="POST", path="/settings/users/remove", opens=settings.remove, role=_ADMINISTER, verb="users.remove_user"),
    Door(method="GET", path="/settings/doctor", opens=settings.doctor, role=_ADMINISTER, verb="doctor.examine"),
)
