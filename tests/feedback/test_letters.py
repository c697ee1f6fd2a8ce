"""The letters of a case in both languages: whom they reach, what they say and what they never hold."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from feedback import emails, workflow
from feedback.models import Submission
from feedback.workflow import Intake
from officials.models import Unit
from portal.identity import codes
from portal.outbox.models import Letter
from tests.feedback.desk import A, Desk

pytestmark = pytest.mark.django_db

TITLE = "Cầu treo Đồng Bàng mục ván"
BODY = "Ván mặt cầu thủng mười bốn tấm, trẻ em đi học rất nguy hiểm."
PLACE = "đầu cầu thôn Đồng Bàng"
CONTACT = {
    "full_name": "Hoàng Văn Sính",
    "phone": "+84912000111",
    "email": "sinh@example.vn",
    "address": "thôn Khuổi Nọi",
}
OF_THE_SENDER = (TITLE, "Ván mặt cầu", PLACE, "Hoàng", "Sính", "912000111", "sinh@", "Khuổi Nọi")
ENDS = {
    "vi": "Trân trọng.\n\nUBND xã Hàm Yên\nTrung tâm xã. Điện thoại 0207 384 2222, Thứ Hai đến thứ Sáu.\n",
    "en": "Yours faithfully,\n\nHam Yen\nTrung tâm xã. Telephone 0207 384 2222, Monday to Friday.\n",
}
LANGUAGES = pytest.mark.parametrize("post", ["vi", "en"], indirect=True)


@dataclass
class Post:
    """Opinions of one sender in one language, and the letters they led to."""

    desk: Desk
    language: str

    def submit(self, **fields: Any) -> Submission:
        intake = Intake(
            words={"body": BODY, "title": TITLE, "place": PLACE},
            **{"contact": CONTACT, "language": self.language} | fields,
        )
        now = timezone.now()
        return workflow.submit(intake=intake, form_key=secrets.token_hex(16), now=now).submission

    def act(self, case: Submission, action: str, **facts: Any) -> Submission:
        by = self.desk.officer if action in (A.ACCEPT, A.ASK, A.ANSWER) else self.desk.clerk
        return workflow.act(case, action, by=by, **facts)

    def accepted(self) -> Submission:
        case = self.act(self.submit(), A.CLASSIFY, legal_kind="phan_anh", field="ha_tang")
        return self.act(self.act(case, A.ROUTE, responsible=self.desk.economy), A.ACCEPT)

    def letter(self, kind: str) -> Letter:
        letter = Letter.objects.get(kind=kind)
        assert letter.language == ("vi" if kind == "routed" else self.language)
        assert not any(part in letter.subject for part in OF_THE_SENDER)
        assert letter.payload["body"].endswith(ENDS[letter.language])
        assert "None" not in letter.payload["body"]
        return letter


@pytest.fixture
def post(desk: Desk, request: pytest.FixtureRequest) -> Post:
    facts = {"hours": "Thứ Hai đến thứ Sáu", "hours_en": "Monday to Friday", "name_en": "Ham Yen"}
    Unit.objects.filter(pk=desk.organ.pk).update(**facts)
    Unit.objects.filter(pk=desk.economy.pk).update(phone="0207 000 0120", name_en="Economic Division")
    desk.economy.refresh_from_db()
    return Post(desk, getattr(request, "param", "vi"))


@LANGUAGES
def test_receipt_repeats_nothing_and_links_to_the_code(post: Post) -> None:
    case = post.submit()

    letter = post.letter("received")

    body = letter.payload["body"]
    path = "tra-cuu" if post.language == "vi" else "en/tra-cuu"
    link = f"{settings.SITE_URL}/{path}/#{codes.grouped(codes.from_token_key(case.form_key))}"
    assert letter.payload["recipient"] == CONTACT["email"]
    assert case.reference in letter.subject
    assert link in body
    assert not any(part in body for part in OF_THE_SENDER)


def test_receipt_is_the_one_of_the_wording(post: Post) -> None:
    case = post.submit()

    letter = post.letter("received")

    at = timezone.localtime(case.received_at)
    assert letter.subject == f"Đã nhận ý kiến số {case}"
    assert letter.payload["body"].split("Mốc phục vụ")[0] == (
        "Kính gửi Ông/Bà,\n\n"
        f"UBND xã Hàm Yên đã nhận ý kiến gửi lúc {at:%H:%M} ngày {at:%d/%m/%Y}. Số tiếp nhận: {case}.\n\n"
        "Cán bộ sẽ đọc và chọn nơi xử lý. "
    )


@LANGUAGES
def test_unit_gets_number_and_days_but_no_words_and_no_name(post: Post) -> None:
    case = post.accepted()

    letter = post.letter("routed")

    body = letter.payload["body"]
    assert letter.payload["recipient"] == "kinhte@hamyen.example"
    assert letter.subject.startswith(f"[Giao xử lý] Ý kiến số {case}, hạn ")
    assert "căn cứ: khoản 1 Điều 28 Luật Tiếp công dân 42/2013/QH13" in body
    assert "do UBND xã Hàm Yên đặt ra" in body
    assert f"{settings.SITE_URL}/y-kien/{case}/" in body
    assert not any(part in body for part in OF_THE_SENDER)


@LANGUAGES
def test_question_names_the_unit_its_telephone_and_the_day(post: Post) -> None:
    case = post.act(post.accepted(), A.ASK, words="Từ nhà ai đến nhà ai?")

    body = post.letter("needs_more").payload["body"]

    until = case.messages.get().reply_until
    assert "Từ nhà ai đến nhà ai?" in body
    assert ("Phòng Kinh tế" if post.language == "vi" else "Economic Division") in body
    assert "0207 000 0120" in body
    assert f"{until:%d/%m/%Y}" in body
    assert BODY not in body


@LANGUAGES
def test_answer_gives_the_outcome_the_words_and_the_promise(post: Post) -> None:
    case = post.accepted()
    promise = {"promise": "Thay ván", "promise_unit": post.desk.economy, "promise_on": date(2027, 1, 31)}
    fields = {"outcome": "tiep_thu", "summary": "Cầu treo mục ván", "text": "Xã thay ván & lan can."}
    workflow.draft_answer(case, by=post.desk.officer, **fields, **promise)
    draft = case.answers.get()
    shown = emails.preview(Submission.objects.get(pk=case.pk), draft)

    post.act(case, A.ANSWER)

    body = post.letter("answered").payload["body"]
    for part in ("Hoàng Văn Sính", "Cầu treo mục ván", "Xã thay ván & lan can.", "Thay ván", "31/01/2027"):
        assert part in body
    greeted = body.partition("\n")[2]
    assert shown.body.partition("\n")[2] == greeted


@LANGUAGES
def test_passing_on_names_the_body_and_its_contact(post: Post) -> None:
    case = post.act(post.submit(), A.CLASSIFY, legal_kind="phan_anh", field="ha_tang")
    paper = {"document_number": "5/UBND", "document_on": date(2026, 12, 1)}
    post.act(case, A.TRANSFER, transferred_to="Sở Xây dựng", contact="0207 000 999", **paper)

    body = post.letter("transferred").payload["body"]

    for part in ("Sở Xây dựng", "0207 000 999", "5/UBND", "01/12/2026"):
        assert part in body


@LANGUAGES
@pytest.mark.parametrize("ground", ["not_ours", "answered_before", "other"])
def test_declining_says_why_and_where_else(post: Post, ground: str) -> None:
    post.act(post.submit(), A.DECLINE, words="Xin gửi tới Sở.", ground=ground, transferred_to="Sở Y tế")

    body = post.letter("declined").payload["body"]

    assert "Xin gửi tới Sở." in body
    assert ("Sở Y tế" in body) == (ground == "not_ours")
    assert ("/tra-cuu/" in body) == (ground == "answered_before")


@LANGUAGES
def test_new_code_goes_to_the_address_left_with_the_opinion(post: Post) -> None:
    case = post.submit()
    now = timezone.now()

    assert workflow.replace_code(reference=case.reference, email=" Sinh@example.vn ", now=now)
    assert not workflow.replace_code(reference=case.reference, email="ai.do@example.vn", now=now)

    letter = post.letter("new_code")
    assert letter.payload["recipient"] == CONTACT["email"]
    assert "tra-cuu/#" in letter.payload["body"]


def test_sender_without_an_address_gets_no_letter(post: Post) -> None:
    case = post.act(
        post.submit(contact={"phone": "+84912000111"}), A.CLASSIFY, legal_kind="hoi_dap", field="y_te"
    )
    post.act(case, A.DECLINE, words="Đã trả lời", ground="other")

    assert not Letter.objects.exists()


def test_anonymous_sender_is_told_by_mail_but_not_by_name(post: Post) -> None:
    post.submit(anonymous=True)

    assert post.letter("received").payload["recipient"] == CONTACT["email"]


def test_organ_with_nothing_but_a_name_still_ends_the_letter_well(post: Post) -> None:
    Unit.objects.filter(pk=post.desk.organ.pk).update(phone="", address="", hours="")
    post.submit()

    body = Letter.objects.get().payload["body"]

    assert body.endswith("Trân trọng.\n\nUBND xã Hàm Yên\n")


def test_receipt_held_for_a_flood_goes_once_staff_work_on_the_case(post: Post) -> None:
    case = post.submit(hold_letter=True)
    assert post.letter("received").state == "held"

    post.act(case, A.CLASSIFY, legal_kind="hoi_dap", field="y_te")

    assert post.letter("received").state == "pending"


def test_receipt_of_a_suspected_case_stays_held_until_it_is_cleared(post: Post) -> None:
    case = post.submit(suspected=True)

    post.act(case, A.CLASSIFY, legal_kind="hoi_dap", field="y_te")
    held = post.letter("received").state
    post.act(case, A.CLEAR_SUSPICION)

    assert (held, post.letter("received").state) == ("held", "pending")


@pytest.mark.parametrize("flag", ["suspected", "hold_letter"])
def test_lost_code_of_a_held_case_writes_to_nobody_yet(post: Post, flag: str) -> None:
    case = post.submit(**{flag: True})

    workflow.replace_code(reference=case.reference, email=CONTACT["email"], now=timezone.now())

    assert post.letter("new_code").state == "held"
