"""The page that explains the spoken commands: what to say, what is written, and when it is not."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from desktop.text.commands import COMMANDS, Act, Command
from desktop.ui.side_dialog import SideDialog, open_beside

SIZE = QSize(680, 640)
translate = QCoreApplication.translate


class CommandsHelp(SideDialog):
    """Stands beside the main window, so that one can dictate and read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = QTextBrowser()
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        layout = QVBoxLayout()
        layout.addWidget(self.page, 1)
        self.lay_out(layout, size=SIZE)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.tr("Talade kommandon"))
        self.page.setAccessibleName(self.tr("Talade kommandon"))
        self.page.setHtml(self._write_page())

    def _write_page(self) -> str:
        rows = [(" / ".join(one.phrases), describe_command(one)) for one in COMMANDS]
        rows.append((self.tr("bokstavligen punkt"), self.tr("ordet ”punkt”, inget tecken")))
        table = "".join(
            f"<tr><td><b>{escape(said)}</b></td><td>{escape(does)}</td></tr>" for said, does in rows
        )
        said, becomes = self.tr("Du säger"), self.tr("Det blir")
        head = f"<tr><th>{said}</th><th>{becomes}</th></tr>"
        notes = (
            self.tr(
                "Gör en liten paus före och efter, så är kommandot säkert. Utan paus blir ”punkt” "
                "ett tecken bara där det inte kan vara ett vanligt ord (”en punkt i protokollet”), "
                "och ”komma” bara där det inte kan vara verbet (”ska du komma?”). ”Kommatecken” "
                "kan du säga mitt i meningen."
            ),
            self.tr(
                "Skiljetecken som modellen själv har satt intill ett kommando försvinner, utom "
                "meningens slut före en ny rad."
            ),
            self.tr(
                "Texten ändras när yttrandet är slut, inte medan du talar. Det som hördes finns "
                "alltid kvar: stäng av kommandona under Inställningar, så står orden där igen."
            ),
        )
        text = "".join(f"<p>{escape(note)}</p>" for note in notes)
        style = "<style>td, th { padding: 3px 16px 3px 0; text-align: left; }</style>"
        return f"{style}<table>{head}{table}</table>{text}"


def describe_command(command: Command) -> str:
    """What a command does, in a few words."""
    descriptions = {
        Act.OPEN_QUOTE: translate("commands_help", "citattecken ” före nästa ord"),
        Act.CLOSE_QUOTE: translate("commands_help", "citattecken ” efter ordet"),
        Act.SWITCH_QUOTE: translate("commands_help", "citattecken ” före eller efter, i tur"),
        Act.OPEN_BRACKET: translate("commands_help", "( före nästa ord"),
        Act.CLOSE_BRACKET: translate("commands_help", ") efter ordet"),
        Act.CAPITAL: translate("commands_help", "nästa ord får stor bokstav"),
        Act.CAPITALS: translate("commands_help", "nästa ord FÅR STORA BOKSTÄVER"),
        Act.STRIKE: translate(
            "commands_help",
            "tar bort sista meningen, men inte mer än du sade utan paus",
        ),
        Act.OPEN_LIST: translate("commands_help", "börjar en lista med punkter"),
        Act.ITEM: translate("commands_help", "nästa punkt i listan"),
        Act.CLOSE_LIST: translate("commands_help", "listan är slut"),
    }
    if command.act is Act.BREAK:
        is_paragraph = len(command.sign) > 1
        return (
            translate("commands_help", "nytt stycke, med en tom rad före")
            if is_paragraph
            else translate("commands_help", "ny rad")
        )
    if command.act is Act.JOIN:
        return translate("commands_help", "{sign} mellan orden, utan mellanrum").format(
            sign=command.sign
        )
    return descriptions.get(command.act, command.sign)


def open_commands_help(window: QWidget) -> CommandsHelp:
    """Open the page beside the window, or bring it to the front."""
    return open_beside(window, CommandsHelp, lambda: CommandsHelp(window))
