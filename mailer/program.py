"""One compiled part of a letter. Whatever goes wrong while it runs is a LetterError that names the file and the line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError, nodes

from domain.errors import LetterError
from domain.telling import Telling
from languages.telling import phrased
from mailer.foreknown import foreknown, words_of
from mailer.growth import WeighMade
from mailer.sandbox import FILTERS, MAX_CHARACTERS, ROUNDS, CountRounds, Rounds, environment
from mailer.tags import Source

_STATEMENTS = "for, if, elif, else, set"
# fmt: off
_CALLS = frozenset((
    "range", "get", "items", "keys", "values", "upper", "lower", "title", "capitalize", "strip", "split", "replace", "startswith",
    "endswith", "cycle",
))
# fmt: on
_REFUSED = (nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.With, nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_ALSO_REFUSED = (nodes.Block, nodes.AssignBlock, nodes.ScopedEvalContextModifier, nodes.Pow)


class Program:
    """A Jinja source made ready: `run` gives its text for one context."""

    __slots__ = ("_code", "_env", "_source", "_where", "said")

    def __init__(self, source: Source, *, where: str, language: str, markup: bool) -> None:
        self._source, self._where = source, where
        self._env = environment(language, markup=markup)
        self.said: str | None = None  # The text, where it is the same for everybody.
        try:
            self._code: JinjaTemplate | str = self._written(self._tree())
        except TemplateSyntaxError as error:
            raise LetterError(_sentence(error), where=self._place(error.lineno), remedy=phrased("letters.compare_do")) from error

    def knowing(self, known: Mapping[str, Any], part: str = "") -> Program:
        """Return a program that gives the same text wherever these values are given, with what it says of them alone worked out once.

        Of the known mapping named `part` there may be other values, which are not known. Where that cannot be worked out (a value is
        missing), it is this program, which tells what is wrong where it is run.
        """

        def printed(tree: nodes.Template) -> str:
            code = self._made(self._written(tree))
            return "".join(code.root_render_func(code.new_context({**known, ROUNDS: Rounds()})))

        try:
            tree = foreknown(self._tree(), known, part, printed)
        except Exception:  # noqa: BLE001 - a sandboxed expression may raise whatever its values raise
            return self
        made = copy(self)
        made.said, made._code = words_of(tree), self._written(tree)
        return made

    def _tree(self) -> nodes.Template:
        tree: nodes.Template = WeighMade().visit(CountRounds().visit(self._env.parse(self._source.text)))
        return tree

    def _written(self, tree: nodes.Template) -> str:
        """Return the tree as Python has it. To compile that takes as long again, and is left until it is run."""
        tree.set_environment(self._env)
        return self._env.compile(tree, self._where, raw=True)

    def _made(self, written: str) -> JinjaTemplate:
        return JinjaTemplate.from_code(self._env, compile(written, self._where, "exec"), self._env.globals)

    @property
    def _compiled(self) -> JinjaTemplate:
        # Looked at once: a letter is kept for all threads, and another may have compiled it in between.
        code = self._code
        if isinstance(code, str):
            code = self._code = self._made(code)
        return code

    def run(self, context: Mapping[str, Any]) -> str:
        """Return the text for `context`; LetterError if a value is missing or the text grows beyond all bounds."""
        try:
            return self._run(context)
        except LetterError:
            raise
        except Exception as error:  # A sandboxed expression may raise whatever its values raise.
            raise LetterError(_sentence(error), where=self._place(self._line(error)), remedy=_remedy(error)) from error

    def _run(self, context: Mapping[str, Any]) -> str:
        pieces, size, code = list[str](), 0, self._compiled
        for piece in code.root_render_func(code.new_context({**context, ROUNDS: Rounds()})):
            size += len(piece)
            if size > MAX_CHARACTERS:
                raise LetterError(
                    phrased("letters.too_long", most=str(MAX_CHARACTERS)), where=self._where, remedy=phrased("letters.too_long_do")
                )
            pieces.append(piece)
        return "".join(pieces)

    def _line(self, error: BaseException) -> int | None:
        """Return the line of the Jinja source that was running."""
        line, trace = None, error.__traceback__
        while trace:
            if "__jinja_template__" in trace.tb_frame.f_globals or trace.tb_frame.f_globals.get("environment") is self._env:
                line = self._compiled.get_corresponding_lineno(trace.tb_lineno)
            trace = trace.tb_next
        return line

    def _place(self, line: int | None) -> str:
        tag = self._source.origin.get(line or 0)
        return f"{tag.file}, line {tag.line}" if tag else self._where


def vet(source: str, *, file: str, line: int, language: str) -> None:
    """Refuse what a letter may not do: a statement, filter or call beyond the small set that letters need (LetterError with the line)."""
    try:
        tree = environment(language, markup=True).parse(source)
    except TemplateSyntaxError as error:
        place = f"{file}, line {line + error.lineno - 1}"
        raise LetterError(_sentence(error), where=place, remedy=phrased("letters.close_do")) from error
    for number, what, remedy in _faults(tree):
        raise LetterError(what, where=f"{file}, line {line + number - 1}", remedy=remedy)


def _faults(tree: nodes.Template) -> Iterator[tuple[int, str, str]]:
    for node in tree.find_all((*_REFUSED, *_ALSO_REFUSED)):
        used = phrased("letters.cannot_use", word=type(node).__name__.lower())
        yield node.lineno, used, phrased("letters.statements_do", statements=_STATEMENTS)
    for found in tree.find_all(nodes.Filter):
        if found.name not in FILTERS:
            near = difflib.get_close_matches(found.name, FILTERS, 1)
            known = tuple(sorted(FILTERS))
            offer = phrased("letters.meant_do", near=near[0]) if near else phrased("letters.there_are_do", known=known)
            yield found.lineno, phrased("letters.no_filter", filter=found.name), offer
    for call in tree.find_all(nodes.Call):
        name = getattr(call.node, "name", getattr(call.node, "attr", "?"))
        if name not in _CALLS:
            yield call.lineno, phrased("letters.cannot_call", name=name), phrased("letters.can_call_do", known=tuple(sorted(_CALLS)))


def _sentence(error: Exception) -> str:
    if isinstance(error, TemplateError) and isinstance(error.message, Telling):
        return error.message  # What is said of a value that is not there is ours.
    text = str(error.message if isinstance(error, TemplateError) and error.message else error) or type(error).__name__
    return phrased("letters.jinja", said=text if text.endswith((".", "?", "!")) else f"{text[0].upper()}{text[1:]}.")


def _remedy(error: Exception) -> str:
    if isinstance(error, UndefinedError):
        return phrased("letters.undefined_do")
    return phrased("letters.expression_do")
