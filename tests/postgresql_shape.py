"""What a schema of PostgreSQL has besides rows, as the statements that make it, read from the catalogue in the caller's transaction."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import Connection, text

_SEQUENCES: Final = """
    select format('CREATE SEQUENCE %I AS %s', c.relname, s.seqtypid::regtype)
    from pg_class c join pg_sequence s on s.seqrelid = c.oid where c.relnamespace = current_schema()::regnamespace order by c.relname"""
# What must not be null bears the name that it came by: a column that was made with it has another than one that was changed.
_TABLES: Final = """
    select format('CREATE TABLE %I (%s)', c.relname, string_agg(
        format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
        || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
        || coalesce(' CONSTRAINT ' || quote_ident(n.conname) || ' NOT NULL', ''), ', ' order by a.attnum))
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    left join pg_constraint n on n.conrelid = c.oid and n.contype = 'n' and n.conkey[1] = a.attnum
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' group by c.oid, c.relname order by c.relname"""
_OWNERS: Final = """
    select format('ALTER SEQUENCE %I OWNED BY %I.%I', c.relname, t.relname, a.attname)
    from pg_class c join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'a'
    join pg_class t on t.oid = d.refobjid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'S' order by c.relname"""
# Keys before those that refer to them.
_CONSTRAINTS: Final = """
    select format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, n.conname, pg_get_constraintdef(n.oid))
    from pg_constraint n join pg_class c on c.oid = n.conrelid
    where c.relnamespace = current_schema()::regnamespace and n.contype <> 'n' order by n.contype = 'f', c.relname, n.conname"""
_INDEXES: Final = """
    select replace(pg_get_indexdef(i.indexrelid), format(' ON %I.', current_schema()), ' ON ')
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = current_schema()::regnamespace
    and not exists (select from pg_constraint n where n.conindid = i.indexrelid) order by c.relname"""


# How PostgreSQL tells `state IN ('queued')`; where it is told that, it has other words for it the next time.
_IN: Final = re.compile(r"\((\w+)\)::text = ANY \(\(ARRAY\[([^]]*)\]\)::text\[\]\)")


def postgresql_objects(tx: Connection) -> list[str]:
    """Return statements for sequences, tables, constraints and indexes, in an order in which they can be made."""
    queries = (_SEQUENCES, _TABLES, _OWNERS, _CONSTRAINTS, _INDEXES)
    return [_IN.sub(_as_written, one) for query in queries for one in tx.scalars(text(query))]


def _as_written(found: re.Match[str]) -> str:
    return f"{found[1]} IN ({found[2].replace('::character varying', '')})"
