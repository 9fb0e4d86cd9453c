"""A note is weighed as a whole: what no sentence says surely may be read, and what a rule read may be doubted."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.intent import Intent, IntentKind
from intake.understanding.intents.note_weights import all_names, packed, unpacked, weights
from intake.understanding.intents.said import HeardSentence, Said
from intake.understanding.intents.traits import KINDS, Traits, names, sentence_names, told
from intake.understanding.intents.wanted import by_rules, intent_rules, told_by
from intake.understanding.intents.weighing import chances_of, counted, weighed
from languages.heard import unheard
from languages.learning import concepts_apart, concepts_learned, learned, learned_apart
from tests.intake import note_network
from tests.intake.leaving_out import without
from tests.intake.note_network import Lesson, weights_of
from tests.intake.notes import Note
from tests.intake.weighing import group_of, hash_of_notes, learned_from

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOTHING: Mapping[IntentKind, float] = dict.fromkeys(KINDS, 0.0)
D, E, T, N = IntentKind.DECLINE, IntentKind.EXTENSION, IntentKind.THANKS, IntentKind.NOTE


def sentence(text: str, said: str = "", rather: str = "", denied: str = "", **shares: float) -> HeardSentence:
    """Return a sentence that is so much like intents."""
    heard = replace(
        unheard(len(text.split())),
        shares=shares,
        said=frozenset(said.split()),
        rather=frozenset(rather.split()),
        denied=frozenset(denied.split()),
    )
    return HeardSentence(text=text, heard=heard, asks=text.endswith("?"))


def note(*sentences: HeardSentence, beside: bool = False) -> Said:
    """Return a note of these sentences."""
    return Said(sentences=sentences, beside=beside, sent=SENT)


def kinds(said: Said, chances: Mapping[IntentKind, float], *read: Intent) -> list[IntentKind]:
    """Return what is read in a note that carries intents by chances, of which rules read some."""
    return [one.intent for one in weighed(said, read, intent_rules(), {**NOTHING, **chances})]


def test_what_is_learned_goes_with_the_traits_that_there_are() -> None:
    """Whoever changes traits, a concept or a phrase table runs `python -m tests.intake.weighing`."""
    learned = weights()
    assert learned is not None
    assert learned.names == all_names()
    assert unpacked(packed(learned, "of these")) == (learned, "of these")
    for named in (names(), sentence_names()):
        assert len({*named.numbers, *named.flags}) == len(named.numbers) + len(named.flags)


def test_what_is_kept_was_learned_of_the_notes_and_examples_that_are_there() -> None:
    """Whoever adds some runs `python -m tests.intake.weighing`; that the file is what it gives, `--check` tells."""
    assert learned_from() == hash_of_notes()


def test_there_are_as_many_numbers_as_are_named_and_each_flag_has_a_place() -> None:
    """Whatever a note says, and whether it answers a letter."""
    for answered in ("", "Query about question 4"):
        said = told_by("We counted 12. Is the day of 3 March too late?", sent=SENT, answered=answered)
        note_traits, of_sentences = told(said, {D})
        assert len(note_traits.numbers) == len(names().numbers)
        assert ("answers a letter" in {names().flags[flag] for flag in note_traits.flags}) is bool(answered)
        for one in of_sentences:
            assert len(one.numbers) == len(sentence_names().numbers)
            assert set(one.flags) <= set(range(len(sentence_names().flags)))


def test_an_intent_that_no_rule_read_is_read_where_it_is_likely_as_a_whole() -> None:
    """With the sentence that is likest it."""
    hint, other = sentence("We are but two here.", decline=0.4), sentence("The winter was long.")
    (found,) = weighed(note(other, hint), (), intent_rules(), {**NOTHING, D: 0.65})
    assert (found.intent, found.words, found.alone) == (D, "We are but two here.", False)
    assert kinds(note(other, hint), {D: 0.4}) == [N]


def test_what_a_rule_read_is_doubted_where_the_whole_is_hardly_like_it() -> None:
    """Unless it stands alone."""
    said, read = note(sentence("We decline.", decline=0.8)), Intent(intent=D, words="We decline.")
    assert kinds(said, {D: 0.65}, read) == [D]
    assert kinds(said, {D: 0.4}, read) == [N]
    assert kinds(said, {D: 0.4}, replace(read, alone=True)) == [D]


def test_time_that_is_asked_for_is_told_with_its_day() -> None:
    """As where a rule read it."""
    said = note(sentence("Give us until 20 March, for the barn burned.", extension=0.7))
    (found,) = weighed(said, (), intent_rules(), {**NOTHING, E: 0.6})
    assert (found.intent, found.until) == (E, date(2026, 3, 20))


@pytest.mark.parametrize(
    ("text", "beside", "other"),
    [
        ("Never write to me again, nothing at all.", True, None),
        ("Never write to me again, nothing at all.", False, IntentKind.SUCCESSOR),
        ("Never write to me again, nothing at all.", False, IntentKind.DRAFT),
        ("Never write to me again, nothing at all.", False, E),
        ("Never write to me again, see https://list.example/leave", False, None),
    ],
)
def test_a_wish_for_no_more_mail_takes_effect_only_where_nothing_speaks_against_it(
    text: str, beside: bool, other: IntentKind | None
) -> None:
    """A workbook, somebody who replaces them, a draft, a promise or a link; and it must be all but certain."""
    wish, also = IntentKind.UNSUBSCRIBE, {other: 0.9} if other else {}
    plain = note(sentence("Never write to me again, nothing at all.", unsubscribe=0.9))
    assert kinds(plain, {wish: 0.81}) == [wish]
    assert kinds(plain, {wish: 0.79}) == [N]
    assert wish not in kinds(note(sentence(text, unsubscribe=0.9), beside=beside), {wish: 0.99, **also})


def test_who_names_another_to_write_to_is_replaced_and_wishes_no_end_of_mail() -> None:
    """A rule may have read both, and the successor is the surer one, unless the wish is beyond doubt; the bare word is what it says."""
    wish, successor = IntentKind.UNSUBSCRIBE, IntentKind.SUCCESSOR
    said = note(sentence("Nothing more to this address.", unsubscribe=0.9), sentence("Write to Ben.", successor=0.9))
    read = (Intent(intent=successor, words="Write to Ben."), Intent(intent=wish, words="Nothing more to this address."))
    assert kinds(said, {wish: 0.96, successor: 0.9}, *read) == [successor]
    assert kinds(said, {wish: 0.98, successor: 0.9}, *read) == [successor, wish]
    assert kinds(said, {wish: 0.96}, read[1]) == [wish]
    assert kinds(said, {wish: 0.96, successor: 0.9}, read[0], replace(read[1], alone=True)) == [successor, wish]


def test_who_surely_wants_no_more_mail_names_an_address_to_be_taken_off_and_promises_nothing() -> None:
    """What a rule took for a successor or a promise says nothing against a wish beyond doubt, unless a successor is likely."""
    wish, successor = IntentKind.UNSUBSCRIBE, IntentKind.SUCCESSOR
    said = note(sentence("Take desk@office.example off.", said="promise", unsubscribe=0.9), sentence("Patients need it.", note=0.9))
    read = Intent(intent=successor, words="Take desk@office.example off.")
    assert kinds(said, {wish: 0.96, successor: 0.7}, read) == [wish]
    assert kinds(said, {wish: 0.96, successor: 0.8}, read) == [successor]
    assert kinds(said, {wish: 0.94, successor: 0.7}, read) == [successor]
    assert kinds(said, {wish: 0.94}) == [N]


def test_who_surely_wants_no_more_mail_names_a_day_by_which_and_no_time() -> None:
    """What is to be done by 2 April is the deletion, unless time is likely wanted."""
    wish = IntentKind.UNSUBSCRIBE
    said = note(sentence("Delete my address by 2 April.", unsubscribe=0.9), sentence("You will confirm it in writing.", note=0.9))
    read = Intent(intent=E, words="Delete my address by 2 April.")
    assert kinds(said, {wish: 0.96, E: 0.7}, read) == [wish]
    assert kinds(said, {wish: 0.96, E: 0.8}, read) == [E]
    assert kinds(said, {wish: 0.94, E: 0.7}, read) == [E]


@pytest.mark.parametrize("answer", [IntentKind.DRAFT, IntentKind.CONFIRM, IntentKind.CONFIDENTIAL, IntentKind.CORRECTION])
def test_who_tells_of_answers_wants_time_only_where_that_is_likely(answer: IntentKind) -> None:
    """The day beside a draft, a figure that is right, or one that is secret until then, may be that of a meeting or of publication."""
    said = note(sentence("The board meets on the 14th.", extension=0.9), sentence("Here it is so far.", note=0.9))
    assert kinds(said, {E: 0.75, answer: 0.9}) == [answer]
    assert set(kinds(said, {E: 0.85, answer: 0.9})) == {answer, E}
    assert kinds(said, {E: 0.75, answer: 0.2}) == [E]


def test_a_wish_that_speaks_of_no_mail_must_be_all_but_certain() -> None:
    """It may be of anything that nothing more is said; and who refuses wants to be struck off the study."""
    wish = IntentKind.UNSUBSCRIBE
    bare = note(sentence("The emblem on it is the old one.", note=0.5), sentence("Nothing more.", unsubscribe=0.9))
    assert wish not in kinds(bare, {wish: 0.955})
    assert wish in kinds(bare, {wish: 0.98})
    assert kinds(note(sentence("Take us off the list.", unsubscribe=0.9)), {wish: 0.9}) == [wish]
    assert kinds(note(sentence("Remove us.", unsubscribe=0.9)), {wish: 0.9}) == [wish]
    tick = note(sentence("It is not for us.", decline=0.9), sentence("Strike the tick at our name.", unsubscribe=0.9))
    assert kinds(tick, {wish: 0.955, D: 0.9}) == [D]
    assert kinds(tick, {wish: 0.98, D: 0.9}) == [D, wish]


def test_what_is_left_is_passed_on_unless_it_is_likely_to_be_courtesy() -> None:
    """Less of it beside a workbook, and where the rules read courtesy too."""
    said, courtesy, left = (
        note(sentence("Please find it attached.")),
        Intent(intent=T, words="Please find it attached."),
        Intent(intent=N, words=""),
    )
    assert kinds(said, {T: 0.94}, courtesy) == [T]
    assert kinds(said, {T: 0.92}, courtesy) == [N]
    assert kinds(said, {T: 0.97}, left) == [N]
    assert kinds(said, {T: 0.99}, left) == [T]
    assert kinds(replace(said, beside=True), {T: 0.35}, courtesy) == [T]
    assert kinds(replace(said, beside=True), {T: 0.25}, courtesy) == [N]
    assert kinds(replace(said, beside=True), {T: 0.89}, left) == [N]
    assert kinds(replace(said, beside=True), {T: 0.91}, left) == [T]


def test_who_tells_others_how_they_may_leave_wishes_nothing() -> None:
    """The foot of somebody's letters is no wish of theirs, however likely; a wish that is put politely is one."""
    wish, text = IntentKind.UNSUBSCRIBE, "If you wish no more of our news, reply with STOP and we take you off."
    assert wish not in kinds(note(sentence(text, said="supposing", denied="unsubscribe", unsubscribe=0.9)), {wish: 0.99})
    told = sentence("To leave our list, write to leave@firm.example.", said="supposing", unsubscribe=0.9)
    assert wish not in kinds(note(told), {wish: 0.99})
    assert kinds(note(sentence(text, denied="unsubscribe", unsubscribe=0.9)), {wish: 0.99}) == [wish]
    assert kinds(note(sentence(text, said="supposing", unsubscribe=0.9)), {wish: 0.99}) == [wish]


def test_who_asks_behind_what_our_letter_says_of_leaving_wishes_nothing() -> None:
    """They want to know. A question before a wish, a wish that only looks like a question, and one in plain words are wishes."""
    wish, asks = IntentKind.UNSUBSCRIBE, replace(sentence("Is that so for all studies?", rather="question"), asks=True)
    told = sentence("Your letter says: write unsubscribe to get no more mail.", denied="unsubscribe", unsubscribe=0.9)
    assert wish not in kinds(note(told, asks), {wish: 0.99})
    assert wish in kinds(note(asks, told), {wish: 0.99})
    assert wish in kinds(note(told, sentence("Is that clear?")), {wish: 0.99})
    assert wish in kinds(note(told, replace(asks, asks=False)), {wish: 0.99})
    assert wish in kinds(note(replace(told, heard=replace(told.heard, denied=frozenset())), asks), {wish: 0.99})


def test_who_is_to_be_taken_off_the_list_of_those_who_are_late_wishes_no_end_of_mail() -> None:
    """They have answered, however like such a wish it is."""
    wish = IntentKind.UNSUBSCRIBE
    told = sentence("We are on your list of late respondents by mistake.", note=0.5)
    assert wish not in kinds(note(told, sentence("Take us off the list.", unsubscribe=0.9)), {wish: 0.99})
    assert kinds(note(sentence("Take us off the list, now and for ever.", unsubscribe=0.9)), {wish: 0.99}) == [wish]


def test_a_short_text_is_not_weighed() -> None:
    """A sentence alone, or a few words, are read by the rules."""
    assert chances_of(told_by("We two are here alone this whole long winter and the barn burned down in March.", sent=SENT), []) == {}
    assert chances_of(told_by("It burned. We are two.", sent=SENT), []) == {}
    assert chances_of(told_by("It burned in March. We are two here, and nobody is left who could count the cows.", sent=SENT), []) != {}


@pytest.mark.parametrize(
    "text",
    [
        "Abmelden. Der Abmeldelink führt ins Nichts, deshalb so. Komplett, bitte.",
        "dar de baja este correo de todos los envios. gracias",
        "ça suffit. plus rien. ni enquête, ni newsletter, ni vœux.",
    ],
)
def test_a_few_words_that_no_rule_reads_may_surely_wish_no_more_mail(text: str) -> None:
    """They name the mail in words of their own, or none; what else so few words are like is not weighed."""
    said, wish = told_by(text, sent=SENT), IntentKind.UNSUBSCRIBE
    chances = chances_of(said, [Intent(intent=N, words=text)])
    assert [one.intent for one in weighed(said, [Intent(intent=N, words=text)], intent_rules(), chances)] == [wish]
    assert counted(said, [Intent(intent=D, words=text)], {**NOTHING, wish: 1.0}) == {}
    assert counted(said, [], {**NOTHING, wish: 0.94}) == {}
    assert counted(said, [], {**NOTHING, D: 1.0}) == {}


def test_behind_a_word_that_alone_stops_our_mail_a_few_words_need_be_no_likelier_than_many() -> None:
    """They tell of our mail; without that word, with it at the end, or where they tell of something else, they must be surer."""
    wish, why = IntentKind.UNSUBSCRIBE, sentence("You have sent me five mails of yours already.")
    assert counted(note(sentence("Stop.", said="stop"), why), [], {wish: 0.81}) == {wish: 0.81}
    assert counted(note(sentence("Stop.", said="stop"), why), [], {wish: 0.79}) == {}
    assert counted(note(sentence("Stop.", said="stop"), why, sentence("It burned.")), [], {wish: 0.94}) == {}
    assert counted(note(sentence("Oh dear."), why), [], {wish: 0.94}) == {}
    assert counted(note(why, sentence("Stop.", said="stop")), [], {wish: 0.94}) == {}


def test_who_surely_wishes_no_more_mail_corrects_little_and_refuses_sooner() -> None:
    """That the mailbox is a child's corrects no answer, and a refusal is a few words of what is said about mail."""
    wish, corrects = IntentKind.UNSUBSCRIBE, IntentKind.CORRECTION
    told = note(sentence("This mailbox is a child's of twelve.", correction=0.9), sentence("Write to it no more, ever.", unsubscribe=0.9))
    read = Intent(intent=corrects, words="This mailbox is a child's of twelve.")
    assert kinds(told, {wish: 0.99, corrects: 0.84}, read) == [wish]
    assert corrects in kinds(told, {wish: 0.9, corrects: 0.84}, read)
    refuses = note(sentence("I refuse.", decline=0.9), sentence("Write to us no more, ever.", unsubscribe=0.9))
    assert set(kinds(refuses, {wish: 0.99, D: 0.4})) == {wish, D}
    assert kinds(refuses, {wish: 0.9, D: 0.4}) == [wish]


def test_a_refusal_that_a_rule_read_stands_from_less_on() -> None:
    """A rule knows plain words; where none did, weights alone must be surer."""
    said, read = note(sentence("We will not take part.", decline=0.9), sentence("Run it.", note=0.9)), Intent(intent=D, words="")
    assert kinds(said, {D: 0.5}, read) == [D]
    assert kinds(said, {D: 0.5}) == [N]
    assert kinds(said, {D: 0.47}, read) == [N]


@pytest.mark.parametrize(
    ("share", "answers", "beside", "asked"),
    [(0.36, 0.0, False, True), (0.34, 0.0, False, False), (0.5, 0.8, False, False), (0.5, 0.0, True, False)],
)
def test_a_question_that_a_rule_read_stands_from_less_on(share: float, answers: float, beside: bool, asked: bool) -> None:
    """Most of a note may tell something else; but beside a workbook, or below answers, what looks like one may be one of the form."""
    told = note(sentence("The beds are 24, not 240."), sentence("Does table 5 include day surgery?", "question"), beside=beside)
    corrects, asks = Intent(intent=IntentKind.CORRECTION, words="24"), Intent(intent=IntentKind.QUESTION, words="?")
    chances = {IntentKind.CORRECTION: 1.0, IntentKind.QUESTION: share, IntentKind.ANSWERS_IN_TEXT: answers}
    assert (IntentKind.QUESTION in kinds(told, chances, corrects, asks)) is asked


def test_a_refusal_gives_way_to_what_is_plainly_an_answer_and_not_to_what_is_only_like_one() -> None:
    """The number of a command that somebody pasted is none."""
    said, read = note(sentence("We will not take part.", decline=0.9), sentence("Run it.", note=0.9)), Intent(intent=D, words="")
    answers = IntentKind.ANSWERS_IN_TEXT
    assert kinds(said, {D: 0.4, answers: 0.75}, read) == [D]
    assert kinds(said, {D: 0.4, answers: 0.85}, read) == [answers]
    assert kinds(said, {D: 0.3, answers: 0.75}, read) == [answers]
    # Who refuses the form alone ("I don't do spreadsheets") tells the figures below, which are surely answers.
    assert kinds(said, {D: 0.56, answers: 0.85}, read) == [answers]
    assert kinds(said, {D: 0.56, answers: 0.75}, read) == [D]
    assert kinds(said, {D: 0.65, answers: 0.85}, read) == [D]


def test_without_chances_the_rules_are_believed() -> None:
    """As where nothing was learned, or nothing is said."""
    read = [Intent(intent=D, words="No.")]
    assert weighed(note(), read, intent_rules(), {}) == read


def _some(count: int) -> list[Lesson]:
    """Return notes that decline wherever their first numbers are high, or a sentence asks, and else ask for time."""
    drawn, found = random.Random(7), []  # noqa: S311 - notes, and always the same.
    asks = sentence_names().flags.index("asks")
    for number in range(count):
        high, asking = drawn.random() > 0.5, drawn.random() > 0.8
        numbers = [drawn.random() + high * (at < 20) for at in range(len(names().numbers))]
        sentences = [Traits([drawn.random() for _ in sentence_names().numbers], [asks] * (asking and one == 1)) for one in range(3)]
        found.append(Lesson(Traits(numbers, [number % 3]), sentences, frozenset({D if high or asking else E})))
    return found


def test_what_notes_teach_tells_others_apart_and_is_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the traits that differ, were it only in one of their sentences; one that they do not differ in says nothing."""
    monkeypatch.setattr(note_network, "_TURNS", 12)
    some = _some(900)
    taught = weights_of(some[:800])
    right = [
        max(KINDS, key=lambda kind: chances[kind]) in one.marks
        for one in some[800:]
        for chances in (taught.chances(one.note, one.sentences),)
    ]
    assert sum(right) >= 90
    assert packed(taught, "") == packed(weights_of(some[:800]), "")


def test_no_author_is_in_two_groups_and_no_example_of_theirs_is_learned() -> None:
    """So that a note has the traits which it would have of a stranger."""
    written = Note(id="en-1", language="en", sent=SENT, subject="", text="", beside_workbook=False, intents=frozenset({D}))
    one, other = replace(written, id="en-wa-001"), replace(written, id="en-wb-001")
    assert group_of("everyday", one) == group_of("unopened", one) != group_of("everyday", other)
    examples = {"en": {"note": ["Our barn burned in March.", "Nobody wrote this one."]}}
    left = without(examples, [replace(written, text="Dear all,\nour reply is late. Our barn burned\nin March.")])
    assert left == {"en": {"note": ["Nobody wrote this one."]}}


def test_each_group_learns_what_is_kept_for_it() -> None:
    """Though all learn together: what is left out of one teaches it nothing, and others what it says."""
    examples = {
        "decline": ("we will not take part", "our office does not take part this year", "we decline to answer"),
        "resend": ("please send the form again", "the file is broken, send it again", "the form never reached us"),
    }
    less = {**examples, "resend": examples["resend"][:1]}
    whole, part = learned_apart(examples, [examples, less])
    assert (whole, part) == tuple(learned_apart(examples, [examples, less]))
    assert whole.words > part.words
    assert whole.rows != part.rows
    assert part == next(learned_apart(examples, [less, less]))
    of_whole, of_part = concepts_apart({"en": examples}, [{"en": examples}, {"en": less}])
    assert of_whole != of_part
    # Whoever learns alone is a group of one.
    assert learned(examples) == whole
    assert concepts_learned({"en": examples}) == of_whole


def test_the_rules_alone_are_a_trait_of_the_whole() -> None:
    """What they read is weighed too."""
    said = told_by("We shall not answer this year.", sent=SENT)
    read = {one.intent for one in by_rules(said)}
    assert D in read
    assert told(said, read)[0] != told(said, set())[0]
