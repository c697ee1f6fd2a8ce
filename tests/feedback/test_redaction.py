"""What the check before publication finds, and what it leaves alone."""

import time

import pytest

from feedback.redaction import Hit, Kept, Kind, hits

KEPT = Kept(
    reference="1234-5678",
    full_name="Kimnhânvật Lò Thị Hoà",
    phone="+84987612345",
    email="kimthu99@hopthu.example",
    address="Số 7 ngõ Kimđịachỉ, thôn Tân Tiến, xã Hàm Yên",
    accused=["Đỗ Văn Bình"],
    notes=["Gọi cho trưởng thôn trước khi trả lời, việc này nhạy cảm.", "Mã hồ sơ Kimghichú."],
    known=["Cầu tràn thôn Tân Tiến hỏng từ tháng trước."],
    common=["UBND xã Hàm Yên", "Thôn Tân Tiến"],
)


def found(words: str, kept: Kept = KEPT) -> list[tuple[Kind, str]]:
    return [(hit.kind, hit.found) for hit in hits({"question": words}, kept)]


@pytest.mark.parametrize(
    ("words", "kind", "part"),
    [
        ("Tôi là lo thi hoa ở đây", Kind.SENDER, "lo thi hoa"),
        ("Gia đình bà Hòa đã lội", Kind.SENDER, "bà Hòa"),
        ("gọi 0987.612.345 nhé", Kind.SENDER, "0987.612.345"),
        ("gọi (0987) 612 - 345", Kind.SENDER, "0987) 612 - 345"),
        ("gọi 0987/612/345", Kind.SENDER, "0987/612/345"),
        ("gọi +84 987–612–345", Kind.SENDER, "+84 987–612–345"),
        ("gia đình bà\nHoà đã lội", Kind.SENDER, "bà\nHoà"),
        ("gia đình bà hoà đã lội", Kind.SENDER, "bà hoà"),
        ('gia đình cô "Hoà" đã lội', Kind.SENDER, 'cô "Hoà'),
        ("thư kimthu99 gửi", Kind.SENDER, "kimthu99"),
        ("ở số 7, ngõ kimdiachi", Kind.SENDER, "số 7, ngõ kimdiachi"),
        ("cán bộ Đỗ Văn Bình", Kind.ACCUSED, "Đỗ Văn Bình"),
        ("ý kiến 1234 5678", Kind.REFERENCE, "1234 5678"),
        ("ý kiến 1234 – 5678", Kind.REFERENCE, "1234 – 5678"),
        ("căn cước 008 099 001 234", Kind.ID_NUMBER, "008 099 001 234"),
        ("số máy 0207 384 2222", Kind.LONG_NUMBER, "0207 384 2222"),
        ("hỏi ai@do.example nhé", Kind.MAIL, "ai@do.example"),
        ("xe 22B1-123.45 chạy", Kind.PLATE, "22B1-123.45"),
        ("Thửa số 12, tờ bản đồ số 5", Kind.PARCEL, "Thửa số 12"),
        ("nhà ông Nguyễn Văn Tài", Kind.PERSON, "ông Nguyễn Văn Tài"),
        ("nhờ Ma Thị Pham giúp", Kind.PERSON, "Ma Thị Pham"),
        ("nên gọi cho trưởng thôn trước khi làm", Kind.NOTE, "gọi cho trưởng thôn trước khi"),
        ("hồ sơ kimghichu đã xong", Kind.NOTE, "kimghichu"),
    ],
)
def test_check_finds(words: str, kind: Kind, part: str) -> None:
    assert (kind, part) in found(words)


@pytest.mark.parametrize(
    "words",
    [
        "Cầu tràn thôn Tân Tiến hỏng từ tháng trước, xã Hàm Yên sửa trong quý IV.",
        "Hỗ trợ 1.250.000.000 đồng, trả ngày 05/03/2026, khoảng 1.200 hộ.",
        "Công văn 12/CV-UBND ngày 05.03.2026; Nghị định 154/2026/NĐ-CP.",
        "Kính gửi Ông/Bà, đường dài 620 m đã xong.",
    ],
)
def test_check_leaves_alone_what_points_to_nobody(words: str) -> None:
    assert found(words) == []


def test_each_hit_shows_where_it_stands_and_what_never_passes() -> None:
    boxes = {"title": "Cầu hỏng", "answer": "Xin gọi 0987612345 để hỏi về cầu."}

    assert hits(boxes, KEPT) == [
        Hit(Kind.SENDER, "answer", "Xin gọi ", "0987612345", " để hỏi về cầu."),
    ]
    assert [kind for kind in Kind if Hit(kind, "", "", "x", "").may_stand] == [
        Kind.LONG_NUMBER,
        Kind.MAIL,
        Kind.PLATE,
        Kind.PARCEL,
        Kind.PERSON,
        Kind.NOTE,
    ]


def test_a_sender_called_like_the_place_does_not_forbid_the_place() -> None:
    kept = Kept(full_name="Lê Hàm Yên", common=["UBND xã Hàm Yên"])

    assert found("UBND xã Hàm Yên trả lời", kept) == []
    assert found("Lê Hàm Yên hỏi", kept) == [(Kind.SENDER, "Lê Hàm Yên")]


@pytest.mark.parametrize("words", ["a" * 10_000, "1" * 10_000, "1.111" * 2_000])
def test_the_check_reads_ten_thousand_signs_without_a_space_at_once(words: str) -> None:
    began = time.process_time()

    found(words, Kept())

    assert time.process_time() - began < 0.5
