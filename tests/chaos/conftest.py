"""The portal the scenarios share, and the closing line: what was accepted and what was lost."""

from collections.abc import Iterator

import pytest

from tests.chaos.rig import Rig, Tally

TALLY = pytest.StashKey[Tally]()


@pytest.fixture(scope="session")
def rig(pytestconfig: pytest.Config) -> Iterator[Rig]:
    with Rig.running() as rig:
        pytestconfig.stash[TALLY] = rig.tally
        yield rig


@pytest.fixture(autouse=True)
def healed(rig: Rig) -> Iterator[None]:
    """Each scenario mends what it broke, for the next one."""
    yield
    rig.mailbox.delay = 0
    rig.mailbox.at_data.clear()
    rig.mailbox.at_recipient.clear()
    for proxy in (rig.broker, rig.smtp):
        proxy.pass_on()
    rig.order("CONFIG SET maxmemory 0")
    for name in ("worker", "beat", "web"):
        if name not in rig.crew.members:
            rig.start(name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    tally = config.stash.get(TALLY, None)
    if tally is not None:
        terminalreporter.write_line(f"chaos: {tally}")
