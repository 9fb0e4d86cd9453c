from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.workbooks.files import VALUES, zipped
from workbooks.caged.reader import Opened, Reader, Refusal
from workbooks.cells import Workbook


def outcome(opened: Opened) -> str:
    """Return the code of a refusal, or else the format."""
    return opened.result.code if isinstance(opened.result, Refusal) else opened.result.format


def zygote(reader: Reader) -> int:
    """Return the process from which the reader's children are forked."""
    assert reader.cage.process is not None
    return reader.cage.process


def is_alive(process: int) -> bool:
    """Say whether a process runs."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_a_workbook_comes_with_its_name_format_size_and_hash(reader: Reader, book: bytes) -> None:
    """A workbook comes with its name format size and hash."""
    (opened,) = reader.open(book, "Réponse نعم.xlsx")
    assert (opened.name, opened.format, opened.size, opened.data) == ("Réponse نعم.xlsx", "xlsx", len(book), book)
    assert opened.sha256 == hashlib.sha256(book).hexdigest()
    assert isinstance(opened.result, Workbook)
    assert opened.result.sheets[0].cells == VALUES


def test_the_content_says_what_a_file_is_and_not_its_name(reader: Reader, book: bytes) -> None:
    """The content says what a file is and not its name."""
    (opened,) = reader.open(book, "scan.pdf")
    assert (opened.format, outcome(opened)) == ("xlsx", "xlsx")


def test_each_workbook_in_a_zip_is_opened_and_what_lies_beside_them_is_not(reader: Reader, book: bytes) -> None:
    """Each workbook in a zip is opened and what lies beside them is not."""
    data = zipped({"a.xlsx": book, "letter.pdf": b"%PDF-1.7", "__MACOSX/._a.xlsx": b"shadow", "in/b.xlsx": book, ".hidden.xlsx": book})
    assert [opened.name for opened in reader.open(data, "all.zip")] == ["all.zip/a.xlsx", "all.zip/in/b.xlsx"]


def test_a_bad_file_in_a_zip_does_not_hide_the_good_ones(reader: Reader, book: bytes) -> None:
    """A bad file in a zip does not hide the good ones."""
    data = zipped({"cut.xlsx": book[:2000], "good.xlsx": book, "locked.xlsx": b"", "web.xls": b"<html></html>"})
    assert [outcome(opened) for opened in reader.open(data, "all.zip")] == ["file_broken", "xlsx", "file_empty", "file_html"]


def test_a_zip_in_a_zip_is_opened_but_no_further(reader: Reader, book: bytes) -> None:
    """A zip in a zip is opened but no further."""
    once = zipped({"book.xlsx": book})
    twice = zipped({"once.zip": once, "book.xlsx": book})
    thrice = zipped({"twice.zip": twice})
    assert [outcome(opened) for opened in reader.open(twice, "twice.zip")] == ["xlsx", "xlsx"]
    assert [(opened.name, outcome(opened)) for opened in reader.open(thrice, "thrice.zip")] == [
        ("thrice.zip/twice.zip/once.zip", "file_zip_too_deep"),
        ("thrice.zip/twice.zip/book.xlsx", "xlsx"),
    ]


def test_the_zygote_is_kept_between_files(reader: Reader, book: bytes) -> None:
    """The zygote is kept between files."""
    reader.open(book, "a.xlsx")
    before = zygote(reader)
    reader.open(b"%PDF-", "b.pdf")
    reader.open(book, "c.xlsx")
    assert zygote(reader) == before


def test_a_zygote_that_died_meanwhile_is_replaced(book: bytes) -> None:
    """A zygote that died meanwhile is replaced."""
    with Reader() as reader:
        reader.open(book, "a.xlsx")
        dead = zygote(reader)
        os.kill(dead, signal.SIGKILL)
        while is_alive(dead):
            time.sleep(0.01)
        assert outcome(reader.open(book, "b.xlsx")[0]) == "xlsx"


def test_a_file_that_takes_too_long_is_refused_and_the_next_one_is_read(book: bytes) -> None:
    """A file that takes too long is refused and the next one is read."""
    many = ";".join("1" for _ in range(200))
    slow = "\n".join(many for _ in range(20_000)).encode()
    with Reader(seconds=1) as reader:
        assert outcome(reader.open(slow, "slow.csv")[0]) == "file_too_slow"
        assert outcome(reader.open(book, "b.xlsx")[0]) == "xlsx"


def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_one_is_read(book: bytes) -> None:
    # The whole child has less than what this text needs, several times over, on its way through the reader.
    """A file that takes too much memory is refused and the next one is read."""
    vast = zipped({"answers.csv": b"a;b\n" * 8_000_000})
    with Reader(memory=300 * 1024 * 1024) as reader:
        assert outcome(reader.open(vast, "vast.zip")[0]) == "file_too_large"
        assert outcome(reader.open(book, "b.xlsx")[0]) == "xlsx"


def test_several_threads_may_use_one_reader(reader: Reader, book: bytes) -> None:
    """Several threads may use one reader."""
    before = threading.active_count()
    with ThreadPoolExecutor(4) as pool:
        names = [f"{number}.xlsx" for number in range(20)]
        assert [opened.name for (opened,) in pool.map(lambda name: reader.open(book, name), names)] == names
    assert threading.active_count() <= before + 1


def test_closing_ends_the_zygote(book: bytes) -> None:
    """Closing ends the zygote, and it may be done twice."""
    reader = Reader()
    reader.open(book, "a.xlsx")
    first = zygote(reader)
    reader.close()
    reader.close()
    assert not is_alive(first)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="It looks into /proc.")
def test_the_zygote_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    # The parent runs in a folder whose modules are not ours, and which must not be imported.
    """The zygote ends when its parent is killed."""
    for name in ("workbooks", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    program = (
        "import sys, time; from workbooks.caged.reader import Reader; reader = Reader(); "
        "print(reader.open(b'%PDF-', 'a.pdf')[0].format, reader.cage.process, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-P", "-c", program], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        kind, process = parent.stdout.readline().split()
        assert (kind, is_alive(int(process))) == ("pdf", True)
        parent.kill()
    until = time.monotonic() + 300
    while is_alive(int(process)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_alive(int(process))


def test_the_zygote_of_files_imports_neither_store_nor_settings_nor_mail() -> None:
    """The zygote of files imports neither store nor settings nor mail."""
    program = "import sys, workbooks.caged.jobs as jobs; jobs.warm(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True).stdout.split()
    houses = {name.partition(".")[0] for name in loaded}
    assert houses.isdisjoint({"store", "service", "mailer", "intake", "questionnaire", "sqlmodel", "openpyxl", "pydantic"})
