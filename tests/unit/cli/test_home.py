import stat
import subprocess
import sys
from pathlib import Path

import pytest

from infra.home import AlreadyRunning, Home, Running

RUNNING = Running("http://127.0.0.1:8080", 1, "postgresql://postgres@/milepost")


def test_a_home_is_claimed_by_one_process_at_a_time(tmp_path: Path) -> None:
    with Home(tmp_path).claim(), pytest.raises(AlreadyRunning, match="as process"), Home(tmp_path).claim():
        pass


def test_a_process_that_dies_gives_its_claim_back_and_leaves_no_word_that_counts(tmp_path: Path) -> None:
    code = f"""
import os, pathlib
from infra.home import Home, Running
home = Home(pathlib.Path({str(tmp_path)!r}))
with home.claim(), home.announce(Running("http://x", os.getpid(), "postgresql://"), "t"):
    os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert (tmp_path / "run.json").exists()
    assert Home(tmp_path).running() is None
    assert Home(tmp_path).claimed_by() is None
    with Home(tmp_path).claim():
        assert not (tmp_path / "run.json").exists()


def test_a_suite_is_found_while_it_runs_and_no_longer(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.claim():
        assert home.running() is None
        assert home.claimed_by() is not None
        with home.announce(RUNNING, "token"):
            assert home.running() == RUNNING
    assert home.running() is None


def test_token_and_word_of_the_suite_are_their_owners_alone(tmp_path: Path) -> None:
    with Home(tmp_path).claim(), Home(tmp_path).announce(RUNNING, "token"):
        modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("token", "run.json")}
    assert modes == {0o600}


def test_a_folder_that_nobody_has_used_is_nobodys(tmp_path: Path) -> None:
    assert Home(tmp_path / "nowhere").claimed_by() is None
    assert not (tmp_path / "nowhere").exists()
