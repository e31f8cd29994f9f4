"""`milepost policy preview` goes through everyone, and says what would change."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from infra.cli import policy
from infra.cli.policy import gone_through, own_policy, revised_role

WEIGHTS = {"self": 1, "manager": 4}


def change(before: str | None, after: str | None) -> Mapping[str, Any]:
    return {"role": "clerk", "before": before, "after": after, "new_gaps": [], "closed_gaps": []}


PAGES: Mapping[str | None, Mapping[str, Any]] = {
    None: {
        "policy": "manager-led",
        "instead_of": "standard",
        "people": 2,
        "levels": {"gain": 1, "lose": 0},
        "readiness": {"gain": 1, "lose": 0},
        "items": [
            {
                "person": "ada",
                "name": "Ada",
                "role": "Clerk",
                "readiness": change("0.5", "0.75"),
                "levels": [{"skill": "sql", "name": "SQL", "before": None, "after": "3.0"}],
            }
        ],
        "next": "more",
    },
    "more": {
        "policy": "manager-led",
        "instead_of": "standard",
        "people": 1,
        "levels": {"gain": 0, "lose": 2},
        "readiness": {"gain": 0, "lose": 0},
        "items": [{"person": "bo", "name": "Bo", "role": "Clerk", "readiness": None, "levels": []}],
        "next": None,
    },
}


class Asked(list[tuple[str, Mapping[str, Any]]]):
    """A client that answers the pages, and remembers what it was asked."""

    def ask(self, query: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        self.append((query, params))
        return PAGES[params.get("cursor")]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    milepost = Asked()

    @contextmanager
    def client(*_reach: str | None) -> Iterator[Asked]:
        yield milepost

    monkeypatch.setattr(policy, "client", client)
    return milepost


def run(*arguments: str) -> Any:
    return CliRunner().invoke(policy.policy, ["preview", *arguments])


def test_the_pages_of_a_preview_are_shown_as_one(asked: Asked) -> None:
    whole = gone_through(asked.ask, "policy_preview", {"policy": "manager-led"})
    assert (whole["people"], whole["levels"], whole["readiness"]) == (3, {"gain": 1, "lose": 2}, {"gain": 1, "lose": 0})
    assert [item["person"] for item in whole["items"]] == ["ada", "bo"]
    assert [params.get("cursor") for _, params in asked] == [None, "more"]
    assert "next" not in whole


def test_who_would_gain_and_lose_is_shown_to_people_and_to_programs(asked: Asked) -> None:
    shown = run("--policy", "manager-led")
    assert shown.exit_code == 0
    assert "manager-led instead of standard: 3 people were looked at." in shown.output
    assert "SQL unrated → 3.0" in shown.output
    assert "0.5 → 0.75" in shown.output
    assert json.loads(run("--policy", "manager-led", "--json").output)["policy_preview"]["people"] == 3
    assert asked[0] == ("policy_preview", {"policy": "manager-led", "limit": 500})


def test_a_policy_of_ones_own_and_a_role_are_read_from_files(asked: Asked, tmp_path: Path) -> None:
    weights, role = tmp_path / "weights.json", tmp_path / "role.json"
    weights.write_text(json.dumps(WEIGHTS))
    role.write_text(json.dumps({"role": "clerk", "skills": [], "reason": "New tools"}))
    assert run("--weights", str(weights), "--role", str(role), "--json").exit_code == 0
    assert [(query, set(params) - {"limit", "cursor"}) for query, params in asked[::2]] == [
        ("policy_preview", {"weights"}),
        ("role_preview", {"role", "skills"}),
    ]


def test_weights_may_come_alone_or_as_the_command_that_would_adopt_them() -> None:
    whole = {"name": "ours", "weights": WEIGHTS, "half_life_days": 730, "reason": "Peers see the work"}
    assert own_policy(WEIGHTS) == {"weights": WEIGHTS}
    assert own_policy(whole) == {"policy": "ours", "weights": WEIGHTS, "half_life_days": 730}
    assert revised_role({"role": "clerk", "skills": [], "title": "Clerk"}) == {"role": "clerk", "skills": []}


def test_it_says_what_it_needs(asked: Asked, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("[1]")
    for arguments in ([], ["--policy", "x", "--weights", str(broken)], ["--weights", str(broken)]):
        assert run(*arguments).exit_code == 2
    broken.write_text("{")
    assert run("--role", str(broken)).exit_code == 2
    assert not asked
