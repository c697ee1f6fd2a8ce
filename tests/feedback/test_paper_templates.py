"""Templates an office edits itself: uploaded, proved, used from their day on, refused with a sentence."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from docx import Document

from feedback import workflow
from feedback.models import CaseDocument, DocumentTemplate
from feedback.papers import printing, queries, shipped
from feedback.states import Paper, PaperStyle
from officials.roles import Role
from portal.errors import NotAllowed
from tests.feedback.desk import Desk, user
from tests.feedback.test_papers import SENDER, TYPED, made, words_in

LIST, ADD = "/quan-tri/feedback/documenttemplate/", "/quan-tri/feedback/documenttemplate/add/"
SLIP = Paper.PHIEU_CHUYEN_DON


def template(*lines: str) -> bytes:
    paper = Document()
    for line in lines or ("Mẫu riêng: {{co_quan_nhan}}",):
        paper.add_paragraph(line)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def upload(client: Client, content: bytes, scope: str, **more: str) -> Any:
    fields = {"kind": SLIP, "scope": scope, "valid_from": f"{timezone.localdate():%d/%m/%Y}"} | more
    return client.post(ADD, fields | {"attachments": SimpleUploadedFile("mau.docx", content)})


def test_clerk_edits_the_template_of_the_own_organ_and_papers_follow(client: Client, desk: Desk) -> None:
    case = desk.opinion(contact=SENDER)
    before = made(desk, case)
    client.force_login(desk.clerk)
    current = queries.template_for(SLIP, desk.organ, timezone.localdate())
    assert current is not None

    taken = client.get(f"{LIST}{current.pk}/docx/")
    answer = upload(client, template(), f"organ:{desk.organ.pk}")
    after = made(desk, case)

    assert bytes(taken.content) == shipped.path_of(SLIP, PaperStyle.STATE).read_bytes()
    assert answer.status_code == 302
    assert (after.template.version, after.template.uploaded_by) == (1, desk.clerk)
    assert words_in(printing.docx_of(after)) == "Mẫu riêng: Sở Xây dựng"
    again = CaseDocument.objects.get(pk=before.pk)
    assert "PHIẾU CHUYỂN ĐƠN" in words_in(printing.docx_of(again))
    page = client.get(LIST).text
    assert page.count("Mẫu có sẵn") == 12
    assert "UBND xã Hàm Yên" in page


def test_administrator_keeps_one_for_all_organs_of_a_style(client: Client, desk: Desk) -> None:
    client.force_login(desk.admin)

    upload(client, template(), "style:party")

    row = queries.template_for(SLIP, desk.other, timezone.localdate())
    assert row is not None
    assert (row.uploaded_by, row.organ, row.version) == (desk.admin, None, 2)
    state = queries.template_for(SLIP, desk.organ, timezone.localdate())
    assert state is not None
    assert state.uploaded_by is None


def test_template_waits_for_its_day(desk: Desk) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    facts = {"by": desk.clerk, "kind": SLIP, "organ": desk.organ, "style": None, "content": template()}
    workflow.keep_template(**facts, valid_from=tomorrow)

    found = [queries.template_for(SLIP, desk.organ, day) for day in (timezone.localdate(), tomorrow)]

    assert [row.organ if row else "" for row in found] == [None, desk.organ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (template("{{ho_va_ten}}"), "Mẫu có trường {{ho_va_ten}} không có trong danh sách."),
        (template("{{tra_loi}}"), "co_quan_nhan"),
        (template("{% for x in y %}"), "Mẫu có dấu ngoặc nhọn không phải là trường: {% for x in y %"),
        (b"PK\x03\x04", "Đây không phải tệp Word (.docx)."),
        (b"", "Tệp trống."),
    ],
)
def test_bad_template_is_refused_next_to_the_file(
    client: Client, desk: Desk, content: bytes, sentence: str
) -> None:
    client.force_login(desk.clerk)

    page = upload(client, content, f"organ:{desk.organ.pk}")

    assert page.status_code == 200
    assert sentence in page.text
    assert DocumentTemplate.objects.filter(uploaded_by__isnull=False).count() == 0


@pytest.mark.parametrize(
    ("who", "expected"), [("clerk", 200), ("admin", 200), ("officer", 403), ("leader", 403)]
)
def test_templates_open_to_clerks_and_administrators(
    client: Client, desk: Desk, who: str, expected: int
) -> None:
    row = DocumentTemplate.objects.first()
    assert row is not None
    client.force_login(getattr(desk, who))

    assert [client.get(url).status_code for url in (LIST, ADD, f"{LIST}{row.pk}/docx/")] == [expected] * 3


def test_clerk_keeps_none_for_another_organ(client: Client, desk: Desk) -> None:
    client.force_login(desk.clerk)

    pages = [upload(client, template(), scope) for scope in (f"organ:{desk.other.pk}", "style:state", "")]

    assert [page.status_code for page in pages] == [200] * 3
    assert not DocumentTemplate.objects.filter(uploaded_by__isnull=False).exists()
    facts = {"by": desk.clerk, "kind": SLIP, "content": template(), "valid_from": timezone.localdate()}
    with pytest.raises(NotAllowed):
        workflow.keep_template(**facts, organ=desk.other, style=None)
    with pytest.raises(NotAllowed):
        workflow.keep_template(**facts, organ=None, style=PaperStyle.STATE)


def test_upload_without_its_token_keeps_nothing(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.clerk)

    assert upload(client, template(), f"organ:{desk.organ.pk}").status_code == 403
    assert not DocumentTemplate.objects.filter(uploaded_by__isnull=False).exists()


def test_seed_keeps_a_new_version_only_of_what_changed(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    call_command("seed", verbosity=0)
    assert DocumentTemplate.objects.count() == 12
    for kind in Paper:
        for style in PaperStyle:
            content = shipped.path_of(kind, style).read_bytes()
            (tmp_path / f"{kind}-{style}.docx").write_bytes(content)
    (tmp_path / f"{SLIP}-state.docx").write_bytes(template())
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)

    shipped.load()
    shipped.load()

    assert DocumentTemplate.objects.count() == 13
    assert DocumentTemplate.objects.filter(kind=SLIP, style="state").first().version == 2  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("model", "change"),
    [
        ("template", {"kind": "thu_tinh"}),
        ("template", {"style": "baroque"}),
        ("template", {"organ": True}),
        ("document", {"kind": "thu_tinh"}),
        ("document", {"number": "12"}),
        ("document", {"issued_on": date(2026, 2, 5)}),
    ],
)
def test_database_refuses_rows_against_the_rules(desk: Desk, model: str, change: dict[str, Any]) -> None:
    document = made(desk, desk.opinion(), typed=TYPED)
    rows: Any = CaseDocument if model == "document" else DocumentTemplate
    pk = document.pk if model == "document" else document.template_id
    change = {"organ_id": desk.organ.pk} if "organ" in change else change

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.objects.filter(pk=pk).update(**change)


def test_database_refuses_a_version_twice(desk: Desk) -> None:
    row = DocumentTemplate.objects.defer(None).first()
    assert row is not None
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_second_of_two_uploads_at_once_is_told_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"kind": SLIP, "organ": desk.organ, "style": None, "valid_from": timezone.localdate()}
    workflow.keep_template(**facts, by=desk.clerk, content=template())
    monkeypatch.setattr("feedback.workflow.papers.Max", lambda field: Count("pk") * 0)

    with pytest.raises(ValidationError, match="Người khác vừa tải mẫu này lên"):
        workflow.keep_template(**facts, by=desk.clerk, content=template())


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_templates_asks_the_same_for_any_number(
    client: Client, desk: Desk, count: int, django_assert_num_queries: Any
) -> None:
    facts = {"kind": SLIP, "organ": desk.organ, "style": None, "valid_from": timezone.localdate()}
    for _each in range(count):
        workflow.keep_template(**facts, by=desk.clerk, content=template())
    client.force_login(user("tri2", Role.ADMINISTRATOR))
    client.get(LIST)

    with django_assert_num_queries(10):
        client.get(LIST)
