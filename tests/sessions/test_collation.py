"""Opinions of voter meetings across places: one table, counted by field and by whose business they are."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from sessions_app import collation, workflow
from sessions_app.models import Meeting
from sessions_app.states import Kind, Status
from tests.sessions.conftest import Office
from tests.sessions.held import BASE, DAY, NOW, point

URL = f"{BASE}collation/"
SPAN = {"since": "01/11/2026", "until": "30/11/2026"}


@pytest.fixture
def meetings(office: Office) -> list[Meeting]:
    """Two places of one round; three opinions, one of them raised before."""
    fields = {"kind": Kind.VOTERS, "status": Status.HELD, "posted_at": NOW, "chair": office.chair}
    made = [office.meeting(day=DAY, place=place, **fields) for place in ("Thôn Bát", "Thôn Tân Tiến")]
    point(office, made[0], text="=Sửa cầu", competence="xa", field="ha_tang")
    point(office, made[1], text="Sửa cầu tràn", competence="xa", field="ha_tang", is_repeated=True)
    point(office, made[1], text="Tăng lương hưu", competence="trung_uong", field="chinh_sach")
    return made


def test_counted_by_field_and_by_whose_business(office: Office, meetings: list[Meeting]) -> None:
    rows = list(collation.points([office.organ.pk], date(2026, 11, 1), date(2026, 11, 30)))

    found = {topic.label: (topic.counts, topic.total, topic.repeated) for topic in collation.topics(rows)}
    assert found == {
        "Chế độ, chính sách": ([0, 0, 1, 0], 1, 0),
        "Đường sá, điện, nước": ([2, 0, 0, 0], 2, 1),
    }
    assert not collation.points([office.organ.pk], date(2026, 12, 1), date(2026, 12, 31)).exists()


def test_the_table_with_the_live_state_and_as_a_workbook(
    client: Client, office: Office, meetings: list[Meeting]
) -> None:
    made, _receipt = workflow.raise_point(meetings[0].points.get(), by=office.keeper, now=NOW)
    client.force_login(office.keeper)

    page = client.get(URL, SPAN).content.decode()
    assert "Thôn Tân Tiến" in page
    assert f"{made.submission.reference}, Mới tiếp nhận" in page
    assert "HTX Cam Sành" not in page
    answer = client.get(URL, SPAN | {"xlsx": "1"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert [sheet.cell(3, 2).value, sheet.cell(3, 5).value] == ["Nội dung nêu", "Thuộc thẩm quyền"]
    words = [sheet.cell(row, 2) for row in (4, 5, 6)]
    assert [cell.value for cell in words] == ["Tăng lương hưu", "=Sửa cầu", "Sửa cầu tràn"]
    assert {cell.data_type for cell in words} == {"s"}


def test_bad_days_show_the_year_and_a_sentence(client: Client, office: Office) -> None:
    client.force_login(office.keeper)
    page = client.get(URL, {"since": "hôm qua", "until": "<script>", "xlsx": "1"}).content.decode()
    assert "Không đọc được ngày" in page
    assert "Chưa có ý kiến cử tri" in page
    client.force_login(office.desk.officer)
    assert client.get(URL).status_code == 403
