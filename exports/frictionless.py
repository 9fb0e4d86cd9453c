"""What says to programs what stands in the CSV files: a Data Package. Source: Data Package 2.0 (datapackage.org/standard)."""

from __future__ import annotations

import json
from typing import Any

from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, with_companions
from exports.words import label_of

_TYPES = {
    ColumnKind.NUMBER: "number",
    ColumnKind.CODE: "string",
    ColumnKind.FLAG: "integer",
    ColumnKind.TEXT: "string",
    ColumnKind.DATE: "date",
    ColumnKind.INSTANT: "datetime",
}


def datapackage(dataset: Dataset) -> dict[str, str]:
    """Return the file that describes the tables of codes."""
    said = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": dataset.study_id,
        "title": dataset.title,
        "version": dataset.version,
        "created": f"{dataset.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "resources": [_resource(dataset, table) for table in dataset.tables],
    }
    return {f"{dataset.study_id}-datapackage.json": json.dumps(said, ensure_ascii=False, indent=1) + "\n"}


def _resource(dataset: Dataset, table: DataTable) -> dict[str, Any]:
    return {
        "name": table.name.replace("_", "-"),
        "title": table.label,
        "path": dataset.file(table, "csv"),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n", "delimiter": ",", "quoteChar": '"', "doubleQuote": True},
        "schema": {
            "fields": [_field(column, dataset.languages[0]) for column in with_companions(table).columns],
            "missingValues": [""],
        }
        | ({"primaryKey": list(table.keys)} if table.keys else {}),
    }


def _field(column: DataColumn, language: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": column.name,
        "type": "integer" if column.kind is ColumnKind.NUMBER and column.whole else _TYPES[column.kind],
        "title": label_of(column.label, language),
    }
    if column.codes:
        said["categories"] = [{"value": code.name, "label": label_of(code.label, language)} for code in column.codes]
    if column.missing:
        said["missingValues"] = [
            "",
            *({"value": str(number), "label": label_of(gap.label, language)} for gap, number in column.missing.items()),
        ]
    return said
