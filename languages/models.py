"""What the TOML files of a language may hold; this is longer than other modules since it lists the keys of all files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from languages.checked import Lines, Texts

DayStyle = Literal["long", "brief", "brief_year", "weekday", "weekday_year"]


@dataclass(frozen=True, kw_only=True)
class Words:
    """`words.toml`: how the language is written, and the words of answers. `percent` and `percent_asked` are regular expressions.

    `locale` is the CLDR locale that letters are written by, `months` are those whose names of months are read. The first of `yes` and of
    `no` is what a workbook prints; `unknown` stands in place of a figure, and `about` before one. `grouping` and `decimal` are what one
    comma or point before exactly three digits surely is; `group` is what letters part thousands by, where CLDR's own would be doubtful.
    `letters` are compared as the letters that they stand for, `article` is a prefix that does not count in a comparison.

    `no_units`, `multipliers` and `counters` are words, parted by spaces: those that make a number another one (about, at least), those that
    multiply it (thousand), and those that only count what the question asks for (as in 12人). `scales` are multipliers by which numbers are
    written as a matter of course, so that 1.2万 is read as what it says. `numerals` are signs for digits and `places` those behind
    them that say what they count, each of one sign, as in 三千五百. `year_marks`, `month_marks` and `day_marks` stand behind the
    numbers of a date, as in 2026年3月15日, or behind its year alone; `month_letters` show in a form where the month is written, as in
    DD/MM/YYYY. `days` are patterns of CLDR by which dates are printed otherwise than `locales.day` does.
    """

    locale: str = ""
    months: Texts = ()
    first_of_month: str = ""
    ordinals: Texts = ()
    particles: Texts = ()
    year_marks: Texts = ()
    month_marks: Texts = ()
    month_letters: Texts = ()
    day_marks: Texts = ()
    days: Mapping[DayStyle, str] = field(default_factory=dict)
    group: str = ""
    grouping: Texts = ()
    decimal: Texts = ()
    yes: Texts = ()
    no: Texts = ()
    unknown: Texts = ()
    about: Texts = ()
    percent: Texts = ()
    percent_before: Texts = ()
    percent_asked: Texts = ()
    totals: Texts = ()
    no_units: str = ""
    multipliers: str = ""
    counters: str = ""
    scales: Mapping[str, int] = field(default_factory=dict)
    numerals: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    article: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Headings:
    """The headings of one column of contact lists; weak ones count only while no plain one is there.

    `forms` are ways to name each of them at more length, as in "name of the {}". `bare` are those of the weak ones that say only that
    something is named, and not whether a person or an organisation.
    """

    plain: Texts = ()
    weak: Texts = ()
    forms: Texts = ()
    bare: Texts = ()

    def at_length(self, words: Texts) -> Iterator[str]:
        """Yield these headings, and each of them at more length."""
        yield from words
        yield from (form.format(word) for form in self.forms for word in words)


@dataclass(frozen=True, kw_only=True)
class Lists:
    """`lists.toml`: contact lists. `countries` and `languages` are names that no register has, with their ISO codes.

    `titles` are what goes before a person's name, as in "Ms"; `joins` are what stands between two addresses, as in "and".
    """

    columns: Mapping[str, Headings] = field(default_factory=dict)
    roles: Mapping[str, Texts] = field(default_factory=dict)
    titles: Texts = ()
    joins: Texts = ()
    countries: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AskedWords:
    """`asked.toml`: words of what nearly every form asks of whoever fills it in, which stand alone or are looked for within a text.

    `given` and `given_within` are the same of headings beneath which figures are given, and not asked for; `inputs` and `inputs_within` of
    headings beneath which they are to be typed in or changed. `office` says that a part is not for whoever answers, `examples` that a row
    is one, and `placeholders` that a text is to be written over; all three are in small letters without accents, and begin a word.
    `signatures` are how labels begin of what is signed or stamped. `texts`, `days`, `ticks`, `counts` and `measures` say what is typed
    beside or beneath them; short ones stand alone, others begin a word. `whole_texts` and `whole_counts` do so as all words of a label.
    `definitions` are headings of columns that explain what is asked in a row, and do not call it, as all of their words; `remarks` are all
    the words of a label that offers room for remarks, and asks for nothing.
    """

    alone: Texts = ()
    within: Texts = ()
    given: Texts = ()
    given_within: Texts = ()
    inputs: Texts = ()
    inputs_within: Texts = ()
    office: Texts = ()
    examples: Texts = ()
    placeholders: Texts = ()
    signatures: Texts = ()
    definitions: Texts = ()
    remarks: Texts = ()
    whole_texts: Texts = ()
    whole_counts: Texts = ()
    texts: Texts = ()
    days: Texts = ()
    ticks: Texts = ()
    counts: Texts = ()
    measures: Texts = ()


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


@dataclass(frozen=True, kw_only=True)
class PhraseTable:
    """Phrasebook (`languages.phrasebooks`) by what they say, mostly intents of `domain.intent`; docs/languages.md says what each is for."""

    decline: Lines = ()
    extension: Lines = ()
    promise: Lines = ()
    answering: Lines = ()
    successor: Lines = ()
    correction: Lines = ()
    draft: Lines = ()
    completing: Lines = ()
    pending: Lines = ()
    confidential: Lines = ()
    answers_in_text: Lines = ()
    elsewhere: Lines = ()
    resend: Lines = ()
    stop: Lines = ()
    unsubscribe: Lines = ()
    leaving: Lines = ()
    portion: Lines = ()
    supposing: Lines = ()
    not_refused: Lines = ()
    not_so: Lines = ()
    nil: Lines = ()
    confirm: Lines = ()
    yes: Lines = ()
    question: Lines = ()
    interrogative: Lines = ()
    request: Lines = ()
    courtesy: Lines = ()
    telling: Lines = ()


@dataclass(frozen=True, kw_only=True)
class IntentWords:
    """`intents.toml`: what people say in answer to a letter.

    `said` are phrases that carry an intent, `unless` are those that take it back where they overlap with one. `families` are phrases that
    others name. `turns` are words before which a courtesy ends, since they say more. `letters` are compared as those that they stand
    for, `prefixes` are written together with the word behind them, `gap` is how many words `..` stands for at most.
    """

    said: PhraseTable = PhraseTable()
    unless: PhraseTable = PhraseTable()
    families: Mapping[str, Lines] = field(default_factory=dict)
    turns: Lines = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    prefixes: Texts = ()
    gap: int = 5


@dataclass(frozen=True, kw_only=True)
class PlainWords:
    """`plain.toml`: what people say plainly, as regular expressions. The English file says what each key is for."""

    away: Texts = ()
    returns: Texts = ()
    expects: Texts = ()
    item: Texts = ()
    no_item: Texts = ()
    whole: Texts = ()
    rest_told: Texts = ()
    no_file: Texts = ()
    last_resort: Texts = ()
    told: Texts = ()
    amended: Texts = ()
    swapped: Texts = ()
    asked: Texts = ()
    affirms: Texts = ()
    takes_part: Texts = ()
    as_written: Texts = ()
    final: Texts = ()
    unsettled: Texts = ()
    wants_to_know: Texts = ()
    remains: Texts = ()
    the_one: Texts = ()
    no_more: Texts = ()
    attests: Texts = ()
    denies: Texts = ()
    was_wrong: Texts = ()
    said_before: Texts = ()
    figures: Texts = ()
    by_phone: Texts = ()
    printed: Texts = ()
    taken_there: Texts = ()
    no_mail: Texts = ()
    never_came: Texts = ()
    takes_off: Texts = ()
    reported: Texts = ()
    leaves_not: Texts = ()
    of_reminders: Texts = ()
    lacks: Texts = ()
    lacks_nothing: Texts = ()
    in_time: Texts = ()
    late: Texts = ()
    answers_back: Texts = ()
    answers_kept: Texts = ()
    answers_anew: Texts = ()
    answers_stay: Texts = ()
    ours_came: Texts = ()
    answered_already: Texts = ()
    again: Texts = ()
    of_before: Texts = ()
    corrected: Texts = ()
    corrected_thing: Texts = ()
    corrected_beside: Texts = ()
    objects: Texts = ()
    was_sent: Texts = ()
    drop_it: Texts = ()
    objects_not: Texts = ()
    other_final: Texts = ()
    called_draft: Texts = ()
    an_estimate: Texts = ()
    unfinished: Texts = ()
    own_part: Texts = ()
    own_answer: Texts = ()
    another_way: Texts = ()
    measured_in: Texts = ()
    by_whose_hand: Texts = ()
    unapproved: Texts = ()
    by_others: Texts = ()
    changes: Texts = ()
    changes_nothing: Texts = ()


@dataclass(frozen=True, kw_only=True)
class Tongues:
    """`tongues.toml`: how a form is asked for in a language. `frames` are regular expressions with {} for one of `names`, by its code."""

    frames: Texts
    names: Mapping[str, str]


Unit = Literal["hour", "day", "workday", "week", "month", "quarter", "year"]
DateRule = Literal[
    "date",
    "day",
    "whole",
    "early",
    "middle",
    "second_third",
    "late",
    "before",
    "weekday",
    "next_week",
    "later_week",
    "weeks_on",
    "weekend",
    "week_of",
    "part_week",
    "span",
    "bare_span",
    "month_day",
    "next_month_day",
    "week",
    "none",
]


@dataclass(frozen=True, kw_only=True)
class DateWords:
    """`dates.toml`: how dates are told in sentences. The English file says what each key is for.

    `locales` are those of CLDR that name the months and weekdays, and that say what 3/4/2027 is, where they agree; `without` are names of
    theirs that are other words in languages that are read beside this one, and `own` those that are other months there: they are this
    only in a text of which this language has the most common words. The values of
    `months` count from 1, those of `weekdays` from 0 for Monday, those of `offsets` in days; `nth` are the days of a month as words,
    `first` those that say too much else without a month behind them. `parts` are weeks of a month, from 1. `later` is the unit after
    `next`. `clock` stands behind a time of day, which is no day of a month. `forms` are templates by what they say. `longer` are words by
    which a length of time is more time than there is, `from_now` those by which it begins on the day of writing. `compounds` are how a number
    above 20 is made of others, with what is added to them: "{ten} {one}" adds nothing, and "veinti{one}" adds 20;
    `articles` are those of `numbers` of which none is made, as in "twenty a week".
    """

    locales: Texts = ()
    without: Texts = ()
    own: Texts = ()
    longer: Texts = ()
    from_now: Texts = ()
    common: str = ""
    capital: Texts = ()
    ordinals: Texts = ()
    clock: Texts = ()
    prefixes: Texts = ()
    suffixes: Texts = ()
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    compounds: Mapping[str, int] = field(default_factory=dict)
    articles: Texts = ()
    units: Mapping[Unit, Texts] = field(default_factory=dict)
    spans: Mapping[Unit, Mapping[str, int]] = field(default_factory=dict)
    the: Mapping[Unit, Texts] = field(default_factory=dict)
    this: Mapping[Unit, Texts] = field(default_factory=dict)
    next: Mapping[Unit, Texts] = field(default_factory=dict)
    later: Mapping[Unit, Texts] = field(default_factory=dict)
    offsets: Mapping[str, int] = field(default_factory=dict)
    nth: Mapping[str, int] = field(default_factory=dict)
    first: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    leads: Texts = ()
    forms: Mapping[DateRule, Texts] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DecisionWords:
    """`decisions.toml`: what a coordinator says of a case, on the first line of an answer. The English file says what each key is for."""

    accept: Texts = ()
    count: Texts = ()
    merge: Texts = ()
    first: Texts = ()
    second: Texts = ()
    count_both: Texts = ()
    assign: Texts = ()
    reject: Texts = ()
    declined: Texts = ()
    withdraw: Texts = ()
    grant: Texts = ()
    add: Texts = ()
    elsewhere: Texts = ()
    noted: Texts = ()
    wait: Texts = ()
    undo: Texts = ()


@dataclass(frozen=True, kw_only=True)
class AroundDecisions:
    """`decisions.toml`, table `around`: words beside those of a decision. The English file says what each key is for."""

    courtesy: Texts = ()
    mistaken: Texts = ()
    request: Texts = ()
    retracted: Texts = ()
    unless: Texts = ()


@dataclass(frozen=True, kw_only=True)
class FilingWords:
    """`filing.toml`: what staff write on the first line above a workbook of an organisation. The English file says what each key is for."""

    behalf: Texts = ()
    telephone: Texts = ()
    paper: Texts = ()
    mail: Texts = ()
    upload: Texts = ()
