"""Other programs use the running app over loopback: only with the key, and nothing is left half."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aiohttp")

from desktop.api.key import FILE_NAME
from desktop.api.server import Options, Server
from desktop.errors import ALL_CODES
from desktop.file_queue import Phase
from desktop.settings import Settings

pytestmark = pytest.mark.window

ROOT = Path(__file__).parents[3]
BOUNDARY = "grans"
LIMIT = 100_000


class Program:
    """Another program, which has the key. Each request is made in a thread of its own."""

    def __init__(self, desk: Any, port: int, key: str) -> None:
        self.desk, self.port, self.key = desk, port, key
        self.pool = ThreadPoolExecutor(max_workers=4)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> "Answer":
        return self.wait(self.begin(method, path, body, **headers))

    def begin(self, method: str, path: str, body: Any = None, **headers: str) -> "Future[Answer]":
        return self.pool.submit(self._ask, method, path, body, headers)

    def wait(self, answer: "Future[Answer]") -> "Answer":
        self.desk.qtbot.waitUntil(answer.done, timeout=20_000)
        return answer.result()

    def send(self, name: str, path: str = "/v1/transcriptions", **fields: str) -> "Future[Answer]":
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.begin("POST", path, make_form(name, **fields), Content_Type=kind)

    def _ask(self, method: str, path: str, body: Any, extra: dict[str, str]) -> "Answer":
        headers = {"Authorization": f"Bearer {self.key}"}
        headers |= {name.replace("_", "-"): value for name, value in extra.items()}
        if isinstance(body, dict):
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.getheaders()), answer.read())
        connection.close()
        return found


class Answer:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> tuple[int, str]:
        assert self.headers["Content-Type"].startswith("application/problem+json")
        assert self.json["status"] == self.status
        assert self.json["code"] in ALL_CODES
        assert self.json["detail"] == self.json["error"]["message"]
        return self.status, self.json["code"]


def make_form(name: str, content: bytes = b"x", **fields: str) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        f"{content.decode()}\r\n"
    ]
    for field, value in fields.items():
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"'
        parts.append(f"{head}\r\n\r\n{value}\r\n")
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


@pytest.fixture
def use(start: Callable) -> Iterator[Callable[..., Program]]:
    """Starts the app and switches the API on; a second call is the app started anew."""
    programs = []

    def begin() -> Program:
        desk = start()
        desk.wait_until_ready()
        # A port that is free now: the setting knows none that the system picks.
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        desk.app.choices.change(http_api=True, http_api_port=port)
        desk.qtbot.waitUntil(lambda: desk.app.http_api.server is not None, timeout=20_000)
        key = (desk.app._parts.data_dir / "http-api-key").read_text().strip()
        programs.append(Program(desk, port, key))
        return programs[-1]

    yield begin
    for program in programs:
        program.pool.shutdown()


def list_uploads(program: Program) -> list[str]:
    folder = program.desk.app._parts.data_dir / "uploads"
    return sorted(path.name for path in folder.rglob("*.mp3"))


def test_a_program_sends_a_file_and_gets_its_text_and_a_restart_keeps_it(use: Callable) -> None:
    program = use()
    begun = program.wait(program.send("done möte.mp3", language="sv"))
    assert begun.status == 202
    job_id = begun.json["id"]
    assert begun.headers["Location"] == f"/v1/transcriptions/{job_id}"
    program.desk.wait_for_phase("done möte.mp3", Phase.DONE)
    shown = program.ask("GET", f"/v1/transcriptions/{job_id}").json
    assert (shown["state"], shown["progress"], shown["error"]) == ("done", 1.0, None)
    assert shown["name"] == "done möte.mp3"
    text = program.ask("GET", f"/v1/transcriptions/{job_id}/text")
    assert text.body.decode().split() == ["Mening", "1.", "Mening", "2."]
    srt = program.ask("GET", f"/v1/transcriptions/{job_id}/text?format=srt")
    assert "00:00:03,000 -->" in srt.body.decode()
    docx = program.ask("GET", f"/v1/transcriptions/{job_id}/text?format=docx")
    assert docx.body.startswith(b"PK")
    assert "m%C3%B6te.docx" in docx.headers["Content-Disposition"]
    listed = program.ask("GET", "/v1/transcriptions").json
    assert ([one["id"] for one in listed["data"]], listed["total"]) == ([job_id], 1)
    program = use()
    assert list_uploads(program) == ["done möte.mp3"]
    again = program.ask("GET", f"/v1/transcriptions/{job_id}/text")
    assert again.body == text.body
    assert program.ask("DELETE", f"/v1/transcriptions/{job_id}").status == 204
    program.desk.qtbot.waitUntil(lambda: program.desk.app.desk.find(job_id) is None)
    assert program.ask("GET", "/v1/transcriptions").json["data"] == []
    assert list_uploads(program) == ["done möte.mp3"], "the window offers to undo it"
    assert list_uploads(use()) == []


def test_a_file_is_named_by_its_path_and_stays_where_it_is(use: Callable, media: Callable) -> None:
    program = use()
    (file,) = media("bad.mp3")
    begun = program.ask("POST", "/v1/transcriptions", {"path": str(file)})
    program.desk.wait_for_phase("bad.mp3", Phase.FAILED)
    shown = program.ask("GET", f"/v1/transcriptions/{begun.json['id']}").json
    assert (shown["state"], shown["error"]["code"]) == ("failed", "not_audio")
    text = program.ask("GET", f"/v1/transcriptions/{begun.json['id']}/text")
    assert text.problem == (422, "not_audio")
    assert list_uploads(program) == []
    missing = program.ask("POST", "/v1/transcriptions", {"path": str(file) + "x"})
    assert missing.problem == (404, "audio_not_found")
    for body in ({"path": "relative.mp3"}, {"path": 3}, {}, "[", "[1]"):
        asked = program.ask("POST", "/v1/transcriptions", body, Content_Type="application/json")
        assert asked.problem == (400, "api_bad_request")
    assert len(program.desk.app.desk.jobs()) == 1


def test_programs_made_for_openai_wait_for_the_text_two_at_once(use: Callable) -> None:
    program = use()
    speech = "/v1/audio/transcriptions"
    first = program.send("done a.mp3", speech, model="whisper-1")
    wishes = {"response_format": "verbose_json", "timestamp_granularities[]": "word"}
    second = program.send("crash b.mp3", speech, **wishes)
    assert program.wait(first).json == {"text": "Mening 1. Mening 2."}
    verbose = program.wait(second).json
    assert [one["start"] for one in verbose["segments"]] == [0.0, 3.0]
    assert [one["word"] for one in verbose["words"]] == ["Mening", "1.", "Mening", "2."]
    text = program.wait(program.send("done c.mp3", speech, response_format="text"))
    assert text.body == b"Mening 1. Mening 2.\n"
    vtt = program.wait(program.send("done d.mp3", speech, response_format="vtt"))
    assert vtt.body.startswith(b"WEBVTT")
    bad = program.wait(program.send("bad.mp3", speech))
    assert bad.problem == (422, "not_audio")
    n_jobs, n_uploads = len(program.desk.app.desk.jobs()), len(list_uploads(program))
    for wrong in ({"response_format": "pdf"}, {"stream": "true"}, {"language": "en"}):
        refused = program.wait(program.send("done e.mp3", speech, **wrong))
        assert refused.problem[0] == 400
    assert (len(program.desk.app.desk.jobs()), len(list_uploads(program))) == (n_jobs, n_uploads)
    assert program.ask("GET", "/v1/models").json["data"][0]["id"] == "Provmodell"


def test_what_is_not_done_has_no_text_and_what_is_removed_keeps_nobody_waiting(
    use: Callable,
) -> None:
    program = use()
    waiting = program.send("stays.mp3", "/v1/audio/transcriptions")
    desk = program.desk
    desk.qtbot.waitUntil(
        lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments), timeout=20_000
    )
    job_id = desk.job("stays.mp3").job_id
    text = program.ask("GET", f"/v1/transcriptions/{job_id}/text")
    assert text.problem == (409, "api_not_done")
    status = program.ask("GET", "/v1/status").json
    assert (status["engine"], status["n_running"], status["offline"]) == ("ready", 1, False)
    assert program.ask("DELETE", f"/v1/transcriptions/{job_id}").status == 204
    assert program.wait(waiting).problem == (409, "api_stopped")


def test_nobody_comes_in_without_the_key_from_a_page_or_by_another_name(use: Callable) -> None:
    program = use()
    status, own = "/v1/status", f"127.0.0.1:{program.port}"
    for shown in ("", "Bearer", "Bearer fel", f"Basic {program.key}", f"Bearer {program.key}x"):
        refused = program.ask("GET", status, Authorization=shown)
        assert refused.problem == (401, "api_no_key")
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    for host in ("evil.example", f"evil.example:{program.port}", "127.0.0.1", "127.0.0.1:1"):
        assert program.ask("GET", status, Host=host).problem == (403, "api_foreign_host")
        assert program.ask("GET", "/docs", Host=host).status == 403
    for origin in ("https://evil.example", "null", f"https://{own}"):
        assert program.ask("GET", status, Origin=origin).problem == (403, "api_foreign_origin")
        preflight = program.ask("OPTIONS", status, Origin=origin)
        assert preflight.status == 403
        assert not [name for name in preflight.headers if name.startswith("Access-Control")]
    assert program.ask("GET", status, Origin=f"http://{own}").status == 200
    assert program.ask("GET", "/v1/nothing").problem == (404, "api_no_such_page")
    assert program.ask("PUT", status).status == 405
    assert program.ask("GET", "/v1/transcriptions/none").problem == (404, "api_not_found")
    old, dialog = program.key, program.desk.app.http_api.open_dialog()
    dialog.renew.click()
    program.key = dialog.key.text()
    assert program.ask("GET", status).status == 200
    assert program.ask("GET", status, Authorization=f"Bearer {old}").status == 401
    program.desk.app.choices.change(http_api=False)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", program.port), timeout=5)


def test_a_port_that_is_taken_is_told(use: Callable) -> None:
    program = use()
    app = program.desk.app
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        app.choices.change(http_api_port=taken.getsockname()[1])
        assert app.http_api.server is None
        assert str(taken.getsockname()[1]) in app.window.notice.text.text()
    app.choices.change(http_api_port=program.port)
    assert app.http_api.server is not None
    assert not app.window.notice.isVisible()


@pytest.fixture
def narrow(use: Callable) -> Iterator[Program]:
    """A server that takes little."""
    program = use()
    app = program.desk.app
    options = Options(0, app._parts.data_dir / "uploads", most_upload_bytes=LIMIT)
    server = Server(app.http_api._service, lambda: program.key, options)
    program.port = server.port
    yield program
    server.close()


def test_nothing_is_left_of_what_is_too_large(narrow: Program) -> None:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    for content in (b"x" * (LIMIT + 1), b"x" * 30 * LIMIT):
        form = make_form("stor.mp3", content)
        length = {"Content_Length": str(len(form))}
        try:
            asked = narrow.ask("POST", "/v1/transcriptions", form, Content_Type=kind, **length)
            assert asked.problem == (413, "api_too_large")
        except ConnectionError:
            pass  # it hung up on us while we were still sending
        chunked = iter([form[at : at + 4096] for at in range(0, len(form), 4096)])
        try:
            asked = narrow.ask("POST", "/v1/transcriptions", chunked, Content_Type=kind)
            assert asked.problem == (413, "api_too_large")
        except ConnectionError:
            pass
    body = {"path": "/" + "x" * 200_000}
    assert narrow.ask("POST", "/v1/transcriptions", body).problem == (413, "api_too_large")
    assert list_uploads(narrow) == []
    assert narrow.desk.app.desk.jobs() == []


@pytest.mark.parametrize("n_bytes", [0, 30, 150, -3])
def test_nothing_is_left_of_an_upload_that_is_cut_off(narrow: Program, n_bytes: int) -> None:
    form = make_form("avhuggen.mp3", b"x" * 50_000)
    uploads = narrow.desk.app._parts.data_dir / "uploads"
    for claimed in (len(form), len(form[:n_bytes])):  # the line breaks, or the form does
        with socket.create_connection(("127.0.0.1", narrow.port), timeout=20) as line:
            head = (
                f"POST /v1/transcriptions HTTP/1.1\r\nHost: 127.0.0.1:{narrow.port}\r\n"
                f"Authorization: Bearer {narrow.key}\r\nContent-Length: {claimed}\r\n"
                f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
            )
            line.sendall(head.encode() + form[:n_bytes])
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass
    narrow.desk.qtbot.waitUntil(lambda: not uploads.exists() or list(uploads.iterdir()) == [])
    assert narrow.desk.app.desk.jobs() == []


def test_an_app_that_is_closed_lets_go_of_who_waits(use: Callable) -> None:
    program = use()
    waiting = program.send("stays.mp3", "/v1/audio/transcriptions")
    desk = program.desk
    desk.qtbot.waitUntil(
        lambda: bool(desk.job("stays.mp3") and desk.job("stays.mp3").segments), timeout=20_000
    )
    program.desk.window.close()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        waiting.result(timeout=20)
    program = use()  # the job goes on by itself
    desk = program.desk
    desk.qtbot.waitUntil(lambda: len(desk.job("stays.mp3").segments) > 1, timeout=20_000)


def test_events_tell_of_each_change(use: Callable, media: Callable) -> None:
    program = use()
    connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=20)
    connection.request("GET", "/v1/events", headers={"Authorization": f"Bearer {program.key}"})
    states: list[str] = []

    def listen() -> None:
        stream = connection.getresponse()
        while not states or states[-1] != "done":
            line = stream.readline()
            if line.startswith(b"data:"):
                states.append(json.loads(line[5:])["state"])

    listening = program.pool.submit(listen)
    app = program.desk.app
    program.desk.qtbot.waitUntil(lambda: bool(app.http_api._service._listeners))
    program.ask("POST", "/v1/transcriptions", {"path": str(media("done.mp3")[0])})
    program.desk.qtbot.waitUntil(listening.done, timeout=20_000)
    listening.result()
    assert list(dict.fromkeys(states)) == ["waiting", "running", "done"]
    connection.close()


def test_a_dictation_is_begun_and_ended(use: Callable) -> None:
    program = use()
    assert program.ask("POST", "/v1/dictation/toggle").json["recording"] != "idle"
    (recorder,) = program.desk.recorders[-1:]
    program.desk.qtbot.waitUntil(lambda: "start" in recorder.calls)


def test_the_description_is_sound_and_its_page_asks_nothing_of_the_network(use: Callable) -> None:
    validate = pytest.importorskip("openapi_spec_validator").validate
    program = use()
    api = program.ask("GET", "/openapi.json", Authorization="").json
    validate(api)
    page = program.ask("GET", "/docs", Authorization="")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    text = page.body.decode()
    assert all(path in text for path in api["paths"])
    assert not [one for one in ("<script", "src=", "url(", "https:") if one in text]
    routes = {
        (route.method.lower(), route.path)
        for route in list_all_routes()
        if route.path.startswith("/v1")
    }
    described = {
        (method, path)
        for path, methods in api["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert described == routes


def list_all_routes() -> list[Any]:
    from desktop.api.routes import Routes
    from desktop.api.speech import Speech

    routes = Routes(None, Path(), 0)  # type: ignore[arg-type]
    return [*routes.list_routes(), *Speech(routes).list_routes()]


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_the_examples_of_the_manual_work(use: Callable, tmp_path: Path) -> None:
    program = use()
    manual = (ROOT / "docs" / "http-api.md").read_text()
    setup, *examples = re.findall(r"```sh\n(.*?)```", manual, re.DOTALL)
    assert f"http://127.0.0.1:{Settings().http_api_port}" in setup
    assert (Path("~/.local/share/talskrift") / FILE_NAME).as_posix() in setup
    (tmp_path / "meeting.mp3").write_bytes(b"x")
    environment = {"ADDRESS": f"http://127.0.0.1:{program.port}", "KEY": program.key}

    def run(script: str) -> str:
        command = [
            "sh",
            "-ec",
            script.replace("curl -s", "curl -sS --noproxy '*' --fail-with-body"),
        ]
        found = subprocess.run(
            command, cwd=tmp_path, env=os.environ | environment, capture_output=True, text=True
        )
        assert found.returncode == 0, found.stderr + found.stdout
        return found.stdout

    answers = []
    for example in examples:
        answer = program.pool.submit(run, example)
        program.desk.qtbot.waitUntil(answer.done, timeout=20_000)
        answers.append(answer.result())
        program.desk.qtbot.waitUntil(
            lambda: all(job.phase is Phase.DONE for job in program.desk.app.desk.jobs()),
            timeout=20_000,
        )
    assert answers[0] == "Mening 1. Mening 2.\n"
    assert "00:00:03,000 -->" in answers[3]
    assert '"engine": "ready"' in answers[4]
