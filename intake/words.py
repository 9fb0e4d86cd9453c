"""A person's own words in a message: without what they quote, their signature, and what their mail program adds."""

from __future__ import annotations

import re
from functools import lru_cache

_BIDI = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# The line above a quotation, by language of the mail program: "On ... wrote:".
_ATTRIBUTION = re.compile(
    r"^\s*(?:on\b.{4,200}\bwrote|le\b.{4,200}\ba écrit|am\b.{4,200}\bschrieb.{0,100}|el\b.{4,200}\bescribió|il\b.{4,200}\bha scritto"
    r"|(?:em|no dia)\b.{4,200}\bescreveu|op\b.{4,200}\bschreef.{0,100}|(?:في|بتاريخ)\b.{4,200}(?:كتب|كتبت).{0,100}"
    r"|.{4,200}\b(?:написал|написала|пише|wrote|a écrit))\s*[:：]\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^\W*(?:original message|message d['’]origine|message original|ursprüngliche nachricht|mensaje original|mensagem original"
    r"|messaggio originale|oorspronkelijk bericht|forwarded message|message transféré|weitergeleitete nachricht|mensaje reenviado"
    r"|begin forwarded message|début du message (?:réexpédié|transféré)|الرسالة الأصلية|رسالة معاد توجيهها|исходное сообщение)\W*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{10,}\s*$")
_FROM = re.compile(r"^\W*(?:from|de|von|da|van|من|от|发件人)\W{0,4}\s*[:：]", re.IGNORECASE)
_HEADER = re.compile(
    r"^\W*(?:sent|date|to|subject|envoyé|à|objet|gesendet|datum|an|betreff|enviado(?: el)?|para|asunto|assunto|inviato|oggetto|verzonden"
    r"|تاريخ الإرسال|أرسلت|إلى|الموضوع|التاريخ|отправлено|кому|тема|发送时间)\W{0,4}\s*[:：]",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^\s*(?:--\s*|(?:with )?(?:best|kind|warm|many)?\s*(?:regards|wishes|thanks)|sincerely|yours (?:sincerely|faithfully|truly)"
    r"|(?:bien )?cordialement|(?:très |bien )?(?:sincères |cordiales )?salutations.{0,40}|respectueusement|mit freundlichen grüßen"
    r"|freundliche grüße|saludos.{0,20}|atentamente|cordiali saluti|distinti saluti|(?:مع )?(?:أطيب|خالص) .{0,20}(?:التحيات|التحية"
    r"|تحياتي|التقدير)"
    r"|(?:و)?تفضلوا بقبول.{0,60}|sent from my .{1,40}|envoyé de mon .{1,40}|von meinem .{1,40} gesendet|get outlook for .{1,20}"
    r"|télécharge[rz] outlook.{0,20}|أُ?رسل(?:ت)? من .{1,30})\s*[,.،]?\s*$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"^\W*(?:(?:this|the) (?:e-?mail|message|communication|information)\b.{0,200}(?:confidential|intended|privileged)"
    r"|confidentiality (?:notice|note)|disclaimer|ce (?:message|courriel|mail)\b.{0,200}(?:confidentiel|destinat)|avis de confidentialité"
    r"|diese e-?mail\b.{0,200}vertraulich|este (?:mensaje|correo)\b.{0,200}confidencial|(?:هذه الرسالة|هذا البريد).{0,200}(?:سري|موجه)"
    r"|please consider the environment|pensez à l['’]environnement)",
    re.IGNORECASE,
)
_SUBJECT_MARKS = re.compile(
    r"^\s*(?:(?:re|fwd?|tr|rv|aw|wg|sv|vs|antw|rép|réf|r|رد|إعادة توجيه|ответ)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+|\n+")


@lru_cache(maxsize=16)
def own_words(text: str) -> str:
    """Return what the sender wrote themselves: quoted lines, forwarded text, signatures and legal notices are cut off."""
    lines = _BIDI.sub("", text).split("\n")
    kept: list[str] = []
    for position, line in enumerate(lines):
        if line.lstrip().startswith(">"):
            continue
        if not line.strip():
            kept.append("")
            continue
        if _ends(line, lines[position + 1 : position + 4]):
            break
        if not _attributes(line, lines[position + 1 : position + 2]):
            # The second line of an attribution that was broken in two went with the first.
            if position == 0 or _ATTRIBUTION.match(lines[position - 1]) or not _attributes(lines[position - 1], [line]):
                kept.append(line.strip())
        elif not any(later.lstrip().startswith(">") for later in lines[position + 1 : position + 4]):
            break  # The quotation below is not marked line by line, so it reaches to the end.
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _attributes(line: str, following: list[str]) -> bool:
    """Say whether a quotation is announced by this line, or by it and the next one: programs break it in two."""
    return bool(_ATTRIBUTION.match(line) or _ATTRIBUTION.match(" ".join([line.rstrip(), *following])))


def _ends(line: str, following: list[str]) -> bool:
    if _FORWARD.match(line) or _RULE.match(line) or _SIGNATURE.match(line) or _NOTICE.match(line):
        return True
    return bool(_FROM.match(line)) and any(_HEADER.match(later) for later in following)


def bare_subject(subject: str) -> str:
    """Return a subject without its `Re:`, `Fwd:` and their like in other languages."""
    return _SUBJECT_MARKS.sub("", _BIDI.sub("", subject)).strip()


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`, without web addresses."""
    return tuple(found for part in _SENTENCE_END.split(_URL.sub("", text)) if (found := " ".join(part.split())))
