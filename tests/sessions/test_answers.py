"""Questions and recommendations given to units: told, answered, sent on, and kept from whom they name."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from officials.models import Official, Unit
from portal.errors import NotAllowed
from portal.identity import tokens
from portal.outbox.models import Letter
from sessions_app import queries, workflow
from sessions_app.models import CouncilSession, Meeting, Point, PointChange
from sessions_app.states import Audience, Kind, Status
from sessions_app.workflow import Question, Wish
from tests.feedback.desk import Desk
from tests.sessions.conftest import Office, at
from tests.sessions.held import BASE, MINUTES, NOW, point, turn

LIST = "/quan-tri/sessions_app/point/"
ANSWER = {"reply": "Sửa xong trước 30/12.", "reply_doc": "15/CV-KT", "result": "dang_giai_quyet"}


def answer(row: Point, office: Office, **fields: Any) -> Point:
    kept = {**ANSWER, "version": row.version, "by": office.desk.officer, "now": NOW}
    return workflow.reply(row, **kept | fields)


@pytest.fixture
def asked(office: Office) -> Point:
    """Sent in beforehand with an e-mail address, and given to the economy unit by the desk."""
    fields = {"kind": Kind.DIALOGUE, "audience": Audience.ENTERPRISES, "title": "Đối thoại"}
    ahead = office.meeting(day=date(2026, 12, 3), status=Status.POSTED, posted_at=NOW, **fields)
    question = Question(text="Khi nào có điện ba pha?", speaker="Lý Thị Mai", contact="mai@example.vn")
    row = workflow.ask(meeting=ahead, question=question, form_key="a", now=NOW)
    written = {"unit": office.desk.economy, "way": "van_ban", "due_on": date(2026, 12, 1)}
    return workflow.change_point(row, written=written, version=1, by=office.keeper, now=NOW)


class TestUnit:
    def test_is_told_once_never_who_asked(self, office: Office, asked: Point) -> None:
        workflow.change_point(asked, written={"field": "dat_dai"}, version=2, by=office.keeper, now=NOW)

        letter = Letter.objects.get(kind="question_assigned")
        assert letter.payload["recipient"] == "kinhte@hamyen.example"
        assert "01/12/2026" in letter.payload["body"]
        assert f"{LIST}{asked.pk}/" in letter.payload["body"]
        assert not any(word in letter.payload["body"] for word in ("Mai", "điện ba pha"))

    def test_answers_on_its_page_and_the_desk_sees_it(
        self, client: Client, office: Office, asked: Point
    ) -> None:
        client.force_login(office.desk.officer)
        assert "Khi nào có điện ba pha?" in client.get(LIST).content.decode()
        page = client.get(f"{LIST}{asked.pk}/").content.decode()
        assert "01/12/2026" in page
        assert "Lý Thị Mai" not in page
        assert "mai@example.vn" not in page
        assert "Người hỏi" not in page

        done = client.post(f"{LIST}{asked.pk}/", ANSWER | {"version": "2"}, follow=True)

        assert "Đã ghi nội dung trả lời" in done.content.decode()
        asked.refresh_from_db()
        assert (asked.reply, asked.result) == (ANSWER["reply"], "dang_giai_quyet")
        assert "Khi nào có điện ba pha?" not in client.get(LIST).content.decode()
        assert "Khi nào có điện ba pha?" in client.get(LIST, {"answer": "done"}).content.decode()
        client.force_login(office.keeper)
        assert ANSWER["reply"] in client.get(f"{BASE}{asked.meeting_id}/").content.decode()
        history = client.get(f"{LIST}{asked.pk}/").content.decode()
        assert "Kết quả giải quyết" in history
        assert "Đang giải quyết" in history

    def test_does_not_read_what_the_desk_took_out(self, client: Client, office: Office, asked: Point) -> None:
        written = {"text": "Bao giờ có điện ba pha?"}
        workflow.change_point(asked, written=written, version=2, by=office.keeper, now=NOW)
        spoken = point(office, asked.meeting, text="Tôi là Mai, cầu hỏng", unit=office.desk.economy)
        workflow.change_point(spoken, written={"text": "Cầu hỏng"}, version=1, by=office.keeper, now=NOW)

        assert asked.changes.latest("pk").changes == {"text": ["…", "…"]}
        client.force_login(office.desk.officer)
        assert "Tôi là Mai" not in client.get(f"{LIST}{spoken.pk}/").content.decode()
        client.force_login(office.keeper)
        assert "Tôi là Mai" in client.get(f"{LIST}{spoken.pk}/").content.decode()

    def test_bad_input_keeps_what_was_typed(self, client: Client, office: Office, asked: Point) -> None:
        client.force_login(office.desk.officer)
        for wrong, words in (
            ({"reply": " ", "reply_doc": "15/CV-KT"}, "Xin ghi nội dung trả lời"),
            ({"version": "1"}, "vừa sửa trước"),
            ({"result": "tiep_thu"}, "Xin chọn một mục"),
        ):
            page = client.post(f"{LIST}{asked.pk}/", ANSWER | {"version": "2"} | wrong).content.decode()
            assert words in page
            assert "15/CV-KT" in page
        assert not Point.objects.exclude(reply="").exists()
        with pytest.raises(ValidationError, match="Xin chọn một mục"):
            answer(asked, office, result="tiep_thu")

    def test_others_neither_see_nor_answer(self, client: Client, office: Office, asked: Point) -> None:
        for who in (office.desk.colleague, office.desk.stranger):
            client.force_login(who)
            assert client.get(f"{LIST}{asked.pk}/").status_code in (403, 404)
            assert client.post(f"{LIST}{asked.pk}/", ANSWER).status_code in (403, 404)
            assert client.post(f"{LIST}{asked.pk}/send/").status_code in (403, 404)
            with pytest.raises(NotAllowed):
                answer(asked, office, by=who)
        client.force_login(office.desk.leader)
        assert client.get(f"{LIST}{asked.pk}/").status_code == 200
        assert client.post(f"{LIST}{asked.pk}/", ANSWER).status_code == 403

    def test_answers_after_the_minutes_were_signed(self, office: Office, dialogue: Meeting) -> None:
        row = point(office, dialogue, unit=office.desk.economy)
        workflow.write_minutes(dialogue, written=MINUTES, version=None, by=office.keeper, now=NOW)
        workflow.sign_minutes(dialogue, signed_on=dialogue.day, by=office.keeper, now=NOW)

        assert answer(row, office).answered == ANSWER["reply"]

    def test_nothing_is_asked_of_a_unit_for_what_was_answered(
        self, office: Office, dialogue: Meeting
    ) -> None:
        point(office, dialogue, unit=office.desk.economy, way="tai_cho", answer="Rồi")

        assert not Letter.objects.filter(kind="question_assigned").exists()
        assert not queries.unanswered(queries.points_of(office.desk.officer)).exists()


class TestAsker:
    def test_is_answered_once_for_one_text(self, client: Client, office: Office, asked: Point) -> None:
        client.force_login(office.keeper)
        url = f"{LIST}{asked.pk}/send/"
        assert "Xin soạn câu trả lời" in client.post(url, follow=True).content.decode()
        row = answer(asked, office)
        for _time in range(2):
            assert "đang được gửi" in client.post(url, follow=True).content.decode()

        letter = Letter.objects.get(kind="question_answered")
        assert letter.payload["recipient"] == "mai@example.vn"
        assert ANSWER["reply"] in letter.payload["body"]
        assert "Khi nào có điện" not in letter.payload["body"]
        answer(row, office, reply="Xong rồi.")
        client.post(url)
        assert Letter.objects.filter(kind="question_answered").count() == 2

    def test_a_telephone_number_gets_no_letter(self, office: Office, dialogue: Meeting) -> None:
        row = answer(point(office, dialogue, unit=office.desk.economy), office)

        with pytest.raises(ValidationError, match="không để lại thư điện tử"):
            workflow.send_answer(row, by=office.keeper, now=NOW)
        with pytest.raises(NotAllowed):
            workflow.send_answer(row, by=office.desk.officer, now=NOW)


class TestNamed:
    """Who is complained about does not read it at the desk."""

    @pytest.fixture
    def accused(self, office: Office) -> Official:
        person = office.deputy
        person.user = office.keeper
        person.save()
        return person

    def test_a_question_is_not_there_for_whom_it_names(
        self, client: Client, office: Office, accused: Official, dialogue: Meeting
    ) -> None:
        row = point(office, dialogue, text="Ông Đỗ Văn Bình vòi tiền", unit=office.desk.economy)
        other = point(office, dialogue, text="Cầu hỏng", unit=office.desk.economy)
        assert row.may_name_ids == [accused.pk]
        client.force_login(office.keeper)

        page = client.get(f"{BASE}{dialogue.pk}/").content.decode()
        assert "vòi tiền" not in page
        assert "Cầu hỏng" in page
        assert "vòi tiền" not in client.get(LIST, {"answer": "all"}).content.decode()
        for url in (f"{LIST}{row.pk}/", f"{BASE}{dialogue.pk}/point/{row.number}/"):
            assert client.get(url).status_code == 404
        assert client.post(f"{BASE}{dialogue.pk}/point/{row.number}/raise/").status_code == 404
        assert client.get(f"{LIST}{other.pk}/").status_code == 200
        client.force_login(office.desk.leader)
        assert "vòi tiền" in client.get(f"{BASE}{dialogue.pk}/").content.decode()

    def test_a_registration_is_not_shown_to_whom_it_names(self, office: Office, accused: Official) -> None:
        ahead = office.meeting(
            day=date(2099, 1, 5), status=Status.POSTED, posted_at=NOW, capacity=5, kind=Kind.EXTRAORDINARY
        )
        workflow.offer_places(ahead)
        contact = {"full_name": "Lý Thị Mai", "phone": "+84912345678", "email": ""}
        for number, matter in enumerate(("Tố cáo ông Đỗ Văn Bình", "Đường hỏng")):
            wish = Wish(people=1, matter=matter, needs="", contact=contact)
            workflow.register(meeting=ahead, wish=wish, form_key=f"k{number}", now=timezone.now())

        seen = workflow.look(ahead, words="Chuẩn bị", by=office.keeper, now=timezone.now())

        assert [row.matter for row in seen] == ["Đường hỏng"]


class TestVoters:
    @pytest.fixture
    def session(self, office: Office) -> CouncilSession:
        return CouncilSession.objects.create(
            organ=office.organ, title="Kỳ họp thứ ba", opens_on=date(2026, 12, 10)
        )

    @pytest.fixture
    def typed(self, office: Office, session: CouncilSession) -> dict[str, Any]:
        return {
            "organ": office.organ.pk, "kind": "txct", "mode": "truc_tiep", "title": "", "day": "05/01/2099",
            "starts_at": "8:00", "ends_at": "11:00", "place": "Thôn Bát", "capacity": "0",
            "voter_form": "truoc_ky_hop", "council_session": session.pk, "deputies": [office.deputy.pk],
        }  # fmt: skip

    def test_a_meeting_has_occasion_session_and_deputies(
        self, client: Client, office: Office, typed: dict[str, Any]
    ) -> None:
        client.force_login(office.keeper)
        client.post(f"{BASE}enter/", typed)
        row = Meeting.objects.get()
        workflow.post(row, by=office.keeper, now=NOW)

        for url in (row.get_absolute_url(), f"{BASE}{row.pk}/"):
            page = client.get(url).content.decode()
            assert "Trước kỳ họp HĐND" in page
            assert "Kỳ họp thứ ba" in page
            assert "Đỗ Văn Bình" in page
        workflow.edit(row, written={"deputies": []}, by=office.keeper, now=NOW)
        edited = row.events.get(action="edit")
        assert edited.changes == {"deputies": [["Đỗ Văn Bình"], []]}

    def test_other_meetings_have_none(self, client: Client, office: Office, typed: dict[str, Any]) -> None:
        client.force_login(office.keeper)
        page = client.post(f"{BASE}enter/", typed | {"kind": "toa_dam"}).content.decode()

        assert "Chỉ tiếp xúc cử tri" in page
        assert "Thôn Bát" in page
        assert not Meeting.objects.exists()
        plain = {"kind": "toa_dam", "voter_form": "", "council_session": ""}
        assert (
            "Chỉ tiếp xúc cử tri mới ghi đại biểu"
            in client.post(f"{BASE}enter/", typed | plain).content.decode()
        )
        assert not Meeting.objects.exists()

    def test_answers_are_due_by_the_session_and_reported_for_it(
        self, client: Client, office: Office, session: CouncilSession
    ) -> None:
        fields = {"kind": Kind.VOTERS, "status": Status.HELD, "posted_at": NOW, "chair": office.chair}
        meeting = office.meeting(day=date(2026, 11, 20), council_session=session, **fields)
        other = office.meeting(day=date(2026, 11, 20), **fields)
        client.force_login(office.keeper)
        assert "10/12/2026" in client.get(f"{BASE}{meeting.pk}/point/").content.decode()
        typed = {"text": "Sửa cầu tràn", "way": "van_ban", "unit": office.desk.economy.pk, "next": "1"}
        token = {"form_token": tokens.issue()}
        client.post(f"{BASE}{meeting.pk}/point/", typed | {"due_on": "10/12/2026"} | token)
        point(office, other, text="Không thuộc kỳ này")
        answer(Point.objects.get(text="Sửa cầu tràn"), office)

        page = client.get(f"{BASE}collation/", {"session": session.pk}).content.decode()
        assert "Kỳ họp thứ ba" in page
        assert "15/CV-KT" in page
        assert "Không thuộc kỳ này" not in page

    def test_the_database_refuses_nonsense(self, office: Office, session: CouncilSession) -> None:
        with pytest.raises(IntegrityError, match="sessions_councilsession_title_once"), transaction.atomic():
            CouncilSession.objects.create(
                organ=office.organ, title="Kỳ họp thứ ba", opens_on=date(2027, 1, 1)
            )
        with pytest.raises(IntegrityError, match="sessions_meeting_session_of_voters"), transaction.atomic():
            office.meeting(council_session=session)


def test_an_outreach_meeting_names_document_and_material(client: Client, office: Office) -> None:
    fields = {"kind": Kind.OUTREACH, "document": "Nghị quyết 12", "material": "60 tờ rơi"}
    row = office.meeting(status=Status.HELD, chair=office.chair, posted_at=NOW, attendance=55, **fields)

    page = client.get(row.get_absolute_url()).content.decode()

    assert all(words in page for words in ("Nghị quyết 12", "60 tờ rơi", "55"))


def test_what_was_changed_is_only_ever_added_to(office: Office, asked: Point) -> None:
    assert PointChange.objects.count() == 1
    for sql in ("UPDATE sessions_app_pointchange SET changes = '{}'", "DELETE FROM sessions_app_pointchange"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_office_is_urged_each_week_while_papers_are_missing(
    office: Office, desk: Desk, dialogue: Meeting
) -> None:
    Unit.objects.filter(pk=office.organ.pk).update(email="ubnd@hamyen.example")
    office.meeting(day=dialogue.day, status=Status.HELD, posted_at=NOW, chair=office.chair, is_sample=True)
    for day in (21, 25, 25, 30):  # held on the 20th: minutes by the 25th, the notice by December 1st
        workflow.remind_papers(at(2026, 11, day))
    assert list(Letter.objects.values_list("kind", flat=True)) == ["minutes_missing"]

    workflow.remind_papers(at(2026, 12, 2))
    workflow.remind_papers(at(2027, 6, 1))

    kinds = sorted(Letter.objects.values_list("kind", flat=True))
    assert kinds == ["minutes_missing", "minutes_missing", "notice_missing"]
    assert "Đối thoại" in Letter.objects.filter(kind="notice_missing").get().subject


def test_turns_that_need_a_notice_are_counted_until_they_are_in_the_register(
    client: Client, office: Office, reception: Meeting
) -> None:
    row = turn(office, reception, outcome="thu_ly")
    turn(office, reception, outcome="huong_dan")
    client.force_login(office.keeper)
    assert "Lượt tiếp chưa vào sổ ý kiến" in client.get("/quan-tri/").content.decode()
    assert list(queries.turns_to_raise(office.keeper)) == [row]
    listed = client.get(BASE, {"when": "turns"}).content.decode()
    assert f"{BASE}{reception.pk}/" in listed

    workflow.raise_turn(row, by=office.keeper, now=NOW)

    assert not queries.turns_to_raise(office.keeper).exists()
    assert f"{BASE}{reception.pk}/" not in client.get(BASE, {"when": "turns"}).content.decode()
