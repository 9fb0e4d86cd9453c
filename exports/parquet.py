"""Tables as Parquet files, written in groups of rows: a gap is null, and its reason stands in a companion column."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain.errors import ConfigurationError
from exports.codebook import labelled_gaps
from exports.csv import write_codebook
from exports.dataset import ColumnKind, DataColumn, Dataset, with_companions
from exports.export import Export, Out
from exports.words import label_of
from languages.telling import phrased

if TYPE_CHECKING:
    import pyarrow as pa

_SCRIPT = Path(__file__).with_name("load_parquet.py.txt")
# Cells that are in memory at once, which are compressed together. Smaller groups cost more: the writer keeps what it knows of each.
_CELLS = 500_000
_DAYS = date(1970, 1, 1).toordinal()
# What each plain type is made of: its letter in the module array, and what makes its number of a cell.
_PLAIN: Mapping[str, tuple[str, Callable[[Any], float]]] = {
    "double": ("d", float),
    "int8": ("b", int),
    "date32[day]": ("i", lambda day: day.toordinal() - _DAYS),
    "timestamp[ms, tz=UTC]": ("q", lambda at: 1000 * int(at.timestamp())),
}


def write(dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:  # noqa: ARG001 - the file has both codes and labels
    """Write a .parquet for each table; labels stand in the metadata of the fields, those of codes and gaps as JSON."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra
    except ImportError as error:
        remedy = phrased("faults.install_do", command="pip install 'counterfoil[exports]'")
        raise ConfigurationError(phrased("faults.no_package", name="pyarrow"), where="export parquet", remedy=remedy) from error
    for table in dataset.tables:
        followed = with_companions(table, everywhere=True)
        # The gaps of a column are told by the labels of its companion.
        schema = pa.schema(
            [_field(pa, column, language) for column in followed.columns],
            metadata={
                "study": dataset.study_id,
                "table": table.name,
                "label": table.label,
                "zone": dataset.zone,
                "version": dataset.version,
            },
        )
        together = max(1, _CELLS // len(followed.columns))
        with out.file(dataset.file(table, "parquet")) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
            rows = iter(followed.rows())
            while some := list(islice(rows, together)):
                writer.write_table(_batch(pa, some, schema))
    write_codebook(dataset, out)
    with out.file(f"{dataset.study_id}-load-parquet.py") as file:
        file.write(_SCRIPT.read_text(encoding="utf-8").replace("STUDY", dataset.study_id).encode())


EXPORT = Export(
    name="parquet",
    says="Parquet files, one for each table, with a column beside each that says why it is blank.",
    write=write,
    opens='Python: run STUDY-load-parquet.py, or polars.read_parquet("STUDY-answers.parquet"). '
    'R: arrow::read_parquet("STUDY-answers.parquet").',
)


def _field(pa: Any, column: DataColumn, language: str) -> pa.Field:
    said = {"label": label_of(column.label, language), "key": column.key}
    if column.codes:
        said["labels"] = json.dumps({code.name: label_of(code.label, language) for code in column.codes}, ensure_ascii=False)
    if column.missing:
        said["missing"] = json.dumps(labelled_gaps(column, language), ensure_ascii=False)
    return pa.field(column.name, _type(pa, column), metadata=said)


def _type(pa: Any, column: DataColumn) -> pa.DataType:
    if column.kind is ColumnKind.NUMBER:
        return pa.float64()
    return {
        ColumnKind.FLAG: pa.int8(),
        ColumnKind.DATE: pa.date32(),
        ColumnKind.INSTANT: pa.timestamp("ms", tz="UTC"),
        ColumnKind.CODE: pa.string(),
    }.get(column.kind, pa.string())


def _batch(pa: Any, rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Return rows as Arrow has them. Its own reading of lists is not asked for it: that loads pandas where it is installed."""
    return pa.Table.from_arrays(
        [_array(pa, cells, field.type) for cells, field in zip(zip(*rows, strict=True), schema, strict=True)], schema=schema
    )


def _array(pa: Any, cells: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Return a column. Source: "Arrow Columnar Format", fixed-size primitive and variable-size binary layout."""
    there = int("".join("0" if cell is None else "1" for cell in reversed(cells)), 2).to_bytes(-(-len(cells) // 8), "little")
    buffers = [pa.py_buffer(there)]
    if pa.types.is_string(kind):
        texts = [(cell or "").encode() for cell in cells]
        buffers += pa.py_buffer(array("i", accumulate(map(len, texts), initial=0))), pa.py_buffer(b"".join(texts))
    else:
        letter, plain = _PLAIN[str(kind)]
        buffers.append(pa.py_buffer(array(letter, [0 if cell is None else plain(cell) for cell in cells])))
    return pa.Array.from_buffers(kind, len(cells), buffers)
