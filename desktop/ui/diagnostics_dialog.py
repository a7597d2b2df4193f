"""The report that can be sent to whoever helps, and the tests that go into it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui.flat_button import FlatButton
from desktop.ui.side_dialog import SideDialog

SIZE = QSize(760, 640)


class DiagnosticsDialog(SideDialog):
    """Shows what it is given, emits what the user wants."""

    copy_asked = Signal(str)
    save_asked = Signal(str)
    microphone_test_asked = Signal()
    self_check_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.note, self.told = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.report = QPlainTextEdit(readOnly=True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setTabChangesFocus(True)
        self.copy, self.save, self.microphone, self.check = (FlatButton() for _ in range(4))
        self.copy.clicked.connect(lambda: self.copy_asked.emit(self.report.toPlainText()))
        self.save.clicked.connect(lambda: self.save_asked.emit(self.report.toPlainText()))
        self.microphone.clicked.connect(self.microphone_test_asked)
        self.check.clicked.connect(self.self_check_asked)
        layout = QVBoxLayout()
        layout.setSpacing(10)
        for part in (self.note, self.report, self.told):
            layout.addWidget(part, 1 if part is self.report else 0)
        self.lay_out(
            layout, self.microphone, self.check, self.copy, self.save, size=SIZE, beside_close=2
        )
        self.show_report("")
        self.retranslate()

    def show_report(self, text: str) -> None:
        """The report; "" while it is being made."""
        self.report.setPlainText(text)
        for button in (self.copy, self.save):
            button.setEnabled(bool(text))

    def tell(self, text: str, is_testing: bool = False) -> None:
        """How a test goes, or went."""
        self.told.setText(text)
        self.microphone.setEnabled(not is_testing)
        self.check.setEnabled(not is_testing)

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Felsökning"))
        self.note.setText(
            self.tr(
                "Rapporten beskriver datorn och Talskrift. Inget som du har sagt eller skrivit, "
                "inga namn, filnamn eller mappar står i den. Du skickar den själv, till vem du "
                "vill."
            )
        )
        self.report.setAccessibleName(self.tr("Rapport"))
        self.copy.setText(self.tr("Kopiera"))
        self.save.setText(self.tr("Spara …"))
        self.microphone.setText(self.tr("Prova mikrofonen"))
        self.check.setText(self.tr("Prova att skriva ut"))
