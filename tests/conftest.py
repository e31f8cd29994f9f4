import os

from hypothesis import settings

from tests.fixtures.greening import green

green()

pytest_plugins = ["tests.fixtures.rabbitmq", "tests.fixtures.postgres", "tests.fixtures.logs", "tests.fixtures.suites"]

settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("thorough", max_examples=200, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))  # the unit suite is to take seconds
