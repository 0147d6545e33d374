"""A browser without a screen: follows links and fills in the forms that are really on the page, hidden fields and all."""

from __future__ import annotations

import contextvars
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse


class Form:
    def __init__(self, attributes: dict[str, str], base: str) -> None:
        self.action = urljoin(base, attributes.get("action") or base)
        self.method = (attributes.get("method") or "get").lower()
        self.id = attributes.get("id", "")
        self.fields: list[tuple[str, str]] = []
        self.names: set[str] = set()
        self.buttons: list[tuple[str, str, str]] = []  # name, value, label
        self.text = ""


class Page(HTMLParser):
    """What a test needs of an HTML page: forms with their present values, links, visible text."""

    def __init__(self, html: str, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.forms, self.links, self.text = base, [], [], ""  # type: ignore[var-annotated]
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, str] | None = None
        self._link: tuple[str, str] | None = None
        self._button: list[str] | None = None
        self._quiet = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {key: value or "" for key, value in attrs}
        if tag in ("script", "style"):
            self._quiet += 1
        elif tag == "form":
            self._form = Form(a, self.base)
            self.forms.append(self._form)
        elif tag == "a" and "href" in a:
            self._link = (urljoin(self.base, a["href"]), "")
        elif self._form is not None:
            self._field(tag, a)

    def _field(self, tag: str, a: dict[str, str]) -> None:
        form, name = self._form, a.get("name", "")
        assert form is not None
        if name:
            form.names.add(name)
        if tag == "input" and a.get("type") in ("submit",):
            form.buttons.append((name, a.get("value", ""), a.get("value", "")))
        elif tag == "input" and name and a.get("type") in ("checkbox", "radio"):
            if "checked" in a:
                form.fields.append((name, a.get("value", "on")))
        elif tag == "input" and name and a.get("type") != "file":
            form.fields.append((name, a.get("value", "")))
        elif tag == "select" and name:
            self._select = (name, [])
        elif tag == "option" and self._select:
            self._select[1].append((a.get("value", ""), "selected" in a))
        elif tag == "textarea" and name:
            self._area = (name, "")
        elif tag == "button":
            self._button = [name, a.get("value", ""), ""]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._quiet -= 1
        elif tag == "form":
            self._form = None
        elif tag == "a" and self._link:
            self.links.append(self._link)
            self._link = None
        elif tag == "select" and self._select and self._form is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            self._form.fields += [(name, value) for value in chosen]
            self._select = None
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.fields.append((self._area[0], self._area[1].replace("\r\n", "\n").removeprefix("\n")))
            self._area = None
        elif tag == "button" and self._button and self._form is not None:
            self._form.buttons.append((self._button[0], self._button[1], self._button[2].strip()))
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._quiet:
            return
        if self._area:
            self._area = (self._area[0], self._area[1] + data)
            return
        if self._button:
            self._button[2] += data
        if self._link:
            self._link = (self._link[0], self._link[1] + data)
        if self._form is not None:
            self._form.text += data
        self.text += data


class Browser:
    """`browser.get("/x")`, then `browser.submit("Plaatsen", body="...")` presses the button with that label."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.response: TestResponse
        self.page: Page
        self.path = "/"

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._follow(self._request(self.client.get, path, **options))

    def post(self, path: str, data: Any = None, **options: Any) -> TestResponse:
        return self._follow(self._request(self.client.post, path, data=data, **options))

    @staticmethod
    def _request(method: Any, *args: Any, **options: Any) -> TestResponse:
        """In a context of its own, as on a server: a test that holds an app context open shares nothing with the request."""
        response: TestResponse = contextvars.Context().run(method, *args, **options)
        return response

    def _follow(self, response: TestResponse) -> TestResponse:
        for _hop in range(10):
            if response.status_code not in (301, 302, 303, 307, 308):
                break
            response = self._request(self.client.get, response.headers["Location"])
        self.response, self.path = response, response.request.path
        html = response.text if response.mimetype == "text/html" else ""
        self.page = Page(html, response.request.full_path.rstrip("?"))
        return response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """The visible text with white space folded."""
        return " ".join(self.page.text.split())

    def form(self, button: str = "", action: str = "") -> Form:
        """The one form with a button of this label (or part of it) and this (part of an) action."""
        found = [
            form
            for form in self.page.forms
            if form.method == "post" and action in form.action and (not button or any(button in b[2] for b in form.buttons))
        ]
        if not found:
            there = [(f.action, [b[2] for b in f.buttons]) for f in self.page.forms]
            raise AssertionError(f"no form with button {button!r} on {self.path} ({self.status}): {there}\n{self.text[:800]}")
        return found[0]

    def submit(self, button: str = "", *, action: str = "", files: dict[str, Any] | None = None, **fields: Any) -> TestResponse:
        """Fill in and press. Unknown field names are an error; None leaves a field out; a list ticks several."""
        form = self.form(button, action)
        unknown = set(fields) - form.names
        if unknown:
            raise AssertionError(f"no field {sorted(unknown)} in form at {self.path}; it has {sorted(form.names)}")
        data = [(name, value) for name, value in form.fields if name not in fields]
        for name, value in fields.items():
            values = value if isinstance(value, list | tuple) else [value]
            data += [(name, str(one)) for one in values if one is not None and one is not False]
        pressed = next((b for b in form.buttons if not button or button in b[2]), None)
        if pressed and pressed[0]:
            data.append((pressed[0], pressed[1]))
        from werkzeug.datastructures import MultiDict

        body: Any = MultiDict([*data, *(files or {}).items()])
        return self.post(urlsplit(form.action).path + ("?" + urlsplit(form.action).query if urlsplit(form.action).query else ""), body)

    def follow(self, label: str) -> TestResponse:
        """Press the link with this text (or part of it)."""
        for href, text in self.page.links:
            if label in " ".join(text.split()):
                return self.get(href)
        raise AssertionError(f"no link {label!r} on {self.path}: {[t.strip() for _, t in self.page.links]}")
