"""The third reading of the tree: the condition as a respondent reads it, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Container

from domain.sentences import Catalogue
from questionnaire.expressions.functions import FUNCTIONS, MANY
from questionnaire.expressions.tree import Binary, Call, Literal, Lookup, Name, Negative, Node, Operator, This
from questionnaire.expressions.values import iso_date, text

# The label of a question by its name, or of one of its choices by the question's name and the code.
LabelOf = Callable[[str, str], str]


def to_sentence(tree: Node, label_of: LabelOf, catalogue: Catalogue, this: str = "", dates: Container[str] = frozenset()) -> str:
    """Return `tree` in the language of `catalogue`.

    `this` is the name of the question itself, whose choices "." may be compared with. `dates` are the names of questions that take a date,
    which is after another one and not greater.
    """
    return _Speaker(label_of, catalogue, this, dates).say(tree)


class _Speaker:
    def __init__(self, label_of: LabelOf, catalogue: Catalogue, this: str, dates: Container[str]) -> None:
        self._label_of, self._catalogue, self._this, self._dates = label_of, catalogue, this, dates

    def say(self, node: Node) -> str:  # noqa: PLR0911 - one a kind of node
        """Return the words for `node`."""
        match node:
            case Literal(value):
                return text(value) if isinstance(value, (int, float)) else self._word("text", text=value)
            case Name(name):
                return self._word("text", text=self._label_of(name, ""))
            case This():
                return self._word("this")
            case Negative(operand):
                return f"-{self._inner(operand)}"
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Lookup(file=file, column=column, key=key):
                return self._word("pulldata", first=self.say(key), second=column, third=file)
            case Call("date", (Literal(value),)):
                return str(value)
            case Call("selected", (several, choice)):
                return self._word("selected", question=self._inner(several), choice=self._beside(choice, several))
            case Call(function, arguments):
                return self._call(function, arguments)

    def _call(self, function: str, arguments: tuple[Node, ...]) -> str:
        code = function.removesuffix("-non-empty").replace("-", "_")  # Both counts count what is given.
        if FUNCTIONS[function].most == MANY:
            return self._word(code, first=self._catalogue.say("check_comma").message.join(map(self._inner, arguments)))
        given = tuple(map(self.say, arguments))
        if function == "substr":
            given = (given[0], self._place_after(arguments[1]), *given[2:])
        more = "_places" if len(given) > FUNCTIONS[function].least else ""
        return self._word(code + more, **dict(zip(("first", "second", "third"), given, strict=False)))

    def _place_after(self, place: Node) -> str:
        """Return a place in a text, counted from 0, as people count."""
        return text(place.value + 1) if isinstance(place, Literal) and isinstance(place.value, int) else f"{self._inner(place)} + 1"

    def _binary(self, operator: Operator, left: Node, right: Node) -> str:
        if operator in {Operator.EQUAL, Operator.UNEQUAL}:
            for blank, other in ((right, left), (left, right)):
                if blank == Literal(""):
                    return self._word(f"{operator.name.lower()}_blank", left=self._inner(other))
        day = "_date" if operator in _DATED and (self._is_date(left) or self._is_date(right)) else ""
        return self._word(
            f"{operator.name.lower()}{day}", left=self._beside(left, right, operator), right=self._beside(right, left, operator)
        )

    def _beside(self, node: Node, other: Node, operator: Operator | None = None) -> str:
        """Return a node that is compared with `other`: the code of one of its choices is said as the label."""
        question = other.name if isinstance(other, Name) else self._this if isinstance(other, This) else ""
        if isinstance(node, Literal) and question:
            label = self._label_of(question, text(node.value))
            if label:
                return self._word("text", text=label)
        # Conditions in a row need no brackets, but where "or" and "and" mix.
        joins = {Operator.AND, Operator.OR}
        plain = operator in joins and isinstance(node, Binary) and node.operator not in joins - {operator}
        return self.say(node) if plain else self._inner(node)

    def _is_date(self, node: Node) -> bool:
        match node:
            case Literal(value):
                return iso_date(text(value)) is not None
            case Name(name):
                return name in self._dates
            case This():
                return self._this in self._dates
            case Binary(operator, left, right) if operator in _MOVED:
                return self._is_date(left) and not self._is_date(right)
            case Call(function, arguments):
                return function in {"date", "today"} or (function in _ONE_OF and any(map(self._is_date, arguments)))
            case _:
                return False

    def _inner(self, node: Node) -> str:
        return f"({self.say(node)})" if isinstance(node, Binary) else self.say(node)

    def _word(self, code: str, **facts: str) -> str:
        return self._catalogue.say(f"expression_{code}", **facts).message


_DATED = {Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST}
_MOVED = {Operator.PLUS, Operator.MINUS}  # A date and some days are a date; two dates are some days.
_ONE_OF = {"coalesce", "if", "min", "max"}
