"""The table of a read model: its columns from the row's annotations, and the statements that read and write it.

Rows travel as JSON both ways: msgspec reads and writes them at C speed, and Postgres takes a whole batch as one
parameter.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from shared.projecting.read_model import Key, ReadModel, Row

_SCALARS: Mapping[type, str] = {
    str: "text",
    bool: "boolean",
    int: "bigint",
    float: "double precision",
    Decimal: "numeric",
    datetime: "timestamptz",
    date: "date",
}


class Table:
    """Names and statements for one read model, stored under `name` (the model's, or one that is being built)."""

    def __init__(self, model: ReadModel[Any], name: str | None = None) -> None:
        self.model = model
        self.name = name or model.name
        hints = get_type_hints(model.row)
        self.types = {column: _sql_type(hints[column]) for column in model.row.__struct_fields__}
        self.nested = tuple(column for column, kind in self.types.items() if kind == "jsonb")
        self._list_decoder = msgspec.json.Decoder(list[model.row])  # type: ignore[name-defined]
        columns, keys = ", ".join(self.types), ", ".join(model.key)
        typed = ", ".join(f"{column} {kind}" for column, kind in self.types.items())
        typed_keys = ", ".join(f"{column} {self.types[column]}" for column in model.key)
        others = [column for column in self.types if column not in model.key]
        changes = ", ".join(f"{column} = excluded.{column}" for column in others)
        self.select = f"""
            select coalesce(json_agg(row), '[]') from (
                select {columns} from {self.name}
                join json_to_recordset(%s) as wanted ({typed_keys}) using ({keys})
                where organisation = %s
            ) as row
        """
        self.select_about = f"""
            select coalesce(json_agg(row), '[]'), (
                select position from checkpoints
                where organisation = %(organisation)s and source = %(source)s and read_model = %(read_model)s
            )
            from (
                select {columns} from {self.name}
                where organisation = %(organisation)s and {model.person} = any(%(people)s)
            ) as row
        """
        self.upsert = f"""
            insert into {self.name} (organisation, {columns})
            select %s, * from json_to_recordset(%s) as new ({typed})
            on conflict (organisation, {keys}) do {f"update set {changes}" if changes else "nothing"}
        """
        self.delete = f"""
            delete from {self.name} using json_to_recordset(%s) as gone ({typed_keys})
            where organisation = %s and {" and ".join(f"{self.name}.{k} = gone.{k}" for k in model.key)}
        """
        self.copy = f"copy {self.name} (organisation, {columns}) from stdin"

    def create(self) -> str:
        """Makes the table, without its indexes; they come when it is full."""
        columns = ", ".join(f"{column} {kind}" for column, kind in self.types.items())
        return f"create table {self.name} (organisation text not null, {columns})"

    def finish(self) -> Sequence[str]:
        """Makes the primary key, the indexes, row-level security and the gateway's right to read."""
        keys = ", ".join(("organisation", *self.model.key))
        indexes = [f"create index on {self.name} {self._indexed(columns)}" for columns in self.model.indexes]
        tenant = "organisation = current_setting('milepost.organisation', true)"
        return [
            f"alter table {self.name} add primary key ({keys})",
            *indexes,
            f"alter table {self.name} enable row level security",
            f"alter table {self.name} force row level security",
            f"create policy own_tenant on {self.name} using ({tenant})",
            f"grant select on {self.name} to milepost_gateway",
            f"analyze {self.name}",
        ]

    def _indexed(self, columns: Sequence[str]) -> str:
        if columns[0] in self.nested:
            return f"using gin ({columns[0]} jsonb_path_ops)"
        return f"({', '.join(('organisation', *columns))})"

    def keys_as_json(self, keys: Iterable[Key]) -> str:
        """Keys as the parameter of `select` and `delete`."""
        return msgspec.json.encode([dict(zip(self.model.key, key, strict=True)) for key in keys]).decode()

    def rows_as_json(self, rows: Iterable[Row]) -> str:
        """Rows as the parameter of `upsert`."""
        return msgspec.json.encode(list(rows)).decode()

    def decode(self, rows: bytes) -> Sequence[Any]:
        """Rows from the JSON list that `select` answers."""
        return self._list_decoder.decode(rows)

    def as_copied(self, organisation: str, row: Row) -> Sequence[Any]:
        """A row as COPY takes it: nested values as JSON text."""
        if not self.nested:
            return (organisation, *msgspec.structs.astuple(row))
        values = msgspec.structs.asdict(row)
        for column in self.nested:
            if values[column] is not None:
                values[column] = msgspec.json.encode(values[column]).decode()
        return (organisation, *values.values())


def _sql_type(annotation: Any) -> str:
    """The column type of a Python annotation: a scalar's, text for enums, `jsonb` for what is nested."""
    if get_origin(annotation) in (Union, UnionType):
        (inner,) = (each for each in get_args(annotation) if each is not NoneType)
        return _sql_type(inner)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "text"
    return _SCALARS.get(annotation, "jsonb")
