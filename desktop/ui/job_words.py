"""How a job is called and what is said of its state, in the user's language."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from desktop.file_queue import Phase
from desktop.library.job import Fault, Job
from desktop.ui.record_panel import format_clock
from desktop.wording import Language, describe

translate = QCoreApplication.translate


def name_job(job: Job, language: Language) -> str:
    """The job's title: the file's name, or when it was recorded."""
    if job.labels.title:
        return job.labels.title
    if not job.is_recording:
        return job.source.name
    begun = job.created.astimezone()
    date = QLocale(language).toString(QDate(begun.year, begun.month, begun.day), "d MMMM")
    return translate("job_words", "Inspelning {date} {time}").format(
        date=date, time=f"{begun:%H:%M}"
    )


def describe_fault(fault: Fault, language: Language) -> str:
    """The sentence for an error or warning."""
    return describe(fault.code, dict(fault.details), language)


def describe_state(
    job: Job, engine_ready: bool, language: Language, left_s: float | None = None
) -> str:
    """One short line on where the job is. `left_s`: in how many seconds it will be done."""
    if job.is_paused:
        return translate("job_words", "Inspelningen är pausad")
    if job.is_growing:
        waits = job.phase is not Phase.RUNNING
        return (
            translate("job_words", "Spelar in, texten kommer senare")
            if waits
            else translate("job_words", "Spelar in")
        )
    match job.phase:
        case Phase.WAITING:
            if not engine_ready:
                return translate("job_words", "Väntar på motorn")
            return add_time_left(translate("job_words", "Väntar"), left_s)
        case Phase.RUNNING:
            state = translate("job_words", "Skriver ut")  # how far it is, the bar shows as well
            return add_progress(state, job) if left_s is None else add_time_left(state, left_s)
        case Phase.PAUSED:
            state = translate("job_words", "Pausad")
            return add_progress(state, job) if job.position_s > 0 else state
        case Phase.STOPPING:
            return translate("job_words", "Stannar …")
        case Phase.CANCELLED:
            return translate("job_words", "Avbruten")
        case Phase.FAILED if job.fault is not None:
            return describe_fault(job.fault, language)
    if job.warnings:
        done = translate("job_words", "Klar")
        return f"{done} · {describe_fault(job.warnings[-1], language)}"
    if not job.segments and not job.has_unread_text:
        return translate("job_words", "Klar, inget tal hittades")
    return translate("job_words", "Klar")


def describe_labels(job: Job) -> str:
    """Folder and tags, where there are any."""
    return " · ".join(filter(None, [job.labels.folder, *(f"#{tag}" for tag in job.labels.tags)]))


def add_progress(state: str, job: Job) -> str:
    """The state and how far the job has come, where that is known."""
    share = measure_progress(job)
    return state if share is None else f"{state} · {round(100 * share)} %"


def add_time_left(state: str, left_s: float | None) -> str:
    """The state and when the job will be done, where that is known."""
    if left_s is None:
        return state
    done = translate("job_words", "klar om {time}").format(time=describe_time_left(left_s))
    return f"{state} · {done}"


def describe_time_left(left_s: float) -> str:
    """A time that is only reckoned: no more exact than it can be."""
    minutes = math.ceil(left_s / 60)
    if minutes <= 1:
        return translate("job_words", "någon minut")
    if minutes > 20:
        minutes = 5 * math.ceil(minutes / 5)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return translate("job_words", "ca {minutes} min").format(minutes=minutes)
    if not minutes:
        return translate("job_words", "ca {hours} tim").format(hours=hours)
    text = translate("job_words", "ca {hours} tim {minutes} min")
    return text.format(hours=hours, minutes=minutes)


def measure_progress(job: Job) -> float | None:
    """How much of the recording has been transcribed, 0 to 1; None while that is not known."""
    if not job.duration_s or job.is_growing:
        return None
    return min(1.0, job.position_s / job.duration_s)


def format_duration(job: Job) -> str:
    """The recording's length as a clock, or nothing while it is not known."""
    return format_clock(job.duration_s) if job.duration_s else ""


def describe_reason(reason: str) -> str:
    """Why the engine took a text for invented, in plain words."""
    return {
        "no_speech": translate("job_words", "modellen hörde ingen som talade"),
        "low_probability": translate("job_words", "modellen var mycket osäker"),
        "repetition": translate("job_words", "samma ord gång på gång"),
        "echo": translate("job_words", "den andra talaren, hörd i den här mikrofonen"),
        "known_phrase": translate("job_words", "en fras som modeller hittar på när det är tyst"),
    }.get(reason, translate("job_words", "togs för påhittat"))


def name_action(action: str) -> str:
    """What a button of a row or page does with a job."""
    return {
        "pause": translate("job_words", "Pausa utskriften"),
        "resume": translate("job_words", "Fortsätt"),
        "cancel": translate("job_words", "Avbryt"),
        "retry": translate("job_words", "Försök igen"),
        "remove": translate("job_words", "Ta bort"),
        "hear": translate("job_words", "Lyssna på träffen"),
    }[action]
