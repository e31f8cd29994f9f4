"""One service in a process of its own, as in production: `python -m tests.benchmarks.serve goals`.

Ours and the peers' alike run in nameko's container with its default settings, and print "ready" once they serve.
"""

import os
import signal
import sys
from importlib import import_module
from typing import Any

SERVICES = {
    "goals": ("services.goals.service", "GoalsService"),
    "projection": ("services.projection.service", "ProjectionService"),
    "recommendations": ("services.recommendations.service", "RecommendationsService"),
    "gateway": ("services.gateway.service", "GatewayService"),
    "naive_goals": ("tests.benchmarks.naive", "NaiveGoals"),
    "naive_views": ("tests.benchmarks.naive", "NaiveViews"),
    "constant": ("tests.benchmarks.naive", "Constant"),
}

_LOOK_SECONDS = 0.2
"""How often to look whether to stop: a signal does not end the wait of eventlet's hub."""


def serve(name: str) -> None:
    """Serve until the process is told to terminate."""
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    import_module("eventlet").monkey_patch()
    import_module("shared.logs").configure(name, level="warning")
    module, service = SERVICES[name]
    container = import_module("nameko.containers").ServiceContainer(
        getattr(import_module(module), service), _configuration()
    )
    container.start()
    stopping = import_module("threading").Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    print("ready", flush=True)
    while not stopping.wait(_LOOK_SECONDS):
        pass
    container.stop()


def _configuration() -> dict[str, Any]:
    settings = import_module("shared.config").Settings.from_environment()
    return {
        "AMQP_URI": settings.amqp_uri,
        import_module("shared.bus.dependencies").SETTINGS: settings,
        import_module("shared.bus.batches").PARTITIONS: settings.partitions,
    }


if __name__ == "__main__":
    serve(sys.argv[1])
