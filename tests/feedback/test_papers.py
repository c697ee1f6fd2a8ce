"""Papers of a case: who makes them, what stands on them, what is recorded; each kind in each style."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from docx import Document

from feedback import states, workflow
from feedback.models import CaseDocument, Reveal, Submission, SubmissionEvent
from feedback.papers import fields, printing, words
from feedback.states import Paper, PaperStyle
from feedback.workflow import papers
from officials.models import Official, Unit
from portal.errors import NotAllowed
from tests.feedback.desk import Desk, unit
from tests.feedback.sender import with_code

S = states.Status
SENDER = {"full_name": "Kimtên Lò Thị", "phone": "+84987612345", "address": "Kimnhà số 7"}
TYPED: dict[str, Any] = {
    "chuc_vu_nguoi_ky": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    "ten_nguoi_ky": "Trần Văn Ký",
    "ky_hieu": "PC-UBND",
    "noi_dung_don": "Cầu hỏng {{so}} </w:t>",
    "can_cu": "Luật Tiếp công dân",
    "co_quan_nhan": "Sở Xây dựng",
    "co_quan_tham_quyen": "Sở Xây dựng",
}
RECEIPT = {
    "papers": "Đơn kiến nghị; 2; bản chính\nẢnh",
    "gio_nhan": "9 giờ 05 phút",
    "dia_diem": "Trung tâm xã",
    "ten_can_bo": "Nguyễn Văn Thu",
    "so_ban": "02",
    "so_giay_to": "001300000000",
    "names_sender": "on",
}
POSTED = {name: value for name, value in TYPED.items()} | {"names_sender": "on"}


def words_in(data: bytes) -> str:
    paper = Document(BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def address(case: Submission, tail: str = "") -> str:
    return f"/quan-tri/feedback/submission/{case.reference}/papers/{tail}"


def made(desk: Desk, case: Submission, kind: Paper = Paper.PHIEU_CHUYEN_DON, **more: Any) -> CaseDocument:
    return workflow.make_paper(case, kind, **{"by": desk.clerk, "typed": TYPED} | more)


def test_transfer_slip_says_what_and_who_and_the_sender_sees_the_look(desk: Desk) -> None:
    case = desk.opinion(S.CLASSIFIED, contact=SENDER)

    document = made(desk, case)

    said = words_in(printing.docx_of(document))
    assert "Kính gửi: Sở Xây dựng" in said
    assert "nhận được phản ánh của Ông/Bà Kimtên Lò Thị" in said
    assert "Địa chỉ: Kimnhà số 7." in said
    assert "Nội dung: Cầu hỏng {{so}} </w:t>" in said
    assert "- Ông/Bà Kimtên Lò Thị (thay trả lời);" in said
    assert "UBND\nXÃ HÀM YÊN" not in said
    assert "/PC-UBND" in said
    assert "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH" in said
    look = Reveal.objects.get()
    assert (look.by, look.reason) == (desk.clerk, "Để lập giấy: Phiếu chuyển đơn")
    event = SubmissionEvent.objects.get(action=states.Action.PAPER)
    assert (event.by, event.changes) == (desk.clerk, {"paper": [None, "phieu_chuyen_don"]})


def test_sender_reads_on_the_tracking_page_that_a_paper_names_them(client: Client, desk: Desk) -> None:
    case, _code = with_code(client, contact=SENDER)

    made(desk, case)

    page = client.get("/tra-cuu/").text
    assert "đã xem thông tin liên hệ. Lý do: Để lập giấy: Phiếu chuyển đơn" in page
    assert "Sở Xây dựng" not in page
    assert desk.clerk.full_name not in page


def test_paper_without_the_sender_names_nobody_and_is_no_look(desk: Desk) -> None:
    case = desk.opinion(S.CLASSIFIED, contact=SENDER)

    document = made(desk, case, names_sender=False)

    said = words_in(printing.docx_of(document))
    assert "Kim" not in said
    assert f"người gửi ý kiến số {case.reference}" in said
    assert "Địa chỉ" not in said
    assert not Reveal.objects.exists()
    assert document.names_sender is False


def test_opinion_without_a_name_gives_a_paper_without_one(desk: Desk) -> None:
    case = desk.opinion(contact={"email": "a@b.example"}, anonymous=True)

    document = made(desk, case, Paper.GIAY_BIEN_NHAN, typed={"so_giay_to": "001300000000", "papers": []})

    said = words_in(printing.docx_of(document))
    assert "001300000000" not in said
    assert f"Ông/Bà: {fields.BLANK}." in said


def test_answer_on_paper_is_the_answer_of_the_register(desk: Desk) -> None:
    case = desk.opinion(S.ANSWERED, contact=SENDER)

    document = made(desk, case, Paper.VAN_BAN_TRA_LOI, by=desk.officer)

    said = words_in(printing.docx_of(document))
    assert "Xã sửa cầu trong tháng này." in said
    assert document.unit == desk.organ


def test_answer_nobody_wrote_is_not_printed(desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)

    with pytest.raises(ValidationError, match="Chưa có câu trả lời"):
        made(desk, case, Paper.VAN_BAN_TRA_LOI)

    assert not CaseDocument.objects.exists()
    assert not Reveal.objects.exists()


def test_party_organ_writes_in_the_manner_of_the_party(desk: Desk) -> None:
    party = unit("huyen-uy", "Đảng ủy xã Bạch Xa", kind=Unit.Kind.PARTY_COMMITTEE)
    case = desk.opinion(contact=SENDER)
    Submission.objects.filter(pk=case.pk).update(organ=desk.other)

    document = made(desk, case, by=desk.stranger)

    assert document.template.style == PaperStyle.PARTY
    assert words.proposed(case, Paper.PHIEU_CHUYEN_DON, party)["ky_hieu"] == "PC/ĐU"
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words_in(printing.docx_of(document))


@pytest.mark.parametrize(
    ("status", "who", "expected"),
    [
        (S.RECEIVED, "clerk", 200),
        (S.ACCEPTED, "clerk", 200),
        (S.ACCEPTED, "officer", 200),
        (S.ACCEPTED, "leader", 403),
        (S.RETURNED, "officer", 403),
        (S.ACCEPTED, "colleague", 404),
        (S.ACCEPTED, "stranger", 404),
        (S.ACCEPTED, "admin", 404),
    ],
)
def test_pages_open_to_desk_and_unit_in_charge_only(
    client: Client, desk: Desk, status: str, who: str, expected: int
) -> None:
    case = desk.opinion(status, contact=SENDER)
    document = made(desk, case)
    client.force_login(getattr(desk, who))
    gets = ["", "phieu_chuyen_don/", f"{document.pk}/", f"{document.pk}/docx/"]
    posts = ["phieu_chuyen_don/", f"{document.pk}/number/", f"{document.pk}/open/"]

    got = [client.get(address(case, tail)).status_code for tail in gets]
    sent = [client.post(address(case, tail)).status_code for tail in posts]

    if expected != 200:
        assert got + sent == [expected] * 7
        return
    own = 200 if who == "clerk" else 302
    assert got == [200, 200, 200, own]
    assert sent == [200, 200, 302]


def test_restricted_case_has_no_papers(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    document = made(desk, case)
    workflow.act(case, states.Action.RESTRICT, by=desk.clerk, words="Tố cáo", legal_kind="to_cao")

    for account, expected in ((desk.reader, 403), (desk.clerk, 404)):
        client.force_login(account)
        assert client.get(address(case, f"{document.pk}/")).status_code == expected
    with pytest.raises(NotAllowed):
        made(desk, Submission.objects.get(pk=case.pk), by=desk.reader)


def test_person_named_in_the_case_finds_no_paper(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    official = Official.objects.create(full_name="Nguyễn Văn Thu", sort_key="thu", user=desk.clerk)
    Submission.objects.filter(pk=case.pk).update(concerned_ids=[official.pk])
    client.force_login(desk.clerk)

    assert client.get(address(case)).status_code in (403, 404)
    with pytest.raises(NotAllowed):
        made(desk, case)


def test_paper_of_another_case_is_not_found(client: Client, desk: Desk) -> None:
    document = made(desk, desk.opinion(contact=SENDER))
    client.force_login(desk.clerk)

    assert client.get(address(desk.opinion(), f"{document.pk}/")).status_code == 404
    assert client.get(address(desk.opinion(), "phieu_khac/")).status_code == 404


def test_paper_opens_again_after_a_look_was_recorded(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    document = made(desk, case, now=timezone.now() - timedelta(hours=2))
    client.force_login(desk.clerk)

    shut = client.get(address(case, f"{document.pk}/"))
    client.post(address(case, f"{document.pk}/open/"))
    opened = client.get(address(case, f"{document.pk}/"))

    assert "Kimtên" not in shut.text
    assert "Giấy này có họ tên người gửi" in shut.text
    assert "Ông/Bà Kimtên Lò Thị" in opened.text
    assert "no-store" in opened["Cache-Control"]
    assert Reveal.objects.count() == 2


def test_clerk_makes_a_receipt_prints_it_and_saves_it(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    client.force_login(desk.clerk)

    form = client.get(address(case, "giay_bien_nhan/"))
    answer = client.post(address(case, "giay_bien_nhan/"), RECEIPT)
    shown = client.get(answer["Location"])
    saved = client.get(f"{answer['Location']}docx/")

    assert 'value="Nguyễn Văn Thu"' in form.text
    assert "Kimtên" not in form.text
    assert "<b>GIẤY BIÊN NHẬN</b>" in shown.text
    assert "Đã nhận của Ông/Bà: Kimtên Lò Thị." in shown.text
    said = words_in(saved.content)
    assert "Số CCCD/Hộ chiếu: 001300000000." in said
    assert "1\nĐơn kiến nghị\n2\nbản chính\n2\nẢnh" in said
    assert "0987" in said.replace(" ", "") or "987612345" in said.replace(" ", "")
    assert saved["Content-Disposition"] == f'attachment; filename="giay_bien_nhan-{case.reference}.docx"'
    assert Document(BytesIO(saved.content)).core_properties.author == ""


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"papers": ""}, "Xin điền mục này."),
        ({"papers": "a;b;c;d"}, "Mỗi dòng có nhiều nhất hai dấu chấm phẩy: a;b;c;d"),
        ({"papers": "a\n" * 61}, "Xin ghi nhiều nhất 60 tài liệu."),
        ({"on": "hôm nay"}, "Đây không phải một ngày."),
        ({"so_giay_to": "x" * 21}, "Dài quá"),
    ],
)
def test_bad_receipt_keeps_what_was_typed_and_makes_nothing(
    client: Client, desk: Desk, typed: dict[str, str], sentence: str
) -> None:
    case = desk.opinion(contact=SENDER)
    client.force_login(desk.clerk)

    page = client.post(address(case, "giay_bien_nhan/"), RECEIPT | typed)

    assert page.status_code == 200
    if sentence != "Dài quá" and "không phải" not in sentence:
        assert sentence in page.text
    assert "9 giờ 05 phút" in page.text
    assert 'class="group bad"' in page.text
    assert not CaseDocument.objects.exists()
    assert not Reveal.objects.exists()


def test_form_without_its_token_makes_nothing_and_keeps_what_was_typed(desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.clerk)

    page = client.post(address(case, "phieu_chuyen_don/"), POSTED)

    assert page.status_code == 403
    assert "Trần Văn Ký" in page.text
    assert not CaseDocument.objects.exists()


def test_number_given_after_signature_is_recorded_and_put_right(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    document = made(desk, case)
    client.force_login(desk.clerk)
    today = timezone.localdate()

    half = client.post(address(case, f"{document.pk}/number/"), {"number": "12/PC-UBND"})
    client.post(
        address(case, f"{document.pk}/number/"), {"number": "12/PC-UBND", "issued_on": f"{today:%d/%m/%Y}"}
    )
    workflow.record_number(document, by=desk.clerk, number="13/PC-UBND", issued_on=today)
    page = client.get(address(case))

    assert "Xin điền mục này." in half.text
    kept = CaseDocument.objects.get()
    assert kept.numbered == ("13/PC-UBND", today)
    assert f"số 13/PC-UBND ngày {today:%d/%m/%Y}" in page.text
    changes = (
        SubmissionEvent.objects.filter(action="paper_number").order_by("pk").values_list("changes", flat=True)
    )
    assert [change["document_number"] for change in changes] == [
        ["", "12/PC-UBND"],
        ["12/PC-UBND", "13/PC-UBND"],
    ]


def test_number_of_a_day_to_come_is_refused(desk: Desk) -> None:
    document = made(desk, desk.opinion(contact=SENDER))

    with pytest.raises(ValidationError, match="ở sau hôm nay"):
        workflow.record_number(
            document, by=desk.clerk, number="1", issued_on=timezone.localdate() + timedelta(days=1)
        )


def test_sender_and_identity_paper_lie_encrypted(desk: Desk) -> None:
    made(desk, desk.opinion(contact=SENDER), Paper.GIAY_BIEN_NHAN, typed={"so_giay_to": "001300000000"})

    raw = str(CaseDocument.objects.extra(select={"raw": "values"}).values_list("raw", flat=True)[0])

    assert "Kim" not in raw
    assert "001300000000" not in raw


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_papers_asks_the_same_for_any_number(
    client: Client, desk: Desk, count: int, django_assert_num_queries: Any
) -> None:
    case = desk.opinion(contact=SENDER)
    for _each in range(count):
        made(desk, case, names_sender=False)
    client.force_login(desk.clerk)
    client.get(address(case))

    with django_assert_num_queries(7):
        client.get(address(case))


def test_case_page_leads_to_its_papers(client: Client, desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER)

    for who, expected in ((desk.clerk, True), (desk.officer, True), (desk.leader, False)):
        client.force_login(who)
        page = client.get(f"/quan-tri/feedback/submission/{case.reference}/")
        assert (address(case) in page.text) is expected


def test_history_of_the_case_names_the_paper(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    made(desk, case)
    client.force_login(desk.leader)

    page = client.get(f"/quan-tri/feedback/submission/{case.reference}/")

    assert "Lập giấy tờ: Phiếu chuyển đơn" in page.text
    assert "Kimtên" not in page.text


def test_look_lasts_an_hour_for_who_looked(desk: Desk) -> None:
    case = desk.opinion(S.ACCEPTED, contact=SENDER)
    document = made(desk, case)

    assert papers.may_open(document, by=desk.clerk)
    assert not papers.may_open(document, by=desk.officer)
    assert not papers.may_open(document, by=desk.clerk, now=timezone.now() + timedelta(hours=1, minutes=1))
