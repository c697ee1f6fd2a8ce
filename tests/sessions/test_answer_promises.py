"""What an answer to an opinion promises is followed up like a directive of a meeting."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from feedback import tracking
from feedback import workflow as feedback
from feedback.models import Answer, Submission
from feedback.states import Action, Status
from portal.outbox.models import Letter
from sessions_app import promises, workflow
from sessions_app.models import Commitment, Meeting
from sessions_app.states import Promise
from tests.feedback.desk import Desk
from tests.sessions.conftest import Office
from tests.sessions.held import promised

LIST = "/quan-tri/sessions_app/commitment/"


def answered(desk: Desk, **fields: object) -> Submission:
    """An opinion whose answer promises a bridge by the culture unit."""
    case = desk.opinion(Status.ACCEPTED)
    due = timezone.localdate() + timedelta(days=40)
    kept = {"promise": "Thay ván cầu", "promise_unit": desk.culture, "promise_on": due}
    return feedback.act(desk.draft(case, **kept | fields), Action.ANSWER, by=desk.officer)


def adopt() -> None:
    workflow.adopt_promises(timezone.now())


def test_the_unit_that_was_named_reports_and_a_leader_ends_it(client: Client, desk: Desk) -> None:
    case = answered(desk)
    for _time in range(2):
        adopt()

    row = Commitment.objects.get()
    assert (row.unit, row.organ, row.words, row.product) == (desk.culture, desk.organ, "", "")
    client.force_login(desk.colleague)
    listed = client.get(LIST).content.decode()
    assert "Thay ván cầu" in listed
    assert f"Trả lời ý kiến số {case.reference}" in listed
    client.post(f"{LIST}{row.pk}/report/", {"text": "Đã mua ván", "percent": "50"})
    assert client.post(f"{LIST}{row.pk}/end/", {"evidence": "x", "done": "1"}).status_code == 403
    client.force_login(desk.leader)
    page = client.get(f"{LIST}{row.pk}/").content.decode()
    assert "Đã mua ván" in page
    assert "Người gửi ý kiến đọc được" in page
    client.post(f"{LIST}{row.pk}/end/", {"evidence": "Biên bản nghiệm thu 3", "done": "1"})
    row.refresh_from_db()
    assert row.status == Promise.DONE


def test_the_sender_reads_how_it_stands(client: Client, desk: Desk) -> None:
    case = answered(desk)
    adopt()
    (answer,) = tracking.page_of(Submission.objects.get(pk=case.pk), timezone.localdate()).answers

    kept = promises.of_answer(answer)
    assert kept is not None
    workflow.end(kept, is_done=True, evidence="Biên bản 3", by=desk.leader, now=timezone.now())

    client.force_login(desk.leader)
    ended = promises.of_answer(answer)
    assert ended is not None
    assert ended.evidence == "Biên bản 3"


def test_told_and_urged(desk: Desk) -> None:
    desk.culture.email = "vanhoa@hamyen.example"
    desk.culture.save()
    case = answered(desk)
    adopt()

    letter = Letter.objects.get(kind="commitment")
    assert letter.payload["recipient"] == "vanhoa@hamyen.example"
    assert f"trả lời ý kiến số {case.reference}" in letter.payload["body"]
    assert case.body not in letter.payload["body"]
    workflow.remind_promises(timezone.now() + timedelta(days=42))
    assert Letter.objects.filter(kind="commitment_late").count() == 1


def test_a_case_that_is_restricted_by_now_shows_nothing(client: Client, desk: Desk) -> None:
    case = answered(desk)
    adopt()
    feedback.act(case, Action.RESTRICT, by=desk.clerk, words="Nêu đích danh", legal_kind="to_cao")

    row = Commitment.objects.get()
    assert row.label == ""
    for who in (desk.leader, desk.colleague, desk.clerk):
        client.force_login(who)
        assert client.get(f"{LIST}{row.pk}/").status_code in (403, 404)
    workflow.remind_promises(timezone.now() + timedelta(days=42))
    assert not Letter.objects.filter(kind="commitment_late").exists()


def test_whom_the_case_names_does_not_see_it(desk: Desk, office: Office) -> None:
    office.deputy.user = desk.leader
    office.deputy.save()
    answered(desk)
    adopt()
    assert promises.commitments_of(desk.leader).exists()

    Submission.objects.update(concerned_ids=[office.deputy.pk])

    assert not promises.commitments_of(desk.leader).exists()


def test_a_promise_still_in_a_draft_is_not_shown(desk: Desk) -> None:
    case = answered(desk)
    adopt()
    row = Commitment.objects.select_related("case").get()
    Answer.objects.filter(submission=case).update(state=Answer.State.DRAFT, sent_at=None)

    assert row.label == ""


def test_no_promise_no_commitment(desk: Desk) -> None:
    desk.opinion(Status.ANSWERED)
    adopt()
    assert not Commitment.objects.exists()


def test_it_comes_from_a_meeting_or_an_answer(office: Office, reception: Meeting) -> None:
    row = promised(office, reception, due_on=date(2026, 12, 18))
    wrong: tuple[dict[str, object], ...] = ({"meeting": None}, {"words": ""})
    for fields in wrong:
        with (
            pytest.raises(IntegrityError, match="sessions_commitment_of_meeting_or_answer"),
            transaction.atomic(),
        ):
            Commitment.objects.filter(pk=row.pk).update(**fields)
