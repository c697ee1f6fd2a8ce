"""A citizen's browser for the scenarios: fetches a form, sends it until it is taken, reads the code."""

import http.client
import re
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 60


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.location = response.getheader("Location", "")
        cookies = [value for name, value in response.getheaders() if name == "Set-Cookie"]
        self.cookies = dict(cookie.split(";")[0].split("=", 1) for cookie in cookies)
        self.text = response.read().decode()


@dataclass
class Form:
    """One opened form page; `code` is set once its receipt was seen."""

    marker: str
    token: str
    csrf: str
    cookies: dict[str, str]
    email: str = ""
    code: str = ""
    seconds: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


class Visitor:
    def __init__(self, port: int, timeout: float = 30) -> None:
        self.port, self.timeout = port, timeout

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None, **cookies: str) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if fields is not None else {}
        try:
            line.request(method, path, urlencode(fields) if fields is not None else None, headers)
            return Answer(line.getresponse())
        finally:
            line.close()

    def open_form(self, *, email: bool = True) -> Form:
        page = self.ask("GET", "/gop-y/")
        marker = f"mốc{secrets.token_hex(6)}"
        hidden = dict(re.findall(r'name="(form_token|csrfmiddlewaretoken)" value="([^"]+)"', page.text))
        address = f"{marker.removeprefix('mốc')}@example.vn" if email else ""
        return Form(marker, hidden["form_token"], hidden["csrfmiddlewaretoken"], page.cookies, email=address)

    def send(self, form: Form) -> Answer:
        fields = {"form_token": form.token, "csrfmiddlewaretoken": form.csrf, "kind": "phan_anh"}
        fields |= {"body": f"Cống thôn Tân Tiến tắc, {form.marker}.", "email": form.email}
        began = time.monotonic()
        try:
            answer = self.ask("POST", "/gop-y/", fields, **form.cookies)
        finally:
            form.seconds.append(time.monotonic() - began)
        if answer.status == 302:
            receipt = self.ask("GET", answer.location, **form.cookies | answer.cookies)
            found = re.search(r'id="code"[^>]*>([^<]+)<', receipt.text)
            form.code = found.group(1).strip() if found else ""
        return answer

    def insist(self, form: Form) -> None:
        """Send the same form again and again, as people do, until its receipt is seen."""
        until = time.monotonic() + PATIENCE
        while not form.code and time.monotonic() < until:
            try:
                answer = self.send(form)
                if answer.status != 302:
                    form.refusals.append(str(answer.status))
            except (OSError, http.client.HTTPException, KeyError) as error:
                form.refusals.append(type(error).__name__)
            if not form.code:
                time.sleep(0.3)

    def opens_case(self, form: Form) -> bool:
        page = self.ask("GET", "/tra-cuu/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None
        fields = {"code": form.code, "csrfmiddlewaretoken": token.group(1)}
        opened = self.ask("POST", "/tra-cuu/", fields, **page.cookies)
        return opened.status == 302 and form.marker in self.ask("GET", "/tra-cuu/", **opened.cookies).text
