"""Papers of a case: choose one, fill in what the case does not know, print it, record its number."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import permissions, states, workflow
from feedback.admin import pages
from feedback.models import CaseDocument, Submission
from feedback.paper_forms import FORMS, NumberForm
from feedback.papers import printing
from feedback.workflow import papers
from feedback.workflow.staff import unit_of
from officials import queries as office
from officials.models import User
from portal.errors import NotAllowed

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _case(request: HttpRequest, reference: str) -> Submission:
    """The case, for whoever may make papers for it."""
    user = pages.reader_of(request)
    case = pages.case_or_404(user, reference)
    if not permissions.can_make_paper(user, case):
        raise NotAllowed(_("You may not make papers for this opinion."))
    return case


def _document(case: Submission, pk: str) -> CaseDocument:
    rows = CaseDocument.objects.filter(submission=case).select_related("template", "made_by", "unit")
    document = get_object_or_404(rows, pk=int(pk))
    document.submission = case
    return document


def _to(document: CaseDocument) -> HttpResponseRedirect:
    reference = document.submission.reference
    return HttpResponseRedirect(reverse("admin:feedback_submission_paper", args=[reference, document.pk]))


@require_safe
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """The papers there are, and those already made."""
    case = _case(request, reference)
    made = CaseDocument.objects.filter(submission=case).select_related("made_by").defer("values")
    context = {"kinds": list(states.Paper), "made": made, "label": _("Papers")}
    return pages.page(request, "papers", case, context)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    return _make(request, reference, kind, is_proven=True)


def make_again(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """For want of a CSRF token no paper is made; what was typed stays."""
    return _make(request, reference, kind, is_proven=False)


def _make(request: HttpRequest, reference: str, kind: str, *, is_proven: bool) -> HttpResponse:
    user = pages.reader_of(request)
    case = _case(request, reference)
    if kind not in states.Paper.values:
        raise Http404
    paper = states.Paper(kind)
    unit = unit_of(user, case)
    own = {"initial": _here(user, case)} if paper == states.Paper.GIAY_BIEN_NHAN else {}
    posted = request.POST if request.method == "POST" else None
    form = FORMS[paper](posted, case=case, kind=paper, organ=unit.organ or unit, **own)
    if not is_proven:
        form.add_error(None, pages.PRESS_AGAIN)
    elif posted is not None and form.is_valid():
        try:
            return _to(
                workflow.make_paper(case, paper, by=user, typed=form.typed, names_sender=form.is_to_name)
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    status = 200 if is_proven else pages.FORBIDDEN
    return pages.page(request, "action", case, {"form": form, "label": paper.label}, status=status)


def _here(user: User, case: Submission) -> dict[str, str]:
    """Who hands out the receipt, and when."""
    now = timezone.localtime()
    return {
        "gio_nhan": f"{now.hour} giờ {now.minute:02d} phút",
        "on": f"{now:%d/%m/%Y}",
        "ten_can_bo": user.full_name,
        "chuc_vu_can_bo": office.post_title(user, unit_of(user, case)),
    }


@require_safe
def show(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    """The paper as a page to print; one that names the sender opens after a look at it was recorded."""
    case = _case(request, reference)
    document = _document(case, pk)
    form = NumberForm(initial={"number": document.number, "issued_on": document.issued_on})
    return _paper(request, case, document, form)


def _paper(
    request: HttpRequest, case: Submission, document: CaseDocument, form: NumberForm, status: int = 200
) -> HttpResponse:
    is_open = papers.may_open(document, by=pages.reader_of(request))
    context = {
        "document": document,
        "label": document.get_kind_display(),
        "blocks": printing.blocks_of(document) if is_open else None,
        "number_form": form,
    }
    return pages.page(request, "paper", case, context, status=status)


@require_POST
def reopen(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    """Record one more look at a paper that names the sender, then show it."""
    document = _document(_case(request, reference), pk)
    workflow.open_paper(document, by=pages.reader_of(request))
    return _to(document)


@require_safe
def download(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    document = _document(_case(request, reference), pk)
    if not papers.may_open(document, by=pages.reader_of(request)):
        return _to(document)
    return as_docx(printing.docx_of(document), f"{document.kind}-{reference}.docx")


def as_docx(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_POST
def number(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    return _number(request, reference, pk, is_proven=True)


def number_again(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    """For want of a CSRF token no number is kept; what was typed stays."""
    return _number(request, reference, pk, is_proven=False)


def _number(request: HttpRequest, reference: str, pk: str, *, is_proven: bool) -> HttpResponse:
    case = _case(request, reference)
    document = _document(case, pk)
    form = NumberForm(request.POST)
    if not is_proven:
        form.add_error(None, pages.PRESS_AGAIN)
    elif form.is_valid():
        try:
            workflow.record_number(document, by=pages.reader_of(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error) if hasattr(error, "error_dict") else form.add_error(
                None, error.messages
            )
        else:
            return pages.leave(request, case, _("The number is recorded."))
    return _paper(request, case, document, form, status=200 if is_proven else pages.FORBIDDEN)


ROUTES: tuple[tuple[str, Callable[..., HttpResponse], str], ...] = (
    ("papers/", choose, "papers"),
    (r"papers/(?P<kind>[a-z_]+)/", make, "make_paper"),
    (r"papers/(?P<pk>\d{1,18})/", show, "paper"),
    (r"papers/(?P<pk>\d{1,18})/open/", reopen, "reopen_paper"),
    (r"papers/(?P<pk>\d{1,18})/docx/", download, "paper_docx"),
    (r"papers/(?P<pk>\d{1,18})/number/", number, "paper_number"),
)
