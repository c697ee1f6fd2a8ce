"""The papers of a case in codes: which there are, and in whose manner they are laid out."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Paper(TextChoices):
    """The first is form 02/TCD of Decree 154/2026; it is for papers handed over, not for an opinion sent."""

    GIAY_BIEN_NHAN = "giay_bien_nhan", _("Receipt for papers handed over (02/TCD)")
    PHIEU_HUONG_DAN = "phieu_huong_dan", _("Guidance slip")
    PHIEU_CHUYEN_DON = "phieu_chuyen_don", _("Transfer slip")
    VAN_BAN_TRA_LOI = "van_ban_tra_loi", _("Written answer")


class PaperStyle(TextChoices):
    """State bodies follow Decree 30/2020; the Party, and the Front and organisations, their own rules."""

    STATE = "state", pgettext_lazy("paper style", "State body")
    PARTY = "party", pgettext_lazy("paper style", "Party body")
    FRONT = "front", pgettext_lazy("paper style", "Front and organisations")
