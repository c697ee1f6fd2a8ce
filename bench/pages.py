"""What the form page weighs, what a submission asks of the database, and how long pages take in one run."""

import http.client
import os
import re
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure

ROUNDS = 60


def figures() -> Iterator[Figure]:
    html = fetch("/gop-y/")
    assets = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html.text)))
    weight = html.wire + sum(fetch(asset).wire for asset in assets)
    yield Figure("form page on the wire, compressed", weight / 1024, "KB", 10)
    yield Figure("form page, requests", 1 + len(assets), "", 3)
    yield Figure("one submission, statements", statements_of_a_submission(), "", 10)
    alive = median_ms(lambda: ask("GET", "/healthz"))
    form = median_ms(lambda: ask("GET", "/gop-y/"))
    post = median_ms(submit)
    yield Figure("/healthz, median", alive, "ms")
    yield Figure("form page, median", form, "ms")
    yield Figure("submission (form and POST), median", post, "ms")
    yield Figure("form page against /healthz", form / alive, "times")
    yield Figure("submission against form page", post / form, "times")


class Page:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        body = response.read()
        self.status = response.status
        self.cookies = [value.split(";")[0] for name, value in response.getheaders() if name == "Set-Cookie"]
        self.wire = len(body)
        self.text = "" if response.getheader("Content-Encoding") else body.decode()


def ask(method: str, path: str, body: str = "", **headers: str) -> Page:
    address = urlsplit(os.environ["BENCH_URL"])
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
    try:
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        return Page(line.getresponse())
    finally:
        line.close()


def fetch(path: str) -> Page:
    """Fetch a page; its weight is that of the compressed body, its text that of the plain one."""
    plain = ask("GET", path)
    if plain.status != 200:
        raise SystemExit(f"{path} answers {plain.status}.")
    plain.wire = ask("GET", path, Accept_Encoding="br, gzip").wire
    return plain


def median_ms(call: Callable[[], object]) -> float:
    call()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    if found is None:
        raise SystemExit(f"The form page holds no {name}.")
    return found.group(1)


def submit() -> None:
    page = ask("GET", "/gop-y/")
    fields = {
        "form_token": hidden(page.text, "form_token"),
        "csrfmiddlewaretoken": hidden(page.text, "csrfmiddlewaretoken"),
        "kind": "phan_anh",
        "body": "Ngầm tràn thôn Tân Tiến ngập sâu mỗi khi mưa, học sinh không qua được.",
    }
    body = "&".join(f"{name}={_quoted(value)}" for name, value in fields.items())
    headers = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": "; ".join(page.cookies)}
    done = ask("POST", "/gop-y/", body, **headers)
    if done.status != 302:
        raise SystemExit(f"A submission answers {done.status}.")


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode())


def statements_of_a_submission() -> int:
    """Count what one warm submission with a mail address asks, BEGIN and COMMIT left out."""
    client = Client(headers={"host": "127.0.0.1"})
    count = 0
    for _round in range(2):
        token = hidden(client.get("/gop-y/").content.decode(), "form_token")
        data = {
            "form_token": token,
            "kind": "khong_ro",
            "body": f"Đèn đường hỏng {secrets.token_hex(4)}",
            "full_name": "Giàng A Páo",
            "email": "pao@example.vn",
        }
        with CaptureQueriesContext(connection) as queries:
            client.post("/gop-y/", data)
        count = sum(q["sql"] not in {"BEGIN", "COMMIT"} for q in queries.captured_queries)
    return count
