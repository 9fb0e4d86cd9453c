"""What people and machines write in mail, in all languages at once: nobody knows before in which one a message is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from languages import known, recall, toml_of
from languages.checked import Texts, checked
from languages.expressions import Spoken, spoken


@dataclass(frozen=True, kw_only=True)
class MailWords:
    """`mail.toml`: what people and machines write in mail, as regular expressions. The English file says what each key is for."""

    the_answer: Texts = ()
    our_letter: Texts = ()
    sends_to_us: Texts = ()
    in_person: Texts = ()
    handed_on: Texts = ()
    attached: Texts = ()
    filled: Texts = ()
    brings_answer: Texts = ()
    attribution: Texts = ()
    attribution_end: Texts = ()
    you_wrote: Texts = ()
    forwarded: Texts = ()
    field_from: Texts = ()
    field_to: Texts = ()
    field_other: Texts = ()
    signature: Texts = ()
    closing_formula: Texts = ()
    thanks: Texts = ()
    abbreviation: Texts = ()
    numbering: Texts = ()
    on_behalf: Texts = ()
    how_are_you: Texts = ()
    ceremony: Texts = ()
    postscript: Texts = ()
    contact_label: Texts = ()
    introduction: Texts = ()
    sent_from: Texts = ()
    reference: Texts = ()
    letterhead: Texts = ()
    matter: Texts = ()
    personal_data: Texts = ()
    announced: Texts = ()
    stated: Texts = ()
    addressed: Texts = ()
    footer: Texts = ()
    planned_absence: Texts = ()
    legal_notice: Texts = ()
    notice_heading: Texts = ()
    notice_subject: Texts = ()
    notice_word: Texts = ()
    added: Texts = ()
    gateway: Texts = ()  # A whole sentence that a gateway writes above a letter.
    sent_itself: Texts = ()
    debtors: Texts = ()
    banner: Texts = ()
    banner_label: Texts = ()
    warning_heading: Texts = ()
    caution: Texts = ()
    outside: Texts = ()
    external_mark: Texts = ()
    loud_mark: Texts = ()
    subject_mark: Texts = ()
    automatic_subject: Texts = ()
    absent_subject: Texts = ()
    absent: Texts = ()
    has_left: Texts = ()
    automatic: Texts = ()
    automatic_mention: Texts = ()
    read_receipt: Texts = ()
    unread_mailbox: Texts = ()
    automatic_receipt: Texts = ()
    automatic_promise: Texts = ()
    acknowledged: Texts = ()
    acknowledged_beside: Texts = ()
    automatic_challenge: Texts = ()
    desk_notice: Texts = ()
    desk_line: Texts = ()
    automatic_thanks: Texts = ()
    turns_to: Texts = ()
    automatic_return: Texts = ()
    automatic_urgent: Texts = ()
    automatic_until: Texts = ()
    goes_on: Texts = ()
    office_rule: Texts = ()
    no_reply: Texts = ()
    complaint_author: Texts = ()
    complaint: Texts = ()
    complaint_opt_out: Texts = ()
    own_mailbox: Texts = ()
    leaves_list: Texts = ()
    call_for_papers: Texts = ()
    trade_offer: Texts = ()
    stops_offers: Texts = ()
    hands_files: Texts = ()
    service_news: Texts = ()
    others_survey: Texts = ()
    digest_subject: Texts = ()
    leaves_by_button: Texts = ()
    leaving_subject: Texts = ()
    bounce_author: Texts = ()
    bounce_subject: Texts = ()
    bounce_refused_request: Texts = ()
    bounce_original: Texts = ()
    bounce_failure: Texts = ()
    bounce_delay: Texts = ()
    bounce_final: Texts = ()
    bounce_supposed: Texts = ()
    bounce_delivered: Texts = ()
    bounce_aside: Texts = ()
    bounce_origin: Texts = ()
    bounce_subject_field: Texts = ()
    bounce_form: Texts = ()
    bounce_greeting: Texts = ()
    no_such_mailbox: Texts = ()
    refused_by_policy: Texts = ()
    bounce_programs: Mapping[str, Texts] = field(default_factory=dict)


@cache
def alternatives(kind: str) -> str:
    """Return the expressions of a kind (a key of `mail.toml`) of all languages as one, to be put together with others."""
    return "|".join(expression for mail in _all() for expression in getattr(mail, kind))


@cache
def pattern(kind: str, before: str = "", after: str = "") -> Spoken:
    """Return what finds an expression of a kind in any language, between `before` and `after`, without regard to case."""
    return spoken(f"{before}(?:{alternatives(kind)}){after}")


@cache
def bounce_programs() -> Mapping[str, Spoken]:
    """Return by the name of each mail server's program what finds its words."""
    names = dict.fromkeys(name for mail in _all() for name in mail.bounce_programs)
    said = {name: "|".join(one for mail in _all() for one in mail.bounce_programs.get(name, ())) for name in names}
    return {name: spoken(expressions) for name, expressions in said.items()}


@cache
def _all() -> tuple[MailWords, ...]:
    recall()
    return tuple(checked(MailWords, toml_of(code, "mail.toml")) for code in known())
