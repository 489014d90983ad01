"""Files up and down: the type is what the content shows, the name is a label, programs stay out."""

from typing import Any

import httpx
import pytest

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6360000002000154a24f5f00"
    "00000049454e44ae426082"
)


def upload(client: httpx.Client, content: bytes, name: str = "note.txt", kind: str = "text/plain") -> httpx.Response:
    return client.post("/v1/files", files={"file": (name, content, kind)})


def refused(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return response.json()["detail"]


def test_a_file_comes_back_as_it_was_sent(client: httpx.Client) -> None:
    stored = upload(client, b"the quick brown fox").json()
    back = client.get(f"/v1/files/{stored['id']}")

    assert (stored["name"], stored["type"], stored["size"]) == ("note.txt", "text/plain", 19)
    assert back.content == b"the quick brown fox"


def test_the_type_is_told_by_the_content(client: httpx.Client) -> None:
    assert upload(client, PNG, "invoice.pdf", "application/pdf").json()["type"] == "image/png"


def test_a_browser_saves_it_and_never_shows_it(client: httpx.Client) -> None:
    page = b"<html><script>alert(1)</script></html>"
    headers = client.get(f"/v1/files/{upload(client, page, 'page.html', 'text/html').json()['id']}").headers

    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("/absolute/path.txt", "path.txt"),
        ("..\\..\\windows.txt", "windows.txt"),
        ("..", "unnamed"),
        (".", "unnamed"),
        ("kontrak sewa – vila.pdf", "kontrak sewa – vila.pdf"),
        ("x" * 300 + ".txt", "x" * 196 + ".txt"),
    ],
)
def test_a_name_is_a_label_and_no_path(client: httpx.Client, name: str, kept: str) -> None:
    response = upload(client, b"hello", name)

    assert response.status_code == 201, response.text
    assert response.json()["name"] == kept
    assert client.get(f"/v1/files/{response.json()['id']}").content == b"hello"


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02\x01\x01" + bytes(100), b"MZ\x90\x00" + bytes(100), b"#!/bin/sh\nrm -rf /\n"]
)
def test_a_program_is_refused(client: httpx.Client, content: bytes) -> None:
    detail = refused(upload(client, content, "holiday.jpg", "image/jpeg"), 415)

    assert "'holiday.jpg' is a program" in detail


def test_an_empty_file_is_refused(client: httpx.Client) -> None:
    assert refused(upload(client, b""), 422) == "the file is empty"


def test_a_file_of_20_mib_is_kept_and_a_larger_one_refused(client: httpx.Client) -> None:
    assert upload(client, b"a" * 20 * 2**20).status_code == 201
    assert "larger than 20 MiB" in refused(upload(client, b"a" * (20 * 2**20 + 1)), 413)
    assert "at most" in refused(upload(client, b"a" * 25 * 2**20), 413)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"content": b"hello"}, "file"),
        ({"json": {"file": "hello"}}, "file"),
        ({"files": {"document": ("a.txt", b"hello")}}, "file"),
        ({"data": {"file": "hello"}}, "file"),
    ],
)
def test_a_form_without_a_file(client: httpx.Client, how: dict[str, Any], said: str) -> None:
    assert said in refused(client.post("/v1/files", **how), 422)


def test_a_form_that_is_none(client: httpx.Client) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    refused(client.post("/v1/files", content=b"no form at all", headers=headers), 400)


def test_a_form_of_thousands_of_fields(client: httpx.Client) -> None:
    response = client.post("/v1/files", files={f"f{n}": b"x" for n in range(3_000)})

    refused(response, 400)


def test_a_file_that_there_is_not(client: httpx.Client) -> None:
    assert "there is no file 'file_0'" in refused(client.get("/v1/files/file_0"), 404)
