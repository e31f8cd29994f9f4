"""Reading and writing the rows of a read model's table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg import Connection

from shared.projecting.folding import Rows
from shared.projecting.read_model import Key, Row
from shared.projecting.table import Table


def select(conn: Connection[Any], organisation: str, table: Table, keys: Iterable[Key]) -> Rows:
    """The rows under `keys`, by key; None where there is none."""
    wanted = list(keys)
    if not wanted:
        return {}
    (found,) = conn.execute(table.select, (table.keys_as_json(wanted), organisation)).fetchone() or (b"[]",)
    return {**dict.fromkeys(wanted), **{table.model.key_of_row(row): row for row in table.decode(found)}}


def write(
    conn: Connection[Any], organisation: str, table: Table, before: Mapping[Key, Row | None], after: Rows
) -> None:
    """Make the table hold `after`. `before` are the rows that were read; of other keys nothing is known."""
    changed = [row for key, row in after.items() if row is not None and row is not before.get(key)]
    gone = [key for key, row in after.items() if row is None and (key not in before or before[key] is not None)]
    if changed:
        conn.execute(table.upsert, (organisation, table.rows_as_json(changed)))
    if gone:
        conn.execute(table.delete, (table.keys_as_json(gone), organisation))


def forget(conn: Connection[Any], organisation: str, table: Table, people: Sequence[str]) -> None:
    """Remove all rows about `people`."""
    if table.model.person is not None:
        conn.execute(
            f"delete from {table.name} where organisation = %s and {table.model.person} = any(%s)",
            (organisation, list(people)),
        )
