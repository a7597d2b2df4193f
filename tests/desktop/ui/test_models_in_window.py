"""The models in the window: offered, fetched, paused, used, removed and imported, for real.

The processes are the real ones; the hub is one on this machine.
"""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import App, Parts
from desktop.engine_process import engine_command
from desktop.models.collection import STARTER, Activity, Entry, list_entries
from desktop.models.model_folder import open_model_folder
from desktop.settings import load_settings
from desktop.ui.engine_client import EngineState
from desktop.ui.model_row import ModelRow, pick_actions
from desktop.ui.model_screenshots import MODELS_DIR, make_collection
from desktop.ui.models_dialog import ModelsDialog
from desktop.ui.settings_dialog import SettingsDialog

pytestmark = [pytest.mark.window, pytest.mark.slow]

MODEL_ID = "kb-whisper-tiny-strict"  # its checksum is the hub's to tell
WAIT_MS = 30_000


@pytest.fixture(scope="session")
def hub_module() -> ModuleType:
    path = Path(__file__).parents[1] / "models" / "fake_hub.py"
    spec = importlib.util.spec_from_file_location("fake_hub", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def hub(hub_module: ModuleType, tiny_whisper: Path) -> Iterator[Any]:
    files = {
        path.name: path.read_bytes() for path in tiny_whisper.iterdir() if path.name != "model.json"
    }
    hub = hub_module.FakeHub({"KBLab/kb-whisper-tiny": {"strict": files}})
    with hub_module.serve(hub) as hub:
        yield hub


@pytest.fixture
def start_app(
    qtbot: QtBot, make_parts: Callable[..., Parts], tiny_whisper: Path, tmp_path: Path, hub: Any
) -> Iterator[Callable[..., App]]:
    """Starts the app, whose starter is a tiny model."""
    started: list[App] = []

    def start(**parts: Any) -> App:
        starter = shutil.copytree(tiny_whisper, tmp_path / "starter")
        app = App(replace(make_parts(), starter_model=starter, **parts), "0")
        app.choices.change(hub_mirror=hub.url, model_offered=True)
        qtbot.addWidget(app.window)
        started.append(app)
        app.show()
        app.begin([])
        qtbot.waitUntil(lambda: app.engine.status.state is EngineState.READY, timeout=WAIT_MS)
        return app

    yield start
    for app in started:
        app.window.close()


@pytest.fixture
def app(start_app: Callable[..., App]) -> App:
    """The app on a scripted engine."""
    return start_app()


@pytest.fixture
def whole_app(start_app: Callable[..., App]) -> App:
    """The app on the real engine, which measures."""
    return start_app(engine_command=engine_command())


def open_dialog(app: App, qtbot: QtBot) -> ModelsDialog:
    app.window.actions_["models"].trigger()
    dialog = app.window.findChild(ModelsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: STARTER in dialog.rows, timeout=WAIT_MS)
    return dialog


def wait_for_button(qtbot: QtBot, dialog: ModelsDialog, key: str, text: str) -> QPushButton:
    """The button of that name in a model's row, once it is there."""

    def find() -> QPushButton | None:
        row = dialog.rows.get(key)
        buttons = (row.main, row.second) if row else ()
        return next((b for b in buttons if b.isVisible() and b.text() == text), None)

    qtbot.waitUntil(lambda: find() is not None, timeout=WAIT_MS)
    button = find()
    assert button is not None
    return button


def read_row(row: ModelRow) -> str:
    return "\n".join(label.text() for label in row.findChildren(QLabel) if label.isVisible())


def test_a_model_is_fetched_measured_used_and_removed(
    whole_app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    app = whole_app
    dialog = open_dialog(app, qtbot)
    qtbot.waitUntil(lambda: "Används" in read_row(dialog.rows[STARTER]), timeout=WAIT_MS)
    told = read_row(dialog.rows["kb-whisper-small"])
    for part in ("489 MB", "minne ca", "7,3 % fel ord (FLEURS, enligt KBLab)", "licens Apache-2.0"):
        assert part in told
    wait_for_button(qtbot, dialog, MODEL_ID, "Hämta").click()
    folder = tmp_path / "home" / "models" / MODEL_ID
    use = wait_for_button(qtbot, dialog, str(folder), "Använd")
    qtbot.waitUntil(lambda: "(mätt här)" in read_row(dialog.rows[str(folder)]), timeout=WAIT_MS)
    assert MODEL_ID not in dialog.rows
    assert open_model_folder(folder, verify=True).name == "KB-Whisper tiny strict"
    assert "finns nu på datorn" in app.window.notice.text.text()
    use.click()
    qtbot.waitUntil(lambda: app.engine.status.model == "KB-Whisper tiny strict", timeout=WAIT_MS)
    assert not app.window.notice.isVisible()
    settings_path = tmp_path / "home" / "settings.json"
    assert load_settings(settings_path).model_folder == str(folder)
    wait_for_button(qtbot, dialog, str(folder), "Ta bort …").click()
    box = dialog.findChild(QMessageBox)
    assert box is not None
    next(b for b in box.buttons() if b.text() == "Ta bort").click()
    wait_for_button(qtbot, dialog, MODEL_ID, "Hämta")
    assert [path.name for path in folder.parent.iterdir()] == ["speeds.json"]
    assert load_settings(settings_path).model_folder is None
    assert "Används" in read_row(dialog.rows[STARTER])


def test_a_download_is_paused_continued_and_cancelled(
    app: App, qtbot: QtBot, hub: Any, tmp_path: Path
) -> None:
    hub.block_bytes, hub.pace_s = 4096, 0.05
    dialog, models_dir = open_dialog(app, qtbot), tmp_path / "home" / "models"
    wait_for_button(qtbot, dialog, MODEL_ID, "Hämta").click()
    row = dialog.rows[MODEL_ID]
    qtbot.waitUntil(lambda: "Hämtar:" in read_row(row), timeout=WAIT_MS)
    wait_for_button(qtbot, dialog, MODEL_ID, "Pausa").click()
    wait_for_button(qtbot, dialog, MODEL_ID, "Fortsätt")
    assert "Pausad:" in read_row(row)
    assert row.bar.isVisible()
    n_bytes = hub.n_bytes
    qtbot.wait(200)
    assert hub.n_bytes <= n_bytes + 4096  # what was on its way
    wait_for_button(qtbot, dialog, MODEL_ID, "Fortsätt").click()
    qtbot.waitUntil(lambda: hub.n_bytes > n_bytes + 8192, timeout=WAIT_MS)
    wait_for_button(qtbot, dialog, MODEL_ID, "Avbryt").click()
    wait_for_button(qtbot, dialog, MODEL_ID, "Hämta")
    assert list(models_dir.iterdir()) == []
    assert not row.bar.isVisible()


def test_closing_the_app_keeps_what_has_come(
    app: App, qtbot: QtBot, hub: Any, tmp_path: Path
) -> None:
    hub.block_bytes, hub.pace_s = 4096, 0.05
    dialog = open_dialog(app, qtbot)
    wait_for_button(qtbot, dialog, MODEL_ID, "Hämta").click()
    qtbot.waitUntil(lambda: hub.n_bytes > 8192, timeout=WAIT_MS)
    app.window.close()
    part = tmp_path / "home" / "models" / f".{MODEL_ID}.download"
    assert (part / "download.json").exists()
    assert app.models.jobs.activities == {}


def test_what_goes_wrong_is_told_where_it_happened(app: App, qtbot: QtBot, hub: Any) -> None:
    del hub.repos["KBLab/kb-whisper-tiny"]["strict"]["model.bin"]
    dialog = open_dialog(app, qtbot)
    wait_for_button(qtbot, dialog, MODEL_ID, "Hämta").click()
    row = dialog.rows[MODEL_ID]
    qtbot.waitUntil(lambda: "model.bin saknas" in read_row(row), timeout=WAIT_MS)
    assert not app.window.notice.isVisible()
    app.choices.change(language="en")
    qtbot.waitUntil(lambda: "model.bin is missing" in read_row(row), timeout=WAIT_MS)
    dialog.close()


def test_offline_nothing_is_fetched_and_import_works(
    app: App, qtbot: QtBot, hub: Any, tiny_whisper: Path
) -> None:
    dialog = open_dialog(app, qtbot)
    dialog.network.click()
    network = app.window.findChild(SettingsDialog)
    network.fields["offline"].control.click()
    assert app.settings.offline
    download = wait_for_button(qtbot, dialog, MODEL_ID, "Hämta")
    assert not download.isEnabled()
    app.models.download(MODEL_ID)  # whoever asks
    qtbot.waitUntil(lambda: "frånkopplat" in read_row(dialog.rows[MODEL_ID]), timeout=WAIT_MS)
    assert hub.requests == []
    app.models.import_from(tiny_whisper)
    qtbot.waitUntil(lambda: any(row.name.text() == "Liten" and row.entry.is_ours
                                for row in dialog.rows.values()), timeout=WAIT_MS)  # fmt: skip
    app.models.import_from(tiny_whisper / "config.json")
    qtbot.waitUntil(lambda: "är skadad" in dialog.fault.text(), timeout=WAIT_MS)


def test_measuring_can_be_stopped(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(app, qtbot)
    wait_for_button(qtbot, dialog, STARTER, "Mät farten").click()
    wait_for_button(qtbot, dialog, STARTER, "Avbryt").click()
    wait_for_button(qtbot, dialog, STARTER, "Mät farten")
    assert not (tmp_path / "home" / "models").exists()
    assert not app.window.notice.isVisible()


def test_addresses_are_taken_or_refused(app: App, qtbot: QtBot) -> None:
    proxy = app.preferences.open("network").fields["proxy"]
    proxy.control.setText("proxy.example.se")
    proxy.control.editingFinished.emit()
    assert proxy.told.isVisible()
    assert app.settings.proxy is None
    proxy.control.setText(" http://proxy.example.se:8080/ ")
    proxy.control.editingFinished.emit()
    assert not proxy.told.isVisible()
    assert app.settings.proxy == "http://proxy.example.se:8080"
    proxy.control.clear()
    proxy.control.editingFinished.emit()
    assert app.settings.proxy is None


def test_the_fitting_model_is_offered_once(whole_app: App, qtbot: QtBot, hub: Any) -> None:
    app = whole_app
    app.choices.change(model_offered=False)
    app.model_offer.on_ready()
    assert app.model_offer.delay.isActive()
    app.model_offer.delay.setInterval(0)
    qtbot.waitUntil(app.window.notice.isVisible, timeout=WAIT_MS)
    text = app.window.notice.text.text()
    collection = app.models.collection
    assert collection is not None and collection.starter.measured is not None
    model = collection.recommended()
    assert model is not None
    assert model.name in text and "Startmodellen förstår bara talsyntes" in text
    assert hub.requests == []  # telling needs no network
    app.window.notice.button.click()
    dialog = app.window.findChild(ModelsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: model.model_id in dialog.rows, timeout=WAIT_MS)
    row = dialog.rows[model.model_id]
    qtbot.waitUntil(lambda: not row.badge.visibleRegion().isEmpty(), timeout=WAIT_MS)
    assert "Passar den här datorn" in read_row(row)
    assert app.settings.model_offered
    app.model_offer.on_ready()
    assert not app.model_offer.delay.isActive()


def test_a_model_far_down_is_brought_into_sight(qtbot: QtBot) -> None:
    collection = make_collection()
    dialog = ModelsDialog(lambda: "sv", None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    entries = list_entries(collection, None, {}, {}, MODELS_DIR)
    dialog.show_models(entries, collection, offline=False)
    row = dialog.rows[entries[-1].key]
    dialog.reveal(entries[-1].key)
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty(), timeout=WAIT_MS)
    assert dialog.focusWidget() is row.main


INSTALLED = Entry("m", "m", "own", Path("m"), 1, is_ours=True)
OFFERED = Entry("m", "m", "kb", None, 1)
FAULT = ("out_of_memory", {})


@pytest.mark.parametrize(
    ("entry", "actions"),
    [
        (OFFERED, ("download", "")),
        (replace(OFFERED, n_downloaded=5), ("resume", "cancel")),
        (replace(OFFERED, activity=Activity("download", 1, 2)), ("pause", "cancel")),
        (replace(OFFERED, fault=FAULT), ("download", "")),
        (INSTALLED, ("use", "remove")),
        (replace(INSTALLED, is_used=True), ("measure", "remove")),
        (replace(INSTALLED, is_ours=False), ("use", "")),
        (replace(INSTALLED, fault=FAULT), ("measure", "remove")),
        (replace(INSTALLED, fault=FAULT, is_usable=False), ("", "remove")),
        (replace(INSTALLED, activity=Activity("measure")), ("", "cancel")),
        (replace(INSTALLED, activity=Activity("import")), ("", "")),
        (replace(INSTALLED, key=STARTER, is_ours=False), ("use", "")),
    ],
)
def test_the_buttons_are_what_can_be_done(entry: Entry, actions: tuple[str, str]) -> None:
    assert pick_actions(entry) == actions
