"""LibreOffice, which tests start hundreds of times: always in a profile of its own, copied from one that it made once.

To make a new profile takes it longer than to save a workbook, and then it may end with status 81 and want to be started again.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from tests.programs import need

# By these filters `--convert-to` saves, too. OpenDocument comes first: to save in a format of Excel changes what it says of styles.
_FILTERS = {"ods": "calc8", "xls": "MS Excel 97", "xlsx": "Calc Office Open XML"}
# A line of the list says what is opened, in which filter it is saved, and where; lines that open the same stand together.
_MACRO = """Sub SaveAll(list As String)
  On Error Resume Next
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "FilterName"
  Open list For Input As #1
  opened = ""
  Do While Not Eof(#1)
    Line Input #1, said
    asked = Split(said, "|")
    If asked(0) <> opened Then
      If opened <> "" Then doc.close(True)
      opened = asked(0)
      doc = StarDesktop.loadComponentFromURL(opened, "_blank", 0, hidden())
    End If
    how(0).Value = asked(1)
    doc.storeToURL(asked(2), how())
  Loop
  Close #1
  doc.close(True)
End Sub
"""
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LIBRARY = 'xmlns:library="http://openoffice.org/2000/library"'
# A library of macros is four files, two of which say that it has no dialogues.
_MACROS = {
    **dict.fromkeys(
        ("script.xlc", "dialog.xlc"),
        f'{_XML}<library:libraries {_LIBRARY}><library:library library:name="Standard" library:link="false"/></library:libraries>',
    ),
    "Standard/script.xlb": f'{_XML}<library:library {_LIBRARY} library:name="Standard">'
    '<library:element library:name="All"/></library:library>',
    "Standard/dialog.xlb": f'{_XML}<library:library {_LIBRARY} library:name="Standard"/>',
    "Standard/All.xba": f'{_XML}<script:module xmlns:script="http://openoffice.org/2000/script" script:name="All" '
    f'script:language="StarBasic">{escape(_MACRO)}</script:module>',
}


def save_as(kind: str, sources: Sequence[Path], out: Path, *, seconds: float = 120, locale: str | None = None) -> None:
    """Let LibreOffice save files in another format (what `--convert-to` takes) in the folder `out`, by their own names.

    `locale` is what LC_ALL says, or else what it says already. Raises AssertionError where a file was not made, and TimeoutExpired after
    so many seconds.
    """
    made = [out / f"{source.stem}.{kind.partition(':')[0]}" for source in sources]
    _start(["--convert-to", kind, "--outdir", str(out), *map(str, sources)], made, seconds, locale)


def save_in_formats(wanted: Mapping[Path, Collection[str]], out: Path, *, seconds: float = 120) -> None:
    """Let LibreOffice save each workbook in all formats that are wanted of it ("ods", "xls", "xlsx"), as `save_as` does.

    Each is opened only once, which is most of the work.
    """
    out.mkdir(exist_ok=True)
    asked = [(source, kind, out / f"{source.stem}.{kind}") for source, kinds in wanted.items() for kind in _FILTERS if kind in kinds]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.writelines(f"{source.as_uri()}|{_FILTERS[kind]}|{target.as_uri()}\n" for source, kind, target in asked)
        listed.flush()
        _start([f"macro:///Standard.All.SaveAll({listed.name})"], [target for _, _, target in asked], seconds, None)


def _start(arguments: list[str], wanted: Collection[Path], seconds: float, locale: str | None) -> None:
    soffice, env = need("soffice"), dict(os.environ) if locale is None else os.environ | {"LC_ALL": locale}
    with tempfile.TemporaryDirectory(prefix="soffice-") as folder:
        # Two processes cannot share one, and what a file does to its profile is not to be found there by the next.
        profile = Path(folder, "profile")
        shutil.copytree(_profile(soffice, env.get("LC_ALL", "")), profile, ignore=shutil.ignore_patterns(".lock"))
        _run([soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", *arguments], env, wanted, seconds)


def _run(command: list[str], env: Mapping[str, str], wanted: Collection[Path], seconds: float) -> None:
    for _ in range(2):
        done = subprocess.run(command, env=env, capture_output=True, timeout=seconds, check=False)
        if all(each.exists() for each in wanted):
            return
    missing = ", ".join(each.name for each in wanted if not each.exists())
    raise AssertionError(f"LibreOffice ended with {done.returncode} and did not make {missing}: {done.stderr!r}")


@cache
def _profile(soffice: str, locale: str) -> Path:
    """Return a profile that LibreOffice made in this locale, with which it has saved a file already; our macro is in it."""
    folder = Path(tempfile.mkdtemp(prefix="soffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "one.csv").write_text("1\n")
    made = folder / "profile"
    command = [soffice, f"-env:UserInstallation={made.as_uri()}", "--headless", "--convert-to", "ods", "--outdir", str(folder)]
    _run([*command, str(folder / "one.csv")], os.environ | {"LC_ALL": locale}, [folder / "one.ods"], 800)
    (made / "user" / "basic" / "Standard").mkdir(parents=True, exist_ok=True)
    for name, content in _MACROS.items():
        (made / "user" / "basic" / name).write_text(content)
    return made
