"""Which verbs of the service each command and the answers by mail reach, as their source says: nobody lists it by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import typer

from cli.main import app

_ROOT = Path(__file__).parents[1]
BY_MAIL = _ROOT / "service" / "deciding" / "case_answers.py"  # What decides by a coordinator's answer about a case.
_ANSWERED = _ROOT / "service" / "deciding" / "digest_answers.py"
_MAILED = _ROOT / "service" / "collecting" / "mailed_filing.py"  # What files a workbook that staff mail for an organisation.
_Names = Mapping[str, str]


def commands() -> dict[str, tuple[str, ...]]:
    """Return the commands that reach each verb of the service, as in `deciding.held.decide`: `held decide`."""
    found: dict[str, set[str]] = {}
    for name, module, function in _commands(app, ""):
        for verb in verbs(module, function):
            found.setdefault(verb, set()).add(name)
    return {verb: tuple(sorted(names)) for verb, names in found.items()}


def _commands(group: typer.Typer, before: str) -> Iterator[tuple[str, str, str]]:
    """Yield each command with the module and the function behind it."""
    for one in group.registered_commands:
        if one.callback:
            called = one.name or one.callback.__name__.rstrip("_").replace("_", "-")
            yield f"{before}{called}", one.callback.__module__, one.callback.__name__
    for each in group.registered_groups:
        if each.typer_instance:
            callback = each.typer_instance.registered_callback
            if callback and callback.callback:
                yield f"{before}{each.name}", callback.callback.__module__, callback.callback.__name__
            yield from _commands(each.typer_instance, f"{before}{each.name} ")


@cache
def verbs(module: str, function: str) -> frozenset[str]:
    """Return the functions of the service, as in `deciding.held.decide`, that a function of the command line reaches."""
    if not module.startswith("cli."):
        return frozenset()
    tree = _tree(_ROOT / f"{module.replace('.', '/')}.py")
    bodies = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    outside, reached, todo = _imported(tree.body), set[str](), [function]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in seen or name not in bodies:
            continue
        seen.add(name)
        known = {**outside, **_imported(list(ast.walk(bodies[name])))}
        used = _used(bodies[name], known)
        reached |= {one for one in used if not one.startswith("cli.")}
        for other in (one.rpartition(".") for one in used if one.startswith("cli.")):
            reached |= verbs(other[0], other[2])
        arguments = {one.arg for one in ast.walk(bodies[name]) if isinstance(one, ast.arg)}
        todo += [one.id for one in ast.walk(bodies[name]) if isinstance(one, ast.Name) and one.id not in arguments]
    return frozenset(reached)


def by_mail() -> frozenset[str]:
    """Return the functions of the service that an answer by mail reaches."""
    found: set[str] = set()
    for path in (BY_MAIL, _ANSWERED, _MAILED):
        tree = _tree(path)
        found |= _used(tree, _imported(list(ast.walk(tree))))
    return frozenset(found)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported(nodes: list[ast.stmt] | list[ast.AST]) -> dict[str, str]:
    """Return what each imported name means, of the service without that word, as in `deciding.held` or `deciding.held.decide`."""
    found = {}
    for one in nodes:
        if isinstance(one, ast.ImportFrom) and one.module and one.module.partition(".")[0] in {"service", "cli"}:
            place = one.module.removeprefix("service").lstrip(".")
            for each in one.names:
                found[each.asname or each.name] = f"{place}.{each.name}".lstrip(".")
    return found


def _used(body: ast.AST, known: _Names) -> set[str]:
    """Return what of the imported names a body uses: functions by their names, and those of modules behind a dot."""
    dotted = {
        f"{known[one.value.id]}.{one.attr}"
        for one in ast.walk(body)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and not known.get(one.value.id, "cli.").startswith("cli.")
    }
    return dotted | {known[one.id] for one in ast.walk(body) if isinstance(one, ast.Name) and one.id in known}
