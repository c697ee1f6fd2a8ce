"""What must hold when processes die and servers fail: no accepted form, and no letter, is lost."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from launch import portal
from tests.chaos.rig import Rig
from tests.chaos.visitor import Form
from tests.mailbox import HANG_UP

pytestmark = pytest.mark.chaos


def test_worker_killed_while_it_sends(rig: Rig) -> None:
    rig.mailbox.delay = 0.3
    kills = 4
    forms = rig.forms(24)
    rig.submit(forms)

    for _kill in range(kills):
        time.sleep(1.2)
        rig.kill("worker")
        rig.start_worker()

    rig.settle(forms, doubles=kills)


def test_broker_flushed_with_letters_queued(rig: Rig) -> None:
    forms = rig.forms(15)
    rig.kill("worker")
    rig.submit(forms)

    rig.order("FLUSHALL")
    rig.start("worker")

    rig.until(lambda: rig.unsent() == 0, 90)  # beat's sweep finds them in the database
    rig.settle(forms)


@pytest.mark.parametrize("fault", ["refuse", "fall_silent"])
def test_broker_gone_while_people_write(rig: Rig, fault: str) -> None:
    forms = rig.forms(20)
    getattr(rig.broker, fault)()

    rig.submit(forms)

    assert rig.p95(forms) < 1
    assert all(form.refusals == [] for form in forms)
    rig.settle(forms)  # relay needs no broker
    rig.broker.pass_on()
    rig.until(rig.beats, 90)  # the worker comes back by itself


@pytest.mark.parametrize(
    ("place", "replies", "doubles", "undeliverable"),
    [
        ("at_recipient", ["451 later"] * 4, 0, 0),
        ("at_data", ["451 later"] * 4, 0, 0),
        ("at_recipient", ["550 unknown"] * 2, 0, 2),
        ("at_data", [HANG_UP] * 2, 2, 0),
    ],
    ids=["4xx", "4xx-after-data", "5xx", "hang-up"],
)
def test_mail_server_refuses(
    rig: Rig, place: str, replies: list[str], doubles: int, undeliverable: int
) -> None:
    forms = rig.forms(8)
    getattr(rig.mailbox, place).extend(replies)

    rig.submit(forms)

    rig.settle(forms, doubles=doubles, undeliverable=undeliverable)


@pytest.mark.parametrize("fault", ["refuse", "fall_silent"])
def test_mail_server_gone_while_people_write(rig: Rig, fault: str) -> None:
    forms = rig.forms(10)
    getattr(rig.smtp, fault)()

    rig.submit(forms)
    time.sleep(3)

    assert rig.p95(forms) < 1
    rig.smtp.pass_on()
    rig.settle(forms)


def test_same_form_thirteen_times_at_once(rig: Rig) -> None:
    [form] = rig.forms(1)
    copies = [Form(form.marker, form.token, form.csrf, form.cookies, form.email) for _ in range(13)]

    with ThreadPoolExecutor(13) as pool:
        answers = list(pool.map(rig.visitor.send, copies))

    assert {answer.status for answer in answers} == {302}
    assert len({copy.code for copy in copies}) == 1
    rig.settle(copies[:1])


def test_broker_full(rig: Rig) -> None:
    forms = rig.forms(15)
    rig.order("CONFIG SET maxmemory 1")

    rig.submit(forms)

    assert rig.p95(forms) < 1
    assert all(form.refusals == [] for form in forms)
    rig.settle(forms)
    rig.order("CONFIG SET maxmemory 0")
    rig.until(rig.beats, 90)


def test_two_beats(rig: Rig) -> None:
    forms = rig.forms(10)
    second = [*portal.CELERY, "beat", f"--schedule={rig.place.live / 'second'}", "--pidfile="]
    rig.crew.start("second beat", second, env=portal.serving(rig.settings), cwd=rig.place.var)
    try:
        rig.submit(forms)
        rig.until(lambda: rig.unsent() == 0, 90)
    finally:
        rig.crew.stop("second beat")

    rig.settle(forms)
