import os

import pytest
from hypothesis import settings

# The same examples in every run, so that one commit has one result; --hypothesis-profile=default draws new ones.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")

for name in ("FORCE_COLOR", "NO_COLOR"):  # outputs are compared
    os.environ.pop(name, None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="renew the expected outputs; read them as a diff")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))
