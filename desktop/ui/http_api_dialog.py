"""Address and key with which other programs on this computer reach the app."""

from __future__ import annotations

from PySide6.QtCore import QSize, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.flat_button import FlatButton
from desktop.ui.side_dialog import SideDialog
from desktop.ui.theme import pick_colours, set_text_colour

SIZE = QSize(600, 290)


class HttpApiDialog(SideDialog):
    """Shows what it is given, emits what the user wants."""

    renew_asked = Signal()
    copy_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_serving = False
        self.note, self.told = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.address_label, self.key_label = QLabel(), QLabel()
        self.address, self.key = QLineEdit(readOnly=True), QLineEdit(readOnly=True)
        self.key.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.address_label.setBuddy(self.address)
        self.key_label.setBuddy(self.key)
        self.copy_address, self.copy_key, self.renew, self.page = (FlatButton() for _ in range(4))
        self.copy_address.clicked.connect(lambda: self.copy_asked.emit(self.address.text()))
        self.copy_key.clicked.connect(lambda: self.copy_asked.emit(self.key.text()))
        self.renew.clicked.connect(self.renew_asked)
        self.page.clicked.connect(self._open_page)
        self._lay_out()
        self.retranslate()
        self.recolour()

    def show_state(self, is_serving: bool, address: str, key: str) -> None:
        """What holds now."""
        self._is_serving = is_serving
        self.address.setText(address)
        self.key.setText(key)
        for part in (self.copy_key, self.renew, self.page, self.key, self.key_label):
            part.setEnabled(is_serving)
        self._tell()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Andra program"))
        self.note.setText(
            self.tr(
                "Andra program på den här datorn kan skicka ljud till Talskrift och få text "
                "tillbaka, om de har nyckeln. Ingen annan dator når hit."
            )
        )
        self.address_label.setText(self.tr("&Adress"))
        self.address.setAccessibleName(self.tr("Adress"))
        self.key_label.setText(self.tr("&Nyckel"))
        self.key.setAccessibleName(self.tr("Nyckel"))
        self.copy_address.setText(self.tr("Kopiera"))
        self.copy_address.setAccessibleName(self.tr("Kopiera adressen"))
        self.copy_key.setText(self.tr("Kopiera"))
        self.copy_key.setAccessibleName(self.tr("Kopiera nyckeln"))
        self.renew.setText(self.tr("Ny nyckel"))
        self.renew.setToolTip(self.tr("Program som har den gamla släpps inte in längre"))
        self.page.setText(self.tr("Visa beskrivningen"))
        self._tell()

    def recolour(self) -> None:
        set_text_colour(self.told, pick_colours(self.palette()).dim)

    def _tell(self) -> None:
        self.told.setText(
            self.tr("Nyckeln skickas med varje fråga: Authorization: Bearer …")
            if self._is_serving
            else self.tr("Avstängt nu. Slå på det i inställningarna, under Andra program.")
        )

    def _open_page(self) -> None:
        QDesktopServices.openUrl(QUrl(f"{self.address.text()}/docs"))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        rows = (
            (self.address_label, self.address, self.copy_address),
            (self.key_label, self.key, self.copy_key),
        )
        for at, row in enumerate(rows):
            for column, part in enumerate(row):
                grid.addWidget(part, at, column)
        layout = QVBoxLayout()
        layout.setSpacing(14)
        layout.addWidget(self.note)
        layout.addLayout(grid)
        layout.addWidget(self.told)
        layout.addStretch()
        self.lay_out(layout, self.renew, self.page, size=SIZE)
