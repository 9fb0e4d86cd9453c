"""What is wrong with the text of an expression."""

from __future__ import annotations

from domain.errors import CounterfoilError


class ExpressionError(CounterfoilError):
    """A text that is no expression of the subset. `column` is the place in the text, counted from 1."""

    def __init__(self, message: str, column: int, remedy: str) -> None:
        super().__init__(message, where=f"character {column}", remedy=remedy)
        self.column = column

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the column when the error crosses a process border."""
        return (ExpressionError, (self.what, self.column, self.remedy))
