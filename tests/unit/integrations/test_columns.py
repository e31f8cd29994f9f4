"""Columns are recognised by their headers, and what cannot be recognised is said."""

import json
from pathlib import Path

import pytest

from services.integrations.feed.columns import (
    ColumnMissing,
    MappingFile,
    MappingInvalid,
    map_columns,
    read_mapping_file,
)

EXPORTS = {
    "Workday": {
        "Employee ID": "external_id",
        "Legal First Name": "first_name",
        "Legal Last Name": "last_name",
        "Email - Work": "email",
        "Hire Date": "hired_on",
        "Business Title": "role",
        "Job Entry Date": "in_role_since",
        "Supervisory Organization": "unit",
        "Manager Employee ID": "manager_external_id",
        "Management Level": "grade",
        "Primary Work Location": "location",
        "Termination Date": "left_on",
        "Worker Status": "status",
    },
    "SAP": {
        "PERNR": "external_id",
        "VORNAME": "first_name",
        "NACHNAME": "last_name",
        "Org. Unit": "unit",
        "Position": "role",
        "Entry Date": "hired_on",
        "Pay Scale Group": "grade",
        "MANAGER_ID": "manager_external_id",
    },
    "BambooHR": {
        "Employee #": None,
        "employeeNumber": "external_id",
        "firstName": "first_name",
        "lastName": "last_name",
        "workEmail": "email",
        "hireDate": "hired_on",
        "jobTitle": "role",
        "department": "unit",
        "supervisorEId": "manager_external_id",
        "location": "location",
        "status": "status",
    },
    "HiBob": {
        "Employee ID": "external_id",
        "Display name": "name",
        "Email": "email",
        "Start date": "hired_on",
        "Title": "role",
        "Department": "unit",
        "Reports to ID": "manager_external_id",
        "Site": "location",
    },
    "plain": {"id": "external_id", "  NAME ": "name", "date_of_birth": None, "Prénom": "first_name", "dept": "unit"},
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_the_usual_exports_need_no_mapping_file(export: dict[str, str | None]) -> None:
    headers = list(export)
    mapping = map_columns(headers)
    assert {headers[index]: name for name, index in mapping.columns.items()} == {h: n for h, n in export.items() if n}
    assert mapping.ignored == tuple(header for header, name in export.items() if name is None)


def test_one_column_never_fills_two_fields_and_the_likelier_of_two_headers_wins() -> None:
    mapping = map_columns(["ID", "Employee ID", "Name"])
    assert mapping.columns == {"external_id": 1, "name": 2}
    assert mapping.ignored == ("ID",)


def test_a_missing_required_column_is_named_with_the_headers_that_there_are() -> None:
    with pytest.raises(ColumnMissing, match=r"external_id.*Name, Town") as refused:
        map_columns(["Name", "Town"])
    assert "external_id" in refused.value.fields
    with pytest.raises(ColumnMissing, match="for name") as refused:
        map_columns(["Employee ID", "Town"])
    assert "name" in refused.value.fields


def test_a_mapping_file_overrides_the_guess_and_leaves_out_what_it_empties() -> None:
    said = MappingFile({"role": "Function", "location": ""})
    mapping = map_columns(["Employee ID", "Name", "Job Title", "Function", "Location"], said)
    assert mapping.columns == {"external_id": 0, "name": 1, "role": 3}
    assert mapping.ignored == ("Job Title", "Location")


def test_a_mapping_to_a_column_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(MappingInvalid, match=r"Function.*Employee ID, Name"):
        map_columns(["Employee ID", "Name"], MappingFile({"role": "Function"}))


def test_a_mapping_file_may_be_toml_or_json(tmp_path: Path) -> None:
    toml, as_json = tmp_path / "map.toml", tmp_path / "map.json"
    toml.write_text('role = "Function"\ndate_format = "%m/%d/%Y"\n')
    as_json.write_text(json.dumps({"role": "Function", "date_format": "%m/%d/%Y"}))
    expected = MappingFile({"role": "Function"}, "%m/%d/%Y")
    assert read_mapping_file(toml) == read_mapping_file(as_json) == expected


@pytest.mark.parametrize("content", ['colour = "Red"', "role = 3", "role = ", "role"])
def test_a_mapping_file_that_makes_no_sense_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(content)
    with pytest.raises(MappingInvalid):
        read_mapping_file(path)


def test_a_mapping_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid, match="cannot be read"):
        read_mapping_file(tmp_path / "none.toml")
