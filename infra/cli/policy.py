"""`milepost policy`: what another level policy, or a revised role profile, would change before it does."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import click

from infra.cli import output
from infra.cli.reach import client, client_options

if TYPE_CHECKING:
    from shared.client import Milepost

PEOPLE_A_TRIP = 500
MOST_LISTED = 50
"""How many people a table lists; --json lists them all."""

Ask = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Asks a query by its name and parameters."""


@click.group()
def policy() -> None:
    """See what a change of the level policy, or of a role profile, would do."""


@policy.command()
@click.option("--policy", "name", metavar="NAME", help="Levels by this policy: standard, manager-led, evidence-first.")
@click.option("--weights", type=click.File(), metavar="FILE", help="Levels by a policy of one's own, as JSON.")
@click.option("--role", "role", type=click.File(), metavar="FILE", help="A role profile as it would be, as JSON.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
@client_options
def preview(
    name: str | None,
    weights: TextIO | None,
    role: TextIO | None,
    json_: bool,
    at: str | None,
    token: str | None,
    person: str | None,
) -> None:
    """Show who would gain or lose, without changing anything. It takes the role hr.

    \b
      milepost policy preview --policy manager-led
      milepost policy preview --weights ours.json
      milepost policy preview --role data-engineer.json

    The weights are {"weights": {"self": 1, "manager": 4}, "half_life_days": 730}, or the inner object alone; a role is
    {"role": "data-engineer", "skills": [{"skill": "sql", "level": 4, "importance": 3}]}.
    """
    if name is not None and weights is not None:
        raise click.UsageError("--policy names a policy that there is, --weights gives one of your own: give either.")
    if name is None and weights is None and role is None:
        raise click.UsageError("Say what to preview: --policy, --weights or --role.")
    asked: dict[str, Mapping[str, Any]] = {}
    if name is not None or weights is not None:
        asked["policy_preview"] = {"policy": name} if weights is None else own_policy(_object(weights))
    if role is not None:
        asked["role_preview"] = revised_role(_object(role))
    with client(at, token, person) as milepost:
        found = {query: gone_through(_asking(milepost), query, params) for query, params in asked.items()}
    if json_:
        output.as_json(found)
        return
    for answer in found.values():
        _show(answer)


def own_policy(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters of a policy of one's own, from the whole of it or its weights alone."""
    if "weights" not in given:
        return {"weights": given}
    policy = {name: value for name, value in given.items() if name not in {"name", "reason"}}
    return {"policy": given["name"], **policy} if "name" in given else policy


def revised_role(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters of a role as it would be, from what may be the whole command that revises it."""
    return {name: given[name] for name in ("role", "skills") if name in given}


def gone_through(ask: Ask, query: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer over everyone: the pages of a preview as one."""
    whole: dict[str, Any] = {}
    cursor: str | None = None
    while not whole or cursor:
        page = dict(ask(query, {**params, "limit": PEOPLE_A_TRIP, **({"cursor": cursor} if cursor else {})}))
        cursor = page.pop("next")
        whole = page if not whole else {**whole, **_summed(whole, page)}
    return whole


def _summed(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    tallies = {
        name: {move: one[name][move] + other[name][move] for move in one[name]}
        for name in ("levels", "readiness")
        if name in one
    }
    return {**tallies, "people": one["people"] + other["people"], "items": [*one["items"], *other["items"]]}


def _asking(milepost: "Milepost") -> Ask:
    from shared.client.answer import plain

    def ask(query: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = plain(milepost.ask(query, params))
        return answer

    return ask


def _object(file: TextIO) -> Mapping[str, Any]:
    try:
        found = json.load(file)
    except ValueError as error:
        raise click.UsageError(f"{file.name} is no JSON: {error}.") from None
    if not isinstance(found, dict):
        raise click.UsageError(f"{file.name} holds no JSON object.")
    return found


def _show(answer: Mapping[str, Any]) -> None:
    what = f"{answer['policy']} instead of {answer['instead_of']}" if "policy" in answer else answer["title"]
    click.echo(f"{what}: {answer['people']} people were looked at.")
    for name in ("levels", "readiness"):
        if name in answer:
            click.echo(f"  {name:<9}  {answer[name]['gain']} would gain, {answer[name]['lose']} would lose")
    listed = answer["items"][:MOST_LISTED]
    if listed:
        output.table(["person", "name", "role", "readiness", "levels"], [_row(item) for item in listed])
    if left_out := len(answer["items"]) - len(listed):
        click.echo(f"({left_out} more people with --json)")


def _row(item: Mapping[str, Any]) -> tuple[str, ...]:
    ready = item["readiness"]
    levels = ", ".join(_moved(change["name"] or change["skill"], change) for change in item.get("levels", ()))
    return (item["person"], item["name"], item["role"], _moved("", ready) if ready else "", levels)


def _moved(what: str, change: Mapping[str, Any]) -> str:
    before, after = (change[when] if change[when] is not None else "unrated" for when in ("before", "after"))
    return f"{what} {before} → {after}".strip()
