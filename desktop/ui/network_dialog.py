"""How the app may use the network: not at all, through a proxy, from a mirror."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.settings import Settings
from desktop.ui.flat_button import FlatButton
from desktop.ui.theme import pick_colours, set_text_colour

WIDTH = 560
HUB = "https://huggingface.co"


class NetworkDialog(QDialog):
    """Stands beside the others. Every change is emitted at once, an address when it is finished."""

    changed = Signal(object)  # dict: the settings that are to be other

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self.offline = QCheckBox()
        self.offline.setChecked(settings.offline)
        self.mirror, self.proxy = QLineEdit(), QLineEdit()
        self.mirror.setText(settings.hub_mirror or "")
        self.proxy.setText(settings.proxy or "")
        self.mirror.setPlaceholderText(HUB)
        self.proxy.setPlaceholderText("http://proxy.example.se:8080")
        self.offline_note, self.mirror_note, self.proxy_note = (
            QLabel(wordWrap=True) for _ in range(3)
        )
        self.mirror_label, self.proxy_label = QLabel(), QLabel()
        self.mirror_label.setBuddy(self.mirror)
        self.proxy_label.setBuddy(self.proxy)
        self.fault = QLabel(wordWrap=True)
        self.fault.hide()
        self.close_button = FlatButton()
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        self.offline.toggled.connect(lambda on: self.changed.emit({"offline": on}))
        self.offline.toggled.connect(self._enable)
        self.mirror.editingFinished.connect(lambda: self._take("hub_mirror", self.mirror))
        self.proxy.editingFinished.connect(lambda: self._take("proxy", self.proxy))
        self._lay_out()
        self.setMinimumWidth(WIDTH)
        self._enable()
        self.retranslate()
        self._dim()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Nätverk"))
        self.offline.setText(self.tr("&Håll Talskrift borta från nätet"))
        self.offline_note.setText(
            self.tr("Ingenting hämtas. Modeller kan ändå importeras från en mapp eller zip-fil.")
        )
        self.mirror_label.setText(self.tr("Hämta modeller &från"))
        self.mirror.setAccessibleName(self.tr("Hämta modeller från"))
        self.mirror_note.setText(
            self.tr("Tomt: huggingface.co. Annars adressen till en spegel av den.")
        )
        self.proxy_label.setText(self.tr("&Proxy"))
        self.proxy.setAccessibleName(self.tr("Proxy"))
        self.proxy_note.setText(
            self.tr("Tomt: den som systemet anger. Företagets egna certifikat hämtas ur systemet.")
        )
        self.close_button.setText(self.tr("Stäng"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.ApplicationPaletteChange:
            self._dim()
        super().changeEvent(event)

    def _take(self, name: str, field: QLineEdit) -> None:
        address = field.text().strip().rstrip("/")
        is_address = address.startswith(("http://", "https://")) and len(address) > len("https://")
        self.fault.setVisible(bool(address) and not is_address)
        if address and not is_address:
            self.fault.setText(self.tr("Adressen börjar med http:// eller https://"))
        else:
            self.changed.emit({name: address or None})

    def _enable(self) -> None:
        for field in (self.mirror, self.proxy):
            field.setEnabled(not self.offline.isChecked())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(6)
        layout.addWidget(self.offline)
        layout.addWidget(self.offline_note)
        for label, field, note in (
            (self.mirror_label, self.mirror, self.mirror_note),
            (self.proxy_label, self.proxy, self.proxy_note),
        ):
            layout.addSpacing(12)
            layout.addWidget(label)
            layout.addWidget(field)
            layout.addWidget(note)
        layout.addWidget(self.fault)
        layout.addSpacing(12)
        layout.addStretch()
        layout.addLayout(buttons)

    def _dim(self) -> None:
        colours = pick_colours(self.palette())
        for note in (self.offline_note, self.mirror_note, self.proxy_note):
            set_text_colour(note, colours.dim)
        set_text_colour(self.fault, colours.error)
