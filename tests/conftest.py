from tests.fixtures.greening import green

green()

pytest_plugins = ["tests.fixtures.rabbitmq", "tests.fixtures.postgres", "tests.fixtures.logs", "tests.fixtures.suites"]
