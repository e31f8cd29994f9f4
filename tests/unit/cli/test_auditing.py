"""`milepost audit fairness` reads a file of groups whatever its form, and says what was found in clear words."""

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from infra.cli import auditing, exit_codes
from infra.cli.application import run
from infra.cli.groups_file import GroupsUnreadable, groups_in

MARKER = "zzmarkerzz"


def group(name: str | None, rate: float, finding: str, ratio: float | None = None) -> Mapping[str, Any]:
    bounds = {"low": 0.1, "high": None}
    return {
        "group": name,
        "name": name,
        "people": 40,
        "finding": finding,
        "selection": {"rate": rate, "low": 0.1, "high": 0.9},
        "ratio": ratio and {"of_highest": ratio, **bounds, "below_four_fifths": ratio < 0.8, "certain": True},
        "acceptance": None,
    }


def answer(*items: tuple[str, Mapping[str, Any], Mapping[str, Any]]) -> Mapping[str, Any]:
    return {
        "since": "2026-01-01",
        "until": "2026-03-31",
        "by": None,
        "least": 10,
        "people": 80,
        "unknown": 3,
        "not_here": 1,
        "together": ["not stated", "x"],
        "items": [{"kind": kind, "groups": groups} for kind, *groups in items],
    }


FAIR = answer(
    ("next_role", group("women", 0.75, "highest"), group(None, 0.7, "not_below", 0.933)),
    ("help", group("women", 0, "nobody"), group(None, 0, "nobody")),
)
UNFAIR = answer(("mentor", group("women", 0.2, "below", 0.4), group(None, 0.5, "highest")))


class Asked(list[Mapping[str, Any]]):
    """A client that answers `found`, and remembers what it was asked."""

    found = FAIR

    def ask(self, query: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        assert query == "fairness"
        self.append(params)
        return self.found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    milepost = Asked()

    @contextmanager
    def client(*_reach: str | None) -> Iterator[Asked]:
        yield milepost

    monkeypatch.setattr(auditing, "client", client)
    return milepost


def written(tmp_path: Path, text: str | bytes, name: str = "groups.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# The file


@pytest.mark.parametrize(
    "text",
    [
        "person,group\nada,women\nbo,\n",
        "Group;Employee ID;pay\nwomen;ada;3\n;bo;4\n",
        "\ufeffPerson\tGroup\r\n ada \t women \r\n\r\nbo\t\r\nada\twomen\r\n",
        "sex|personnel number\nwomen|ada\n|bo\n",
    ],
)
def test_columns_are_known_by_their_headers_in_any_order(tmp_path: Path, text: str) -> None:
    assert groups_in(written(tmp_path, text)) == [
        {"person": "ada", "group": "women"},
        {"person": "bo", "group": None},
    ]


def test_a_packed_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b"person,group\nada,women\n"), "groups.csv.gz")
    assert groups_in(path) == [{"person": "ada", "group": "women"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"person,group\nada,{MARKER}\nada,other\n", "line 3: that person is in another group on line 2"),
        (f"person,group\nada,{MARKER}\n\n,{MARKER}\n", "line 4: it names no person"),
        (f"person,group\nada,{MARKER},3\n", "line 2: it has 3 cells, the header 2"),
        (f"ada,{MARKER}\nbo,{MARKER}\n", "no column person"),
        (f"person,sex,pay\nada,{MARKER},3\n", "no column group"),
        ("person,group\n", "names nobody"),
    ],
)
def test_what_is_wrong_is_said_by_its_line_and_never_by_a_group(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(GroupsUnreadable) as refused:
        groups_in(written(tmp_path, text))
    assert said in refused.value.message
    assert MARKER not in refused.value.message


# The command


def test_what_is_asked_is_what_was_said(asked: Asked, tmp_path: Path) -> None:
    path = written(tmp_path, "person,group\nada,women\n")
    given = ["--kind", "mentor", "--since", "2026-01-01", "--until", "2026-03-31", "--json"]
    assert run(["audit", "fairness", str(path), *given]) == exit_codes.DONE
    assert run(["audit", "fairness", "--by", "grade", "--json"]) == exit_codes.DONE
    groups = [{"person": "ada", "group": "women"}]
    assert asked == [
        {"kind": "mentor", "since": "2026-01-01", "until": "2026-03-31", "groups": groups},
        {"by": "grade"},
    ]


def test_people_are_told_in_words_and_programs_in_json(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "fairness"]) == exit_codes.DONE
    shown = capsys.readouterr().out
    for said in (
        "from 2026-01-01 until 2026-03-31, to 80 people by the groups given",
        "Left out: 3 whom the directory does not know, 1 who joined or left meanwhile.",
        "none is of fewer than 10: not stated, x.",
        "(together)",
        "75.0 %",
        "not below four fifths",
        "Nobody was recommended: help.",
        "beyond chance: 0; perhaps: 0; too few to say: 0.",
    ):
        assert said in shown
    assert run(["audit", "fairness", "--json"]) == exit_codes.DONE
    assert json.loads(capsys.readouterr().out) == FAIR


def test_a_group_below_four_fifths_is_an_audit_that_failed(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    asked.found = UNFAIR
    assert run(["audit", "fairness"]) == exit_codes.REFUSED
    assert "BELOW four fifths" in capsys.readouterr().out


def test_a_single_group_is_set_against_nothing(asked: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    asked.found = {**FAIR, "items": [{"kind": "any", "groups": [group("all", 0.5, "highest")]}]}
    assert run(["audit", "fairness"]) == exit_codes.DONE
    assert "nothing to set against" in capsys.readouterr().out


def test_groups_of_ones_own_and_of_the_directory_are_not_mixed(asked: Asked, tmp_path: Path) -> None:
    path = written(tmp_path, "person,group\nada,women\n")
    assert run(["audit", "fairness", str(path), "--by", "unit"]) == exit_codes.USAGE
    assert run(["audit", "fairness", "--by", "sex"]) == exit_codes.USAGE
    assert run(["audit", "fairness", str(written(tmp_path, "", "empty.csv"))]) == exit_codes.USAGE
    assert not asked
