"""Importing this makes the standard library green, as nameko needs it. It has to come before whatever waits.

psycopg is told to wait in Python, so that it too lets other green threads run.
"""

import os
import warnings

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import eventlet

eventlet.monkey_patch()
