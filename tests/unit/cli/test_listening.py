import pytest

from infra.listening import CannotListen, listen, url_of
from shared.config import Settings


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    with listen(Settings(http_port=0)) as first:
        port = first.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"Port {port} .* MILEPOST_HTTP_PORT"):
            listen(Settings(http_port=port))


def test_a_host_that_is_not_ours_is_refused_with_its_setting() -> None:
    with pytest.raises(CannotListen, match="MILEPOST_HTTP_HOST"):
        listen(Settings(http_host="192.0.2.1", http_port=0))


@pytest.mark.parametrize(("host", "reached"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")])
def test_the_url_is_one_that_this_machine_reaches(host: str, reached: str) -> None:
    with listen(Settings(http_host=host, http_port=0)) as listener:
        assert url_of(listener).startswith(reached)
