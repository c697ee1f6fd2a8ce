"""What follows a meeting: minutes, notices, promises kept until somebody ends them."""

from datetime import date, time
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from feedback.models import Submission
from officials.models import Unit
from officials.roles import Role
from portal.errors import NotAllowed
from portal.identity import tokens
from portal.outbox.models import Letter
from sessions_app import queries, workflow
from sessions_app.models import (
    Commitment,
    CommitmentNote,
    Meeting,
    Minutes,
    Notice,
    RefusalGround,
)
from sessions_app.states import Audience, Kind, Promise, Status
from tests.feedback.desk import user
from tests.sessions.conftest import Office, at
from tests.sessions.held import BASE, DAY, MINUTES, NOW, promised, turn


class TestMinutes:
    def test_written_by_two_and_signed(self, office: Office, reception: Meeting) -> None:
        first = workflow.write_minutes(reception, written=MINUTES, version=None, by=office.keeper, now=NOW)
        with pytest.raises(ValidationError, match="vừa sửa trước"):
            workflow.write_minutes(reception, written=MINUTES, version=None, by=office.keeper, now=NOW)
        again = workflow.write_minutes(reception, written=MINUTES, version=1, by=office.keeper, now=NOW)
        assert (first.pk, again.version) == (again.pk, 2)

        for day, words in ((date(2026, 11, 19), "trước ngày diễn ra"), (date(2026, 11, 21), "chưa đến")):
            with pytest.raises(ValidationError, match=words):
                workflow.sign_minutes(reception, signed_on=day, by=office.keeper, now=NOW)
        workflow.sign_minutes(reception, signed_on=DAY, by=office.keeper, now=NOW)
        with pytest.raises(ValidationError, match="Biên bản đã ký"):
            workflow.write_minutes(reception, written=MINUTES, version=2, by=office.keeper, now=NOW)
        assert not queries.without_minutes(office.keeper).exists()

    def test_a_record_on_which_something_rests_is_not_taken_back(
        self, office: Office, reception: Meeting, dialogue: Meeting
    ) -> None:
        promised(office, reception)
        workflow.record_notice(about=dialogue, number="1/TB", signed_on=DAY, by=office.keeper, now=NOW)
        for row in (reception, dialogue):
            with pytest.raises(ValidationError, match="căn cứ trên việc đã ghi"):
                workflow.retract(row, words="Nhầm", by=office.keeper, now=NOW)

    def test_not_before_the_day_is_recorded(self, office: Office) -> None:
        row = office.meeting(day=DAY, status=Status.POSTED, posted_at=NOW)
        with pytest.raises(ValidationError, match="đã diễn ra trước"):
            workflow.write_minutes(row, written=MINUTES, version=None, by=office.keeper, now=NOW)
        with pytest.raises(ValidationError, match="đã diễn ra trước"):
            promised(office, row)
        with pytest.raises(ValidationError, match="đã diễn ra trước"):
            workflow.record_notice(about=row, number="1/TB", signed_on=DAY, by=office.keeper, now=NOW)

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("sessions_minutes_end_after_begin", {"ended_at": time(7)}),
            ("sessions_minutes_signed_with_conclusion", {"signed_on": DAY, "conclusion": ""}),
        ],
    )
    def test_database_refuses_nonsense(
        self, office: Office, reception: Meeting, name: str, wrong: dict[str, Any]
    ) -> None:
        row = workflow.write_minutes(reception, written=MINUTES, version=None, by=office.keeper, now=NOW)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Minutes.objects.filter(pk=row.pk).update(**wrong)


class TestNotices:
    def test_a_refusal_in_writing_is_due_in_three_working_days(
        self, office: Office, reception: Meeting
    ) -> None:
        ground = RefusalGround.objects.get(code="luat-9-3")
        refused = turn(office, reception, outcome="tu_choi_tiep", ground=ground)
        plain = turn(office, reception)

        assert queries.due_after(queries.REFUSAL, DAY) == date(2026, 11, 25)
        assert list(queries.refusals_without_notice(office.keeper)) == [refused]
        with pytest.raises(ValidationError, match="không cần thông báo"):
            workflow.record_notice(about=plain, number="1/TB", signed_on=DAY, by=office.keeper, now=NOW)
        with pytest.raises(ValidationError, match="số văn bản"):
            workflow.record_notice(about=refused, number=" ", signed_on=DAY, by=office.keeper, now=NOW)
        workflow.record_notice(about=refused, number="1/TB", signed_on=DAY, by=office.keeper, now=NOW)
        with pytest.raises(ValidationError, match="đã được ghi"):
            workflow.record_notice(about=refused, number="1/TB", signed_on=DAY, by=office.keeper, now=NOW)
        assert not queries.refusals_without_notice(office.keeper).exists()

    def test_a_conclusion_has_one_number(self, office: Office, reception: Meeting) -> None:
        made = workflow.record_notice(
            about=reception, number="15/TB", signed_on=DAY, by=office.keeper, now=NOW
        )
        assert not queries.without_notice(office.keeper).exists()
        for name, wrong in (
            ("sessions_notice_of_one", {"meeting": None}),
            ("sessions_notice_has_number", {"number": ""}),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Notice.objects.filter(pk=made.pk).update(**wrong)


class TestPromises:
    def test_told_reported_and_ended_by_a_leader(self, office: Office, reception: Meeting) -> None:
        Unit.objects.filter(pk=office.desk.economy.pk).update(email="kinhte@example.vn")
        office.desk.economy.refresh_from_db()
        row = promised(office, reception, key="a")
        assert promised(office, reception, key="a") == row
        letter = Letter.objects.get(kind="commitment")
        assert "Cầu đã sửa" in letter.payload["body"]

        workflow.report(row, text="Đã khảo sát", percent=30, by=office.desk.officer, now=NOW)
        with pytest.raises(NotAllowed):
            workflow.report(row, text="x", percent=1, by=office.desk.stranger, now=NOW)
        for by in (office.desk.officer, office.keeper):
            with pytest.raises(NotAllowed):
                workflow.end(row, is_done=True, evidence="x", by=by, now=NOW)
        with pytest.raises(ValidationError, match="minh chứng"):
            workflow.end(row, is_done=True, evidence=" ", by=office.desk.leader, now=NOW)
        done = workflow.end(row, is_done=True, evidence="Báo cáo 9", by=office.desk.leader, now=NOW)
        assert done.status == Promise.DONE
        with pytest.raises(ValidationError, match="đã kết thúc"):
            workflow.report(row, text="x", percent=1, by=office.desk.officer, now=NOW)

    def test_reminded_before_and_each_week_that_it_is_late(self, office: Office, reception: Meeting) -> None:
        Unit.objects.filter(pk=office.desk.economy.pk).update(email="kinhte@example.vn")
        row = promised(office, reception)
        due = at(2026, 12, 15)
        workflow.remind_promises(at(2026, 12, 14))
        assert not Letter.objects.filter(kind="commitment_due").exists()
        workflow.remind_promises(due)
        workflow.remind_promises(due)
        workflow.remind_promises(at(2026, 12, 21))
        workflow.remind_promises(at(2026, 12, 22))
        workflow.remind_promises(at(2026, 12, 26))
        kinds = Letter.objects.filter(about_id=row.pk).values_list("kind", flat=True)
        assert sorted(kinds) == ["commitment", "commitment_due", "commitment_late", "commitment_late"]

    def test_refused_with_a_sentence(self, office: Office, reception: Meeting, dialogue: Meeting) -> None:
        with pytest.raises(ValidationError, match="trước ngày diễn ra"):
            promised(office, reception, due_on=date(2026, 11, 1))
        with pytest.raises(ValidationError, match="không đồng thời"):
            promised(office, reception, helpers=[office.desk.economy])
        with pytest.raises(ValidationError, match="không công khai"):
            promised(office, reception, is_public=True)
        with pytest.raises(ValidationError, match="ngày khác"):
            promised(office, dialogue, turn=turn(office, reception))
        assert not Commitment.objects.exists()

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("sessions_commitment_number_once", {"number": 1}),
            ("sessions_commitment_status_known", {"status": "later", "evidence": "x", "ended_on": DAY}),
            ("sessions_commitment_ended_whole", {"status": Promise.DONE}),
        ],
    )
    def test_database_refuses_nonsense(
        self, office: Office, reception: Meeting, name: str, wrong: dict[str, Any]
    ) -> None:
        promised(office, reception)
        row = promised(office, reception)
        if "ended_on" in wrong:
            wrong = {**wrong, "ended_by": office.desk.leader}
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Commitment.objects.filter(pk=row.pk).update(**wrong)

    def test_what_was_reported_stands(self, office: Office, reception: Meeting) -> None:
        row = promised(office, reception)
        note = workflow.report(row, text="Đã khảo sát", percent=30, by=office.desk.officer, now=NOW)
        with pytest.raises(IntegrityError, match="sessions_commitmentnote_percent"), transaction.atomic():
            CommitmentNote.objects.create(commitment=row, text="x", percent=101, at=NOW, by=office.keeper)
        with pytest.raises(Exception, match="append|add"), transaction.atomic():
            CommitmentNote.objects.filter(pk=note.pk).delete()

    def test_the_next_dialogue_opens_with_the_last_promises(
        self, client: Client, office: Office, dialogue: Meeting
    ) -> None:
        row = promised(office, dialogue, is_public=True, words="Lập tổ gỡ vướng")
        promised(office, dialogue, words="Việc nội bộ")
        fields = {"kind": Kind.DIALOGUE, "audience": Audience.ENTERPRISES, "title": "Lần hai"}
        later = office.meeting(day=date(2027, 3, 5), status=Status.POSTED, posted_at=NOW, **fields)
        workflow.report(row, text="Đã lập tổ", percent=60, by=office.desk.officer, now=NOW)

        page = client.get(later.get_absolute_url()).content.decode()
        assert "Lập tổ gỡ vướng" in page
        assert "60 %" in page
        assert "Việc nội bộ" not in page


class TestPages:
    def test_from_the_turn_to_the_promise(self, client: Client, office: Office, reception: Meeting) -> None:
        row = turn(office, reception)
        ground = RefusalGround.objects.get(code="luat-9-3")
        refused = turn(office, reception, outcome="tu_choi_tiep", ground=ground)
        client.force_login(office.keeper)
        url = f"{BASE}{reception.pk}/"

        entered = client.post(f"{url}turn/{row.number}/raise/", follow=True).content.decode()
        case = Submission.objects.get()
        assert f"ý kiến số {case.reference}" in entered
        assert "Mới tiếp nhận" in entered
        assert "từ trước" in client.post(f"{url}turn/{row.number}/raise/", follow=True).content.decode()

        asked = client.get(f"{url}turn/{row.number}/minutes/").content.decode()
        assert "Hoàng Thị Sính" not in asked
        assert "Biên bản lượt 1/2026" in asked
        why = {"words": "Lập biên bản"}
        assert "Hoàng Thị Sính" in client.post(f"{url}turn/{row.number}/minutes/", why).content.decode()
        assert LogEntry.objects.get().change_message == "Lập biên bản"
        paper = client.post(f"{url}turn/{refused.number}/refusal/print/", why).content.decode()
        assert "Mẫu số 01/TCD" in paper
        assert "khoản 3 Điều 9" in paper
        assert client.get(f"{url}turn/{row.number}/refusal/print/").status_code == 404
        typed = {"number": "7/TB-UBND", "signed_on": "20/11/2026"}
        assert (
            "7/TB-UBND"
            in client.post(f"{url}turn/{refused.number}/refusal/", typed, follow=True).content.decode()
        )

        written = {name: value for name, value in MINUTES.items()} | {"began_at": "8h", "ended_at": "11:00"}
        printed = client.post(f"{url}minutes/", written, follow=True).content.decode()
        assert "Giao Phòng Kinh tế sửa cầu." in printed
        assert "Đã tiếp 2 lượt, 2 người." in printed
        assert "Hoàng Thị Sính" not in printed
        form = {
            "words": "Sửa cầu", "unit": office.desk.economy.pk, "due_on": "18/12/2026", "product": "Cầu",
            "turn": row.pk, "form_token": tokens.issue(),
        }  # fmt: skip
        assert (
            "Xin chọn đơn vị chủ trì" in client.post(f"{url}promise/", form | {"unit": ""}).content.decode()
        )
        client.post(f"{url}promise/", form)
        made = Commitment.objects.get()
        notice = client.get(f"{url}conclusion/print/").content.decode()
        assert "18/12/2026" in notice
        client.post(f"{url}minutes/sign/", {"signed_on": "20/11/2026"})
        page = client.post(f"{url}conclusion/", {"number": "15/TB", "signed_on": "20/11/2026"}, follow=True)
        assert "đã ký ngày 20/11/2026" in page.content.decode()
        assert "15/TB, 20/11/2026" in page.content.decode()

        client.force_login(office.desk.officer)
        one = f"/quan-tri/sessions_app/commitment/{made.pk}/"
        assert "Sửa cầu" in client.get(one).content.decode()
        assert (
            "từ 0 đến 100" in client.post(f"{one}report/", {"text": "x", "percent": "200"}).content.decode()
        )
        client.post(f"{one}report/", {"text": "Đang làm", "percent": "40"})
        assert client.post(f"{one}end/", {"evidence": "x", "done": "1"}).status_code == 403
        client.force_login(office.desk.leader)
        assert "40 %" in client.get("/quan-tri/sessions_app/commitment/").content.decode()
        ended = client.post(f"{one}end/", {"evidence": "Biên bản 3", "done": "1"}, follow=True)
        assert "Biên bản 3" in ended.content.decode()

    def test_a_point_from_the_page_to_the_register(
        self, client: Client, office: Office, dialogue: Meeting
    ) -> None:
        client.force_login(office.keeper)
        url = f"{BASE}{dialogue.pk}/"
        typed = {"text": "Vay vốn khó", "speaker": "HTX", "way": "van_ban", "form_token": tokens.issue()}
        assert "nội dung nêu" in client.post(f"{url}point/", typed | {"text": ""}).content.decode()
        assert client.post(f"{url}point/", typed | {"next": "1"}).headers["Location"] == f"{url}point/"
        client.post(f"{url}point/1/", typed | {"text": "Vay vốn rất khó", "version": "1"})
        assert "Vay vốn rất khó" in client.get(url).content.decode()
        assert "Có người vừa sửa" in client.post(f"{url}point/1/", typed | {"version": "1"}).content.decode()
        client.post(f"{url}point/1/raise/")
        assert Submission.objects.get().body == "Vay vốn rất khó"

    def test_the_state_is_shown_to_whoever_may_read_it(
        self, client: Client, office: Office, reception: Meeting
    ) -> None:
        made, _receipt = workflow.raise_turn(
            turn(office, reception, kind="to_cao"), by=office.desk.clerk, now=NOW
        )
        client.force_login(office.keeper)
        page = client.get(f"{BASE}{reception.pk}/").content.decode()
        assert made.submission.reference not in page
        assert "đã vào sổ" in page

    def test_nobody_came_has_minutes_of_its_own(self, client: Client, office: Office) -> None:
        row = office.meeting(day=DAY, status=Status.NOBODY_CAME, posted_at=NOW, chair=office.chair)
        workflow.write_minutes(row, written=MINUTES, version=None, by=office.keeper, now=NOW)
        client.force_login(office.keeper)
        paper = client.get(f"{BASE}{row.pk}/minutes/print/").content.decode()
        assert "Trong buổi trực không có công dân tới." in paper

    def test_not_for_others(self, client: Client, office: Office, reception: Meeting) -> None:
        row = promised(office, reception)
        elsewhere = user("laxa", Role.OFFICER, office.desk.culture)
        client.force_login(elsewhere)
        assert client.get(f"/quan-tri/sessions_app/commitment/{row.pk}/").status_code == 404
        client.force_login(office.desk.leader)
        for path in ("minutes/", "minutes/print/", "conclusion/print/", "promise/", "point/"):
            assert client.get(f"{BASE}{reception.pk}/{path}").status_code == 403
