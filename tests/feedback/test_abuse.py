"""Floods: receipts to a stranger, words without end, and spam marked and unmarked by the dozen."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from feedback import states, workflow
from feedback.models import Message, Submission
from feedback.workflow import bulk
from officials.roles import Role
from portal import broker, limits
from portal.outbox.models import Letter
from tests.feedback.desk import Desk, submit, user
from tests.feedback.sender import typed, with_code

LIST = "/quan-tri/feedback/submission/"


@pytest.fixture(autouse=True)
def no_broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Counters in this process's memory, which starts empty."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(limits, "_memory", limits.MemoryStorage())
    broker.breaker.reset()
    yield
    broker.breaker.reset()


def states_of_letters(kind: str = "received") -> list[str]:
    return list(Letter.objects.filter(kind=kind).order_by("created_at").values_list("state", flat=True))


def test_fourth_receipt_of_a_day_to_one_address_waits(desk: Desk, client: Client, settings: Any) -> None:
    settings.LIMIT_LETTERS = "3/day"

    for name in ("nan.nhan", "Nan.Nhan", "nan.nhan", "nan.nhan"):
        answer = client.post("/gop-y/", typed(email=f"{name}@example.vn"))
        assert answer.headers["Location"] == "/gop-y/da-nhan/"
    client.post("/gop-y/", typed(email="khac@example.vn"))

    assert states_of_letters() == ["pending"] * 3 + ["held", "pending"]
    assert Submission.objects.count() == 5


def test_same_form_again_takes_no_receipt_of_the_day(desk: Desk, client: Client, settings: Any) -> None:
    settings.LIMIT_LETTERS = "2/day"
    form = typed(email="dan@example.vn")
    for _time in range(13):
        client.post("/gop-y/", form)

    client.post("/gop-y/", typed(email="dan@example.vn"))

    assert states_of_letters() == ["pending", "pending"]


def test_lost_code_sends_no_more_than_the_day_allows(desk: Desk, client: Client, settings: Any) -> None:
    settings.LIMIT_LETTERS = "2/day"
    case = submit(contact={"email": "dan@example.vn"})
    answers = {
        client.post("/tra-cuu/mat-ma/", {"reference": case.reference, "email": "dan@example.vn"}).status_code
        for _time in range(5)
    }

    assert answers == {302}
    assert len(states_of_letters("new_code")) == 2


def test_words_without_end_stop_and_stay_in_the_box(desk: Desk, client: Client, settings: Any) -> None:
    settings.LIMIT_WORDS = "2/hour"
    with_code(client)

    answers = [client.post("/tra-cuu/them/", {"text": f"Lời thứ {n}"}) for n in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Lời thứ 2" in answers[2].content.decode()
    assert int(answers[2].headers["Retry-After"]) >= 60
    assert Message.objects.count() == 2


def marked(client: Client, cases: list[Submission]) -> Any:
    chosen = {"do": "act", "case": [f"{case.pk}:{case.version}" for case in cases]}
    return client.post(f"{LIST}bulk/mark_spam/", chosen, follow=True)


def test_clerk_marks_several_and_takes_it_back(desk: Desk, client: Client) -> None:
    client.force_login(desk.clerk)
    cases = [submit(contact={"email": f"a{n}@example.vn"}) for n in range(3)]
    working = desk.opinion(states.Status.CLASSIFIED, contact={"email": "b@example.vn"})
    chosen = {"action": "mark_spam", "_selected_action": [case.pk for case in [*cases, working]]}

    previewed = client.post(LIST, chosen).content.decode()
    assert not Submission.objects.filter(suspected=True).exists()
    page = marked(client, [*cases, working]).content.decode()

    assert "Sẽ làm: 3 ý kiến" in previewed
    assert "Hoàn tác 3 ý kiến" in page
    assert set(Submission.objects.filter(suspected=True)) == set(cases)
    assert [case.events.filter(action="mark_spam").count() for case in cases] == [1, 1, 1]
    assert states_of_letters().count("held") == 3

    undone = client.post(f"{LIST}bulk/undo/", follow=True).content.decode()

    assert "Hoàn tác" not in undone
    assert not Submission.objects.filter(suspected=True).exists()
    assert set(states_of_letters()) == {"pending"}


def test_after_ten_minutes_nothing_is_taken_back(desk: Desk, client: Client, monkeypatch: Any) -> None:
    client.force_login(desk.clerk)
    marked(client, [submit()])
    late = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(bulk.timezone, "now", lambda: late)

    client.post(f"{LIST}bulk/undo/")

    assert Submission.objects.get().suspected


def test_undo_leaves_alone_what_a_colleague_marked_meanwhile(desk: Desk, client: Client) -> None:
    client.force_login(desk.clerk)
    mine, theirs = submit(), submit()
    marked(client, [mine, theirs])
    colleague = user("moi", Role.CLERK, desk.organ)
    for action in (states.Action.CLEAR_SUSPICION, states.Action.MARK_SPAM):
        workflow.act(theirs, action, by=colleague)

    client.post(f"{LIST}bulk/undo/")

    assert list(Submission.objects.filter(suspected=True)) == [theirs]


def test_undo_is_for_who_marked(desk: Desk, client: Client) -> None:
    client.force_login(desk.clerk)
    marked(client, [submit()])
    other = Client()
    other.force_login(user("moi", Role.CLERK, desk.organ))

    other.post(f"{LIST}bulk/undo/")

    assert Submission.objects.get().suspected


def test_others_mark_nothing(desk: Desk, client: Client) -> None:
    case = submit()
    for account in (desk.officer, desk.leader, desk.stranger):
        client.force_login(account)

        marked(client, [case])

    assert not Submission.objects.get().suspected
    assert not case.events.filter(action="mark_spam").exists()
