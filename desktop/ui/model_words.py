"""What is said of a model: its size, its speed, how good it is, what is being done with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.models.collection import STARTER, Activity, Entry
from desktop.wording import Language, describe, format_size

translate = QCoreApplication.translate


def describe_facts(entry: Entry, language: Language) -> str:
    """Two lines: what it takes and on what terms; how quick and how good it is."""
    takes = [format_size(entry.n_bytes, language)] if entry.n_bytes else []
    if entry.memory_bytes:
        text = (
            translate("model_words", "minne {size}")
            if entry.is_memory_measured
            else translate("model_words", "minne ca {size}")
        )
        takes.append(text.format(size=format_size(entry.memory_bytes, language)))
    if entry.licence == "unknown":
        takes.append(translate("model_words", "okänd licens"))
    elif entry.licence:
        takes.append(translate("model_words", "licens {name}").format(name=entry.licence))
    gives = [describe_speed(entry.speed, entry.is_speed_measured, language)] if entry.speed else []
    if entry.word_errors:
        rate = QLocale(language).toString(entry.word_errors.fleurs, "f", 1)
        text = translate("model_words", "{rate} % fel ord (FLEURS, enligt KBLab)")
        gives.append(text.format(rate=rate))
    elif entry.folder is None:
        gives.append(translate("model_words", "ingen uppgift om fel på svenska"))
    return "\n".join(" · ".join(parts) for parts in (takes, gives) if parts)


def describe_speed(speed: float, is_measured: bool, language: Language) -> str:
    """How long an hour of speech takes on this machine, and whether that was measured."""
    text = (
        translate("model_words", "1 timme tal på {time} (mätt här)")
        if is_measured
        else translate("model_words", "1 timme tal på ca {time} (uppskattat)")
    )
    return text.format(time=format_duration(3600 / speed, language))


def format_duration(seconds: float, language: Language) -> str:
    """A time in whole minutes, or hours when it is long."""
    minutes = seconds / 60
    if minutes < 1:
        return translate("model_words", "under 1 min")
    if minutes < 90:
        return translate("model_words", "{n} min").format(n=round(minutes))
    hours = QLocale(language).toString(minutes / 60, "f", 1)
    return translate("model_words", "{n} timmar").format(n=hours)


def describe_errors(entry: Entry, language: Language) -> str:
    """All published error rates and whose they are; empty where there are none."""
    errors = entry.word_errors
    if errors is None:
        return ""
    locale = QLocale(language)
    rates = {
        name: locale.toString(rate, "f", 1)
        for name, rate in (
            ("fleurs", errors.fleurs),
            ("common_voice", errors.common_voice),
            ("nst", errors.nst),
        )
    }
    return translate(
        "model_words",
        "Fel ord på svenska: FLEURS {fleurs} %, Common Voice {common_voice} %, NST {nst} %. "
        "Källa: KBLab, {source}",
    ).format(**rates, source=errors.source)


def describe_state(entry: Entry, language: Language) -> str:
    """What is being done, or stands in the way; empty where nothing needs to be said."""
    if entry.activity is not None:
        return describe_activity(entry.activity, language)
    if entry.fault is not None:
        code, details = entry.fault
        return describe(code, dict(details), language)
    if entry.n_downloaded is not None:
        have = format_size(entry.n_downloaded, language)
        text = translate("model_words", "Pausad: {have} av {all} hämtat")
        return text.format(have=have, all=format_size(entry.n_bytes, language))
    if entry.key == STARTER and entry.description:
        return entry.description.get(language, "")
    if entry.folder is None and not entry.fits:
        return translate("model_words", "Behöver mer minne än datorn kan avvara.")
    return ""


def describe_activity(activity: Activity, language: Language) -> str:
    """How far a job is."""
    if not activity.n_total:
        return (
            translate("model_words", "Mäter farten på den här datorn …")
            if activity.stage == "measure"
            else translate("model_words", "Förbereder …")
        )
    text = {
        "download": translate("model_words", "Hämtar: {have} av {all}"),
        "check": translate("model_words", "Kontrollerar: {have} av {all}"),
        "import": translate("model_words", "Kopierar: {have} av {all}"),
    }.get(activity.stage, "")
    have = format_size(activity.n_bytes, language)
    told = text.format(have=have, all=format_size(activity.n_total, language))
    if activity.left_s is None:
        return told
    left = translate("model_words", "{time} kvar")
    return f"{told} · {left.format(time=format_duration(activity.left_s, language))}"


def name_group(group: str) -> tuple[str, str]:
    """A group's heading, and a sentence about it."""
    return {
        "own": (translate("model_words", "På den här datorn"), ""),
        "kb": (
            "KB-Whisper",
            translate(
                "model_words",
                "Kungliga bibliotekets modeller, tränade på 50 000 timmar svenskt tal.",
            ),
        ),
        "kb-strict": (
            "KB-Whisper strict",
            translate(
                "model_words",
                "De skriver ordagrant det som sägs, med omtagningar och halva ord.",
            ),
        ),
        "openai": (
            "OpenAI Whisper",
            translate("model_words", "För många språk, men sämre på svenska."),
        ),
    }[group]
