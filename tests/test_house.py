"""The house as a stranger meets it: the wheel in an environment of its own, the sample, and the commands of the README."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from languages import spoken
from tests.programs import need

ROOT = Path(__file__).parent.parent
# RFC 2606 and RFC 6761: names that belong to nobody, by their last label or their last two.
RESERVED = re.compile(r"(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)


def program(*command: str | Path, ends: int = 0) -> str:
    """Run a program from the root of the file system, with no setting of Python's or ours; return its stdout."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COUNTERFOIL"))}
    ended = subprocess.run(command, cwd="/", env=clean, capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == ends, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    program(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment, and return the folder of its programs; the checkout is not on its path."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)
    (packages,) = environment.glob("lib/python3*/site-packages")
    # The libraries are lent. A folder named here comes onto the path, but the .pth files in it, which lead to the checkout, are not read.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--python", environment / "bin" / "python")
    program(*pip, "install", "--no-deps", "--no-index", "--ignore-installed", wheel)
    path = program(environment / "bin" / "python", "-c", "import json, sys; print(json.dumps(sys.path))")
    assert str(ROOT) not in json.loads(path)
    return environment / "bin"


def test_the_wheel_holds_the_whole_program_and_nothing_beside_it(wheel: Path) -> None:
    """Every package with all its files, and neither tests nor benchmarks."""
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    here = (path for package in packages for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == {str(path.relative_to(ROOT)) for path in here}
    assert "templates/studies/cybercrime-2012/questionnaire.xlsx" in names


def test_the_installed_program_makes_letters_from_anywhere(installed: Path, tmp_path: Path) -> None:
    """A new installation, the sample's contacts, and the letters with their PDF and workbook, without the checkout."""
    counterfoil, home = installed / "counterfoil", tmp_path / "installation"
    program(counterfoil, "init", home)
    people = home / "studies" / "cybercrime-2012" / "contacts.csv"
    # The sample has rows that are rejected, so that people see what that looks like: hence 1.
    program(counterfoil, "contacts", "load", people, "--list", "itu-d-sector-members", "--home", home, ends=1)
    for mailing in ("circular", "questionnaire"):
        program(counterfoil, "preview", mailing, "--to", "ATLSTEL", "--out", tmp_path / "letters", "--home", home)
    made = sorted(path for path in (tmp_path / "letters").rglob("*") if path.is_file())
    begins = {path.suffix: path.read_bytes()[:4] for path in made}
    assert set(begins) >= {".eml", ".html", ".pdf", ".txt", ".xlsx"}
    assert (begins[".pdf"], begins[".xlsx"]) == (b"%PDF", b"PK\x03\x04")
    said = "".join(path.read_text() for path in made if path.suffix == ".txt")
    assert re.search(r"CYB12-\d{4}-[0-9A-Z]", said)
    assert "Atlântida Telecom" in said


def test_the_installed_program_finds_every_extension(installed: Path) -> None:
    """The files that are found by their folder are all in the wheel."""
    here = program(Path(sys.executable).parent / "counterfoil", "plugins", "--json")
    assert program(installed / "counterfoil", "plugins", "--json") == here
    assert len(here.splitlines()) > 20


@pytest.mark.parametrize("folder", ["templates/installation", "templates/studies", "demo", "bench"])
def test_nothing_that_comes_with_the_program_writes_to_anybody(folder: str) -> None:
    """Every address is under a reserved domain, apart from those that the circular prints, and nobody is written to at those."""
    printed = {domain.lower() for domain in ADDRESS.findall((ROOT / "tests" / "data" / "circular-009.txt").read_text())}
    found = {(path, domain.lower()) for path, text in _texts(ROOT / folder) for domain in ADDRESS.findall(text)}
    assert found
    real = {(path.name, domain) for path, domain in found if not RESERVED.search(domain)}
    assert {name for name, _ in real} <= {f"circular.{language}.md" for language in spoken()}
    assert {domain for _, domain in real} <= printed


def _texts(folder: Path) -> list[tuple[Path, str]]:
    """Return the files of a folder with what stands in them; a workbook's text is that of its parts."""
    texts: list[tuple[Path, str]] = []
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                texts += [(path, archive.read(name).decode()) for name in archive.namelist() if name.endswith(".xml")]
        elif path.is_file() and path.suffix != ".pyc":
            texts.append((path, path.read_text(encoding="utf-8-sig")))
    return texts


def test_nothing_below_the_command_line_speaks_of_its_options() -> None:
    """How something is given is for the command line to say; sentences below it hold for every way in. Digests name whole commands."""
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    files = [path for package in {*packages} - {"cli", "demo"} for path in (ROOT / package).rglob("*.py")]
    assert len(files) > 200
    said = {(str(path.relative_to(ROOT)), text) for path in files for text in _sentences(ast.parse(path.read_text(encoding="utf-8")))}
    assert {path for path, text in said if re.search(r"(?<![\w-])--[a-z]", text)} == {"service/cases/options.py"}


def _sentences(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a module, without its docstrings."""
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    yield from (
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
    )


def test_the_commands_that_people_are_told_are_in_the_makefile() -> None:
    """Make knows all that the pages for newcomers and the hooks for commits name."""
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", ".pre-commit-config.yaml")]
    told = (re.findall(r"^(?: +entry: )?make (?:--\S+ )?([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE) for page in pages)
    commands = {command for found in told for command in found}
    assert commands >= {"demo", "dev", "test", "check", "lint"}
    for command in commands:
        assert program(need("make"), "--dry-run", "--directory", ROOT, command)


def test_a_public_class_name_means_one_thing_in_the_whole_program() -> None:
    """Whoever meets a name knows what it is; private names may be used again."""
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    places: dict[str, list[str]] = defaultdict(list)
    for path in (path for package in packages for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    twice = {name: where for name, where in places.items() if len(where) > 1}
    assert not twice


def test_what_has_more_than_four_fields_is_made_with_their_names() -> None:
    """Nobody counts to the fifth position. What the branches of a match take apart by position keeps it."""
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    positional = set()
    for path in (path for package in packages for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and (how := [ast.dump(one) for one in node.decorator_list if "dataclass" in ast.dump(one)]):
                fields = [one for one in node.body if isinstance(one, ast.AnnAssign) and "init" not in ast.dump(one)]
                if len(fields) > 4 and "kw_only" not in how[0]:
                    positional.add(node.name)
    assert positional == {"Numeric"}


def test_every_module_can_be_the_first_that_is_imported() -> None:
    """No module needs, while it is being imported, one that needs it: which is named first in a program or a test does not matter."""
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    files = {path for package in packages for path in (ROOT / package).rglob("*.py")}
    known = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}
    needs = {name: set(_imported(path, known)) - {name} for name, path in known.items()}
    assert len([*TopologicalSorter(needs).static_order()]) == len(known)


def _imported(path: Path, known: Collection[str]) -> Iterator[str]:
    """Yield the modules that one imports as it begins; what is imported for its types alone, or within a function, is not among them."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.ImportFrom(module=str(module)):
                yield from (f"{module}.{one.name}" if f"{module}.{one.name}" in known else module for one in node.names if module in known)
            case ast.Import():
                yield from (one.name for one in node.names if one.name in known)
