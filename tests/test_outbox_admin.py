"""The admin's page of letters: states for those who may, no recipient, no words, and sending again."""

import uuid

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from feedback.workflow.intake import Intake, submit
from officials import demo
from officials.models import Unit, User
from portal.outbox import queue
from portal.outbox.models import Letter

pytestmark = pytest.mark.django_db
LIST = "admin:outbox_letter_changelist"


@pytest.fixture
def administrator(client):
    user = User.objects.create_superuser("quantri", "a-long-password", full_name="Quản trị")
    client.force_login(user)
    return user


@pytest.fixture
def failed():
    letter = queue.enqueue(
        queue.Draft("received", "nguoi.gui@example.vn", "Số 7KQ", "Kính gửi bà Hoà"), key="1"
    )
    Letter.objects.update(state="failed", next_at=None, smtp_code=550, last_error="address_refused")
    return letter


def resend_url(letter):
    return reverse("admin:outbox_letter_resend", args=[letter.pk])


def state_of(letter):
    return Letter.objects.values_list("state", flat=True).get(pk=letter.pk)


def test_list_and_detail_show_the_state_but_no_recipient_and_no_words(client, administrator, failed):
    pages = [client.get(reverse(LIST)), client.get(reverse("admin:outbox_letter_change", args=[failed.pk]))]

    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "Số 7KQ" in text
        assert "(550)" in text
        assert "nguoi.gui" not in text
        assert "Hoà" not in text


@pytest.mark.parametrize("count", [1, 30])
def test_list_asks_the_same_number_of_queries_for_one_letter_and_for_thirty(
    client, administrator, django_assert_num_queries, count
):
    for number in range(count):
        queue.enqueue(queue.Draft("received", "a@example.vn", "Số 7KQ", "Kính gửi"), key=str(number))
    client.get(reverse(LIST))

    with django_assert_num_queries(7):
        client.get(reverse(LIST))


def test_letter_cannot_be_added_changed_or_deleted(client, administrator, failed):
    change = reverse("admin:outbox_letter_change", args=[failed.pk])

    assert client.get(reverse("admin:outbox_letter_add")).status_code == 403
    assert client.post(change, {"subject": "other"}).status_code == 403
    assert client.post(reverse("admin:outbox_letter_delete", args=[failed.pk])).status_code == 403


def test_resend_asks_first_and_sends_on_post(client, administrator, failed):
    question = client.get(resend_url(failed))
    assert question.status_code == 200
    assert state_of(failed) == "failed"

    response = client.post(resend_url(failed))

    assert response.status_code == 302
    assert state_of(failed) == "pending"
    assert LogEntry.objects.get().user == administrator


def test_sent_letter_is_not_sent_again(client, administrator, failed):
    Letter.objects.update(state="cancelled")

    client.post(resend_url(failed))

    assert state_of(failed) == "cancelled"
    assert not LogEntry.objects.exists()


def test_failed_letters_are_resent_together_and_others_left_alone(client, administrator, failed):
    held = queue.enqueue(queue.Draft("received", "a@example.vn", "Số 8", "Kính gửi"), key="2", hold=True)

    client.post(reverse(LIST), {"action": "resend_failed", "_selected_action": [failed.pk, held.pk]})

    assert (state_of(failed), state_of(held)) == ("pending", "held")


def test_resend_of_a_missing_letter_is_not_found(client, administrator):
    assert client.get(reverse("admin:outbox_letter_resend", args=[uuid.uuid4()])).status_code == 404


def test_letters_are_closed_to_those_without_the_role(client, failed):
    client.force_login(User.objects.create_user("chuyenvien", "a-long-password", full_name="Chuyên viên"))

    for url in (reverse(LIST), resend_url(failed)):
        assert client.get(url).status_code in (302, 403, 404)
    assert client.post(resend_url(failed)).status_code in (302, 403, 404)
    assert state_of(failed) == "failed"


def test_letter_is_shown_to_the_clerk_of_the_case_and_to_no_other(client, settings):
    settings.DEMO = True
    demo.load(timezone.now())
    intake = Intake(
        words={"body": "Đường hỏng", "topic": "", "field": ""},
        contact={"email": "nguoi.gui@example.vn"},
        unit=Unit.objects.get(code="dang-uy"),
    )
    case = submit(intake=intake, form_key="one form", now=timezone.now()).submission
    letter = Letter.objects.get(about_id=str(case.pk))
    change = reverse("admin:outbox_letter_change", args=[letter.pk])
    digest = queue.enqueue(queue.Draft("digest", "a@example.vn", "3 việc đến hạn", "Kính gửi"), key="digest")

    seen = {}
    for name in ("vanthu", "vanthu.danguy", "quantri"):
        client.force_login(User.objects.get(username=name))
        shown = set(client.get(reverse(LIST)).context["cl"].queryset.values_list("pk", flat=True))
        seen[name] = (client.get(change).status_code, client.post(resend_url(letter)).status_code, shown)

    assert seen == {
        "vanthu": (302, 404, set()),
        "vanthu.danguy": (200, 302, {letter.pk}),
        "quantri": (200, 302, {letter.pk, digest.pk}),
    }


def test_letter_taken_back_meanwhile_does_not_stop_the_others(client, administrator, failed, monkeypatch):
    other = queue.enqueue(
        queue.Draft("answered", "a@example.vn", "Số 9", "Kính gửi"), key="3", about_type="case", about_id=9
    )
    Letter.objects.filter(pk=other.pk).update(state="failed", next_at=None)
    resend = queue.resend

    def after_withdrawal(letter, *, by):
        queue.cancel_unsent(about_type="case", about_id=9)
        resend(letter, by=by)

    monkeypatch.setattr(queue, "resend", after_withdrawal)
    answer = client.post(
        reverse(LIST), {"action": "resend_failed", "_selected_action": [failed.pk, other.pk]}
    )

    assert answer.status_code == 302
    assert (state_of(failed), state_of(other)) == ("pending", "cancelled")
