"""Templates of papers: placeholders filled in as text and nothing else, files of unknown intent refused."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from docx import Document
from docx.document import Document as Paper
from docx.shared import Pt
from lxml import etree

from portal.papers import filling, package, sheet

SETTINGS = "word/settings.xml"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def paper(*lines: str) -> Paper:
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    return made


def lines_of(made: Paper) -> list[str]:
    return [line.text for line in Document(BytesIO(filling.saved(made))).paragraphs]


def changed(parts: dict[str, bytes | None], data: bytes | None = None) -> bytes:
    """A package with some of its parts replaced, added, or left out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data or filling.saved(paper("a")))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def part(name: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(BytesIO(filling.saved(paper("a")))) as held:
        return held.read(name).replace(old.encode(), new.encode())


def body(xml: str) -> bytes:
    return part("word/document.xml", "<w:sectPr", f"<w:p><w:r>{xml}</w:r></w:p><w:sectPr")


def link(kind: str, target: str, *, external: bool = True) -> bytes:
    mode = ' TargetMode="External"' if external else ""
    added = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    return part("word/_rels/document.xml.rels", "</Relationships>", added)


def test_placeholder_cut_over_runs_by_the_word_processor_is_filled_in_the_look_of_its_first_run() -> None:
    made = paper()
    line = made.add_paragraph("Kính gửi: ")
    for piece in ("{{", "ten", "}} ạ"):
        line.add_run(piece).font.size = Pt(15)

    filling.fill(made, {"ten": "Lò Thị Mẫu"})

    assert lines_of(made) == ["Kính gửi: Lò Thị Mẫu ạ"]
    assert line.runs[1].text == "{{"  # the template's own paragraph was left as it was, a copy was filled in


def test_line_break_begins_a_paragraph_of_the_same_look_and_all_fields_are_filled() -> None:
    made = paper("A {{mot}} B {{hai}} C")

    filling.fill(made, {"mot": "1\n2\n3", "hai": "x\r\ny"})

    assert lines_of(made) == ["A 1", "2", "3 B x", "y C"]


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ten}}",
        "{% for x in y %}",
        "{{7*7}}",
        "</w:t><w:br/>",
        "&lt;b&gt; &amp;",
        "]]>",
        "=cmd|' /C calc'!A0",
    ],
)
def test_what_is_filled_in_comes_out_as_it_was_typed(hostile: str) -> None:
    made = paper("Nội dung: {{noi_dung}} {{ten}}")

    filling.fill(made, {"noi_dung": hostile, "ten": "An"})

    assert lines_of(made) == [f"Nội dung: {hostile} An"]


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    made = paper("{{ten}}")

    filling.fill(made, {"ten": "a\x00b\x0bc\x1bd\ud800e\ufffef\tg"})

    assert lines_of(made) == ["ab", "cdef g"]


def test_line_whose_fields_are_all_empty_is_left_out_but_a_cell_keeps_its_only_one() -> None:
    made = paper("Địa chỉ: {{dia_chi}}", "{{ten}} {{dia_chi}}")
    made.add_table(rows=1, cols=1).rows[0].cells[0].paragraphs[0].add_run("Điện thoại: {{dia_chi}}")

    filling.fill(made, {"dia_chi": "", "ten": "An"})

    assert lines_of(made) == ["An "]
    assert made.tables[0].rows[0].cells[0].text == "Điện thoại: "


def test_row_of_the_list_is_repeated_for_each_paper() -> None:
    made = paper()
    for cell, words in zip(made.add_table(rows=1, cols=2).rows[0].cells, ("{{tt}}", "{{ten}}"), strict=True):
        cell.paragraphs[0].add_run(words)

    filling.fill(made, {"tt": "?"}, [{"tt": "1", "ten": "Đơn"}, {"tt": "2", "ten": "{{tt}}"}], ("tt", "ten"))

    assert [[c.text for c in row.cells] for row in made.tables[0].rows] == [["1", "Đơn"], ["2", "{{tt}}"]]


def test_header_and_footer_are_filled_too() -> None:
    made = paper()
    made.sections[0].footer.paragraphs[0].add_run("{{ten}}")

    filling.fill(made, {"ten": "An"})

    assert made.sections[0].footer.paragraphs[0].text == "An"


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("{{tn}}", "unknown_field", "{{tn}}"),
        ("{{ten}} {{Ten}}", "braces", "{{Ten"),
        ("{{ten", "braces", "{{ten"),
        ("{% if ten %}", "braces", "{% if ten %"),
        ("{{ten.__class__}}", "braces", "{{ten.__class__"),
    ],
)
def test_unknown_field_is_refused_by_name(line: str, code: str, words: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        filling.check(paper(line), ["ten", "dia_chi"])

    assert refusal.value.code == code
    assert words in refusal.value.messages[0]


def test_unknown_field_is_told_with_those_that_are_known() -> None:
    with pytest.raises(ValidationError, match=r"Các trường dùng được: ten, dia_chi\."):
        filling.check(paper("{{tn}}"), ["ten", "dia_chi"])


HOSTILE = {
    "no package": b"PK\x03\x04 khong phai",
    "a page": b"<html></html>",
    "other package": changed({"word/document.xml": None}),
    "macro": changed({"word/vbaProject.bin": b"x"}),
    "macro type": changed(
        {
            "[Content_Types].xml": part(
                "[Content_Types].xml",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                "application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        }
    ),
    "embedded": changed({"word/embeddings/oleObject1.bin": b"x"}),
    "far template": changed(
        {"word/_rels/document.xml.rels": link("attachedTemplate", "http://x.example/a.dotm")}
    ),
    "far picture": changed({"word/_rels/document.xml.rels": link("image", "http://x.example/a.png")}),
    "far link": changed({"word/_rels/document.xml.rels": link("hyperlink", "file:///etc/passwd")}),
    "other format inside": changed({"word/document.xml": body('<w:altChunk r:id="rId99"/>')}),
    "field that fetches": changed({"word/document.xml": body("<w:instrText>INCLUDETEXT x</w:instrText>")}),
    "field in pieces": changed(
        {"word/document.xml": body("<w:instrText>DDE</w:instrText><w:instrText>AUTO c x</w:instrText>")}
    ),
    "simple field": changed({"word/document.xml": body('</w:r><w:fldSimple w:instr="LINK x"/><w:r>')}),
    "entity": changed({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>' + body("<w:t>&b;</w:t>")[55:]}),
    "not XML": changed({"word/document.xml": b"<w:document"}),
    "bomb": changed({"word/media/a.xml": b"<a>" + b" " * 5_000_000 + b"</a>"}),
    "many parts": changed({f"word/x{n}.xml": b"<a/>" for n in range(300)}),
    "large": b"PK" + b"x" * package.LARGEST,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_with_a_sentence(case: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        package.opened(HOSTILE[case])

    assert refusal.value.code == "paper"
    assert refusal.value.messages[0].endswith(".")


def test_page_number_is_a_field_that_may_stay() -> None:
    data = changed({"word/document.xml": body("<w:instrText> PAGE </w:instrText>")})

    assert package.opened(data).paragraphs


def test_file_that_lies_about_its_size_is_still_cut_off() -> None:
    bomb = changed({"word/media/a.xml": b"<a>" + b" " * 5_000_000 + b"</a>"})
    size = (5_000_007).to_bytes(4, "little")
    assert size in bomb

    with pytest.raises(ValidationError):
        package.opened(bomb.replace(size, (7).to_bytes(4, "little")))


def test_sheet_shows_lines_tables_and_looks() -> None:
    made = paper()
    run = made.add_paragraph().add_run("<b>Đậm</b>")
    run.bold = True
    run.font.size, made.paragraphs[0].paragraph_format.space_after = Pt(13), Pt(60)
    made.add_table(rows=1, cols=2).rows[0].cells[1].paragraphs[0].add_run("x")

    line, grid = sheet.blocks(made)

    assert isinstance(line, sheet.Line)
    assert isinstance(grid, sheet.Grid)
    assert line.pieces == [sheet.Piece("<b>Đậm</b>", True, False, False)]
    assert line.css == "gap s13"
    assert [cell.css for cell in grid.rows[0]] == ["w50", "w50"]
    assert isinstance(grid.rows[0][1].blocks[0], sheet.Line)
    assert grid.rows[0][1].blocks[0].pieces[0].text == "x"
    assert etree.iselement(made.element)
