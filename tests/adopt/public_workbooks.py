"""What becomes of workbooks that others made: `python -m tests.adopt.public_workbooks FOLDER [--form]`.

Every .xlsx and .xlsm of the folder, also within its .tar.gz, .tar.xz, .tgz, .zip and .whl, is adopted, each once: how many were, how
many are refused with a reason, what crashed or took over 15 s of the processor, and the slowest. With `--form` the draft of each is read
again as a form, as a person would.

The source distributions of openpyxl, Apache POI, gnumeric and others hold some; none is kept here, as their licences differ.
"""

from __future__ import annotations

import io
import signal
import sys
import tarfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError
from domain.finding import Severity
from questionnaire.xlsform import inspect
from service.authoring.adopting import adopted, form_of

_ENDINGS = (".xlsx", ".xlsm")
_TARS, _ZIPS = (".tar.gz", ".tgz", ".tar.xz", ".tar.bz2"), (".zip", ".whl")
_LONGEST = 15  # Seconds of the processor that one workbook may take.
_LARGEST = 20_000_000  # Bytes of one workbook: larger ones are no questionnaires.


class TooSlowError(Exception):
    """A workbook takes longer than it may."""


def _stop(_signal: int, _frame: object) -> None:
    raise TooSlowError


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one workbook: adopted, refused, crashed, slow or no form; why, or what was found; and the seconds of the processor."""

    name: str
    outcome: str
    said: str
    seconds: float


def workbooks(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every workbook in a folder and its archives."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        if path.suffix.lower() in _ENDINGS:
            yield path.name, path.read_bytes()
        elif path.name.endswith(_TARS):
            with tarfile.open(path) as tar:
                for member in tar:
                    file = tar.extractfile(member) if member.name.lower().endswith(_ENDINGS) and member.size < _LARGEST else None
                    if file:
                        yield f"{path.name}:{member.name}", file.read()
        elif path.suffix in _ZIPS:
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
                for info in packed.infolist():
                    if info.filename.lower().endswith(_ENDINGS) and info.file_size < _LARGEST:
                        yield f"{path.name}:{info.filename}", packed.read(info)


def verdict(name: str, data: bytes, *, form: bool) -> Verdict:
    """Adopt one workbook, and say what became of it."""
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST)
    outcome, said = _outcome(Path(name.rpartition(":")[2]).name, data, form=form)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return Verdict(name, outcome, said, time.process_time() - begun)


def _outcome(name: str, data: bytes, *, form: bool) -> tuple[str, str]:
    try:
        found = adopted(data, name, name)
        problems = inspect(form_of(found), "form.xlsx", {name: data}).problems if form else ()
    except ConfigurationError as error:
        return "refused", str(error)
    except TooSlowError:
        return "slow", traceback.format_exc(limit=-3)
    except Exception:  # noqa: BLE001 - Whatever else is raised is what this looks for.
        return "crashed", traceback.format_exc(limit=-3)
    errors = [str(one) for one in problems if one.severity is Severity.ERROR]
    told = f"{len(found.questions)} questions, {found.needs} need you, {len(found.repeats)} tables, {len(found.checks)} checks"
    return ("no form", errors[0]) if errors else ("adopted", told)


def main(folder: Path, *, form: bool) -> None:
    """Print a line a workbook, and the sums."""
    signal.signal(signal.SIGVTALRM, _stop)
    seen, verdicts = set[bytes](), list[Verdict]()
    for name, data in workbooks(folder):
        if data not in seen:
            seen.add(data)
            verdicts.append(verdict(name, data, form=form))
            sys.stdout.write(f"{verdicts[-1].seconds:7.2f} s {verdicts[-1].outcome:8} {name}: {verdicts[-1].said}\n")
            sys.stdout.flush()
    counted = Counter(one.outcome for one in verdicts)
    slowest = max(verdicts, key=lambda one: one.seconds, default=Verdict("", "", "", 0))
    sums = ", ".join(f"{count} {outcome}" for outcome, count in counted.most_common())
    sys.stdout.write(f"{len(verdicts)} workbooks: {sums}. The slowest took {slowest.seconds:.1f} s: {slowest.name}.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), form="--form" in sys.argv)
