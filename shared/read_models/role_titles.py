"""Role titles: one row for each title and role that goes by it, so that the directory's words lead to a role.

A row holds while its `revision` is that of the role's profile.
"""

from collections.abc import Sequence

from shared.contracts.skills.events import RoleDescribed, RoleProfileDefined, RoleProfileRevised
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class RoleTitleRow(Row, frozen=True):
    """A role goes by a title, spelt as `folded` does; `main` unless it is an alternate one."""

    title: str
    role: str
    main: bool
    revision: int


ROLE_TITLES = ReadModel("role_titles", RoleTitleRow, version=1, source="skills", key=("title", "role"), person=None)
"""Titles by title and role."""


def folded(title: str) -> str:
    """A title without case, and with single spaces."""
    return " ".join(title.casefold().split())


def _titles(e: RoleDescribed, _at: Envelope) -> Sequence[Key]:
    return [(title, e.role) for title in dict.fromkeys(map(folded, (e.title, *e.alternate_titles)))]


@ROLE_TITLES.folds_each(RoleProfileDefined, keys=_titles)
def defined(_row: RoleTitleRow | None, key: Key, e: RoleProfileDefined, at: Envelope) -> RoleTitleRow:
    """Its titles."""
    return _titled(key, e, at)


@ROLE_TITLES.folds_each(RoleProfileRevised, keys=_titles)
def revised(_row: RoleTitleRow | None, key: Key, e: RoleProfileRevised, at: Envelope) -> RoleTitleRow:
    """Its titles now."""
    return _titled(key, e, at)


def _titled(key: Key, e: RoleDescribed, at: Envelope) -> RoleTitleRow:
    title, role = key
    return RoleTitleRow(title, role, title == folded(e.title), at.position)
