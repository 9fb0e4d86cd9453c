"""Bytes to text, whatever the sender said of them: declared charsets are often missing and sometimes wrong.

Source: RFC 2045 section 5.1, RFC 6532, and the labels of the WHATWG Encoding Standard.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# Mail labels that Python does not know, or that senders use for a larger set (Windows programs send cp1252 as Latin-1).
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
}
# Python calls these codecs too, but none is a charset of mail, and some take quadratic time.
_NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
# In these, letters are made of ASCII bytes, or of bytes that could by chance be valid UTF-8; so the label is believed first.
_BELIEVED = {"utf-7", "iso2022_jp", "iso2022_jp_2", "iso2022_kr", "hz", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp"}
_GUESSED = ["cp1256", "cp1252", "cp1251", "cp1250", "gb18030", "cp932", "cp949", "iso8859_6", "koi8_r", "cp1253", "cp1255", "cp874"]
_GUESS_BYTES = 20_000
_HALF = re.compile("[\ud800-\udfff]")


def charset(label: str) -> str:
    """Return Python's name of the charset called `label` in a message, or "" where there is none."""
    name = label.strip(" '\"").lower()
    try:
        found = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return "" if found in _NO_CHARSETS else found


def decode(data: bytes, declared: str = "", hint: str = "") -> str:
    """Return `data` as text; never raises.

    Text that is valid UTF-8 is UTF-8, whatever the label says, since text of another charset is that by accident only;
    then `declared`, then `hint` (the charset of the message's other parts), then a guess, then Windows-1252.
    """
    label = charset(declared) if declared else ""
    if data.isascii() and label not in _BELIEVED:
        return data.decode("ascii")
    order = (label, "utf-8") if label in _BELIEVED else ("utf-8", label)
    for name in (*order, charset(hint) if hint else ""):
        text = _try(data, name)
        if text is not None:
            return text
    guess = from_bytes(data[:_GUESS_BYTES], cp_isolation=_GUESSED).best() if len(data) > 8 else None
    text = _try(data, guess.encoding) if guess else None
    return data.decode("cp1252", "replace") if text is None else text


def _try(data: bytes, name: str) -> str | None:
    if not name:
        return None
    try:
        return whole(data.decode(name))
    except (UnicodeError, LookupError, ValueError):  # LookupError: a codec of bytes to bytes, as in "hex".
        return None


def whole(text: str) -> str:
    """Return `text` with U+FFFD for each half of a letter (a surrogate alone), which UTF-7 may hold: nothing else can keep or show one."""
    return text if text.isascii() else _HALF.sub("\N{REPLACEMENT CHARACTER}", text)
