"""What was said becomes opinions of the register, each once; questions stand once the minutes are signed."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from feedback.models import Submission
from portal.errors import NotAllowed
from portal.identity import tokens
from sessions_app import workflow
from sessions_app.models import Meeting, Point, Raised
from sessions_app.states import Audience, Kind, Status
from tests.sessions.conftest import Office, at
from tests.sessions.held import BASE, DAY, MINUTES, NOW, point, turn

REPLIED = {"reply": "Đã sửa", "replied_at": NOW, "replied_by": F("recorded_by")}


class TestRaised:
    def test_a_turn_becomes_an_opinion_once(self, office: Office, reception: Meeting) -> None:
        row = turn(office, reception)

        made, receipt = workflow.raise_turn(row, by=office.keeper, now=NOW)
        again, nothing = workflow.raise_turn(row, by=office.keeper, now=NOW)

        case = Submission.objects.get()
        assert (made, nothing) == (again, None)
        assert receipt is not None
        assert case.body == "Cầu hỏng\n\nYêu cầu, đề nghị: Sửa cầu"
        assert (case.channel, case.declared_kind) == ("tiep_cong_dan", "phan_anh")
        assert case.person is not None
        assert case.person.full_name == "Hoàng Thị Sính"
        assert case.register_entry is not None
        assert timezone.localdate(case.received_at) == DAY

    def test_a_point_becomes_an_opinion_with_its_field(self, office: Office, dialogue: Meeting) -> None:
        made, _receipt = workflow.raise_point(point(office, dialogue), by=office.keeper, now=NOW)

        case = made.submission
        assert (case.channel, case.field, case.body) == ("doi_thoai", "dat_dai", "Thủ tục đất chậm")

    def test_a_denunciation_goes_to_restricted_handling_at_once(
        self, office: Office, reception: Meeting
    ) -> None:
        row = turn(office, reception, kind="to_cao")
        with pytest.raises(ValidationError, match="sổ riêng"):
            workflow.raise_turn(row, by=office.keeper, now=NOW)
        assert not Submission.objects.exists()

        made, _receipt = workflow.raise_turn(row, by=office.desk.clerk, now=NOW)

        assert not made.submission.is_ordinary
        assert "Cầu hỏng" not in Submission.objects.values_list("body", flat=True)

    def test_strangers_raise_nothing(self, office: Office, reception: Meeting, dialogue: Meeting) -> None:
        for write, row in (
            (workflow.raise_turn, turn(office, reception)),
            (workflow.raise_point, point(office, dialogue)),
        ):
            with pytest.raises(NotAllowed):
                write(row, by=office.desk.officer, now=NOW)  # type: ignore[operator]
        assert not Submission.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_ten_presses_at_once_make_one(self, office: Office, reception: Meeting) -> None:
        row, start = turn(office, reception), Barrier(10)

        def press() -> None:
            start.wait()
            try:
                workflow.raise_turn(row, by=office.keeper, now=NOW)
            finally:
                connection.close()

        presses = [Thread(target=press) for _time in range(10)]
        for each in presses:
            each.start()
        for each in presses:
            each.join()

        assert Submission.objects.count() == Raised.objects.count() == 1


class TestPoints:
    def test_numbered_changed_and_fixed_by_a_signature(self, office: Office, dialogue: Meeting) -> None:
        first, second = point(office, dialogue), point(office, dialogue)
        assert [first.number, second.number] == [1, 2]

        changed = workflow.change_point(
            first,
            written={"way": "tai_cho", "answer": "Trả trong tuần"},
            version=1,
            by=office.keeper,
            now=NOW,
        )
        assert changed.answer == "Trả trong tuần"
        with pytest.raises(ValidationError, match="vừa sửa trước"):
            workflow.change_point(first, written={"text": "x"}, version=1, by=office.keeper, now=NOW)
        workflow.write_minutes(dialogue, written=MINUTES, version=None, by=office.keeper, now=NOW)
        workflow.sign_minutes(dialogue, signed_on=DAY, by=office.keeper, now=NOW)
        with pytest.raises(ValidationError, match="Biên bản đã ký"):
            point(office, dialogue)

    def test_refused_with_a_sentence(self, office: Office, dialogue: Meeting, reception: Meeting) -> None:
        with pytest.raises(ValidationError, match="nội dung đã trả lời"):
            point(office, dialogue, way="tai_cho")
        with pytest.raises(ValidationError, match="ghi theo lượt"):
            point(office, reception)
        Meeting.objects.filter(pk=dialogue.pk).update(status=Status.CANCELLED, reason="Bão", chair=None)
        with pytest.raises(ValidationError, match="không tổ chức"):
            point(office, dialogue)

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("sessions_point_number_once", {"number": 1}),
            ("sessions_point_has_words", {"text": ""}),
            ("sessions_point_way_known", {"way": "mai"}),
            ("sessions_point_field_known", {"field": "vu_tru"}),
            ("sessions_point_competence_known", {"competence": "thon"}),
            ("sessions_point_answered_in_words", {"way": "tai_cho"}),
            ("sessions_point_result_known", {"result": "xong", **REPLIED}),
            ("sessions_point_replied_whole", {"reply": "Đã sửa"}),
        ],
    )
    def test_database_refuses_nonsense(
        self, office: Office, dialogue: Meeting, name: str, wrong: dict[str, Any]
    ) -> None:
        point(office, dialogue)
        row = point(office, dialogue)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Point.objects.filter(pk=row.pk).update(**wrong)

    def test_an_opinion_comes_from_one_place(self, office: Office, dialogue: Meeting) -> None:
        made, _receipt = workflow.raise_point(point(office, dialogue), by=office.keeper, now=NOW)
        with pytest.raises(IntegrityError, match="sessions_raised_one_of_both"), transaction.atomic():
            Raised.objects.filter(pk=made.pk).update(point=None)


class TestAsked:
    """Questions before a meeting, from anybody."""

    @pytest.fixture
    def ahead(self, office: Office) -> Meeting:
        fields = {"kind": Kind.DIALOGUE, "audience": Audience.ENTERPRISES, "title": "Đối thoại"}
        return office.meeting(day=date(2099, 1, 5), status=Status.POSTED, posted_at=NOW, **fields)

    def test_a_cooperative_asks_once_and_stays_encrypted(
        self, client: Client, office: Office, ahead: Meeting
    ) -> None:
        url = f"{ahead.get_absolute_url()}cau-hoi/"
        assert "Gửi câu hỏi trước" in client.get(ahead.get_absolute_url()).content.decode()
        typed = {
            "text": "Khi nào có điện ba pha?", "speaker": "Lý Thị Mai", "contact": "mai@example.vn",
            "organisation": "HTX Cam Sành", "tax_number": "0123456789", "sector": "Trồng cam",
            "form_token": tokens.issue(),
        }  # fmt: skip
        for _time in range(2):
            assert "Câu hỏi số 1" in client.post(url, typed).content.decode()

        row = Point.objects.get()
        assert (row.way, row.is_advance, row.recorded_by) == ("cho_tra_loi", True, None)
        assert row.organisation == "HTX Cam Sành"
        client.force_login(office.keeper)
        page = client.get(f"{BASE}{ahead.pk}/").content.decode()
        form = client.get(f"{BASE}{ahead.pk}/point/1/").content.decode()
        assert "điện ba pha" in page
        assert not any(name in page + form for name in ("Lý Thị Mai", "HTX Cam Sành", "mai@example.vn"))

        client.post(
            f"{BASE}{ahead.pk}/point/1/",
            typed | {"way": "tai_cho", "answer": "Quý I", "is_public": "on", "version": "1"},
        )
        public = client.get(ahead.get_absolute_url()).content.decode()
        assert "Quý I" in public
        Point.objects.update(text="Điện ba pha bao giờ có")
        assert "Khi nào có điện ba pha?" in client.get(f"{BASE}{ahead.pk}/point/1/").content.decode()
        raised, _receipt = workflow.raise_point(Point.objects.get(), by=office.keeper, now=at(2099, 1, 6))
        assert raised.submission.body == "Khi nào có điện ba pha?"
        assert "Lý Thị Mai" not in public

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"text": ""}, "Xin ghi câu hỏi"),
            ({"speaker": ""}, "Xin ghi họ tên"),
            ({"organisation": "HTX", "tax_number": "123"}, "Mã số thuế có 10"),
            ({"tax_number": "0123456789"}, "Xin ghi tên tổ chức"),
            ({"website": "x"}, "ô dành cho chương trình"),
            ({"form_token": "old"}, "Trang mở đã lâu"),
        ],
    )
    def test_bad_input_keeps_what_was_typed(
        self, client: Client, ahead: Meeting, wrong: dict[str, str], words: str
    ) -> None:
        typed = {"text": "Điện ba pha?", "speaker": "Lý Mai", "form_token": tokens.issue()} | wrong
        page = client.post(f"{ahead.get_absolute_url()}cau-hoi/", typed).content.decode()
        assert words in page
        assert typed["text"] in page
        assert not Point.objects.exists()

    def test_closed_with_a_sentence(self, client: Client, office: Office, dialogue: Meeting) -> None:
        for row, words in (
            (dialogue, "hết thời gian gửi câu hỏi"),
            (office.meeting(day=date(2099, 1, 5), status=Status.POSTED, posted_at=NOW), "không nhận câu hỏi"),
        ):
            answer = client.get(f"{row.get_absolute_url()}cau-hoi/")
            assert answer.status_code == 409
            assert words in answer.content.decode()

    def test_a_meeting_put_off_takes_its_questions_along(self, office: Office, ahead: Meeting) -> None:
        question = workflow.Question("Điện ba pha?", "Lý Mai")
        row = workflow.ask(meeting=ahead, question=question, form_key="a", now=NOW)
        new = workflow.postpone(
            ahead, day=date(2099, 2, 3), starts_at=ahead.starts_at, ends_at=ahead.ends_at,
            place=ahead.place, words="Bão", by=office.keeper, now=NOW,
        )  # fmt: skip
        row.refresh_from_db()
        assert (row.meeting, row.number) == (new, 1)

    def test_an_invitation_is_printed_for_whoever_is_called(
        self, client: Client, office: Office, ahead: Meeting
    ) -> None:
        client.force_login(office.keeper)
        paper = client.get(f"{BASE}{ahead.pk}/invitation/").content.decode()
        assert "GIẤY MỜI" in paper
        assert "Chủ tịch UBND xã, Ma Văn Thuyết" in paper
        assert "invitation/" in client.get(f"{BASE}{ahead.pk}/").content.decode()

    def test_raised_with_the_way_to_answer(self, office: Office, dialogue: Meeting) -> None:
        row = point(office, dialogue)
        Point.objects.filter(pk=row.pk).update(contact="mai@example.vn", organisation="HTX Cam")
        made, _receipt = workflow.raise_point(row, by=office.keeper, now=NOW)
        person = made.submission.person
        assert person is not None
        assert (person.full_name, person.email) == ("HTX Cam Sành, HTX Cam", "mai@example.vn")

    def test_only_what_was_sent_in_has_no_writer(self, office: Office, dialogue: Meeting) -> None:
        row = point(office, dialogue)
        with (
            pytest.raises(IntegrityError, match="sessions_point_recorded_by_somebody"),
            transaction.atomic(),
        ):
            Point.objects.filter(pk=row.pk).update(recorded_by=None)
