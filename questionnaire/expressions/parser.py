"""The parser of expressions, which Lark makes of their grammar: made once, and kept for the next start.

What it is made to are tables, which are read in a tenth of the time. They are kept (`languages.kept`) with the hash of the grammar and of
Lark's version, and never taken for those of another one.
"""

from __future__ import annotations

import hashlib
from importlib import resources
from io import BytesIO
from typing import Any, Final

import lark
from lark import Lark, Token, Transformer

from languages import kept

_KEPT: Final = f"{__name__}.tables"


def parser_for(builder: Transformer[Token, Any]) -> Lark:
    """Return the parser of expressions, which has `builder` make what it finds."""
    grammar = resources.files("questionnaire.expressions").joinpath("grammar.lark").read_text(encoding="utf-8")
    made_of = hashlib.sha256(f"{lark.__version__}\0{builder.__class__.__qualname__}\0{grammar}".encode()).hexdigest()
    said = kept.before(_KEPT)
    if said is not None and said[0] == made_of:
        return Lark.load(BytesIO(said[1]))
    made = Lark(grammar, parser="lalr", lexer="contextual", transformer=builder)
    tables = BytesIO()
    made.save(tables)
    kept.keep(_KEPT, (made_of, tables.getvalue()))
    return made
