"""A program with a text field: says what happens to it, and tells its text when asked.

Prints `open`, then its text as JSON at each line on stdin; at `clear` it empties the field first.
"""

import json
import sys
import threading

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit


class Field(QPlainTextEdit):
    asked = Signal(str)

    def tell(self, question: str) -> None:
        if question == "clear":
            self.clear()
        print(json.dumps(self.toPlainText()), flush=True)


def read_questions(field: QObject) -> None:
    for line in sys.stdin:
        field.asked.emit(line.strip())  # type: ignore[attr-defined]


qt = QApplication(sys.argv)
field = Field()
field.setWindowTitle(sys.argv[1])
field.asked.connect(field.tell, Qt.ConnectionType.QueuedConnection)
field.resize(400, 200)
field.show()
print("open", flush=True)
threading.Thread(target=read_questions, args=(field,), daemon=True).start()
qt.exec()
