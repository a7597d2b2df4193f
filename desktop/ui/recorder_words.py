"""What the user is told of a recorder's events, and of holes in a recording, in their language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.export.options import MissingPart
from desktop.library.job import Fault, Job, MissingSound
from desktop.ui.job_words import describe_fault
from desktop.wording import Language

translate = QCoreApplication.translate


def describe_recorder_event(event: object, language: Language) -> str:
    """A sentence, or "" for an event that need not be told."""
    from desktop.audio import events  # numpy: not before the window is shown

    match event:
        case events.MuteChanged(muted=True):
            return translate(
                "recorder_words",
                "Mikrofonen verkar vara avstängd: det kommer inget ljud alls från den. Slå på den, "
                "eller välj en annan under Inställningar.",
            )
        case events.LowDisk(left_s=left_s):
            return translate(
                "recorder_words",
                "Disken är snart full: den rymmer ungefär {minutes} min inspelning till. Frigör "
                "utrymme, annars slutar inspelningen då.",
            ).format(minutes=max(1, round(left_s / 60)))
        case events.Stalled(stalled=True):
            return translate(
                "recorder_words",
                "Disken svarar inte. Det du säger väntar i minnet tills den gör det: stäng inte "
                "av datorn.",
            )
        case events.DeviceChanged(is_fallback=True, name=name):
            return translate(
                "recorder_words", "Spelar in från {name}: den valda mikrofonen finns inte."
            ).format(name=name)
        case events.DeviceLost(error=error):
            return describe_fault(Fault(error.code, error.details), language)
        case events.Overrun(count=1):
            return translate(
                "recorder_words",
                "Datorn hann inte med: ett kort stycke ljud saknas. Stäng program som belastar "
                "datorn.",
            )
        case events.Overrun(count=count):
            return translate(
                "recorder_words",
                "Datorn hann inte med: {count} korta stycken ljud saknas. Stäng program som "
                "belastar datorn.",
            ).format(count=count)
    return ""


def describe_return(hole: MissingSound, device: object, language: Language) -> str:
    """What to tell when sound comes again; `device`: the event of the microphone that gives it."""
    told = translate(
        "recorder_words", "Inspelningen fortsätter. {duration} saknas, utmärkt i texten."
    ).format(duration=format_seconds(hole.missing_s, language))
    return f"{describe_recorder_event(device, language)} {told}".strip()


def describe_hole(hole: MissingSound, language: Language) -> str:
    """What stands in the text where sound is missing; "" for a pause that the user made."""
    duration = format_seconds(hole.missing_s, language)
    if hole.reason == "paused":
        return ""
    if hole.reason == "changed":
        text = translate("recorder_words", "[… {duration} saknas: mikrofonen byttes …]")
    elif hole.reason == "overrun":
        text = translate("recorder_words", "[… {duration} saknas: datorn hann inte med …]")
    else:
        text = translate("recorder_words", "[… {duration} saknas: mikrofonen kopplades ur …]")
    return text.format(duration=duration)


def list_missing(job: Job, language: Language) -> tuple[MissingPart, ...]:
    """What a saved text tells of the holes in its recording; nothing of a pause."""
    parts = (
        MissingPart(hole.at_s, hole.missing_s, describe_hole(hole, language))
        for hole in job.missing
    )
    return tuple(part for part in parts if part.text)


def format_seconds(seconds: float, language: Language) -> str:
    """A duration as people say it: 0,4 s, 12 s, 3 min 5 s."""
    if seconds < 9.5:
        tenths = max(0.1, seconds)
        precision = 0 if round(tenths, 1).is_integer() else 1
        return QLocale(language).toString(tenths, "f", precision) + " s"
    minutes, rest = divmod(round(seconds), 60)
    return " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s") if part)
