"""Extension by one new file: every module of a folder that defines the wanted name is a plug-in of that folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, TypeVar

from domain.errors import ConfigurationError

Plugin = TypeVar("Plugin")


def discover(package: ModuleType, attribute: str) -> tuple[Any, ...]:
    """Return the object called `attribute` from every module of `package` that has one, in the modules' name order."""
    modules = (importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__))
    return tuple(getattr(module, attribute) for module in modules if hasattr(module, attribute))


def keyed(plugins: Iterable[Plugin], claims: Callable[[Plugin], Iterable[str]], what: str) -> dict[str, Plugin]:
    """Return the plug-ins by what they claim; two that claim the same thing are an error at start-up."""
    taken: dict[str, Plugin] = {}
    for plugin in plugins:
        for claim in claims(plugin):
            if claim in taken:
                raise ConfigurationError(
                    f"Two plug-ins claim the {what} {claim!r}.",
                    where=f"{_home(taken[claim])} and {_home(plugin)}",
                    remedy="Remove one of them, or change what it claims.",
                )
            taken[claim] = plugin
    return taken


def _home(plugin: object) -> str:
    return str(getattr(plugin, "__module__", None) or type(plugin).__module__)
