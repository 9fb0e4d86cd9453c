"""What is done to the saved file."""

from __future__ import annotations

import io
import zipfile

from tests.mutations.case import Case, Catalogue, Touched

FILES = Catalogue()


def _zipped(data: bytes, name: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(f"our answers/{name}", data)
    return out.getvalue(), "answers.zip"


def _misnamed(data: bytes, _: str) -> tuple[bytes, str]:
    return data, "questionnaire final (2).xls.xlsx.doc"


@FILES.add("nothing")
def _(case: Case) -> Touched:
    return case.all()


@FILES.add("the file in a zip", saved=_zipped)
def _(case: Case) -> Touched:
    return case.all()


@FILES.add("the file under another name", saved=_misnamed)
def _(case: Case) -> Touched:
    return case.all()
