"""The words of the templates that come with the portal; an office changes them in its own copies.

Sources: receipt, form 02/TCD of Decree 154/2026; slips and answer, the forms in use under the Law on citizen
reception 42/2013. A paragraph whose fields are all empty is left out when a paper is made.
"""

from feedback.states import Paper

TITLES: dict[Paper, tuple[str, ...]] = {
    Paper.GIAY_BIEN_NHAN: ("GIẤY BIÊN NHẬN", "Về việc tiếp nhận đơn và thông tin, tài liệu kèm theo"),
    Paper.PHIEU_HUONG_DAN: ("PHIẾU HƯỚNG DẪN",),
    Paper.PHIEU_CHUYEN_DON: ("PHIẾU CHUYỂN ĐƠN",),
    Paper.VAN_BAN_TRA_LOI: (),
}
_RECEIVED = (
    "Ngày {{ngay_nhan}}, {{ten_co_quan}} nhận được {{loai_don}} của Ông/Bà (số tiếp nhận {{so_tiep_nhan}})."
)
BODIES: dict[Paper, tuple[str, ...]] = {
    Paper.GIAY_BIEN_NHAN: (
        "Vào {{gio_nhan}}, ngày {{ngay_nhan}}, tại {{dia_diem}}.",
        "Tôi là {{ten_can_bo}}, chức vụ: {{chuc_vu_can_bo}}.",
        "Đã nhận của Ông/Bà: {{ho_ten}}.",
        "Số CCCD/Hộ chiếu: {{so_giay_to}}.",
        "Ngày cấp: {{ngay_cap}}; nơi cấp: {{noi_cap}}.",
        "Địa chỉ: {{dia_chi}}.",
        "Số điện thoại: {{so_dien_thoai}}.",
        "Các tài liệu sau đây:",
        "papers",
        "Giấy này lập thành {{so_ban}} bản; giao cho người cung cấp tài liệu 01 bản.",
        "Số tiếp nhận: {{so_tiep_nhan}}. Ông/Bà theo dõi việc xử lý bằng mã tra cứu trên phiếu tiếp nhận, "
        "tại {{dia_chi_tra_cuu}}.",
    ),
    Paper.PHIEU_HUONG_DAN: (
        "Kính gửi: {{nguoi_gui}}",
        "(Địa chỉ: {{dia_chi}})",
        _RECEIVED,
        "Nội dung: {{noi_dung_don}}",
        "Căn cứ {{can_cu}}, nội dung trên không thuộc thẩm quyền giải quyết của {{ten_co_quan}}.",
        "Đề nghị Ông/Bà gửi đến {{co_quan_tham_quyen}} để được xem xét, giải quyết theo quy định.",
        "Nếu cần hỏi thêm, xin gọi {{dien_thoai_co_quan}}.",
    ),
    Paper.PHIEU_CHUYEN_DON: (
        "Kính gửi: {{co_quan_nhan}}",
        "Ngày {{ngay_nhan}}, {{ten_co_quan}} nhận được {{loai_don}} của {{nguoi_gui}} (số tiếp nhận "
        "{{so_tiep_nhan}}).",
        "Địa chỉ: {{dia_chi}}.",
        "Nội dung: {{noi_dung_don}}",
        "Căn cứ {{can_cu}}, {{ten_co_quan}} chuyển {{loai_don}} nêu trên đến {{co_quan_nhan}} để xem xét, "
        "giải quyết theo thẩm quyền và thông báo kết quả cho người gửi và {{ten_co_quan}}.",
    ),
    Paper.VAN_BAN_TRA_LOI: (
        "Kính gửi: {{nguoi_gui}}",
        "(Địa chỉ: {{dia_chi}})",
        _RECEIVED,
        "Nội dung: {{noi_dung_don}}",
        "Sau khi xem xét, {{ten_co_quan}} trả lời như sau:",
        "{{noi_dung_tra_loi}}",
        "Trên đây là trả lời của {{ten_co_quan}} để Ông/Bà được biết.",
        "Nếu cần hỏi thêm, xin gọi {{dien_thoai_co_quan}}.",
    ),
}
