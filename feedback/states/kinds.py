"""What an opinion can be, in codes: paths, kinds, channels, topics, fields, outcomes, grounds, statuses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def said(choices: type[TextChoices], value: str) -> str:
    """The words for a value, as `get_…_display` says them, which hashes every label of the list each time."""
    return str(choices(value).label) if value else ""


class Path(TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    COMPLAINT = "complaint", _("Complaint")
    DENUNCIATION = "denunciation", _("Denunciation")


class Kind(TextChoices):
    """What the sender says it is; complaint and denunciation have their own way and are no choice here."""

    KHONG_RO = "khong_ro", _("I am not sure, please sort it for me")
    PHAN_ANH = "phan_anh", _("Report something that is happening")
    KIEN_NGHI = "kien_nghi", _("Petition")
    GOP_Y = "gop_y", _("Opinion to build the Party and the government")
    HOI_DAP = "hoi_dap", _("Question about policy or procedure")
    KHEN_NGOI = "khen_ngoi", _("Praise, thanks")


class LegalKind(TextChoices):
    """What the clerk finds it to be in law; the declared kind stays beside it."""

    PHAN_ANH = "phan_anh", pgettext_lazy("legal kind", "Report")
    KIEN_NGHI = "kien_nghi", pgettext_lazy("legal kind", "Petition")
    GOP_Y = "gop_y", pgettext_lazy("legal kind", "Opinion")
    HOI_DAP = "hoi_dap", pgettext_lazy("legal kind", "Question")
    KHEN_NGOI = "khen_ngoi", pgettext_lazy("legal kind", "Praise")
    KHIEU_NAI = "khieu_nai", pgettext_lazy("legal kind", "Complaint")
    TO_CAO = "to_cao", pgettext_lazy("legal kind", "Denunciation")
    NOI_DUNG_TO_CAO = "thong_tin_co_noi_dung_to_cao", pgettext_lazy("legal kind", "Information that accuses")


ORDINARY_KINDS = (
    LegalKind.PHAN_ANH,
    LegalKind.KIEN_NGHI,
    LegalKind.GOP_Y,
    LegalKind.HOI_DAP,
    LegalKind.KHEN_NGOI,
)
# Kinds under Art. 28(1) of the Law on citizen reception 42/2013: the sender is told within 10 working days.
KINDS_WITH_NOTICE = frozenset({LegalKind.PHAN_ANH, LegalKind.KIEN_NGHI})
PATH_OF_KIND = {
    LegalKind.KHIEU_NAI: Path.COMPLAINT,
    LegalKind.TO_CAO: Path.DENUNCIATION,
    LegalKind.NOI_DUNG_TO_CAO: Path.DENUNCIATION,
}


class Channel(TextChoices):
    TRUC_TIEP = "truc_tiep", _("In person")
    HOM_THU = "hom_thu", _("Letter box")
    BUU_CHINH = "buu_chinh", _("Post")
    DIEN_THOAI = "dien_thoai", _("Telephone")
    CONG_TRUC_TUYEN = "cong_truc_tuyen", _("This portal")
    THU_DIEN_TU = "thu_dien_tu", _("E-mail")
    TIEP_CONG_DAN = "tiep_cong_dan", _("Citizen reception")
    TIEP_XUC_CU_TRI = "tiep_xuc_cu_tri", _("Voter meeting")
    DOI_THOAI = "doi_thoai", _("Dialogue")
    TOA_DAM = "toa_dam", _("Roundtable")
    CHUYEN_DEN = "chuyen_den", _("Passed on by another body")


# Doors at a desk: everything but the portal itself is entered by staff.
DESK_CHANNELS = tuple(c for c in Channel if c != Channel.CONG_TRUC_TUYEN)


class Book(TextChoices):
    """The books in which an organ numbers its cases, each from 1 every year."""

    Y_KIEN = "y_kien", pgettext_lazy("book", "Opinions")
    KHIEU_NAI = "khieu_nai", pgettext_lazy("book", "Complaints")
    TO_CAO = "to_cao", pgettext_lazy("book", "Denunciations")


class Proof(TextChoices):
    """How the desk knows the sender who lost a code: the kind of paper seen, never its number."""

    CCCD = "cccd", pgettext_lazy("proof", "Identity card")
    HO_CHIEU = "ho_chieu", pgettext_lazy("proof", "Passport")
    GIAY_KHAC = "giay_khac", pgettext_lazy("proof", "Another paper with a picture")
    POST = "post", pgettext_lazy("proof", "Nobody came: the slip goes by post to the address left")


class Topic(TextChoices):
    """The four groups of matters on which people are asked for their opinion."""

    THUC_HIEN = "thuc_hien", _("How Party rules, policy and law are carried out")
    CAN_BO = "can_bo", _("Conduct and duty of Party members, officials and civil servants")
    VAN_BAN = "van_ban", _("Draft documents, and how directives and resolutions are carried out")
    CHUC_NANG = "chuc_nang", _("How Party and state bodies do their job")
    KHONG_RO = "khong_ro", pgettext_lazy("topic", "I am not sure")


class Field(TextChoices):
    DAT_DAI = "dat_dai", _("Land and housing")
    CHINH_SACH = "chinh_sach", _("Benefits and policy")
    GIAI_PHONG_MAT_BANG = "giai_phong_mat_bang", _("Site clearance and compensation")
    MOI_TRUONG = "moi_truong", _("Environment")
    HA_TANG = "ha_tang", _("Roads, electricity, water")
    Y_TE = "y_te", _("Health care")
    GIAO_DUC = "giao_duc", _("Education")
    AN_NINH = "an_ninh", _("Security and public order")
    THU_TUC = "thu_tuc", _("Procedures and service attitude")
    DAN_TOC = "dan_toc", _("Ethnic and religious affairs")
    TU_PHAP = "tu_phap", _("Justice")
    DANG_DOAN_THE = "dang_doan_the", _("Party and organisations")
    THAM_NHUNG = "tham_nhung", _("Corruption and misconduct")
    KHAC = "khac", _("Other matters")


class ReplyBy(TextChoices):
    PAGE = "page", _("Tracking page")
    EMAIL = "email", pgettext_lazy("reply by", "E-mail")
    PHONE = "phone", pgettext_lazy("reply by", "Telephone")
    POST = "post", _("Letter by post")
    DESK = "desk", _("Collect at the intake desk")


class Outcome(TextChoices):
    TIEP_THU = "tiep_thu", _("Taken up")
    TIEP_THU_MOT_PHAN = "tiep_thu_mot_phan", _("Taken up in part")
    GIAI_TRINH = "giai_trinh", _("Explained")
    GHI_NHAN = "ghi_nhan_nghien_cuu", _("Noted for study")
    KHONG_THUOC = "khong_thuoc_tham_quyen", _("Not within competence")


class Helpful(TextChoices):
    YES = "yes", pgettext_lazy("helpful", "Yes")
    PARTLY = "partly", pgettext_lazy("helpful", "Partly")
    NO = "no", pgettext_lazy("helpful", "No")


class Told(TextChoices):
    """How somebody whom no letter of the portal reaches was told."""

    PHONE = "phone", pgettext_lazy("told", "By telephone")
    POST = "post", pgettext_lazy("told", "Letter by post")
    IN_PERSON = "in_person", pgettext_lazy("told", "In person")


class Ground(TextChoices):
    """Why an opinion is declined; each has its own sentence on the tracking page."""

    NOT_OURS = "not_ours", _("Belongs to another body; the sender is guided there")
    ANSWERED_BEFORE = "answered_before", _("Answered before, no new facts")
    OTHER = "other", _("Other ground")


class Status(TextChoices):
    RECEIVED = "received", _("Received")
    CLASSIFIED = "classified", _("Classified")
    ROUTED = "routed", _("Assigned, waiting for the unit")
    RETURNED = "returned", _("Handed back by the unit")
    ACCEPTED = "accepted", _("In work")
    NEEDS_MORE = "needs_more", _("Waiting for the sender")
    AWAITING_APPROVAL = "awaiting_approval", _("Waiting for the leader's approval")
    ANSWERED = "answered", _("Answered")
    TRANSFERRED = "transferred", _("Passed on outside")
    DECLINED = "declined", _("Declined")
    REOPENED = "reopened", _("Reopened")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")
    MERGED = "merged", _("Merged")


OPEN = (
    Status.RECEIVED,
    Status.CLASSIFIED,
    Status.ROUTED,
    Status.RETURNED,
    Status.ACCEPTED,
    Status.NEEDS_MORE,
    Status.AWAITING_APPROVAL,
    Status.REOPENED,
)
# Work on the matter is over, whatever the result; only CLOSED and WITHDRAWN carry closed_at.
DONE = (
    Status.ANSWERED,
    Status.TRANSFERRED,
    Status.DECLINED,
    Status.CLOSED,
    Status.WITHDRAWN,
    Status.MERGED,
)
ENDED = (Status.CLOSED, Status.WITHDRAWN)
EVERY = tuple(Status)
UNROUTED = (Status.RECEIVED, Status.CLASSIFIED, Status.RETURNED, Status.REOPENED)
WITH_UNIT = (Status.ROUTED, Status.RETURNED, Status.ACCEPTED, Status.AWAITING_APPROVAL, Status.ANSWERED)
