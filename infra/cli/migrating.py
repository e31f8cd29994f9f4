"""`milepost migrate`."""

import time

import click

from infra.cli import output

PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.5


@click.command()
@click.option("--patience", default=PATIENCE_SECONDS, show_default=True, help="Seconds to wait for the database.")
def migrate(patience: float) -> None:
    """Bring the database up to date: roles, their passwords, schemas. Running it again changes nothing."""
    from shared.config import Settings
    from shared.migrations import prepare

    settings = Settings.from_environment()
    _wait_for(settings.admin_dsn, patience)
    taken = prepare(settings.admin_dsn, settings.passwords())
    for schema, count in taken.items():
        output.say(f"{schema}: {count} migrations" if count else f"{schema}: up to date")


def _wait_for(dsn: str, patience: float) -> None:
    """Return once the database lets us in; raise what it says where it does not in time."""
    import psycopg

    deadline = time.monotonic() + patience
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return
