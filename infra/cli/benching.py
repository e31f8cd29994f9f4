"""`milepost bench`."""

import importlib.util
import subprocess
import sys

import click


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> int:
    """Measure, and compare with other libraries. Arguments go to the benchmarks."""
    sys.path.insert(0, "")
    if importlib.util.find_spec("tests") is None or importlib.util.find_spec("tests.benchmarks") is None:
        raise click.UsageError(
            "There are no benchmarks here. They are part of the repository: run `make bench` in a checkout of it."
        )
    return subprocess.run([sys.executable, "-m", "tests.benchmarks", *arguments], check=False).returncode
