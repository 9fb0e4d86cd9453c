"""The whole export of the last round in the folder of a study: its codebook says what each column holds, and which numbers are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from domain.errors import ConfigurationError
from service.studies.previous import FILE, last_round
from service.studies.previous_export import BOOK as ALONE
from tests.questionnaire.aside_samples import FORM

BOOK = "variable,table,key,missing,versions\r\n"
BOOK += "organisation_code,answers,organisation_code,,\r\n"
BOOK += "people,answers,served,'-99=unanswered,\r\npeople_flag,answers,served@flag,,\r\nlosses,answers,losses,'-99=unanswered,\r\n"
BOOK += 'water,volumes,billed,"\'-999=unanswered\n-998=withheld",\r\nwater,volumes,billed,"\'-99=unanswered",1\r\n'
WIDE = "organisation_code,form_version,people,people_flag,losses\r\nA,1,-97,p,3\r\nB,1,-99,,-99\r\n"
LONG = "organisation_code,instance,water\r\nA,2010,-99.5\r\nA,2011,-998\r\nB,2010,7\r\n"


def files(**changed: str) -> Mapping[str, bytes]:
    """Return the files of an export, in the folder of a study."""
    texts = {"codebook": BOOK, "answers": WIDE, "volumes": LONG, **changed}
    return {f"previous/water-{name}.csv": text.encode("utf-8-sig") for name, text in texts.items() if text}


def test_columns_are_known_by_the_codebook_in_the_wide_table_and_in_those_of_matrices() -> None:
    """By whatever names they were exported; a number is no value only where the codebook says so of its column."""
    assert last_round(files(), FORM) == {
        "A": {"served": "-97", "served@flag": "p", "volumes[2010].billed": "-99.5"},
        "B": {"volumes[2010].billed": "7"},
    }


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"codebook": ""}, "previous/"),
        ({"codebook": "variable,table,key,missing,versions\r\nx,answers,other,,\r\n"}, "previous/"),
        ({"codebook": BOOK.replace("variable,", "name,", 1)}, "previous/water-codebook.csv"),
        ({"codebook": BOOK.replace(",table,", ",sheet,", 1)}, "previous/water-codebook.csv"),
        ({"codebook": BOOK.replace(",key,", ",item,", 1)}, "previous/water-codebook.csv"),
        ({"answers": WIDE.replace("-97", "many")}, "previous/water-answers.csv line 2, column people"),
        ({"volumes": 'organisation_code,instance,water\r\n"A,2010,1\r\n'}, "previous/water-volumes.csv"),
    ],
)
def test_a_fault_is_told_with_its_place(changed: dict[str, str], where: str) -> None:
    """And with what to do."""
    with pytest.raises(ConfigurationError) as told:
        last_round(files(**changed), FORM)
    assert told.value.where == where
    assert told.value.remedy


@pytest.mark.parametrize(
    ("table", "says"),
    [({}, "is missing"), ({FILE: b"organisation_code,served\r\nA,1\r\n"}, "None of the columns is there")],
)
def test_a_table_that_is_missing_beside_its_codebook_or_made_by_hand_is_the_one_that_is_named(table: dict[str, bytes], says: str) -> None:
    """The codebook is not at fault."""
    with pytest.raises(ConfigurationError, match=says) as told:
        last_round({ALONE: BOOK.encode(), **table}, FORM)
    assert told.value.where == FILE
    assert ALONE in told.value.remedy


def test_one_of_the_two_is_enough() -> None:
    """A table of its own beside the whole export would leave open which of them holds."""
    with pytest.raises(ConfigurationError, match="as well"):
        last_round({**files(), FILE: b"organisation_code,served\r\n"}, FORM)


def test_the_wide_table_alone_is_known_by_the_names_of_exports() -> None:
    """A question whose name no statistics program takes has another one there."""
    renamed = (replace(one, name="People.Served") if one.name == "served" else one for one in FORM.questions)
    form = replace(FORM, questions=tuple(renamed))
    said = "organisation_code,form_version,people_served,people_served_flag\r\nA,1,12,p\r\nB,1,-99,\r\n"
    assert last_round({FILE: said.encode()}, form) == {"A": {"People.Served": "12", "People.Served@flag": "p"}, "B": {}}
