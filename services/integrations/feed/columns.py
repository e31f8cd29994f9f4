"""Which column of a feed holds which canonical field.

Headers are recognised by the names that HR systems and plain exports give them, whatever the case, spacing or
punctuation. A mapping file says what cannot be guessed. Every other column is left unread: a date of birth or a
gender is nothing that a directory needs.
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.errors import InvalidInput

HEADERS: Mapping[str, tuple[str, ...]] = {
    "external_id": (
        "external id", "employee id", "employee number", "employee no", "employee code", "emp id", "emp no",
        "emp number", "employee", "empl id", "worker id", "worker", "wid", "person id", "person number",
        "person id external", "personnel number", "personnel no", "pernr", "user id", "userid", "staff id",
        "staff number", "associate id", "payroll id", "payroll number", "bamboo hr id", "eeid", "id",
        "personalnummer", "mitarbeiternummer", "matricule",
    ),
    "first_name": (
        "first name", "given name", "given names", "forename", "legal first name", "preferred first name",
        "fname", "vorname", "prenom",
    ),
    "last_name": (
        "last name", "surname", "family name", "legal last name", "preferred last name", "lname", "nachname",
        "nom",
    ),
    "name": (
        "name", "full name", "display name", "preferred name", "legal name", "employee name", "worker name",
        "person name", "formatted name", "complete name",
    ),
    "email": (
        "email", "e mail", "email address", "work email", "work email address", "email work", "business email",
        "business email address", "business email information email address", "company email", "primary email",
        "primary work email", "mail",
    ),
    "hired_on": (
        "hired on", "hire date", "date of hire", "hired", "start date", "employment start date", "join date",
        "joining date", "joined on", "date joined", "date of joining", "original hire date", "most recent hire date",
        "entry date", "company start date", "first day of work", "eintrittsdatum",
    ),
    "role": (
        "role", "job title", "title", "business title", "position title", "job", "job role", "position",
        "designation", "job profile", "job profile name", "job name", "job classification", "stellenbezeichnung",
    ),
    "in_role_since": (
        "in role since", "in job since", "in position since", "time in job start date", "job start date",
        "job entry date", "position start date", "role start date", "title effective date", "job effective date",
        "position entry date", "job information date", "job effective from",
    ),
    "unit": (
        "unit", "department", "department name", "dept", "dept name", "organizational unit",
        "organisational unit", "organization unit", "org unit", "orgunit", "organization", "organisation",
        "supervisory organization", "supervisory organisation", "team", "abteilung",
    ),
    "manager_external_id": (
        "manager external id", "manager id", "managers id", "manager employee id", "manager employee number",
        "manager number", "manager no", "supervisor id", "supervisor employee id", "supervisor eid",
        "supervisor number", "reports to id", "reporting to id", "line manager id", "direct manager id",
        "manager user id", "manager person id", "manager worker id", "manager emp id", "reports to employee id",
        "manager user sys id", "manager",
    ),
    "grade": (
        "grade", "job grade", "pay grade", "job level", "level", "compensation grade", "salary grade", "band",
        "pay scale group", "management level", "job band",
    ),
    "location": (
        "location", "location name", "work location", "office", "office location", "site", "work site",
        "primary location", "primary work location", "workplace", "standort",
    ),
    "left_on": (
        "left on", "termination date", "leaving date", "leave date", "date left", "date of leaving", "end date",
        "employment end date", "last working day", "last day of work", "exit date", "separation date",
        "terminated on", "austrittsdatum",
    ),
    "status": (
        "status", "employment status", "worker status", "employee status", "emplstatus", "active status",
    ),
}  # fmt: skip
"""The canonical fields of a feed, each with the headers it is known by, likelier ones first."""

DATE_FIELDS = frozenset({"hired_on", "in_role_since", "left_on"})
NAME_FIELDS = ("name", "first_name", "last_name")


@dataclass(frozen=True)
class MappingFile:
    """What a user says about the columns: canonical field to header, "" for a field to leave out.

    `date_format` is how dates are written, in the notation of `strptime`, where they are not in ISO order.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None


@dataclass(frozen=True)
class ColumnMapping:
    """Canonical field to the index of its column, and the headers of the columns that are left unread."""

    columns: Mapping[str, int]
    ignored: tuple[str, ...]


class MappingInvalid(InvalidInput):
    """A mapping file cannot be read, or names what there is not."""


class ColumnMissing(InvalidInput):
    """A feed lacks a column that every feed needs."""

    def __init__(self, field_name: str, headers: Sequence[str]) -> None:
        present = ", ".join(headers) or "none"
        super().__init__(
            f"No column for {field_name} was recognised. The columns are: {present}. "
            f'Say which one it is in a mapping file: {field_name} = "Their Column".',
            fields={field_name: ["No column was recognised."]},
        )


def read_mapping_file(path: Path) -> MappingFile:
    """The mapping in a `.toml` or `.json` file; MappingInvalid where it is none."""
    try:
        content = path.read_text("utf-8-sig")
        found = json.loads(content) if path.suffix.lower() == ".json" else tomllib.loads(content)
    except (OSError, ValueError) as error:
        raise MappingInvalid(f"The mapping file {path} cannot be read: {error}.") from error
    return parse_mapping(found)


def parse_mapping(found: Any) -> MappingFile:
    """The mapping that a decoded file holds; MappingInvalid where it names no canonical field or no text."""
    if not isinstance(found, dict):
        raise MappingInvalid('A mapping file holds pairs like role = "Job Title".')
    for name, header in found.items():
        if name not in HEADERS and name != "date_format":
            known = ", ".join([*HEADERS, "date_format"])
            raise MappingInvalid(f"The mapping file names {name}, which is none of: {known}.")
        if not isinstance(header, str):
            raise MappingInvalid(f"The mapping file gives {name} as {header!r}. Give the column's header as text.")
    headers = {name: header for name, header in found.items() if name != "date_format"}
    return MappingFile(headers, found.get("date_format"))


def map_columns(headers: Sequence[str], mapping: MappingFile | None = None) -> ColumnMapping:
    """Which column holds which field: what the mapping file says, and for the rest what the headers suggest.

    Raises ColumnMissing without a column for the employee's number or for a name, and MappingInvalid where the
    mapping file names a column that there is not.
    """
    said = mapping.headers if mapping else {}
    columns = {name: _index(headers, name, header) for name, header in said.items() if header}
    positions: dict[str, int] = {}
    for index, header in enumerate(headers):
        positions.setdefault(normalised(header), index)
    for name, synonyms in _NORMALISED.items():
        free = (positions[known] for known in synonyms if known in positions)
        guess = next((index for index in free if index not in columns.values()), None)
        if name not in said and guess is not None:
            columns[name] = guess
    if "external_id" not in columns:
        raise ColumnMissing("external_id", headers)
    if not any(name in columns for name in NAME_FIELDS):
        raise ColumnMissing("name", headers)
    read = set(columns.values())
    return ColumnMapping(columns, tuple(h for index, h in enumerate(headers) if index not in read))


def normalised(header: str) -> str:
    """The header without case, accents, spacing and punctuation, as headers are compared."""
    plain = unicodedata.normalize("NFKD", header).casefold()
    return re.sub(r"[^a-z0-9]", "", plain)


def _index(headers: Sequence[str], name: str, header: str) -> int:
    for index, present in enumerate(headers):
        if normalised(present) == normalised(header):
            return index
    raise MappingInvalid(
        f'The mapping file says {name} = "{header}", but the columns are: {", ".join(headers)}.',
        fields={name: [f'There is no column "{header}".']},
    )


_NORMALISED = {name: tuple(map(normalised, known)) for name, known in HEADERS.items()}
