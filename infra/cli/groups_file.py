"""Reading who is in which group from a file, which an error about it names by line and never by group."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.errors import InvalidInput

_GROUP = ("group", "groups", "gruppe", "groupe")


class GroupsUnreadable(InvalidInput):
    """A file of groups is not what it has to be."""


def groups_in(path: Path) -> Sequence[Mapping[str, str | None]]:
    """The people of a file with their groups, as the query `fairness` takes them: None where a group is left blank.

    The columns are known by their headers, in any order: person (or what HR systems call an employee's number) and
    group, which in a file of two columns may be called anything. Raises `GroupsUnreadable`, and FeedUnreadable.
    """
    from services.integrations.feed.reading import open_table

    table = open_table(path)
    person, group = _columns(path, table.headers)
    found: dict[str, tuple[int, str]] = {}
    for line, cells in table.records():
        if len(cells) != len(table.headers):
            raise GroupsUnreadable(f"{path}, line {line}: it has {len(cells)} cells, the header {len(table.headers)}.")
        name, of = cells[person].strip(), cells[group].strip()
        if not name:
            raise GroupsUnreadable(f"{path}, line {line}: it names no person.")
        before, same = found.setdefault(name, (line, of))
        if same != of:
            raise GroupsUnreadable(f"{path}, line {line}: that person is in another group on line {before}.")
    if not found:
        raise GroupsUnreadable(f"{path} names nobody below its header.")
    return [{"person": name, "group": of or None} for name, (_, of) in found.items()]


def _columns(path: Path, headers: Sequence[str]) -> tuple[int, int]:
    from services.integrations.feed.columns import HEADERS, normalised

    named = [normalised(header) for header in headers]
    people = [normalised(known) for known in ("person", *HEADERS["external_id"])]
    person = next((named.index(known) for known in people if known in named), None)
    others = [index for index in range(len(headers)) if index != person]
    group = next((index for index in others if named[index] in _GROUP), others[0] if len(others) == 1 else None)
    if person is None or group is None:
        what = "person" if person is None else "group"
        raise GroupsUnreadable(
            f"{path} has no column {what}. Its first line is to name the columns `person` and `group`; others are left "
            "unread."
        )
    return person, group
