"""Files as people and their enemies send them, made here so that what hides in them is known."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

PLANTED = "Sùng Thị Mai 0912"
TAIL = b"PK\x03\x04<script>alert('tail')</script>"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{PLANTED}</dc:creator></x:xmpmeta>'.encode()
ROTATED = 6

pillow_heif.register_heif_opener()


def drawing(size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif() -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = ROTATED
    data[0x013B] = data[0x8298] = data[0x010E] = PLANTED
    data.get_ifd(0x8825).update({1: "N", 2: (22.0, 4.0, 5.0), 3: "E", 4: (105.0, 2.0, 5.0)})
    return data


def jpeg(size: tuple[int, int] = (80, 40)) -> bytes:
    """With position, owner, XMP, comment, a turned picture and something after its end."""
    told = saved(drawing(size), "JPEG", quality=95, exif=exif(), xmp=XMP, comment=PLANTED)
    return told + TAIL


def png() -> bytes:
    text = PngInfo()
    text.add_text("Author", PLANTED)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(drawing(), "PNG", pnginfo=text, exif=exif()) + TAIL


def webp() -> bytes:
    return saved(drawing(), "WEBP", lossless=True, exif=exif(), xmp=XMP) + TAIL


def heic() -> bytes:
    return saved(drawing((128, 64)), "HEIF", quality=95, exif=exif(), xmp=XMP)


def pdf(**save: Any) -> bytes:
    """Two pages with metadata, scripts, an attached file, a link, a signed note, a photo with a position."""
    document = pikepdf.new()
    page = document.add_blank_page()
    document.add_blank_page()
    with document.open_metadata() as meta:
        meta["dc:creator"] = [PLANTED]
    document.docinfo["/Author"] = PLANTED
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('planted')")
    document.Root.OpenAction = document.make_indirect(script)
    document.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["run", script]))
    )
    document.attachments["virus.exe"] = b"MZ planted"
    page.AA = pikepdf.Dictionary(O=script)
    page.Metadata = document.make_stream(XMP)
    page.Annots = pikepdf.Array([note(document, "/Link", script), note(document, "/Text", script)])
    photo = document.make_stream(saved(drawing(), "JPEG", exif=exif(), comment=PLANTED) + TAIL)
    photo.stream_dict.update(
        {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Filter": pikepdf.Name.DCTDecode}
    )
    photo.stream_dict.update({"/Width": 80, "/Height": 40, "/BitsPerComponent": 8})
    photo.stream_dict["/ColorSpace"] = pikepdf.Name.DeviceRGB
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photo))
    again = document.make_stream(b"")
    flate, dct = pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode
    again.write(zlib.compress(photo.read_raw_bytes()), filter=pikepdf.Array([flate, dct]))
    once = document.make_stream(b"")
    once.write(photo.read_raw_bytes(), filter=pikepdf.Array([dct]))
    page.Resources.XObject.Im1, page.Resources.XObject.Im2 = again, once
    page.Contents = document.make_stream(b"q 80 0 0 40 0 0 cm /Im0 Do Q")
    out = BytesIO()
    document.save(out, **save)
    return out.getvalue()


def note(document: pikepdf.Pdf, kind: str, action: pikepdf.Dictionary) -> pikepdf.Object:
    return document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(kind), Rect=[0, 0, 9, 9], A=action, T=PLANTED
        )
    )


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A picture of a few kilobytes that says it has 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def bomb_pdf() -> bytes:
    """A document whose table of objects unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(100)) + packer.flush()
    head = b"%PDF-1.5\n1 0 obj\n<< /Type /XRef /Size 9 /W [1 2 1] /Root 2 0 R /Filter /FlateDecode "
    head += b"/Length %d >>\nstream\n" % len(packed)
    return head + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


ZIP = b"PK\x03\x04" + bytes(200)
REFUSED: dict[str, bytes] = {
    "an executable called jpg": b"MZ\x90\x00" + bytes(300),
    "an ELF program": b"\x7fELF" + bytes(300),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "HTML called PDF": b"<!DOCTYPE html><script>alert(1)</script>",
    "HTML with a PDF inside": b"<html><script>alert(1)</script>%PDF-1.4",
    "ZIP": ZIP,
    "docx with macros": ZIP.replace(bytes(60), b"word/vbaProject.bin" + bytes(41), 1),
    "GIF": saved(drawing(), "GIF"),
    "nothing but the head of a JPEG": b"\xff\xd8\xff\xe0" + bytes(400),
    "half a JPEG": saved(Image.effect_noise((400, 400), 60), "JPEG")[:9000],
    "nothing but the head of a PDF": b"%PDF-1.7\n" + bytes(400),
    "nothing": b"",
}


def sent(data: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def thin_png() -> bytes:
    """A picture one pixel wide, which costs many times its twelve million pixels."""
    return huge_png(1, 12_000_000)


def animated_webp(frames: int = 10_000) -> bytes:
    still = saved(Image.new("RGB", (16, 16), "red"), "WEBP", lossless=True)[12:]
    side = (15).to_bytes(3, "little")
    frame = bytes(6) + side + side + b"\x0a\0\0\0" + still
    frame = b"ANMF" + struct.pack("<I", len(frame)) + frame + bytes(len(frame) % 2)
    head = (
        b"VP8X"
        + struct.pack("<I", 10)
        + b"\x02\0\0\0"
        + side
        + side
        + b"ANIM"
        + struct.pack("<I", 6)
        + bytes(6)
    )
    body = b"WEBP" + head + frame * frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pages(count: int) -> bytes:
    """A document of so many pages, each an object of its own."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * count
    parts, offsets, at = [b"%PDF-1.4\n"], [], 9
    for number, content in enumerate(objects, start=1):
        offsets.append(b"%010d 00000 n \n" % at)
        parts.append(b"%d 0 obj%s endobj\n" % (number, content))
        at += len(parts[-1])
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(offsets)
    return b"".join(parts) + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, at)


def double_bomb_pdf() -> bytes:
    """A page whose drawing is packed twice and would unpack to two gigabytes."""
    document = pikepdf.new()
    stream = document.make_stream(b"q")
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(20)) * 10
    flate = pikepdf.Name.FlateDecode
    stream.write(zlib.compress(packed, 9), filter=pikepdf.Array([flate, flate]))
    document.add_blank_page().Contents = stream
    out = BytesIO()
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def reaching_out_pdf() -> bytes:
    """A page that launches, submits, runs and fetches when it is opened, printed or touched."""
    document = pikepdf.new()
    page = document.add_blank_page()
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="planted.exe")
    document.Root.OpenAction, page.AA = launch, pikepdf.Dictionary(O=launch)
    widget = note(document, "/FreeText", pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://planted"))
    widget.AA = pikepdf.Dictionary(U=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="planted()"))
    page.Annots = pikepdf.Array([widget])
    inner = document.make_stream(b"", {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form})
    inner.stream_dict["/Ref"] = pikepdf.Dictionary(F="http://planted/x.pdf", Page=0)
    inner.stream_dict["/OPI"] = pikepdf.Dictionary(F="//planted/share")
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F0=inner))
    outside = document.make_stream(b"q Q")
    outside.stream_dict["/F"] = pikepdf.Dictionary(FS=pikepdf.Name.URL, F="http://planted/stream")
    page.Contents = outside
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def packed(*names: str) -> bytes:
    """A real archive; what is called word/… unpacks to a hundred megabytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, bytes(100_000_000 if name.startswith("word/") else 10))
    return out.getvalue()


POLYGLOTS: dict[str, bytes] = {
    "JPEG and ZIP": saved(drawing(), "JPEG") + ZIP + b"planted",
    "JPEG and HTML": saved(drawing(), "JPEG", comment=b"<script>planted</script>") + TAIL,
    "JPEG and PDF": saved(drawing(), "JPEG") + pages(1) + b"planted",
    "PDF and HTML": pages(1) + TAIL,
    "PDF and ZIP": pages(1) + ZIP + b"planted",
}
REFUSED |= {
    "GIF and PDF": saved(drawing(), "GIF") + pages(1),
    "PDF after other bytes": b"GIF89a" + bytes(900) + pages(1),
    "a docx that unpacks to 100 MB": packed("[Content_Types].xml", "word/document.xml"),
    "docm": packed("[Content_Types].xml", "word/vbaProject.bin"),
}
