"""Tables as Parquet files, written in groups of rows: a gap is null, and its reason stands in a companion column."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from domain.errors import ConfigurationError
from exports.answers import label_of
from exports.codebook import labelled_gaps
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, with_companions
from exports.export import Export, Out

if TYPE_CHECKING:
    import pyarrow as pa

# Cells that are in memory at once, which are compressed together. Smaller groups cost more: the writer keeps what it knows of each.
_CELLS = 500_000


def write(dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:  # noqa: ARG001 - the file has both codes and labels
    """Write a .parquet for each table; labels stand in the metadata of the fields, those of codes and gaps as JSON."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.parquet as pq  # noqa: PLC0415 - an extra
    except ImportError as error:
        remedy = "Install it: pip install 'counterfoil[exports]'."
        raise ConfigurationError("The package pyarrow is missing.", where="export parquet", remedy=remedy) from error
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
                writer.write_table(_batch(pa, some, followed, schema))


EXPORT = Export(name="parquet", says="Parquet files, one for each table, with a column beside each that says why it is blank.", write=write)


def _field(pa: Any, column: DataColumn, language: str) -> pa.Field:
    said = {"label": label_of(column.label, language), "key": column.key}
    if column.codes:
        said["labels"] = json.dumps({code.name: label_of(code.label, language) for code in column.codes}, ensure_ascii=False)
    if column.missing:
        said["missing"] = json.dumps(labelled_gaps(column), ensure_ascii=False)
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


def _batch(pa: Any, rows: Sequence[Sequence[Any]], table: DataTable, schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [
        pa.array([None if cell is None else float(cell) for cell in cells] if column.kind is ColumnKind.NUMBER else cells, type=field.type)
        for column, cells, field in zip(table.columns, columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
