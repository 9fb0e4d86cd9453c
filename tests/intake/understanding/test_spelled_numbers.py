"""Numbers of days and weeks that a person writes in words: each is read whole, in every language, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intake.understanding.days.dates import dates
from languages.date_words import dated, words_of

_SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_TWENTY_FIVE = {
    "ar": "نحتاج خمسة وعشرين يوما إضافيا",
    "bg": "Молим за още двадесет и пет дни.",
    "cs": "Prosíme o dvacet pět dní navíc.",
    "da": "Vi har brug for femogtyve dage mere.",
    "de": "Bitte geben Sie uns noch fünfundzwanzig Tage.",
    "el": "Χρειαζόμαστε είκοσι πέντε ημέρες ακόμη.",
    "en": "We need twenty-five more days.",
    "es": "Necesitamos veinticinco días más.",
    "et": "Saadame kahekümne viie päeva pärast.",
    "fi": "Tarvitsemme kaksikymmentäviisi päivää lisää.",
    "fr": "Il nous faut vingt-cinq jours de plus.",
    "he": "אנו מבקשים עשרים וחמישה ימים נוספים",
    "hr": "Molimo još dvadeset i pet dana.",
    "hu": "Huszonöt nap múlva küldjük.",
    "id": "Kami akan mengirim dua puluh lima hari lagi.",
    "it": "Ci servono altri venticinque giorni.",
    "lt": "Prašome pratęsti dvidešimt penkias dienas.",
    "lv": "Lūdzam pagarinājumu par divdesmit piecām dienām.",
    "nb": "Vi trenger tjuefem dager til.",
    "nl": "Wij hebben nog vijfentwintig dagen nodig.",
    "pl": "W ciągu dwudziestu pięciu dni prześlemy formularz.",
    "pt": "Precisamos de mais vinte e cinco dias.",
    "ro": "Vă rugăm să ne acordați încă douăzeci și cinci de zile.",
    "ru": "Просим продлить срок на двадцать пять дней.",
    "sk": "Potrebujeme ešte dvadsaťpäť dní.",
    "sl": "Prosimo še za petindvajset dni.",
    "sr": "Молимо за двадесет и пет дана продужења.",
    "sv": "Vi behöver ytterligare tjugofem dagar.",
    "th": "เราจะส่งภายในยี่สิบห้าวัน",
    "tr": "Yirmi beş gün içinde göndereceğiz.",
    "uk": "Просимо продовжити на двадцять п'ять днів.",
    "vi": "Chúng tôi sẽ gửi trong hai mươi lăm ngày nữa.",
    "zh": "请再给我们二十五天",
}


def told(text: str) -> list[int]:
    """Return in how many days each day is that a text names."""
    return [(one.day - _SENT.date()).days for one in dates(text, _SENT)]


@pytest.mark.parametrize("code", _TWENTY_FIVE)
def test_a_number_of_two_words_is_read_whole_in_every_language(code: str) -> None:
    """Never as its last word, which alone is a number too."""
    assert told(_TWENTY_FIVE[code]) == [25]


def test_every_language_that_counts_in_words_has_a_sentence_here() -> None:
    """Japanese writes what Chinese does, and Korean counts days in figures."""
    assert {code for code in dated() if words_of(code).numbers} - {"ko"} == {*_TWENTY_FIVE}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("We ask for twenty-one days more.", 21),
        ("We ask for twenty and one days more.", 21),
        ("Within a hundred days.", 100),
        ("We ask for one hundred and twenty days.", 120),
        ("We ask for one hundred twenty-five days.", 125),
        ("We ask for two hundred days.", 200),
        ("We need two weeks.", 14),
        ("We need one more week.", 7),
        ("Nous demandons dix-sept jours de plus.", 17),
        ("Nous demandons soixante et onze jours de plus.", 71),
        ("Nous demandons soixante-quinze jours de plus.", 75),
        ("Nous demandons quatre-vingts jours de plus.", 80),
        ("Nous demandons quatre-vingt-dix-huit jours de plus.", 98),
        ("Nous demandons cent vingt jours de plus.", 120),
        ("Wir brauchen noch einundzwanzig Tage.", 21),
        ("Ci servono ventuno giorni.", 21),
        ("Ci servono ventotto giorni.", 28),
        ("Prosíme, potřebujeme ještě jednadvacet dní.", 21),
        ("Potřebujeme ještě pětatřicet dní.", 35),
        ("Vi har brug for halvtreds dage mere, og vi vil gerne sende det.", 50),
        ("Kahdenkymmenenviiden päivän kuluttua.", 25),
        ("Tizenhat nap múlva küldjük.", 16),
        ("Prosimy o dwadzieścia dni więcej.", 20),
        ("Через двенадцать дней.", 12),
        ("В течение двадцати одного дня пришлём.", 21),
        ("Onbeş gün içinde göndereceğiz.", 15),
        ("Kırk beş gün içinde göndereceğiz.", 45),
        ("请延长一百二十天", 120),
        ("请延长十五天", 15),
        ("نطلب ستة عشر يوما إضافيا", 16),
        ("בעוד חמישה עשר ימים", 15),
        ("열다섯 주 연장", 105),
    ],
)
def test_a_number_in_words_is_told_by_all_of_them(text: str, days: int) -> None:
    """Of teens and tens, of hundreds, joined by hyphens and by words, and written as one."""
    assert told(text) == [days]


@pytest.mark.parametrize(
    "text",
    [
        "We ask for nine hundred and twenty days.",  # Nobody asks for so much, and twenty are not meant.
        "We have fifty-five thousand and two hundred twelve hundred days.",
        "Nous demandons neuf cent douze jours.",
    ],
)
def test_the_last_words_of_a_number_alone_are_none(text: str) -> None:
    """What cannot be read whole is left to a person."""
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Sto tre giorni fuori ufficio, ma vi scrivo.", [3]),  # "Sto" is a hundred to Slavs.
        ("Necesitamos tres días más.", [3]),  # And "tres" sixty to Danes.
        ("On two weeks notice.", [14]),  # "On" is ten to Turks.
        ("El formulario no trae ni semanas ni meses.", []),  # "Ni" nine to Danes.
        ("Avem nevoie de zile sau săptămâni.", []),  # "Sau" six to Vietnamese.
        ("Un rapport du jour et du mois.", []),  # "Du" two to Lithuanians.
        ("Er hat Wochen gebraucht.", []),  # "Hat" six to Hungarians.
        ("Ten or two weeks.", [14]),
        ("Twenty a week is too much.", []),
    ],
)
def test_a_word_that_counts_in_another_language_alone_counts_there_alone(text: str, days: list[int]) -> None:
    """It is none beside words of a language that says something else with it."""
    assert told(text) == days
