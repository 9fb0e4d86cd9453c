"""What a person wants, read from their own words, in the languages of the respondents; cautious, since a person reads the rest."""

from __future__ import annotations

import re

from intake.words import sentences

_COURTESY = re.compile(
    r"attached|enclosed|herewith|please find|find attached|ci-jointe?s?|pièces? jointes?|veuillez trouver|vous trouverez|\bmerci\b"
    r"|thank|regards"
    r"|at your disposal|hesitate to contact|do not hesitate|n['’]hésitez pas|à votre disposition|dear\b|^hello|^hi\b|^good (?:morning"
    r"|day|afternoon)"
    r"|bonjour|madame|monsieur|anbei|im anhang|adjunto|in allegato|مرفق|نرفق|أرفق|رفق[هة]|شكر|تحية|السلام|السيد|السادة"
    r"|confirm (?:the )?receipt"
    r"|acknowledge (?:the )?receipt|accus(?:é|er) (?:de )?réception|further information|questionnaire (?:dûment )?(?:rempli|complété)"
    r"|completed questionnaire|الاستبيان",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:could|can|would|will) you\b|please (?:advise|clarify|explain|let (?:me|us) know|tell|send|call|extend)|we (?:need"
    r"|would like)\b"
    r"|pou(?:rriez|vez)-vous|merci de (?:nous|me|bien)|veuillez (?:nous|me) (?:indiquer|préciser|faire)|nous (?:souhaitons|aimerions"
    r"|souhaiterions)"
    r"|prière de|^هل\b|نود|نرجو (?!التكرم بالاطلاع)|يرجى (?:التوضيح|إفادت|تزويد)|ما (?:هو|هي|المقصود)",
    re.IGNORECASE,
)
_DECLINE = re.compile(
    r"(?:will|shall|can|could|do|does|would|regret that we (?:will|can))\s*(?:not"
    r"|n['’]t)\s+(?:be\s+(?:able\s+to\s+)?)?(?:wish(?:es)? to\s+|want to\s+|intend to\s+)?"
    r"(?:participat|tak(?:e|ing) part|respond(?:ing)? to (?:this|the|your) (?:survey|study|questionnaire)|complet(?:e|ing) (?:this"
    r"|the|your) (?:survey|questionnaire))"
    r"|cannot (?:participate|take part)|(?:unable|not in a position) to (?:participate|take part)|declin(?:e|es"
    r"|ing) (?:to (?:participate|take part|respond)|(?:your|the|this) (?:invitation|kind invitation|request))"
    r"|wish(?:es)? to decline|(?:must|have to) decline|(?:not|no longer) (?:wish(?:ing)? to|interested in) (?:participate|taking part"
    r"|participating)"
    r"|ne (?:souhait|désir)\w+ pas (?:y )?(?:participer|prendre part|répondre)|ne (?:participer\w+|prendr\w+) pas (?:part )?(?:à|au)?"
    r"|ne (?:pourr\w+|peu\w+|p[oû]uv\w+) (?:malheureusement )?pas (?:y )?(?:participer|prendre part)"
    r"|(?:n['’]est|ne sommes|n['’]êtes) pas en mesure de (?:participer|prendre part)|déclin(?:e|ons|er) (?:votre|cette"
    r"|l['’]) ?(?:invitation|demande)|refus(?:e|ons) de participer"
    r"|(?:لن|لا) (?:نشارك|تشارك|نتمكن من المشاركة|تتمكن .{0,30}من المشاركة|نستطيع المشاركة|نرغب في المشاركة|ترغب .{0,30}في المشاركة)"
    r"|(?:نعتذر|تعتذر .{0,40}) عن (?:عدم )?(?:ال)?مشارك",
    re.IGNORECASE,
)
_STOP_ALONE = re.compile(
    r"(?:please\s+|kindly\s+|veuillez\s+|merci de\s+)?(?:unsubscribe(?: me| us)?(?: from (?:this|the|your) (?:mailing )?list)?|stop"
    r"|opt[- ]?out|remove(?: me| us)?"
    r"|(?:me |nous )?(?:désabonner|désinscrire)(?: de (?:cette|votre) liste)?|désabonnement|désinscription|désabonnez-(?:moi|nous)"
    r"|désinscrivez-(?:moi|nous)|abmelden|abbestellen"
    r"|darme de baja|dar de baja|baja|cancelar (?:la )?suscripci[oó]n|disiscriviti|cancellami|descadastrar|отписаться"
    r"|(?:طلب |يرجى |أرجو )?(?:إلغاء|الغاء) (?:ال)?اشتراك(?:ي|نا)?|(?:أوقفوا|توقفوا عن) (?:الإرسال|المراسلة"
    r"|إرسال الرسائل))(?:\s+(?:please|thanks|thank you|merci|svp))?\W*",
    re.IGNORECASE,
)
_STOP_SAID = re.compile(
    r"\bunsubscribe (?:me|us|this|my|our)\b|\b(?:remove|take|delete) (?:me|us|my (?:e-?mail|address|name)|our (?:e-?mail|address)"
    r"|this address) .{0,20}(?:from|off) (?:your|this|the|all) .{0,30}list"
    r"|\b(?:stop|cease) (?:sending|e-?mailing|writing|contacting) (?:me|us|to me|to us|these)|\bdo not (?:e-?mail|contact|write to"
    r"|send) (?:me|us|any).{0,30}(?:again|any ?more|anymore|further)"
    r"|\b(?:no longer|don['’]?t|do not) (?:wish|want) to receive|ne (?:plus|souhait\w+ plus|désir\w+ plus|voul\w+ plus"
    r"|veux plus) (?:recevoir|(?:m|nous )['’]?(?:écri|contact|envoy))|retire[rz](?:-moi|-nous| mon| notre| me) .{0,40}liste"
    r"|(?:me|nous) (?:désabonner|désinscrire|retirer de)|(?:لا|لم نعد|لا أود|لا نود) (?:نرغب|أرغب|تلقي|نود) .{0,15}(?:تلقي|استلام"
    r"|رسائل)|(?:حذف|إزالة|شطب) (?:بريدي|عنواني|عنواننا|اسمي) .{0,20}(?:القائمة|قائمة)",
    re.IGNORECASE,
)
_ABOUT_THE_ANSWER = re.compile(
    r"questionnaire|survey|completed form|réponses?\b|formulaire|enquête|fragebogen|cuestionario|استبيان|استمارة|الاستبانة|анкет",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"attach|enclos|herewith|ci-joint|pièce jointe|ci-après|anbei|anhang|adjunt|allegat|مرفق|نرفق|أرفق|رفق|приложен", re.IGNORECASE
)
_MANY_WORDS, _SHORT = 40, 40


def asks(words: str) -> bool:
    """Say whether own words that came beside a workbook are for a person: a question, a request, a refusal, more than a cover note."""
    if declines(words):
        return True
    said = [sentence for sentence in sentences(words) if not _COURTESY.search(sentence)]
    if any(sentence.rstrip(' "»').endswith(("?", "؟", "？")) or _REQUEST.search(sentence) for sentence in said):
        return True
    told = [sentence for sentence in said if len(sentence.split()) >= 4]
    return len(told) >= 3 or sum(len(sentence.split()) for sentence in told) >= _MANY_WORDS


def declines(words: str) -> bool:
    """Say whether own words tell that the organisation will not take part."""
    return bool(_DECLINE.search(" ".join(words.split())))


def wants_no_mail(words: str, subject: str) -> str:
    """Return the words in which a person asks not to be written to, or ""; long letters never count, since they say more than that."""
    for text in (subject, words.replace("\n", " ").strip()):
        if _STOP_ALONE.fullmatch(text.strip()):
            return text.strip()
    first = words.strip().split("\n")[0]
    if len(words.split()) <= 6 and _STOP_ALONE.fullmatch(first):
        return first
    said = _STOP_SAID.search(words) if len(words.split()) <= _SHORT else None
    return said[0] if said else ""


def says_answer_is_attached(words: str) -> bool:
    """Say whether own words tell that the answer itself is attached, so that a file which is no workbook is meant as one."""
    return bool(_ATTACHED.search(words) and _ABOUT_THE_ANSWER.search(words))


def names_the_answer(name: str) -> bool:
    """Say whether a file name tells that the file is the questionnaire."""
    return bool(_ABOUT_THE_ANSWER.search(name.replace("_", " ")))
