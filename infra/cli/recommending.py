"""`milepost refresh-recommendations` and `milepost replay-recommendation`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from infra.cli import exit_codes, output
from infra.cli.reach import operators_settings

if TYPE_CHECKING:
    from services.recommendations.opening import OpenedRecommendations
    from services.recommendations.replaying import Replayed
    from shared.config import Settings
    from shared.contracts.recommendations.events import Factor

_LONGEST = 100


@click.command("refresh-recommendations")
@click.option("--organisation", metavar="ORGANISATION", help="That of MILEPOST_ORGANISATION if left out.")
@click.option("--person", "people", multiple=True, metavar="PERSON", help="Only this one; several if repeated.")
@click.option("--workers", type=click.IntRange(0, 64), default=0, help="Processes that share the work; 0: in this one.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
def refresh(organisation: str | None, people: tuple[str, ...], workers: int, json_: bool) -> None:
    """Look now at what is recommended to everybody, or to some people. May be run while the suite is at work."""
    import time

    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    began = time.monotonic()
    with operators_settings() as settings, recommendations(settings) as opened:
        name = organisation or settings.organisation
        if people:
            done = opened.refresh(name, people)
        else:
            with output.bars(TextColumn("people"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as bars:
                task = bars.add_task("people", total=None)
                done = opened.refresh_everybody(
                    name, workers=workers, progress=lambda done, of: bars.update(task, completed=done, total=of)
                )
    seconds = time.monotonic() - began
    if json_:
        output.as_json({"people": done.people, "events": done.events, "seconds": round(seconds, 3)})
    else:
        click.echo(f"{done.people} people were looked at in {seconds:.1f} s; {done.events} events came of it")


@click.command("replay-recommendation")
@click.argument("recommendation", metavar="ID")
@click.option("--organisation", metavar="ORGANISATION", help="That of MILEPOST_ORGANISATION if left out.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
def replay(recommendation: str, organisation: str | None, json_: bool) -> int:
    """Make a recommendation once more from the logs, as far as they had been read then.

    Exits with 1 where it does not come out the same.
    """
    with operators_settings() as settings, recommendations(settings) as opened:
        replayed = opened.replaying.replay(organisation or settings.organisation, recommendation)
    if json_:
        output.as_json(_as_object(replayed))
    else:
        _show(replayed)
    return exit_codes.REFUSED if replayed.differences else exit_codes.DONE


@contextmanager
def recommendations(settings: "Settings") -> Iterator["OpenedRecommendations"]:
    """The recommendations service without its shell, by its own database role."""
    from services.recommendations.opening import OpenedRecommendations
    from services.recommendations.touching import OWN
    from shared.bus.dependencies import close_log, open_log
    from shared.contracts.recommendations import events
    from shared.log.database import connect

    # A pool would go on trying for a while, and say so again and again.
    connect(settings.dsn(OWN), schema=OWN, name="milepost-operator").close()
    log = open_log(settings, OWN, events)
    try:
        opened = OpenedRecommendations(settings, log)
        try:
            yield opened
        finally:
            opened.close()
    finally:
        close_log(log)


def _as_object(replayed: "Replayed") -> Any:
    made = replayed.made
    return {
        "recommendation": made.recommendation,
        "person": made.person,
        "kind": made.kind,
        "subject": made.subject,
        "score": made.score,
        "same": not replayed.differences,
        "differences": [
            {"what": each.what, "recorded": each.recorded, "replayed": each.replayed} for each in replayed.differences
        ],
    }


def _show(replayed: "Replayed") -> None:
    made = replayed.made
    click.echo(f"{made.kind} {made.subject} for {made.person} on {made.on}, by {made.policy} {made.policy_version}")
    output.table(
        ["reason", ">adds", "events"],
        [(reason.words, f"{reason.contribution:+.4f}", _cited(reason)) for reason in made.reasons or ()],
    )
    click.echo(f"score {made.score:.4f}. {made.counterfactual}")
    if not replayed.differences:
        click.echo("Replayed from the logs, it came out the same.")
    for each in replayed.differences:
        click.echo(f"differs in {each.what}: {_short(each.recorded)} was recorded, {_short(each.replayed)} came out")


def _cited(reason: "Factor") -> str:
    return ", ".join(f"{each.source}:{each.position}" for each in reason.evidence)


def _short(value: object) -> str:
    text = output.plain(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
