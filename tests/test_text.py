"""Cleaning, folding and ordering Vietnamese text."""

import unicodedata
from datetime import date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import override

from portal.text import clean, fold, looks_legacy, sort_key

ALL_MARKS = "aàảãáạăằẳẵắặâầẩẫấậ đ eèẻẽéẹêềểễếệ iìỉĩíị oòỏõóọôồổỗốộơờởỡớợ uùủũúụưừửữứự yỳỷỹýỵ"


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("  Đường hỏng \r\n\r\nở thôn 2\r", "Đường hỏng \n\nở thôn 2"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Hiền"), "Nguyễn Thị Hiền"),
        ("êm\u0301", "ếm".replace("ế", "ê") + "\u0301"),
        ("\u200bHàm\u00adYên\ufeff", "HàmYên"),
        ("xã\u00a0Hàm\u202fYên", "xã Hàm Yên"),
        ("abc\u202etxt.exe\u202c", "abctxt.exe"),
        ("chuông\x07 và\x9b thoát\x1b", "chuông và thoát"),
        ("cột\tmột\ndòng", "cột\tmột\ndòng"),
        ("một\u2028hai\x0bba\x85bốn", "một\nhai\nba\nbốn"),
        ("cảm ơn 🙏", "cảm ơn 🙏"),
        ("e\u200b\u0302\u0301", "ế"),
        ("", ""),
    ],
)
def test_clean_keeps_the_words_and_drops_the_rest(dirty: str, expected: str) -> None:
    assert clean(dirty) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "\udfff"])
def test_clean_refuses_what_cannot_be_stored(bad: str) -> None:
    with pytest.raises(ValidationError):
        clean(bad)


def test_clean_changes_nothing_the_second_time() -> None:
    once = clean("\u200b a\u200b\u0301 \r\n\u00a0Ô\u0323ng \x85")

    assert clean(once) == once


def test_clean_takes_a_megabyte_quickly() -> None:
    assert len(clean("Đường làng. " * 90_000)) == 12 * 90_000 - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nguyễn Văn Hòa", "nguyen van hoa"),
        ("ĐƯỜNG TRẦN HƯNG ĐẠO", "duong tran hung dao"),
        ("Ðà Nẵng", "da nang"),
        ("  Hàm \n Yên ", "ham yen"),
        ("thuỷ lợi", "thuy loi"),
        ("khoẻ", "khoe"),
        ("Số 12/QĐ-UBND", "so 12/qd-ubnd"),
        ("ＡＢＣ", "abc"),
        ("", ""),
    ],
)
def test_fold_gives_the_search_key(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà", "Hòa"), ("Thuỷ", "Thủy"), ("Khoẻ", "khỏe"), ("Quý", "Quí"), ("Lý", "Lí"), ("quyền", "quiền")],
)
def test_fold_makes_spellings_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("tay", "tai"), ("thuý", "thúi"), ("hay", "hai"), ("máy", "mái")])
def test_fold_keeps_different_words_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_fold_is_the_same_for_both_normal_forms_and_for_itself() -> None:
    for text in (ALL_MARKS, ALL_MARKS.upper()):
        folded = fold(text)

        assert folded == fold(unicodedata.normalize("NFD", text)) == fold(folded)
        assert folded.isascii()


def test_fold_of_a_beginning_is_found_in_the_fold_of_the_word() -> None:
    for typed in ("qu", "quy", "quyề", "quyền"):
        assert fold("quyền lợi").startswith(fold(typed))


def test_sort_key_orders_people_by_given_name() -> None:
    expected = [
        "Lý Thị An",
        "Trần Ánh",
        "Hoàng Ân",
        "Bế Ấn",
        "Ma Văn Ban",
        "Dương Văn Bình",
        "Đỗ Văn Bình",
        "Phàn Dính",
        "Vũ Dũng",
        "Lê Đào",
        "Chu Đông",
        "Mai Thị Hà",
        "Ngô Văn Hoà",
        "Ngô Xuân Hòa",
        "Giàng A Páo",
        "Đặng Quốc",
        "Tạ Thanh Thuỷ",
        "Tạ Thu Thủy",
    ]

    assert sorted(reversed(expected), key=sort_key) == expected


def test_sort_key_follows_alphabet_and_tones() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    letters = ["a", "ă", "â", "b", "d", "đ", "e", "ê", "g", "i", "o", "ô", "ơ", "p", "u", "ư", "v", "x", "y"]

    assert sorted(reversed(tones), key=sort_key) == tones
    assert sorted(reversed(letters), key=sort_key) == letters


@pytest.mark.parametrize(
    "expected",
    [
        ["Bình", "Đỗ Bình", "Đỗ Anh Bình"],
        ["Lê Thị Hoa", "Lê Thị Kim Hoa", "Lê Thị Minh Hoa"],
        ["Lê An", "Lê Anh", "Lê Ân"],
        ["Y Ban", "Y Bản"],
    ],
)
def test_sort_key_puts_the_shorter_name_first(expected: list[str]) -> None:
    assert sorted(reversed(expected), key=sort_key) == expected


def test_sort_key_ignores_tone_place_case_normal_form_and_spaces() -> None:
    key = sort_key("Nguyễn Thị Hoà")

    assert key == sort_key("  NGUYỄN  thị Hòa ") == sort_key(unicodedata.normalize("NFD", "Nguyễn Thị Hòa"))


@pytest.mark.parametrize("name", ["", "   ", "…", "Giàng A Páo", "H'Hen Niê", "123", "王"])
def test_sort_key_takes_any_name(name: str) -> None:
    assert isinstance(sort_key(name), str)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", True),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", True),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", False),
        ("Công dân phản ánh về đường xuân, khoẻ, quý, thuế, loài, ngoài, hoài, oán", False),
        ("Chị Müller hỏi về hộ chiếu ở xã Hàm Yên", False),
        ("The road is broken", False),
        ("", False),
    ],
)
def test_looks_legacy_knows_the_old_fonts(text: str, expected: bool) -> None:
    assert looks_legacy(text) is expected


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "typed", ["01/02/2026", "1/2/2026", "01-02-2026", "01.02.2026", "2026-02-01", "01/02/26"]
)
def test_dates_are_read_day_first(language: str, typed: str) -> None:
    with override(language):
        assert forms.DateField().clean(typed) == date(2026, 2, 1)


@pytest.mark.parametrize(("language", "number"), [("vi", "1.234.567,89"), ("en", "1,234,567.89")])
def test_dates_and_numbers_are_written_as_the_country_does(language: str, number: str) -> None:
    moment = datetime(2026, 2, 1, 7, 5)

    with override(language):
        assert formats.date_format(moment, "DATE_FORMAT") == "01/02/2026"
        assert formats.date_format(moment, "DATETIME_FORMAT") == "07:05 01/02/2026"
        assert formats.number_format(1234567.89, 2, use_l10n=True, force_grouping=True) == number
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
