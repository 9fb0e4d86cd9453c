"""Approvals: what nobody approved is not sent, to nobody else than was approved, and what is approved leaves by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from domain.letter import DeliveryState, Letter
from service.approving.approvals import Approval
from service.approving.approve import ApprovedMailing, Approving, Proposed, approve, proposals
from service.approving.lacking import Lack
from service.authoring.drafts import apply, prospective
from service.authoring.folder_difference import difference
from service.cases.entries import of_study
from service.contacts.lists import load_file
from service.deciding.held import decide
from service.deciding.organisation_marks import Marking, mark
from service.deciding.undo import Undoing, undo
from service.installation import config
from service.installation.install import SAMPLE, install
from service.mailings.addressed import send_addressed
from service.mailings.send_now import send_now
from service.mailings.shares import MailingTo
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.studies.running import extend, require_running
from service.wiring import Service, open_service
from store import holds, studies
from tests.flows.test_sending import but
from tests.mailer.smtp_stage import stage
from tests.service.installed import LIST, contacts_csv, letters, maildirs, make, write_settings
from tests.service.mailings.test_timetable import DAY, MONDAY, a_study, cases, closed, everybody, got, minutes_past, put_out_by_hand, told
from tests.service.preparing import prepared_letters

HOUR = timedelta(hours=1)
FAR = [MONDAY + one * 30 * DAY for one in range(4)]


def asks(home: Path, number: int) -> None:
    """Let the study in the folder ask for so many approvals."""
    file = home / "studies" / SAMPLE / "study.toml"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("approvals = ")]
    file.write_text("\n".join([f"approvals = {number}", *lines, ""]), encoding="utf-8")


def asking(service: Service, number: int = 1) -> None:
    """Let the study that runs ask for so many approvals."""
    asks(service.installation.root, number)
    apply(service, SAMPLE, MONDAY - DAY, by="staff")


def edit(service: Service, letter: str, words: str) -> None:
    """Write something beneath a letter, and put that into use."""
    file = service.installation.root / "studies" / SAMPLE / "letters" / letter
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{words}\n", encoding="utf-8")
    apply(service, SAMPLE, MONDAY, by="staff")


def shown(service: Service, mailing: str = "circular") -> Proposed:
    """Return what `check` says of a mailing for whoever approves it."""
    return next(one for one in proposals(service, prospective(service, SAMPLE)) if one.mailing == mailing)


def hash_of(service: Service, mailing: str = "circular") -> str:
    """Return the hash that `check` prints for a mailing."""
    return shown(service, mailing).sha256


def says(service: Service, by: str = "anna", mailing: str = "circular", sha256: str = "", now: int = 0) -> ApprovedMailing:
    """Let somebody approve a mailing so many minutes after it was due, as it is now or as it was when it had this hash."""
    said = Approving(mailing=mailing, sha256=sha256 or hash_of(service, mailing), by=by)
    return approve(service, SAMPLE, said, MONDAY + timedelta(minutes=now))


def joins(service: Service, organisations: int = 4) -> None:
    """Let the list have so many organisations from now on."""
    file = service.installation.root / "more.csv"
    file.write_bytes(contacts_csv(organisations))
    load_file(service, file, LIST, {}, store=True)


def prepare_circular(service: Service) -> tuple[Letter, ...]:
    """Return the letters that the circular would have now."""
    with service.store.reading() as tx:
        found = require_running(service, tx, SAMPLE)
    return tuple(prepared_letters(service, found, found.study.mailing("circular"), MONDAY).letters)


def test_what_nobody_approved_waits_and_leaves_when_it_is_approved(tmp_path: Path) -> None:
    """A mailing is due that is not approved: it becomes a case, and leaves by itself once somebody approves it."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        assert told(tick(service, MONDAY)) == ["circular"]
        assert got(tmp_path) == {}
        (case,) = cases(service)
        assert "nobody has approved it. 1 person has to approve it." in case.reasons[0]
        assert "`counterfoil approve circular HASH`" in case.reasons[0]
        assert not tick(service, MONDAY + HOUR).held
        done = says(service, now=61)
        assert (done.approved, done.approved_by, done.addressees) == (True, ("anna",), 3)
        assert tick(service, MONDAY + HOUR + timedelta(minutes=2)).planned == {"circular": 3}
        assert (got(tmp_path), closed(service)) == (everybody("circular"), ["sent"])


def test_what_was_approved_before_leaves_on_its_date(tmp_path: Path) -> None:
    """No case is opened, and the others of the study wait for theirs."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        assert "It leaves on 2012-02-06 10:05 (Europe/Vienna). The service sends it, if it runs then." in says(service, now=-60).told
        assert not tick(service, MONDAY).held
        assert got(tmp_path) == everybody("circular")
        assert told(tick(service, FAR[1])) == ["questionnaire"]


def test_an_approval_that_is_taken_back_after_the_letters_left_does_not_say_that_they_did_not(tmp_path: Path) -> None:
    """Nothing more of the mailing leaves, as to somebody who is new on the list; put back, it says what has left too."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        approved = says(service, now=-60).entry
        tick(service, MONDAY)
        assert got(tmp_path) == everybody("circular")
        taken_back = undo(service, Undoing(entry=approved, by="bert"), MONDAY + HOUR)
        assert taken_back.told.endswith("circular is not approved, and nothing more of it leaves: 3 letters have left.")
        put_back = undo(service, Undoing(entry=taken_back.entry, by="bert"), MONDAY + HOUR)
        assert put_back.told.endswith("circular is approved: 3 letters have left.")


def test_two_approvals_are_those_of_two_people(tmp_path: Path) -> None:
    """The same name twice, however it is written, is one; the second name lets it leave."""
    with a_study(tmp_path, *FAR) as service:
        asking(service, 2)
        assert "1 person more has to approve it" in says(service, "Anna Roth").told
        assert says(service, "anna  roth").entry == 0
        assert told(tick(service, MONDAY)) == ["circular"]
        assert "approved by Anna Roth alone" in cases(service)[0].reasons[0]
        assert says(service, "bert").approved
        tick(service, MONDAY + timedelta(minutes=1))
        assert got(tmp_path) == everybody("circular")
        with service.store.reading() as tx:
            whos = [one.by for one in of_study(tx, SAMPLE) if "approved:" in one.what]
        assert whos == ["Anna Roth", "bert"]


def test_one_person_who_approves_twice_is_one(tmp_path: Path) -> None:
    """Also where they wrote their name otherwise, and the list had grown in between."""
    with a_study(tmp_path, *FAR) as service:
        asking(service, 2)
        says(service, "Anna Roth")
        joins(service)
        done = says(service, "anna roth")
        assert (done.entry > 0, done.approved, done.approved_by) == (True, False, ("Anna Roth",))
        assert told(tick(service, MONDAY)) == ["circular"]
        assert got(tmp_path) == {}


def test_what_somebody_asked_for_needs_no_approval(tmp_path: Path) -> None:
    """Who asks for the workbook by a message gets it, as an answer; the mailing itself waits."""
    with a_study(tmp_path, *FAR) as service:
        ready = prepare_circular(service)
    nobody = Approval(needed=1)
    assert not any(nobody.covers(one) for one in ready)
    assert all(nobody.covers(replace(one, believed=True)) for one in ready)


def test_a_change_after_the_approval_wants_it_anew(tmp_path: Path) -> None:
    """What was approved is changed and put into use: it waits, the case names what changed, and what is approved then leaves."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        old = hash_of(service)
        says(service)
        edit(service, "circular.fr.md", "Bonjour.")
        assert told(tick(service, MONDAY)) == ["circular"]
        assert "it changed since anna approved it" in cases(service)[0].reasons[0]
        assert "letters/circular.fr.md changed" in cases(service)[0].reasons[0]
        with pytest.raises(ConfigurationError, match=r"(?s)not what would be sent any more.*letters/circular\.fr\.md changed.*\+Bonjour\."):
            says(service, sha256=old[:8])
        says(service, now=1)
        tick(service, MONDAY + timedelta(minutes=1))
        assert got(tmp_path) == everybody("circular")


def test_a_text_that_is_put_back_needs_no_new_approval(tmp_path: Path) -> None:
    """What counts is what would be sent, and not how it came about."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        says(service)
        file = tmp_path / "studies" / SAMPLE / "letters" / "circular.en.md"
        before = file.read_text(encoding="utf-8")
        edit(service, "circular.en.md", "Hello.")
        file.write_text(before, encoding="utf-8")
        apply(service, SAMPLE, MONDAY, by="staff")
        assert not tick(service, MONDAY).held
        assert got(tmp_path) == everybody("circular")


def test_nobody_else_is_written_to_than_was_approved(tmp_path: Path) -> None:
    """A contact is added after a mailing was approved: it leaves to the others, the case names them, and a new approval covers them."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        says(service)
        joins(service)
        assert tick(service, MONDAY).planned == {"circular": 3}
        assert got(tmp_path) == everybody("circular")
        assert "1 addressee was added since it was approved: person3@member3.example (ORG003)" in cases(service)[0].reasons[0]
        for minutes in (1, 61):
            tick(service, MONDAY + timedelta(minutes=minutes))
        assert got(tmp_path) == everybody("circular")
        says(service, "bert", now=62)
        tick(service, MONDAY + timedelta(minutes=63))
        assert got(tmp_path) == everybody("circular") | {"ORG003": ["circular"]}
        assert closed(service) == ["sent"]


def test_who_was_added_between_two_approvals_was_approved_once(tmp_path: Path) -> None:
    """Both must have seen an addressee; the second need not be the same list."""
    with a_study(tmp_path, *FAR) as service:
        asking(service, 2)
        says(service, "anna")
        joins(service)
        assert not says(service, "bert").approved
        tick(service, MONDAY)
        assert got(tmp_path) == everybody("circular")


def test_whoever_is_added_needs_as_many_people_as_everybody(tmp_path: Path) -> None:
    """Two approved a mailing before the list grew: whoever approves it anew, and whoever looks, is told whom one more has to approve."""
    new = "ORG003 (person3@member3.example)"
    with a_study(tmp_path, *FAR) as service:
        asking(service, 2)
        says(service, "Anna Roth", now=-60)
        says(service, "Bob Lee", now=-60)
        joins(service)
        looked = shown(service)
        assert (looked.approved_by, looked.approved, looked.missing) == ((), False, 2)
        assert looked.lacking == (Lack(2, 1, (new,)),)
        done = says(service, "Anna Roth", now=-59)
        assert (done.approved_by, done.approved, done.lacking) == (("Anna Roth",), False, (Lack(1, 1, (new,)),))
        assert f"is approved by Anna Roth; 1 addressee ({new}) needs 1 more person. To the other 3, it is approved." in done.told
        looked = shown(service)
        assert (looked.approved_by, looked.approved, looked.missing) == (("Anna Roth",), False, 1)
        assert looked.lacking == done.lacking
        tick(service, MONDAY)
        assert got(tmp_path) == everybody("circular")
        done = says(service, "Bob Lee", now=1)
        assert (done.approved_by, done.approved, done.lacking) == (("Anna Roth", "Bob Lee"), True, ())
        assert (shown(service).approved, shown(service).lacking) == (True, ())
        tick(service, MONDAY + timedelta(minutes=2))
        assert got(tmp_path) == everybody("circular") | {"ORG003": ["circular"]}


def test_many_who_lack_a_person_are_counted_and_three_are_named(tmp_path: Path) -> None:
    """And those who lack two are told apart from those who lack one."""
    with a_study(tmp_path, *FAR) as service:
        asking(service, 2)
        says(service, "anna", now=-60)
        joins(service, 8)
        one, two = shown(service).lacking
        assert (one.people, one.addressees, two.people, two.addressees) == (1, 3, 2, 5)
        assert str(two).startswith("5 addressees (")
        assert (str(two).count("@"), str(two).endswith(", ...) need 2 more people")) == (3, True)
        done = says(service, "bert", now=-59)
        assert "It leaves on" in done.told
        assert "5 addressees (" in done.told


def test_whoever_declined_meanwhile_is_left_out_and_nothing_is_approved_anew(tmp_path: Path) -> None:
    """The addressees of an approval are an upper bound."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        says(service)
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
        mark(service, found, Marking(organisation="ORG001", what="declined", by="anna"), MONDAY - HOUR)
        assert not tick(service, MONDAY).held
        assert sorted(got(tmp_path)) == ["ORG000", "ORG002"]


def test_what_is_approved_too_late_stays_with_a_person(tmp_path: Path) -> None:
    """Whoever approves it is told, and its case sends it."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        tick(service, MONDAY)
        tick(service, MONDAY + 3 * DAY)
        done = approve(service, SAMPLE, Approving(mailing="circular", sha256=hash_of(service), by="anna"), MONDAY + 3 * DAY)
        assert "It is late by now" in done.told
        tick(service, MONDAY + 3 * DAY + HOUR)
        assert got(tmp_path) == {}
        decide(service, Deciding(case=str(cases(service)[0].id), what="send", by="anna", live=True), MONDAY + 3 * DAY + 2 * HOUR)
        assert got(tmp_path) == everybody("circular")


def test_two_that_are_approved_together_leave_on_two_days(tmp_path: Path) -> None:
    """One mailing a day holds for what waited for its approval, too."""
    with a_study(tmp_path, *minutes_past(2)) as service:
        asking(service)
        assert told(tick(service, MONDAY)) == ["circular", "questionnaire"]
        for mailing in ("circular", "questionnaire"):
            says(service, mailing=mailing, now=1)
        tick(service, MONDAY + timedelta(minutes=2))
        assert got(tmp_path) == everybody("circular")
        tick(service, MONDAY + DAY)
        assert got(tmp_path) == everybody("circular", "questionnaire")


def test_a_person_who_sends_is_refused_without_the_approval(tmp_path: Path) -> None:
    """A person sends a mailing that is not approved: nothing is sent and nothing put into use, and it is said how it is approved."""
    make(tmp_path, 3)
    with open_service(config.load(tmp_path, {})) as service:
        asks(tmp_path, 1)
        apply(service, SAMPLE, MONDAY, by="staff")
        for send in (
            lambda: send_now(service, SAMPLE, "circular", MONDAY, by="anna"),
            lambda: send_addressed(service, SAMPLE, MailingTo(mailing="circular", to=("ORG001",), by="anna"), MONDAY),
        ):
            with pytest.raises(ConfigurationError, match="nobody has approved it") as refused:
                send()
            assert "counterfoil approve circular HASH" in refused.value.remedy
        assert letters(tmp_path) == ()
        says(service)
        assert send_now(service, SAMPLE, "circular", MONDAY, by="anna").planned == {"circular": 3}


def test_a_study_that_never_ran_is_not_put_into_use_by_a_refusal(tmp_path: Path) -> None:
    """It may be approved before it is applied, and sending applies it then."""
    home = tmp_path / "home"
    install(home)
    maildirs(home)
    asks(home, 1)
    with open_service(config.load(home, {})) as service:
        file = home / "people.csv"
        file.write_bytes(contacts_csv(3))
        load_file(service, file, LIST, {}, store=True)
        with pytest.raises(ConfigurationError, match="nobody has approved it"):
            send_now(service, SAMPLE, "circular", MONDAY, by="anna")
        with service.store.reading() as tx:
            assert studies.applied(tx, SAMPLE) is None
        assert "`counterfoil study apply`" in says(service).told


def test_who_sends_by_hand_is_told_whom_the_approval_does_not_cover(tmp_path: Path) -> None:
    """They get nothing, and neither does who is named alone; after a new approval both ways reach them."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        says(service)
        joins(service, 5)
        report = send_now(service, SAMPLE, "circular", MONDAY, by="anna")
        assert report.planned == {"circular": 3}
        assert "2 addressees were added since it was approved" in report.problems[0]
        to_one = MailingTo(mailing="circular", to=("ORG004",), by="anna")
        (share,) = send_addressed(service, SAMPLE, to_one, MONDAY + HOUR)[1]
        assert (share.letters, "1 addressee was added" in share.why) == ((), True)
        says(service, "bert", now=61)
        (share,) = send_addressed(service, SAMPLE, to_one, MONDAY + 2 * HOUR)[1]
        assert len(share.letters) == 1
        assert sorted(got(tmp_path)) == ["ORG000", "ORG001", "ORG002", "ORG004"]


def test_who_was_left_out_by_hand_gets_it_once_they_are_approved(tmp_path: Path) -> None:
    """The mailing has not left for all by that: a case names them, and it leaves to them by itself when somebody approves them."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        says(service)
        joins(service)
        send_now(service, SAMPLE, "circular", MONDAY, by="anna")
        assert "1 addressee was added since it was approved: person3@member3.example" in cases(service)[0].reasons[0]
        says(service, "bert", now=1)
        tick(service, MONDAY + timedelta(minutes=2))
        assert got(tmp_path) == everybody("circular") | {"ORG003": ["circular"]}
        assert closed(service) == ["sent"]


def test_letters_are_parted_without_comparing_each_with_all(tmp_path: Path) -> None:
    """A mailing has thousands of letters: each is asked about once, in order."""
    with a_study(tmp_path, *FAR) as service:
        ready = prepare_circular(service)
    asked: list[Letter] = []

    class Counting(Approval):
        def covers(self, letter: Letter) -> bool:
            asked.append(letter)
            return letter is not ready[1]

    assert Counting(needed=1).parted(ready) == ((ready[0], ready[2]), (ready[1],))
    assert asked == list(ready)


def _changes(service: Service) -> None:
    edit(service, "circular.en.md", "Hello.")


def _takes_back(service: Service) -> None:
    with service.store.reading() as tx:
        entry = next(one.number for one in of_study(tx, SAMPLE) if "approved:" in one.what)
    assert "circular is not approved" in undo(service, Undoing(entry=entry, by="bert"), MONDAY + HOUR).told


@contextmanager
def in_the_middle(home: Path, refused: bytes = b"451 4.3.0 later\r\n", connections: int = 2) -> Iterator[Service]:
    """Open a study whose circular was approved and put out on Monday, and of which the server took no letter until then."""
    away = [True]
    with (
        a_study(home, *FAR),
        stage(but("MAIL", lambda _: refused if away[0] else b"250 OK\r\n")) as server,
    ):
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nconnections = {connections}'
        write_settings(home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'})
        with open_service(config.load(home, {})) as service:
            asking(service)
            says(service)
            tick(service, MONDAY)
            if connections == 1:
                tick(service, MONDAY + HOUR)
                tick(service, MONDAY + 2 * HOUR)
            away[0] = False
            yield service


def ticks_on(service: Service) -> None:
    """Tick for some hours: a server that said "later" of everything is given one letter at a time for a while."""
    for hour in range(4, 10):
        tick(service, MONDAY + hour * HOUR)


@pytest.mark.parametrize("what", [_changes, _takes_back])
def test_letters_in_the_middle_of_sending_wait(tmp_path: Path, what: Callable[[Service], None]) -> None:
    """An approval is lost while letters wait in the outbox: they stay, a case says so, and they go on once it is approved again."""
    with in_the_middle(tmp_path) as service:
        what(service)
        assert told(tick(service, MONDAY + 2 * HOUR)) == ["circular"]
        assert got(tmp_path) == {}
        assert {one.state for one in letters(tmp_path)} == {DeliveryState.DEFERRED}
        assert "3 letters of it wait in the outbox" in cases(service)[0].reasons[0]
        assert not tick(service, MONDAY + 3 * HOUR).held
        says(service, "carla", now=190)
        ticks_on(service)
        assert (got(tmp_path), closed(service)) == (everybody("circular"), ["approved"])


def test_letters_in_the_middle_of_sending_that_a_person_skips_stay(tmp_path: Path) -> None:
    """An approval does not overrule who decided that the rest is not sent; once that is undone, it leaves."""
    with in_the_middle(tmp_path) as service:
        _changes(service)
        tick(service, MONDAY + 2 * HOUR)
        skipped = decide(service, Deciding(case=str(cases(service)[0].id), what="skip", by="anna"), MONDAY + 2 * HOUR)
        says(service, "carla", now=130)
        tick(service, MONDAY + 3 * HOUR)
        assert got(tmp_path) == {}
        undo(service, Undoing(entry=skipped.entry, by="anna"), MONDAY + 3 * HOUR)
        ticks_on(service)
        assert got(tmp_path) == everybody("circular")


def test_who_sends_by_hand_is_told_what_waits(tmp_path: Path) -> None:
    """What is sent of another mailing leaves nothing of the one that is not approved."""
    with in_the_middle(tmp_path) as service:
        says(service, mailing="questionnaire")
        _takes_back(service)
        report = send_now(service, SAMPLE, "questionnaire", MONDAY + 2 * HOUR, by="anna")
        assert got(tmp_path) == everybody("questionnaire")
        assert "circular: 3 letters wait, since it is not approved as it is now." in " ".join(report.problems)


def test_a_sender_that_was_refused_goes_on_with_what_is_approved(tmp_path: Path) -> None:
    """Letters that nobody approves any more are the first of a halted sender: once the server is mended, the others leave."""
    with in_the_middle(tmp_path, b"554 5.7.1 Sender not allowed\r\n", connections=1) as service:
        joins(service)
        put_out_by_hand(service, "circular", "ORG003", MONDAY + HOUR)
        for hours in (24, 48):
            tick(service, MONDAY + hours * HOUR)
        assert got(tmp_path) == everybody("circular")


def test_what_is_skipped_stays_though_it_is_approved(tmp_path: Path) -> None:
    """Until the skip is undone."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        tick(service, MONDAY)
        (case,) = cases(service)
        skipped = decide(service, Deciding(case=str(case.id), what="skip", by="anna"), MONDAY)
        says(service, now=1)
        tick(service, MONDAY + HOUR)
        assert got(tmp_path) == {}
        undo(service, Undoing(entry=skipped.entry, by="anna"), MONDAY + HOUR)
        tick(service, MONDAY + 2 * HOUR)
        assert got(tmp_path) == everybody("circular")


def test_a_deadline_that_is_moved_is_a_change_of_what_it_prints(tmp_path: Path) -> None:
    """What is shown then is what runs, and not the day that study.toml names."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        says(service)
        with service.store.reading() as tx:
            later = require_running(service, tx, SAMPLE).study.deadline + 30 * DAY
        extend(service, SAMPLE, later, MONDAY - HOUR, by="anna")
        (first, *_) = proposals(service, prospective(service, SAMPLE))
        assert first.changed[1:] == ("changed in study.toml: deadline",)
        assert told(tick(service, MONDAY)) == ["circular"]
        says(service, now=1)
        tick(service, MONDAY + timedelta(minutes=2))
        assert got(tmp_path) == everybody("circular")


def test_where_the_archive_lost_what_was_approved_it_is_approved_no_more(tmp_path: Path) -> None:
    """Nobody can say what it was."""
    with a_study(tmp_path, *FAR) as service:
        asking(service)
        Path(service.store.archive.where(says(service).sha256)).unlink()
        assert told(tick(service, MONDAY)) == ["circular"]
        assert "no longer in the archive" in cases(service)[0].reasons[0]


def test_a_study_that_asks_for_fewer_approvals_says_so_before_it_is_applied(tmp_path: Path) -> None:
    """And as long as it is not applied, what runs asks for as many as before."""
    with a_study(tmp_path, *FAR) as service:
        asking(service, 2)
        asks(tmp_path, 1)
        assert "one person alone has to approve" in difference(service, SAMPLE)[0]
        asks(tmp_path, 0)
        assert "nobody has to approve" in difference(service, SAMPLE)[0]
        assert told(tick(service, MONDAY)) == ["circular"]


def test_a_study_that_asks_for_none_is_as_before(tmp_path: Path) -> None:
    """An approval may be given all the same, and only stands in the journal."""
    with a_study(tmp_path, *FAR) as service:
        assert "asks for no approval" in says(service).told
        edit(service, "circular.en.md", "Hello.")
        joins(service)
        tick(service, MONDAY)
        assert sorted(got(tmp_path)) == ["ORG000", "ORG001", "ORG002", "ORG003"]
        with service.store.reading() as tx:
            assert not holds.everything(tx)
