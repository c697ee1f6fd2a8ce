"""The one table of fields a paper template may ask for, each with what it means and a sample.

Field names are Vietnamese without tones: those who write them work in offices, and several are terms of law.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.states import Paper


class Field(NamedTuple):
    label: object
    sample: str


BLANK = "…………………………"
COMMON: dict[str, Field] = {
    "co_quan_cap_tren": Field(
        _("Body above the one that issues it, in capitals"), "ĐẢNG BỘ TỈNH TUYÊN QUANG"
    ),
    "co_quan": Field(_("Body that issues it, in capitals"), "ỦY BAN NHÂN DÂN\nXÃ HÀM YÊN"),
    "ten_co_quan": Field(_("Body that issues it, as in a sentence"), "Ủy ban nhân dân xã Hàm Yên"),
    "dia_chi_co_quan": Field(_("Address of that body"), "Tổ dân phố Tân Bắc, xã Hàm Yên"),
    "dien_thoai_co_quan": Field(_("Telephone of that body"), "0207 384 2222"),
    "dia_danh": Field(_("Place name before the date"), "Hàm Yên"),
    "ngay_thang_nam": Field(_("Date of the paper, or its blanks"), "ngày 05 tháng 02 năm 2026"),
    "so_tiep_nhan": Field(_("Reception number"), "1234-5678"),
    "ngay_nhan": Field(_("Day the opinion was received"), "05 tháng 02 năm 2026"),
    "loai_don": Field(_("Kind in law, as in a sentence"), "kiến nghị"),
    "noi_dung_don": Field(_("What it is about"), "Cầu tràn thôn Tân Tiến hỏng.\nTrẻ em đi học phải lội."),
    "nguoi_gui": Field(_("Sender, as one is addressed"), "Ông/Bà Lò Thị Mẫu"),
    "ho_ten": Field(_("Full name of the sender"), "Lò Thị Mẫu"),
    "dia_chi": Field(_("Home address of the sender"), "Thôn Tân Tiến, xã Hàm Yên"),
    "so_dien_thoai": Field(_("Telephone of the sender"), "0912 345 678"),
    "dia_chi_tra_cuu": Field(_("Address of the tracking page"), "https://gopy.example.vn/tra-cuu/"),
    "chuc_vu_nguoi_ky": Field(_("For whom and as what one signs"), "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"),
    "ten_nguoi_ky": Field(_("Who signs"), "Nguyễn Văn Mẫu"),
}
NUMBERED: dict[str, Field] = {
    "so": Field(_("Blank for the number given after signature"), "          "),
    "ky_hieu": Field(_("What stands beside the number"), "PC-UBND"),
}
OF_PAPER: dict[Paper, dict[str, Field]] = {
    Paper.GIAY_BIEN_NHAN: {
        "gio_nhan": Field(_("Time the papers were received"), "14 giờ 30 phút"),
        "dia_diem": Field(_("Where they were received"), "Trung tâm Phục vụ hành chính công"),
        "ten_can_bo": Field(_("Who received them"), "Trần Thị Mẫu"),
        "chuc_vu_can_bo": Field(_("Post of who received them"), "Công chức văn thư"),
        "so_giay_to": Field(_("Number of the identity paper"), "001300000000"),
        "ngay_cap": Field(_("When it was issued"), "01/07/2021"),
        "noi_cap": Field(_("Who issued it"), "Cục Cảnh sát QLHC về TTXH"),
        "so_ban": Field(_("Number of copies"), "02"),
        "tt": Field(_("Row of the list of papers: its number"), "1"),
        "ten_tai_lieu": Field(_("Row of the list of papers: what it is"), "Đơn kiến nghị"),
        "so_trang": Field(_("Row of the list of papers: pages"), "02"),
        "tinh_trang": Field(_("Row of the list of papers: its condition"), "Bản chính"),
    },
    Paper.PHIEU_HUONG_DAN: NUMBERED
    | {
        "can_cu": Field(_("Legal basis"), "Luật Tiếp công dân năm 2013"),
        "co_quan_tham_quyen": Field(_("Body that is competent"), "Sở Xây dựng tỉnh Tuyên Quang"),
    },
    Paper.PHIEU_CHUYEN_DON: NUMBERED
    | {
        "can_cu": Field(_("Legal basis"), "khoản 2 Điều 26 Luật Tiếp công dân năm 2013"),
        "co_quan_nhan": Field(_("Body that receives it"), "Sở Xây dựng tỉnh Tuyên Quang"),
    },
    Paper.VAN_BAN_TRA_LOI: NUMBERED
    | {"noi_dung_tra_loi": Field(pgettext_lazy("paper", "Answer"), "Xã sửa cầu trong tháng 3.\nĐã có vốn.")},
}
COLUMNS = ("tt", "ten_tai_lieu", "so_trang", "tinh_trang")


def of(kind: str) -> dict[str, Field]:
    """The fields a template of this paper may ask for."""
    return COMMON | OF_PAPER[Paper(kind)]


def samples(kind: str) -> dict[str, str]:
    return {name: field.sample for name, field in of(kind).items()}
