"""Offline means that no process of the app's speaks to another computer: seen from below."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.offline import is_local

ELSEWHERE = "192.0.2.1"  # RFC 5737: nobody's

GUARDED = """
import asyncio, socket, sys, urllib.request
from desktop.offline import OfflineError, refuse_connections

offline = True
refuse_connections(lambda: offline)


def is_refused(act):
    try:
        act()
    except OfflineError:
        return True
    except OSError:
        return False
    return False


def listen(family, host):
    server = socket.socket(family)
    server.bind((host, 0))
    server.listen()
    return server


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
assert is_refused(lambda: socket.create_connection(("192.0.2.1", 9), timeout=0.1))
assert is_refused(lambda: udp.sendto(b"x", ("192.0.2.1", 9)))
assert is_refused(lambda: udp.sendmsg([b"x"], [], 0, ("192.0.2.1", 9)))
assert is_refused(lambda: udp.connect(("192.0.2.1", 9)))
assert is_refused(lambda: socket.getaddrinfo("example.invalid", 80))
assert is_refused(lambda: socket.gethostbyname("example.invalid"))
assert is_refused(lambda: asyncio.run(asyncio.open_connection("192.0.2.1", 9)))
try:
    urllib.request.urlopen("http://example.invalid/", timeout=1)
except OSError as error:
    assert isinstance(error.reason, OfflineError)
server = listen(socket.AF_INET, "127.0.0.1")
for host in ("127.0.0.1", "localhost"):
    socket.create_connection((host, server.getsockname()[1]), timeout=5).close()
one, other = socket.socketpair()
one.sendall(b"x")
offline = False
assert not is_refused(lambda: udp.connect(("192.0.2.1", 9)))
print("sound")
"""


def test_a_guarded_process_reaches_this_computer_alone() -> None:
    found = subprocess.run([sys.executable, "-c", GUARDED], capture_output=True, text=True)
    assert found.stdout == "sound\n", found.stderr


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (("127.0.0.1", 80), True),
        (("::1", 80, 0, 0), True),
        ("/run/user/1000/bus", True),
        (b"\0abstract", True),
        ("localhost", True),
        (None, True),
        ((0, 0), True),
        (("0.0.0.0", 80), False),
        ((ELSEWHERE, 80), False),
        (("fe80::1%eth0", 80, 0, 2), False),
        ("localhost.example.com", False),
        (b"example.com", False),
    ],
)
def test_what_is_this_computer(address: object, expected: bool) -> None:
    assert is_local(address) is expected


WHOLE_APP = """
import socket
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop import paths
from desktop.app import App, real_parts
from desktop.file_queue import Phase
from desktop.settings import Settings, save_settings
from desktop.ui.model_jobs import ModelJobs

qt = QApplication(sys.argv[:1])
save_settings(Settings(offline=True, http_api=True, http_api_port=int(sys.argv[1]), threads=1,
                       model_offered=True), paths.settings_path())
app = App(real_parts(), "0.0")
app.show()
faults, asked = [], []


def look():
    jobs = app.desk.jobs()
    if len(faults) == 2 and jobs and all(job.phase is Phase.DONE for job in jobs):
        socket.create_connection(("127.0.0.1", app.http_api.server.port)).close()
        print("done", sorted(faults), any(job.segments for job in jobs))
        app.window.close()
        qt.quit()


timer = QTimer(interval=100)
timer.timeout.connect(look)
timer.start()
running = app.findChildren(ModelJobs)
models, *_ = [jobs for jobs in running if "desktop.models" in jobs._command]
fetching, *_ = [jobs for jobs in running if "desktop.fetching" in jobs._command]
for jobs in (models, fetching):
    jobs.ended.connect(lambda key, end: faults.append(end.fault.code))
app.begin([paths.bundled_asset("sample", "sample.flac")])
folder = str(paths.user_data_dir() / "models")
# The field that says so is left out: what the window sets for all that it starts is enough.
models.start("a", "download", model="kb-whisper-tiny", models_dir=folder)
fetching.start("b", "fetch", url="http://192.0.2.1/a.mp3", folder=folder)
QTimer.singleShot(60_000, lambda: qt.exit(3))
sys.exit(qt.exec())
"""


@pytest.mark.slow
@pytest.mark.window
@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace")
def test_the_kernel_sees_no_connection_to_another_computer(tmp_path: Path) -> None:
    """Window, engine and HTTP API at work, a download and a fetch asked for: all system calls."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path / "calls"
    calls = "--trace=connect,sendto,sendmsg,sendmmsg"
    command = ["strace", "-f", "--seccomp-bpf", calls, "-o", str(log), sys.executable, "-c"]
    environment = os.environ | {
        "TALSKRIFT_HOME": str(tmp_path / "home"),
        "QT_QPA_PLATFORM": "offscreen",
        "OMP_NUM_THREADS": "1",
    }
    found = subprocess.run(
        [*command, WHOLE_APP, str(port)], env=environment, capture_output=True, text=True
    )
    if "ptrace" in found.stderr:
        pytest.skip("this machine lets nobody trace")
    refused = sorted(["download_offline", "web_offline"])
    assert found.stdout == f"done {refused} True\n", found.stdout + found.stderr
    lines = log.read_text(errors="replace").splitlines()
    assert any('inet_addr("127.0.0.1")' in line for line in lines), "the trace saw nothing"
    assert [line for line in lines if leaves_this_computer(line)] == []


def leaves_this_computer(line: str) -> bool:
    """Whether a system call names an address of another computer's."""
    if "AF_INET" not in line or "AF_UNSPEC" in line:
        return False
    return re.search(r'inet_addr\("127\.|inet_pton\(AF_INET6, "::1"', line) is None


def test_the_trace_is_read_rightly() -> None:
    head = "12 connect(3, {sa_family="
    assert leaves_this_computer(
        f'{head}AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}}, 16) = 0'
    )
    assert not leaves_this_computer(
        f'{head}AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}}, 16) = 0'
    )
    assert not leaves_this_computer(f'{head}AF_UNIX, sun_path="/tmp/x"}}, 9) = 0')
