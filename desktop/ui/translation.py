"""Installs the app's language. The texts in the code are Swedish; assets/translations has the rest.

`python -m desktop.ui.translation` brings the .ts files up to date with the code and compiles the
.qm files that the app loads (Qt's own lupdate and lrelease, which come with PySide6).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop.paths import bundled_asset
from desktop.wording import Language


def install_language(language: Language) -> None:
    """Make the whole app speak the language; windows follow by themselves (LanguageChange)."""
    app = QCoreApplication.instance()
    assert app is not None
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(QLocale(language))
    qt_texts = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for path in (qt_texts / f"qtbase_{language}.qm", find_texts(language)):
        translator = QTranslator(app)
        if path.exists() and translator.load(str(path)):
            app.installTranslator(translator)


def find_texts(language: Language, kind: str = "qm") -> Path:
    """The app's own texts in a language: compiled (`qm`) or as translators edit them (`ts`)."""
    return bundled_asset("translations", f"talskrift_{language}.{kind}")


def update_texts(ts_path: Path) -> None:
    """Collect the texts of the code into a .ts file; translations in it are kept."""
    sources = sorted(str(path) for path in Path(__file__).parent.glob("*.py"))
    sources.append(str(Path(__file__).parent.parent / "app.py"))
    languages = ["-source-language", "sv", "-target-language", "en"]
    tidy = ["-no-obsolete", "-locations", "none"]
    run_qt_tool("lupdate", *sources, *languages, *tidy, "-ts", str(ts_path))


def compile_texts(ts_path: Path, qm_path: Path) -> None:
    """Make of a .ts file what the app loads."""
    run_qt_tool("lrelease", "-nounfinished", str(ts_path), "-qm", str(qm_path))


def run_qt_tool(name: str, *args: str) -> None:
    """Run one of the Qt tools that PySide6 wraps. Raises CalledProcessError."""
    tool = Path(sys.executable).with_name(f"pyside6-{name}")
    subprocess.run([str(tool), *args], check=True, capture_output=True, text=True)


if __name__ == "__main__":
    update_texts(find_texts("en", "ts"))
    compile_texts(find_texts("en", "ts"), find_texts("en"))
