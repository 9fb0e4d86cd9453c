"""Whether a person speaks in what looks like a machine's message: their mail program marked it, and the words are theirs."""

from __future__ import annotations

import re

from domain.intent import IntentKind
from intake.parsing.mail import Mail
from intake.understanding.days.days_of_absence import tells_only_days
from intake.understanding.evidence.answering import is_an_answer
from intake.understanding.evidence.answers import is_spreadsheet
from intake.understanding.evidence.evidence import is_about_ours
from intake.understanding.evidence.machine import (
    absent_subject,
    automatic_subject,
    bulk_mark,
    by_mail_program,
    hints_at_a_machine,
    is_daemon,
    is_no_reply,
    is_postmaster,
    list_addresses,
    list_mark,
    list_of,
    null_sender,
    responder_mark,
    sent_by_a_mass_mailer,
    submitted_by_hand,
    untagged,
)
from intake.understanding.evidence.reports import REPLY_CODE, STATUS
from intake.understanding.intents.between import answers_between_lines
from intake.understanding.intents.wanted import intents, wanted
from intake.understanding.machines.away import sounds_left_for_everyone, tells_of_itself, tells_something, told_besides, told_by_a_program
from intake.understanding.own_words.lines import count_words, unwrapped
from intake.understanding.own_words.ticket_fields import without_repeated
from intake.understanding.own_words.words import FEWEST_ASKED, asks, own_words
from intake.understanding.rule import OpenedMessage
from languages.mail import pattern

_LONGEST, _LONGEST_LETTER = 8_000, 1_500
# Programs in which people write say this of whatever leaves them; who answers without a person says `auto-replied` (RFC 3834 section 5).
_OF_WHATEVER_LEAVES = "Auto-Submitted: auto-generated"
# What stands in the sentences of a report, and how many others a person says above one without a greeting.
_OF_A_REPORT = ("bounce_failure", "no_such_mailbox", "bounce_delivered", "bounce_delay")
_TOLD_BY_A_PERSON = 2
LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
# A sum or a quantity, by its signs in all languages alike: a program for absences tells none, and a share or a time tells nothing.
_FIGURE = re.compile(
    r"[£€$¥₽₴₺₹]\s?\d|\d\s?(?:[£€¥₽₴₺₹]|m[²³23]\b|(?:eur|euros?|usd|gbp|chf|[kmg]wh|gj|mwh|t|kg)\b)|(?<!\S)=\s?\d", re.IGNORECASE
)
_SAYS_LITTLE = {IntentKind.NOTE, IntentKind.THANKS, IntentKind.UNSUBSCRIBE, IntentKind.AUTO_REPLY}


def answers_us(message: OpenedMessage) -> bool:
    """Say whether it brings a workbook, tells a figure or puts one right, or says yes: no program does."""
    words = own_words(message.mail.text)[:_LONGEST]
    told = wanted(message, words, IntentKind.ANSWERS_IN_TEXT, IntentKind.CONFIRM)
    # A receipt that tells when something was read is like one that puts a figure right, and names none.
    told += tuple(one for one in wanted(message, words, IntentKind.CORRECTION) if _FIGURE.search(one.words))
    # The number of a request and a registry's hours are told by a program, and answer nothing.
    by_program = (_is_of_a_receipt(one.words) or tells_only_days(one.words, message.mail.sent) for one in told)
    return any(map(is_spreadsheet, message.files)) or not all(by_program)


def _is_of_a_receipt(words: str) -> bool:
    """Say whether what looks like a figure that was asked for is the number of a request, or a line on when a registry is open."""
    rules = "\n" not in words and pattern("office_rule").search(words)
    return bool(pattern("automatic_receipt").search(words) or rules or tells_of_itself(words))


def speaks_to_us(message: OpenedMessage) -> bool:
    """Say whether it answers us, asks something or speaks of the questionnaire: what is left for everyone who writes seldom does."""
    words = own_words(message.mail.text)[:_LONGEST]
    # An absence may say that something will be sent, or name a price, and a program sends it: beside a sign of one these count nothing.
    told = pattern("sends_to_us").search(words) or _FIGURE.search(words)
    # "Answer of the agent:" is a desk's frame, and speaks of no answer to us; nor does the subject that it repeats.
    spoken_of = pattern("the_answer").search(pattern("handed_on").sub(" ", without_repeated(words, message.mail.subject)))
    by_words = asks(words) or spoken_of or (told and not hints_at_a_machine(message.mail, message.own_addresses))
    return bool(by_words) or any(asks_us(one.words) for one in wanted(message, words, IntentKind.QUESTION)) or answers_us(message)


def asks_us(words: str) -> bool:
    """Say whether words that were read as a question are one to us, and no "Urgent?" that leads to what is left for everyone."""
    return count_words(words) >= FEWEST_ASKED


def concerns_us(message: OpenedMessage) -> bool:
    """Say whether a message has to do with a letter of ours, which nothing does that is sent to many.

    An organisation may put the address of a letter into its list for newsletters, so that beside a list's mark the address says nothing
    unless the message is marked as an answer, or somebody speaks there as only a person does.
    """
    mail = message.mail
    answers = is_an_answer(mail.subject) or speaks_in_person(message)
    by_address = list_mark(mail, message.own_addresses) in {"", "Feedback-Id"} or bool(answers)
    return is_about_ours(mail, message.own_addresses, by_address=by_address)


def speaks_in_person(message: OpenedMessage) -> bool:
    """Say whether words tell, promise or ask what a person does of our letter, and nobody leaves for everyone."""
    return bool(pattern("in_person").search(own_words(message.mail.text)[:_LONGEST]))


def is_by_a_person(message: OpenedMessage) -> bool:
    """Say whether a person wrote a message, whatever marks it bears: a workbook comes with it, or its words are nobody's else.

    A desk hands on what a clerk wrote with a null envelope sender, and a program for absences leaves its mark on what is sent by hand. So
    beside a letter of ours words count more than marks; a mail server's own report is none of this.
    """
    mail, words = message.mail, words_of_a_desk(message.mail)[:_LONGEST]
    if is_daemon(mail.sender) or mail.statuses:
        return False
    if any(map(is_spreadsheet, message.files)):
        return True
    if not concerns_us(message):
        return False
    return answers_between_lines(mail) or hands_on(words) or speaks_in_person(message) or _tells_only_us(message, words)


def words_of_a_desk(mail: Mail) -> str:
    """Return a message's own words, below a service desk's line too, which looks like what stands above a quotation."""
    return own_words(mail.text) or own_words(pattern("desk_line").sub("", mail.text))


def has_desk_line(mail: Mail) -> bool:
    """Say whether a message begins with the line of a service desk above which its letters are answered; it is none of its own words."""
    return bool(pattern("desk_line").search(mail.text[:_LONGEST].lstrip()))


def hands_on(words: str) -> bool:
    """Say whether a service desk's program hands on what somebody wrote; what stands in its frame may be a notice of its own."""
    return any(tells_something(words[frame.end() :]) for frame in pattern("handed_on").finditer(words))


def _tells_only_us(message: OpenedMessage, words: str) -> bool:
    """Say whether words speak of our letter or bring what it asks for, where a mark tells only that a program had a part in it.

    A gateway may take the envelope sender from whatever passes it: where nothing else marks a message, any words tell. So do a clerk's that
    a desk sends as generated: it tells what became of a request in words that programs leave for everyone, and whatever else is a clerk's.
    """
    mail = message.mail
    told = pattern("our_letter").search(words) or pattern("sends_to_us").search(words) or _FIGURE.search(words)
    marked = responder_mark(mail) or bulk_mark(mail, message.own_addresses) or has_desk_line(mail)
    stripped = null_sender(mail) and not marked and words.strip()
    of_a_clerk = marked == _OF_WHATEVER_LEAVES and tells_something(words) and not pattern("bounce_refused_request").search(unwrapped(words))
    subject = automatic_subject(mail.subject) or absent_subject(mail.subject)
    by_whoever = responder_mark(mail) in {"", _OF_WHATEVER_LEAVES}
    return bool(told or stripped or of_a_clerk) and by_whoever and not (subject or sounds_left_for_everyone(words))


def writes_above_a_report(message: OpenedMessage) -> bool:
    """Say whether a postmaster or the owner of a list writes to us in person, maybe above a report that they pass on.

    Servers write from the same addresses, and ask "What should I do now?" for their readers: a question counts from a program for people.
    """
    mail = message.mail
    by_role = is_postmaster(mail.sender) or (list_of(mail.sender) and not is_daemon(mail.sender))
    if not by_role or null_sender(mail) or responder_mark(mail):
        return False
    words = own_words(mail.text)[:_LONGEST]
    return speaks_in_person(message) or (by_mail_program(mail) and asks(words)) or _passes_a_report_on(mail, words)


def _passes_a_report_on(mail: Mail, words: str) -> bool:
    """Say whether somebody tells us something above a report that they enclose: a server returns our letter, and no other server's report.

    A gateway that passes a report on says so in a sentence, or what failed and why.
    """
    enclosed = any(one.statuses or any(map(is_daemon, one.headers.addresses("from"))) for one in mail.enclosed)
    if not enclosed or not (mail.in_reply_to or is_an_answer(mail.subject)) or REPLY_CODE.search(words) or STATUS.search(words):
        return False
    greets = pattern("bounce_greeting", r"^\W{0,4}").match(words)
    told = [one for one in told_besides(words) if not any(pattern(kind).search(one) for kind in _OF_A_REPORT)]
    return len(told) >= (1 if greets else _TOLD_BY_A_PERSON) and not pattern("automatic").search(words)


def writes_in_a_program(message: OpenedMessage) -> bool:
    """Say whether a person answers our letter in a program that marks whatever leaves it as automatic, as those of service desks do.

    What such a program writes itself is known by its words. In doubt it is a person: a machine's message that is read costs a minute, a
    person's that nobody reads costs an answer.
    """
    mail, words = message.mail, words_of_a_desk(message.mail)[:_LONGEST]
    mark = responder_mark(mail)
    if not mark.startswith("Auto-Submitted") or null_sender(mail) or is_daemon(mail.sender):
        return False
    if automatic_subject(mail.subject) or absent_subject(mail.subject):
        return False
    if not concerns_us(message):
        meant = pattern("our_letter").search(words) or (mail.in_reply_to and (asks(words) or pattern("the_answer").search(words)))
        return bool(meant) and not told_by_a_program(words)
    speaks = speaks_to_us(message)
    # Who marks what no person wrote so, is believed but where nothing sounds like it and somebody speaks to us.
    return not told_by_a_program(words, by_person=speaks) if mark == _OF_WHATEVER_LEAVES else speaks and not sounds_left_for_everyone(words)


def is_read(mail: Mail) -> bool:
    """Say whether somebody reads what is sent to its author, although From would deny it: answers go elsewhere, or to a postmaster."""
    if is_no_reply(mail.reply_address) or responder_mark(mail):
        return False
    return by_mail_program(mail) or (not null_sender(mail) and (not is_daemon(mail.reply_address) or is_postmaster(mail.sender)))


def through_a_group(mail: Mail) -> bool:
    """Say whether a person wrote to us, and the group of their organisation passed that on in its own name, as Google Groups does."""
    lists = list_addresses(mail)
    return mail.headers.has("x-original-sender") and mail.sender in lists and not lists & set(mail.headers.addresses("to", "cc"))


def speaks_of_our_letter(message: OpenedMessage) -> bool:
    """Say whether somebody writes to us alone of the letter that they have of ours, from wherever: an office sends its letters so."""
    mail = message.mail
    ours = {untagged(one) for one in mail.headers.addresses("to", "cc")} & {untagged(one) for one in message.own_addresses}
    marked = bulk_mark(mail, message.own_addresses) or responder_mark(mail) or null_sender(mail) or is_daemon(mail.sender)
    if not ours or marked or mail.return_path not in {mail.sender, None} or not is_a_letter(mail.text):
        return False
    return bool(pattern("our_letter").search(own_words(mail.text)[:_LONGEST]))


def writes_to_us(message: OpenedMessage) -> bool:
    """Say whether a person wrote this to us, though a gateway, an alias or a service that they write in marked it as a list's or as bulk.

    A list and a service for newsletters take what comes back at an address of their own, and tell how to leave them. Who marks nothing but
    the precedence, and is the envelope's sender, is no list; beside another mark, the words must be meant for us.
    """
    mail = message.mail
    ours = {untagged(one) for one in mail.headers.addresses("to", "cc")} & {untagged(one) for one in message.own_addresses}
    nobody = null_sender(mail) or responder_mark(mail) or is_daemon(mail.sender) or is_no_reply(mail.sender)
    if not ours or nobody or _is_of_a_list(mail) or (sent_by_a_mass_mailer(mail) and not mail.in_reply_to):
        return False
    if submitted_by_hand(mail):
        return True
    if mail.return_path == mail.sender:
        invites = pattern("leaves_list").search(own_words(mail.text)[:_LONGEST])
        return not invites and (bulk_mark(mail, message.own_addresses).startswith("Precedence") or tells_us(message))
    return is_a_letter(mail.text) and tells_us(message)


def _is_of_a_list(mail: Mail) -> bool:
    """Say whether the author is a list, or what comes back goes to one."""
    return mail.sender in list_addresses(mail) or any(map(list_of, (mail.sender, mail.return_path or "")))


def tells_us(message: OpenedMessage) -> bool:
    """Say whether words answer a letter, or say what only we can be meant with."""
    mail, words = message.mail, own_words(message.mail.text)[:_LONGEST]
    said = any(one.intent not in _SAYS_LITTLE for one in intents(message, words))
    told = pattern("our_letter").search(words) or _FIGURE.search(words)
    return bool(mail.in_reply_to or said or told) or speaks_to_us(message)


def is_a_letter(text: str) -> bool:
    """Say whether a text is as short as a letter, leads nowhere, and tells nobody how to leave a list."""
    return len(text) <= _LONGEST_LETTER and not LINK.search(text) and not pattern("leaves_list").search(text)
