"""A sentence of courtesy in a language of which no more is known, and what is none."""

from __future__ import annotations

import pytest

from languages.courtesies import is_courtesy, is_of_few_words


@pytest.mark.parametrize(
    "sentence",
    [
        "Mocht u nog vragen hebben, dan hoor ik het graag.",
        "W razie pytań pozostaję do dyspozycji.",
        "I er velkomne til at kontakte mig, hvis I har spørgsmål.",
        "Vă rugăm să confirmați primirea.",
        "Просимо підтвердити отримання.",
        "Za morebitna vprašanja smo vam na voljo.",
        "V prípade otázok sme vám k dispozícii.",
        "Küsimuste korral oleme teie käsutuses.",
        "Lūdzu apstiprināt saņemšanu.",
        "Kilus klausimams, mielai atsakysime.",
        "ご不明な点がございましたら、お知らせください。",
        "문의사항이 있으시면 언제든지 연락 주시기 바랍니다.",
        "Sorularınız olursa bizimle iletişime geçebilirsiniz.",
    ],
)
def test_a_phrase_is_courtesy_as_a_whole_though_its_words_may_say_more(sentence: str) -> None:
    """Such as "if you have any questions", and "please confirm"."""
    assert is_courtesy(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Gelieve ons de vragenlijst te sturen.",
        "Hierbij onze vragen.",
        "W załączeniu przesyłam pytania.",
        "Prosimy o ankietę.",
        "Prosím, pošlete nám dotazník znovu.",
        "Ζητούμε το ερωτηματολόγιο.",
        "Kérjük a kérdőívet.",
        "調査票をお送りください。",
        "설문지를 요청드립니다.",
        "설문지를 다시 보내 주시기 바랍니다.",
        "Vă transmitem întrebările noastre.",
        "Просимо анкету.",
        "Моля за въпросника.",
        "خواهشمند است پرسشنامه ارسال گردد.",
        "پرسشنامه را ارسال فرمایید.",
        "Molimo upitnik.",
        "Молимо упитник.",
        "Mohon kirimkan kuesioner.",
        "Xin vui lòng gửi phiếu khảo sát.",
        "Anketi tekrar göndermenizi rica ederiz.",
        "Prosimo, pošljite nam vprašalnik znova.",
        "Prosíme o dotazník.",
        "Palun saatke meile küsimustik uuesti.",
        "Lūdzu, nosūtiet mums anketu vēlreiz.",
        "Prašome dar kartą atsiųsti klausimyną.",
        "Pošiljamo vam naša vprašanja.",
        "Saadame teile meie küsimused.",
        "Nosūtām jums mūsu jautājumus.",
        "Siunčiame jums mūsų klausimus.",
        "Vi har frågor.",
        "Har ni frågor?",
    ],
)
def test_who_asks_for_the_form_or_has_questions_is_no_courtesy(sentence: str) -> None:
    """Not even within a text of which the language is known."""
    assert not is_courtesy(sentence)
    assert not is_courtesy(sentence, anchored=False)


def test_a_japanese_text_is_one_of_few_words_by_its_signs() -> None:
    """It has no blanks. A Chinese text, which shares some of them, is none."""
    assert is_of_few_words(["記入済みの調査票を添付いたします。", "表3の数値は暫定です。"])
    assert not is_of_few_words(["表3の数値は暫定です。"])
    assert not is_courtesy("表3は暫定値です。", anchored=False)
    assert not is_of_few_words(["随函附上问卷,请查收。", "附件的調查表已填寫完畢。"])
