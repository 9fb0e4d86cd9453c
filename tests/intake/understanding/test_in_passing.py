"""What people tell of their answers in passing, beside a workbook, is heard in each language, however courteous the mail around it is."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from intake.understanding.intents import ordinary
from intake.understanding.intents.ordinary import PLACES, OrdinaryWeights, unlike_ordinary
from intake.understanding.intents.wanted import said, told_by
from intake.understanding.own_words.feet import tells_of_change
from intake.understanding.own_words.words import own_words
from languages.plain import plainly

COURTEOUS = {
    "en": "Dear colleagues,\nPlease find attached our completed questionnaire.",
    "fr": "Bonjour,\nVeuillez trouver ci-joint notre questionnaire rempli.",
    "es": "Estimados señores:\nAdjuntamos el cuestionario cumplimentado.",
    "pt": "Exmos. Senhores,\nSegue em anexo o questionário preenchido.",
    "de": "Sehr geehrte Damen und Herren,\nim Anhang finden Sie den ausgefüllten Fragebogen.",
    "ru": "Добрый день!\nНаправляем заполненную анкету.",
    "ar": "تحية طيبة،\nمرفق لكم الاستبيان بعد تعبئته.",
    "zh": "您好，\n附件是填好的问卷，请查收。",
}
TOLD = [
    ("measured_in", "en", "Prices are all in rupees as usual."),
    ("measured_in", "en", "The turnover is by our own accounting year."),
    ("measured_in", "en", "Left in acres, sorry."),
    ("measured_in", "es", "Vienen en fanegas."),
    ("measured_in", "ar", "المساحة كلها بالفدان"),
    ("measured_in", "zh", "单位是万元。"),
    ("measured_in", "fr", "Les valeurs sont en dinars."),
    ("measured_in", "es", "Las superficies van en manzanas."),
    ("measured_in", "pt", "As quantidades estão em quilos."),
    ("measured_in", "de", "Die Umsätze sind ohne Mehrwertsteuer."),
    ("measured_in", "ru", "Все суммы без НДС."),
    ("measured_in", "ar", "المساحات كلها بالدونم"),
    ("measured_in", "zh", "产量是毛重。"),
    ("by_whose_hand", "en", "My nephew typed it in."),
    ("by_whose_hand", "fr", "C'est ma nièce qui a tapé le tout."),
    ("by_whose_hand", "es", "Lo llenó mi cuñada."),
    ("by_whose_hand", "pt", "Foi a minha filha que escreveu tudo."),
    ("by_whose_hand", "de", "Ausgefüllt hat es unser Praktikant."),
    ("by_whose_hand", "ru", "Заполнял мой племянник."),
    ("by_whose_hand", "ar", "عبأتها ابنتي"),
    ("by_whose_hand", "zh", "是我女儿填的。"),
    ("unapproved", "en", "The board has yet to look at it."),
    ("unapproved", "en", "These are the unaudited accounts."),
    ("unapproved", "fr", "La signature du préfet est encore attendue."),
    ("unapproved", "es", "Falta el visto bueno de la gerencia."),
    ("unapproved", "pt", "A homologação ainda não saiu."),
    ("unapproved", "de", "Die Freigabe durch den Vorstand fehlt."),
    ("unapproved", "ru", "Форма ещё на согласовании."),
    ("unapproved", "ar", "الملف بانتظار توقيع المدير"),
    ("unapproved", "zh", "局长尚未审阅。"),
    ("by_others", "en", "The northern branch will report separately."),
    ("by_others", "fr", "La succursale répondra de son côté."),
    ("by_others", "es", "La filial contesta por separado."),
    ("by_others", "pt", "A filial envia em separado."),
    ("by_others", "de", "Das Werk Nord schickt seinen Bogen gesondert."),
    ("by_others", "ru", "Филиал отчитается самостоятельно."),
    ("by_others", "ar", "فرع الجنوب يرسل نسخته على حدة"),
    ("by_others", "zh", "分公司自行报送。"),
    ("measured_in", "en", "All amounts are in yen."),
    ("measured_in", "fr", "Les montants sont en roupies."),
    ("measured_in", "es", "Los montos van en colones."),
    ("measured_in", "de", "Die Werte sind in Kronen."),
    ("measured_in", "ru", "Все суммы указаны в тенге."),
    ("measured_in", "ar", "المبالغ كلها بالريال"),
    ("measured_in", "zh", "金额是日元。"),
    ("by_whose_hand", "en", "My granddaughter typed it in."),
    ("by_whose_hand", "fr", "C'est mon petit-fils qui a tapé le tout."),
    ("by_whose_hand", "es", "Lo llenó mi nieta."),
    ("by_whose_hand", "es", "Lo llenó mi señora."),
    ("by_whose_hand", "pt", "Foi o meu neto que escreveu tudo."),
    ("by_whose_hand", "de", "Ausgefüllt hat es meine Enkelin."),
    ("by_whose_hand", "ru", "Заполняла моя внучка."),
    ("by_whose_hand", "ar", "عبأها حفيدي"),
    ("by_whose_hand", "zh", "是我孙女填的。"),
    ("changes", "en", "Friday is my last day."),
    ("changes", "en", "From May the college will be known as Dene Academy."),
    ("changes", "fr", "Le service sera dissous ; à compter de juin, écrivez à la mairie."),
    ("changes", "es", "El instituto pasará a llamarse Centro del Agua."),
    ("changes", "pt", "A direção será extinta em junho."),
    ("changes", "de", "Das Referat wird im Mai aufgelöst."),
    ("changes", "ru", "Отдел упраздняется с июня."),
    ("changes", "ar", "أنا في إجازة أمومة من الأحد"),
    ("changes", "zh", "本局将更名。"),
    ("changes", "en", "The ICT Authority is now a department of ours and need not be written to any more."),
    ("changes", "fr", "Pour la piscine, c'est l'intercommunalité qu'il faut maintenant interroger."),
    ("changes", "de", "Die Produktion wurde zum 30.06. herausgelöst und heißt jetzt Elbtronik."),
    ("changes", "es", "El laboratorio ahora depende de la universidad."),
    ("changes", "pt", "A secção foi absorvida pela Câmara."),
    ("changes", "ru", "С января функции администрации исполняет Агентство."),
    ("changes", "ar", "المحطات 4 و7 انتقلت إلى شركة الساحل"),
    ("changes", "zh", "业务已划转市局，无需再致函我处。"),
    ("changes", "en", "Since May we are called Harbour Works."),
    ("changes", "de", "Die Firma wurde von Nordwind übernommen."),
    ("changes", "de", "Wir firmieren seit Mai als Elbtronik."),
    ("changes", "fr", "La société a été rachetée par le groupe Nord."),
    ("changes", "es", "La oficina depende ahora de la Consejería."),
    ("changes", "pt", "Desde maio chamamo-nos Águas do Norte."),
    ("changes", "ru", "Предприятие вошло в состав холдинга."),
    ("changes", "zh", "本公司现名为海港股份。"),
    ("measured_in", "zh", "表中面积一栏仍按各乡镇上报习惯，为亩。"),
    ("measured_in", "ru", "Поголовье дано в условных головах."),
    ("unapproved", "fr", "Le parapheur est encore chez le Secrétaire général."),
    ("by_others", "es", "La Marina no nos abre sus datos."),
]
BENEATH = [
    ("Jane Moor\nHead of Section (retires in June)\nHarbour Office", "retires in June"),
    ("Anna Holzer\nReferentin, ab Juli in Karenz\nLandesamt für Wasser", "in Karenz"),
    ("Luc Petit\nChef de service\nÀ compter de juin, écrire à Mme Ba", "écrire à Mme Ba"),
    ("王芳\n统计科（借调至四月底）\n水利局", "借调至四月底"),
]
# Others' money, kin and offices, and what is approved or sent already, are nobody's remark.
COURTESY = [
    ("en", "Our family business has served the valley since 1921."),
    ("en", "The Financial Year Book is published by our press."),
    ("en", "The form was approved by the Board and signed by the Director."),
    ("fr", "Le formulaire est signé et revêtu du cachet."),
    ("es", "Firmado y aprobado por la Dirección."),
    ("de", "Der Bogen ist geprüft und unterschrieben."),
    ("ru", "Анкета подписана директором."),
    ("ar", "نعتذر عن التأخير ونشكركم على صبركم"),
    ("zh", "已盖章签字。"),
    ("en", "My wife and I wish you a happy new year."),
    ("en", "Our sister company publishes the yearbook."),
    ("en", "Our trainee programme is open for applications."),
    ("en", "We have yet to hear from you."),
    ("en", "The Council meets on the first Monday of each month."),
    ("en", "The board meets quarterly."),
    ("fr", "Mon mari se joint à moi pour vous saluer."),
    ("fr", "Nous vous enverrons l'original séparément."),
    ("es", "Mi señora directora:"),
    ("es", "Enviamos el original por separado."),
    ("pt", "Enviamos o original em separado."),
    ("pt", "O meu marido e eu agradecemos."),
    ("de", "Das Original schicken wir Ihnen separat per Post."),
    ("de", "Wir senden Ihnen das Original gesondert zu."),
    ("de", "Meine Frau und ich grüßen Sie."),
    ("ru", "Сами отправим оригинал."),
    ("ru", "Наш брат во Христе благодарит вас."),
    ("ar", "جاري العمل على طلبكم"),
    ("ar", "لا يجوز نسخ هذه الرسالة دون موافقة خطية"),
    ("zh", "未经本公司审批，不得转载。"),
    ("zh", "原件另行寄送。"),
    ("zh", "我妹妹问候您。"),
    ("ru", "Контакты указаны в приведённых документах."),
]
# A file that has another name, and a letter that was handed on, change nothing of who answers.
OF_PAPERS = [
    ("en", "All sheets are merged into one file."),
    ("de", "Die Datei wurde wie gewünscht umbenannt."),
    ("de", "Die Datei heißt jetzt Antwort_Kiel.xlsx."),
    ("fr", "Votre courrier a été transféré au service compétent."),
    ("fr", "Votre courriel m'a été transféré par ma collègue."),
    ("fr", "Le fichier a été scindé en deux."),
    ("fr", "Pour toute question, c'est le secrétariat qu'il faut contacter."),
    ("es", "El archivo ahora se llama respuesta.xlsx."),
    ("es", "Su solicitud ha sido transferida al departamento de contabilidad, que la ha atendido."),
    ("pt", "O seu email foi transferido para o serviço competente."),
    ("pt", "O ficheiro agora chama-se resposta.xlsx."),
    ("ru", "Файл переименован по вашей просьбе."),
    ("ru", "Файл теперь называется ответ.xlsx."),
    ("ar", "الملف أصبح اسمه answer.xlsx"),
    ("zh", "文件已更名。"),
    ("zh", "现移交问卷一份，请查收。"),
    ("zh", "原件现已移交市局。"),
]


@pytest.mark.parametrize(("kind", "language", "sentence"), TOLD)
def test_what_is_told_of_answers_in_passing_is_heard(kind: str, language: str, sentence: str) -> None:
    """In which unit they are, by whose hand, before whose approval, that others send theirs, and that who answers changes."""
    assert plainly(kind).search(sentence)
    found = said(f"{COURTEOUS[language]}\n{sentence}", beside=True)
    assert {one.intent for one in found} - {IntentKind.THANKS}
    assert any(sentence.rstrip(".。") in one.words for one in found)


@pytest.mark.parametrize(("signature", "told"), BENEATH)
def test_a_change_of_who_answers_is_heard_beneath_a_name(signature: str, told: str) -> None:
    """It stands among titles and addresses, which say nothing."""
    letter = f"Dear colleagues,\nPlease find attached our completed questionnaire.\n\nKind regards,\n{signature}"
    assert any(told in one.words for one in said(own_words(letter), beside=True) if one.intent is not IntentKind.THANKS)


@pytest.mark.parametrize("change", ["retires in June", "my last day is Friday"])
def test_a_change_of_who_answers_is_heard_beneath_a_name_that_no_closing_announces(change: str) -> None:
    """The name and the telephone of whoever wrote end the letter, and are cut away where nothing is said among them."""
    above, name, telephone = "Please find attached our completed questionnaire.", "Jane Moor", "Tel. +44 20 7946 0018"
    author = f"{name} <jane.moor@harbour.example>"
    assert own_words(f"{above}\n\n{name}\nHead of Section\n{telephone}", author) == above
    letter = f"{above}\n\n{name}\nHead of Section ({change})\n{telephone}"
    assert any(change in one.words for one in said(own_words(letter, author), beside=True) if one.intent is not IntentKind.THANKS)


@pytest.mark.parametrize(
    "told",
    [
        "Rows 4 and 5 are estimates / row 6 is for the whole harbour and not for us alone / row 9 could not be filled in",
        "no data on fisheries before 2010 / none on the ports of the south / and none on ferries for the whole of last year",
        "Sections A to C were filled in by the port / Section D by the city, and the questionnaire was not seen by us",
    ],
)
def test_only_a_title_in_two_languages_is_cut_away_as_one(told: str) -> None:
    """What is said of the answers with strokes between stands beneath a name, too."""
    above, title = "Please find attached our completed questionnaire.", "Deputy Head of the Department of Planning of the Harbour Authority"
    beneath, author = "Jane Moor\n{}\nTel. +44 20 7946 0018", "Jane Moor <jane.moor@harbour.example>"
    assert own_words(f"{above}\n\n{beneath.format(f'{title} / Stellvertretende Leiterin der Abteilung Planung')}", author) == above
    assert told in own_words(f"{above}\n\n{beneath.format(told)}", author)


@pytest.mark.parametrize(
    "told", ["Los datos personales figuran en un fichero aparte.", "Los datos personales constan en un fichero adjunto."]
)
def test_where_the_personal_data_are_is_told_by_whoever_sends_them(told: str) -> None:
    """The notice of an office speaks of its own files, which are not sent."""
    assert told in own_words(f"Estimados señores:\n\nAdjuntamos el cuestionario.\n\n{told}\n\nUn saludo,\nJuan López")
    notice = "Sus datos personales forman parte de un fichero."
    assert notice not in own_words(f"Adjuntamos el cuestionario.\n\nUn saludo,\nJuan López\n\n{notice}")


@pytest.mark.parametrize(("language", "sentence"), OF_PAPERS)
def test_a_file_or_a_letter_that_changes_is_no_change_of_who_answers(language: str, sentence: str) -> None:
    """People say so where they hand a file over."""
    assert not tells_of_change(sentence)
    assert {one.intent for one in said(f"{COURTEOUS[language]}\n{sentence}", beside=True)} == {IntentKind.THANKS}


def test_a_change_is_heard_behind_a_file_that_changed_too_and_at_the_end_of_a_long_sentence() -> None:
    """What is said of the file is taken out, and the rest is looked through."""
    assert tells_of_change("Die Datei wurde umbenannt, und das Referat wird im Mai aufgelöst.")
    assert tells_of_change(f"{'The harbour is large and old, ' * 20}and Friday is my last day.")


@pytest.mark.parametrize(("language", "sentence"), COURTESY)
def test_what_only_sounds_like_it_is_not(language: str, sentence: str) -> None:
    """None of these kinds of words is found in it."""
    assert language in COURTEOUS
    assert not any(plainly(kind).search(sentence) for kind in ("measured_in", "by_whose_hand", "unapproved", "by_others", "changes"))


def test_it_is_heard_only_beside_a_workbook_and_however_ordinary_weights_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one, the rules of intents read what is said."""
    monkeypatch.setattr(ordinary, "ordinary_weights", lambda: OrdinaryWeights(60.0, 0.0, bytes(PLACES)))
    text = "Thank you for your letter. Prices are all in rupees as usual."
    assert [one.text for one in unlike_ordinary(told_by(text, "", beside=True))] == ["Prices are all in rupees as usual."]
    assert unlike_ordinary(told_by(text, "", beside=False)) == ()
