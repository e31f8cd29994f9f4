"""`milepost run`."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infra.cli import output

if TYPE_CHECKING:
    from infra.embedded import Started

TRY_NEXT = (
    "query dashboard",
    "execute goals.set_goal title='Write SQL without help' kind=skill due=2027-06-30",
    "watch",
)
"""What the banner proposes to try."""


@click.command()
def run() -> None:
    """Run the whole suite in this process, with an embedded database and broker."""
    import infra.green  # noqa: F401 - makes the standard library green before anything is imported that waits
    from infra.embedded import run as run_suite
    from shared import logs
    from shared.config import Settings

    settings = Settings.from_environment()
    logs.configure("milepost", settings.log_level, settings.log_format)
    run_suite(settings, _announce, lambda what: output.say(f"{what} ..."))


def _announce(started: "Started") -> None:
    who = f", as {started.person}" if started.person else ""
    click.echo(
        f"\nMilepost listens on {started.http} for the organisation {started.organisation}{who}.\n"
        f"Its documentation is at {started.http}/docs. Ctrl-C stops it; what was done stays.\n\n"
        "In another terminal:\n"
    )
    for arguments in TRY_NEXT:
        click.echo(f"  {_typed()} {arguments}")
    click.echo()


def _typed() -> str:
    """This program as it can be typed in the same folder."""
    installed = Path(sys.executable).with_name("milepost")
    return os.path.relpath(installed) if installed.exists() and not shutil.which("milepost") else "milepost"
