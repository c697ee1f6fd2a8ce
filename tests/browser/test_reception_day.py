"""A reception day in a real Chromium, from the numbers at the door to the directives."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from feedback.models import Submission
from sessions_app import counting, workflow
from sessions_app.models import Commitment, CouncilSession, Meeting, Turn
from sessions_app.workflow import Wish
from tests.browser.test_clerk import seated
from tests.feedback.desk import Desk
from tests.sessions.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/quan-tri/sessions_app/meeting/"
CAME = (("Bàn Thị Mụi", 1), ("Hoàng Văn Páo", 12), ("Triệu Thị Lan", 1))


@pytest.fixture
def office(transactional_db: None, live_server: Any) -> Office:
    cache.clear()
    return Office(Desk.opened())


@pytest.fixture
def meeting(office: Office) -> Meeting:
    """Today's reception of the chair, with three who registered yesterday."""
    now = timezone.now()
    before = now - timedelta(days=1)
    written = office.written(day=timezone.localdate(now), starts_at=time(7), ends_at=time(17), capacity=3)
    row = workflow.post(
        workflow.enter(written=written, by=office.keeper, now=before), by=office.keeper, now=before
    )
    for name, people in CAME:
        contact = {"full_name": name, "phone": "+84912345678", "email": ""}
        wish = Wish(people=people, matter="Đường vào thôn hỏng", needs="", contact=contact)
        workflow.register(meeting=row, wish=wish, form_key=name, now=before)
    return row


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_day_runs_from_the_door_to_the_directives(
    office: Office,
    meeting: Meeting,
    live_server: Any,
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
) -> None:
    page = seated(open_page("desk", javascript=False), office.keeper, live_server)
    url = f"{BASE}{meeting.pk}/"
    page.goto(url)
    page.get_by_role("link", name="Hàng chờ").click()
    for number, reason in (("1", ""), ("2", "dong_nguoi"), ("3", "")):
        page.get_by_label("Số đăng ký, hoặc quét mã vuông").fill(number)
        page.locator("#id_booked-priority").select_option(reason)
        page.get_by_role("button", name="Phát số").first.click()
    for _time in range(2):
        page.get_by_role("button", name="Phát số").last.click()
    expect(page.get_by_text("Đang chờ: 5")).to_be_visible()

    _board(open_page, axe, meeting, called=None)
    _receive(page, "2", {"Số người đại diện": "3"}, "thu_ly")
    _receive(page, "1", {}, "huong_dan")
    _call(page)
    page.get_by_role("button", name="Không có mặt 3").click()
    _receive(page, "4", {"Họ và tên": "Lù A Sinh", "Tóm tắt nội dung": "Đã trả lời"}, "tu_choi_tiep")
    _call(page)
    _board(open_page, axe, meeting, called="5")
    _look(open_page, axe, office, live_server, (f"{url}line/", f"{url}line/5/", f"{url}receive/?so=5"))
    page.get_by_role("link", name="Ghi lượt tiếp").click()
    _write(page, {"Họ và tên": "Vàng Thị Dợ", "Tóm tắt nội dung": "Xin cấp sổ hộ nghèo"}, "tra_loi_ngay")
    expect(page.get_by_text("Đã tiếp: 4")).to_be_visible()

    _after(page, office, url)
    counts = counting.figures(timezone.localdate(), timezone.localdate())
    asked = ("reception_sessions", "reception_turns", "reception_people", "crowd_groups")
    assert [counts[name] for name in asked] == [1, 4, 15, 1]
    assert Commitment.objects.count() == 2
    assert Submission.objects.count() == 1
    turn = Turn.objects.get(outcome="tu_choi_tiep")
    paths = (
        "",
        "minutes/",
        "minutes/print/",
        "conclusion/print/",
        "promise/",
        f"turn/{turn.number}/refusal/",
    )
    one = f"/quan-tri/sessions_app/commitment/{Commitment.objects.first().pk}/"  # type: ignore[union-attr]
    _look(open_page, axe, office, live_server, [*(url + path for path in paths), one, "/quan-tri/"])
    _end(open_page, office, live_server, one)


def _call(page: Page) -> None:
    page.get_by_role("button", name="Gọi số tiếp theo").click()


def _receive(page: Page, number: str, typed: dict[str, str], outcome: str) -> None:
    _call(page)
    expect(page.get_by_text(f"Mời số {number} vào bàn 1.")).to_be_visible()
    page.get_by_role("link", name="Ghi lượt tiếp").click()
    _write(page, typed, outcome)


def _write(page: Page, typed: dict[str, str], outcome: str) -> None:
    for label, words in typed.items():
        page.get_by_label(label).fill(words)
    page.get_by_label("Hướng xử lý").select_option(outcome)
    if outcome == "tu_choi_tiep":
        page.get_by_label("Căn cứ từ chối").select_option(index=3)
    page.get_by_role("button", name="Lưu, về hàng chờ").click()
    expect(page.get_by_role("heading", name="Hàng chờ", exact=True)).to_be_visible()


def _board(
    open_page: Callable[..., Page], axe: Callable[[Page], None], meeting: Meeting, called: str | None
) -> None:
    board = open_page("phone")
    board.goto(f"/lich-tiep-dan/{meeting.public_id}/bang-so/")
    words = board.locator(".board .number") if called else board.get_by_text("Hiện chưa mời số nào.")
    expect(words).to_be_visible()
    assert not any(name in board.content() for name, _people in CAME)
    assert fits(board)


def _after(page: Page, office: Office, url: str) -> None:
    """The day recorded with a deputy in the chair, one turn entered, minutes, two directives, both papers."""
    page.goto(url)
    page.get_by_role("button", name="Vào sổ ý kiến").nth(1).click()
    expect(page.get_by_text("Phiếu tiếp nhận chờ in.")).to_be_visible()
    page.get_by_role("link", name="Ghi đã tổ chức").click()
    page.get_by_label("Người đã chủ trì").select_option(label=str(office.deputy))
    page.get_by_label("Văn bản ủy quyền").fill("12/UBND-VP")
    page.get_by_label("Có công dân đến", exact=True).check()
    page.get_by_role("button", name="Ghi đã tổ chức").click()
    page.get_by_role("link", name="Lập biên bản").click()
    page.get_by_label("Kết luận của người chủ trì").fill("Giao các phòng thực hiện.")
    page.get_by_role("button", name="Lưu và in").click()
    expect(page.get_by_text("Đã tiếp 4 lượt, 15 người.")).to_be_visible()
    page.goto(f"{url}promise/")
    for words in ("Sửa đường vào thôn", "Rà soát hộ nghèo"):
        page.get_by_label("Việc cần làm").fill(words)
        page.get_by_label("Đơn vị chủ trì").select_option(label="Phòng Kinh tế")
        page.get_by_label("Hạn").fill(f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}")
        page.get_by_label("Kết quả cần có").fill(words)
        page.get_by_role("button", name="Lưu, ghi tiếp").click()
    page.goto(f"{url}conclusion/print/")
    expect(page.get_by_role("cell", name="Sửa đường vào thôn").first).to_be_visible()
    for path in ("minutes/sign/", "conclusion/", "turn/3/refusal/"):
        page.goto(url + path)
        if path != "minutes/sign/":
            page.get_by_label("Số văn bản").fill("15/TB-UBND")
        page.locator(".case-form button.btn").click()
    expect(page.get_by_text("Thông báo từ chối tiếp 15/TB-UBND")).to_be_visible()


def _look(
    open_page: Callable[..., Page], axe: Callable[[Page], None], office: Office, live_server: Any, urls: Any
) -> None:
    for viewport in ("phone", "desk"):
        page = seated(open_page(viewport), office.keeper, live_server)
        for url in urls:
            page.goto(url)
            axe(page)
            assert fits(page), url


def _end(open_page: Callable[..., Page], office: Office, live_server: Any, url: str) -> None:
    """The unit says how far it is, the leader ends it."""
    officer = seated(open_page("phone"), office.desk.officer, live_server)
    officer.goto(url)
    officer.get_by_role("textbox", name="Tiến độ").fill("Đã khảo sát")
    officer.get_by_label("Đã làm được, %").fill("60")
    officer.get_by_role("button", name="Ghi tiến độ").click()
    leader = seated(open_page("desk"), office.desk.leader, live_server)
    leader.goto(url)
    leader.get_by_role("textbox", name="Minh chứng").fill("Biên bản nghiệm thu 3")
    leader.get_by_role("button", name="Đã xong").click()
    expect(leader.get_by_text("Biên bản nghiệm thu 3")).to_be_visible()


def test_what_voters_raise_goes_to_a_unit_and_into_the_report(
    office: Office, live_server: Any, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    """Without JavaScript at the desk: a meeting and an opinion, the answer of the unit, the table."""
    CouncilSession.objects.create(
        organ=office.organ, title="Kỳ họp cuối năm", opens_on=timezone.localdate() + timedelta(days=20)
    )
    desk = seated(open_page("desk", javascript=False), office.keeper, live_server)
    desk.goto(f"{BASE}enter/")
    desk.get_by_label("Loại buổi").select_option("txct")
    desk.get_by_label("Ngày").fill(f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}")
    desk.get_by_label("Bắt đầu lúc").fill("8h")
    desk.get_by_label("Kết thúc lúc").fill("11h")
    desk.get_by_label("Nơi tiếp", exact=True).fill("Nhà văn hóa thôn Bát")
    desk.get_by_text("Riêng cho tiếp xúc cử tri").click()
    desk.get_by_label("Hình thức tiếp xúc").select_option("truoc_ky_hop")
    desk.get_by_label("Kỳ họp HĐND").select_option(index=1)
    desk.get_by_label("Đỗ Văn Bình").check()
    desk.get_by_role("button", name="Ghi vào lịch").click()
    desk.get_by_role("button", name="Niêm yết").click()
    desk.get_by_role("link", name="Ghi câu hỏi, ý kiến").click()
    desk.get_by_label("Nội dung nêu").fill("Đề nghị sửa cầu tràn thôn Bát.")
    desk.get_by_label("Cách trả lời").select_option("van_ban")
    desk.get_by_label("Đơn vị trả lời").select_option(label="Phòng Kinh tế")
    desk.get_by_role("button", name="Lưu và đóng").click()

    unit = seated(open_page("phone"), office.desk.officer, live_server)
    unit.goto("/quan-tri/")
    unit.get_by_role("link", name="Câu hỏi, ý kiến cần trả lời").click()
    axe(unit)
    unit.get_by_role("link", name="Đề nghị sửa cầu tràn").click()
    axe(unit)
    assert fits(unit)
    unit.get_by_role("textbox", name="Trả lời của đơn vị").fill("Khởi công trong quý I.")
    unit.get_by_label("Kết quả giải quyết").select_option("se_giai_quyet")
    unit.get_by_role("button", name="Ghi nội dung trả lời").click()
    expect(unit.get_by_text("Đã ghi nội dung trả lời.")).to_be_visible()

    desk.goto(f"{BASE}collation/")
    desk.get_by_label("Kỳ họp HĐND").select_option(index=1)
    desk.get_by_role("button", name="Xem").click()
    expect(desk.get_by_role("cell", name="Khởi công trong quý I.")).to_be_visible()
    expect(desk.get_by_role("cell", name="Sẽ giải quyết theo lộ trình")).to_be_visible()
    meeting = Meeting.objects.get()
    _look(open_page, axe, office, live_server, (f"{BASE}{meeting.pk}/", f"{BASE}collation/", f"{BASE}enter/"))
