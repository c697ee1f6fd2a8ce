"""What must hold when PostgreSQL crashes, is away or stands still: no half case, wait or double letter."""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chaos.rig import Rig

pytestmark = pytest.mark.chaos


def test_database_crashes_while_people_write(rig: Rig) -> None:
    forms = rig.forms(160)
    load = threading.Thread(target=rig.submit, args=[forms, 3])
    load.start()

    for _crash in range(3):
        time.sleep(0.4)
        rig.crash_backend()
        rig.until(rig.answers_sql, 30)
    rig.crash_server(away=2)
    load.join()

    rig.settle(forms)


def test_database_away_is_said_and_comes_back(rig: Rig) -> None:
    process, _ending = rig.crew.members.pop("postgres")
    process.send_signal(signal.SIGQUIT)
    process.wait(30)

    began = time.monotonic()
    form, alive = rig.visitor.ask("GET", "/tra-cuu/"), rig.visitor.ask("GET", "/healthz")
    ready = rig.visitor.ask("GET", "/readyz")
    took = time.monotonic() - began

    rig.server.start(rig.crew)
    rig.until(rig.answers_sql, 60)
    assert (alive.status, ready.status, form.status in {200, 503}) == (200, 503, True)
    assert took < 3
    assert rig.visitor.ask("GET", "/readyz").status == 200


@pytest.mark.parametrize("away", [1, 33], ids=["crash", "half-a-minute"])
def test_database_crashes_after_the_mail_server_took_the_letter(rig: Rig, away: float) -> None:
    rig.mailbox.delay = 3
    forms = rig.forms(1)
    before = len(rig.mailbox.messages)
    rig.submit(forms)

    rig.until(lambda: len(rig.mailbox.messages) > before, 30)
    rig.crash_server(away=away)  # the 250 comes meanwhile

    rig.until(lambda: rig.unsent() == 0, 60)
    rig.settle(forms)


def test_database_frozen_is_said_within_three_seconds(rig: Rig) -> None:
    forms = rig.forms(8)

    with rig.frozen_database():
        with ThreadPoolExecutor(8) as pool:
            first = list(pool.map(rig.visitor.send, forms))
            second = list(pool.map(rig.visitor.send, forms))
        alive, ready = (rig.visitor.ask("GET", path) for path in ("/healthz", "/readyz"))

    assert {answer.status for answer in [*first, *second]} == {503}
    assert all(form.marker in answer.text for form, answer in zip(forms, first, strict=True))
    assert all("tel:" in answer.text for answer in second)
    assert max(form.seconds[0] for form in forms) < 3
    assert max(form.seconds[1] for form in forms) < 3
    assert (alive.status, ready.status) == (200, 503)
    rig.until(lambda: rig.visitor.ask("GET", "/readyz").status == 200, 30)
    rig.submit(forms)
    rig.settle(forms)
