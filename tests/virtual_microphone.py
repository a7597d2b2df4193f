"""A microphone that plays what a test wants: a private PulseAudio server with a null sink.

Needs pulseaudio, pulseaudio-utils and libasound2-plugins (so that PortAudio's `pulse` and
`default` lead to the server). Touches no server of the user's: everything is below one folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

PROGRAMS = ("pulseaudio", "pactl", "paplay")
SINK = "vmic"
SOURCE = f"{SINK}.monitor"
START_WITHIN_S = 20.0

# All that ALSA, and so PortAudio, is to know; the machine's own cards and servers stay out of it.
ALSA_CONFIG = """\
pcm.pulse { type pulse hint.description "PulseAudio" }
ctl.pulse { type pulse }
pcm.default { type pulse hint.description "Default" }
ctl.default { type pulse }
"""


def list_missing_programs() -> list[str]:
    """The programs that a virtual microphone needs and this machine lacks."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


class VirtualMicrophone:
    """Starts the server on entry and ends it on exit.

    While it runs, os.environ leads this process and its children to it (`environment` holds just
    those variables). Its only microphone is the monitor of a null sink: silence, or what `play`
    plays. `folder` must be empty, and short enough for a socket's path (below 108 bytes).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PULSE_SERVER": f"unix:{folder / 'pulse' / 'native'}",
            "PULSE_RUNTIME_PATH": str(folder / "pulse"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_COOKIE": str(folder / "cookie"),
            "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._module: str | None = None
        self._before: dict[str, str | None] = {}

    def __enter__(self) -> VirtualMicrophone:
        self._before = {name: os.environ.get(name) for name in self.environment}
        os.environ.update(self.environment)
        # Once: PortAudio aborts the process when it meets the file empty, half written.
        (self.folder / "asound.conf").write_text(ALSA_CONFIG)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def start(self) -> None:
        """Starts the server (again) with its microphone, and waits until it answers."""
        for name in ("pulse", "state", "home"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        (self.folder / "pulse" / "native").unlink(missing_ok=True)
        environment = {
            **os.environ,
            **self.environment,
            "HOME": str(self.folder / "home"),
            "XDG_RUNTIME_DIR": str(self.folder),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "DBUS_SYSTEM_BUS_ADDRESS": "disabled:",
        }
        socket = self.folder / "pulse" / "native"
        with (self.folder / "pulseaudio.log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    *("pulseaudio", "-n", "--daemonize=no", "--system=no", "--use-pid-file=no"),
                    *("--exit-idle-time=600", "--disable-shm=yes", "--high-priority=no"),
                    *("-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"),
                ],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        give_up_at_s = time.monotonic() + START_WITHIN_S
        while subprocess.run(["pactl", "info"], capture_output=True).returncode != 0:
            if self._server.poll() is not None or time.monotonic() > give_up_at_s:
                raise RuntimeError((self.folder / "pulseaudio.log").read_text())
            time.sleep(0.05)
        self.reload()

    def end(self) -> None:
        """Ends the server, as if the sound system had crashed. `start` starts it again."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def play(self, wav: Path) -> None:
        """Speaks a sound file into the microphone; returns when it has been heard whole."""
        subprocess.run(["paplay", f"--device={SINK}", str(wav)], check=True, timeout=120)

    def unload(self) -> None:
        """Pulls the microphone's plug."""
        assert self._module is not None
        run_pactl("unload-module", self._module)
        self._module = None

    def reload(self) -> None:
        """Plugs the microphone in (again) and makes it the default."""
        # norewinds: else the sink may let a new listener wait for up to 2 s.
        arguments = (f"sink_name={SINK}", "rate=48000", "channels=1", "norewinds=1")
        self._module = run_pactl("load-module", "module-null-sink", *arguments)
        run_pactl("set-default-source", SOURCE)

    def set_muted(self, muted: bool) -> None:
        """Presses the microphone's mute button."""
        run_pactl("set-source-mute", SOURCE, str(int(muted)))


def run_pactl(*arguments: str) -> str:
    """What pactl answers. Raises CalledProcessError."""
    done = subprocess.run(
        ["pactl", *arguments], check=True, capture_output=True, text=True, timeout=20
    )
    return done.stdout.strip()
