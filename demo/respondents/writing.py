"""What a person writes: an answer, a message of their own, a letter passed on."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import datetime

from demo.respondents.clients import CLIENTS, Draft, Style, outlook
from demo.respondents.files import File
from demo.respondents.letter import Received
from demo.respondents.wording import Wording, wording

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.IGNORECASE | re.DOTALL)
_GMAIL_LINE = 76


def answer(  # noqa: PLR0913 - a message has as many parts
    letter: Received,
    *,
    sender: str,
    sender_name: str,
    text: str,
    files: Sequence[File] = (),
    now: datetime,
    subject: str | None = None,
    to: str | None = None,
    style: Style = "outlook",
    language: str | None = None,
) -> bytes:
    """Return a reply to `letter`, with the letter quoted beneath `text`. It goes where the letter asks for it, unless `to` says otherwise.

    `now` is aware; `language` is that in which the mail program speaks (en, fr, de, ar), the letter's own where it is not said.
    """
    words = wording(language or letter.language)
    if style == "outlook":
        marked, below_text = words.replying(letter.subject), _outlook_below(letter, words, now, "_" * 32)
        below_html = _outlook_page(letter, words, now)
    else:
        marked = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
        below_text, below_html = _quoted(letter, words.attribution(letter, now), style)
    draft = Draft(
        sender=sender,
        sender_name=sender_name,
        to=to or letter.reply_to,
        to_name="" if to else letter.sender_name,
        subject=marked if subject is None else subject,
        text=text,
        now=now,
        files=tuple(files),
        below_text=below_text,
        below_html=below_html,
        references=_thread(letter),
    )
    return CLIENTS[style](draft)


def fresh(*, sender: str, sender_name: str, to: str, subject: str, text: str, files: Sequence[File] = (), now: datetime) -> bytes:
    """Return a new message, which answers none."""
    return outlook(
        Draft(sender=sender, sender_name=sender_name, to=to, to_name="", subject=subject, text=text, now=now, files=tuple(files))
    )


def forward(  # noqa: PLR0913 - as above
    letter: Received,
    *,
    sender: str,
    sender_name: str,
    to: str,
    text: str,
    now: datetime,
    files: Sequence[File] = (),
    as_attachment: bool = False,
    language: str | None = None,
) -> bytes:
    """Return `letter` passed on, within the text or, `as_attachment`, whole as a message of its own.

    Within the text it keeps its attachments; one of `files` that bears the name of one of these takes its place.
    """
    words = wording(language or letter.language)
    new = {name for name, _ in files}
    kept = () if as_attachment else tuple(file for file in letter.attachments if file[0] not in new)
    draft = Draft(
        sender=sender,
        sender_name=sender_name,
        to=to,
        to_name="",
        subject=words.forwarding(letter.subject),
        text=text,
        now=now,
        files=(*kept, *files),
        below_text="" if as_attachment else _outlook_below(letter, words, now, words.original),
        below_html="" if as_attachment else _outlook_page(letter, words, now),
        references=() if as_attachment else _thread(letter),
        enclosed=(letter.raw,) if as_attachment else (),
    )
    return outlook(draft)


def _thread(letter: Received) -> tuple[str, ...]:
    return (*letter.references, letter.message_id) if letter.message_id else letter.references


def _outlook_below(letter: Received, words: Wording, now: datetime, rule: str) -> str:
    heading = "\n".join(f"{name} {value}" for name, value in words.heading(letter, now))
    return f"{rule}\n{heading}\n\n{letter.text}"


def _outlook_page(letter: Received, words: Wording, now: datetime) -> str:
    heading = "<br>".join(f"<b>{html.escape(name)}</b> {html.escape(value)}" for name, value in words.heading(letter, now))
    return f'<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">{heading}</div>{_inner(letter)}'


def _quoted(letter: Received, attribution: str, style: Style) -> tuple[str, str]:
    lines = "".join(f"> {line}".rstrip() + "\n" for line in letter.text.rstrip().split("\n"))
    said, page = html.escape(attribution), _inner(letter)
    if style == "apple":
        # The line that says who wrote stands within the quotation.
        return f"> {attribution}\n>\n{lines}", f'<blockquote type="cite"><div>{said}</div><br>{page}</blockquote>'
    # Gmail breaks a long line after the angle bracket before the address.
    broken = attribution.replace(" <", " <\n", 1) if len(attribution) > _GMAIL_LINE else attribution
    attributed = f'<div dir="ltr" class="gmail_attr">{said}<br></div>'
    return f"{broken}\n\n{lines}", f'<div class="gmail_quote">{attributed}<blockquote class="gmail_quote">{page}</blockquote></div>'


def _inner(letter: Received) -> str:
    """Return what stands in the body of the letter's page, to stand within another."""
    body = _BODY.search(letter.html)
    return body[1] if body else f"<pre>{html.escape(letter.text)}</pre>"
