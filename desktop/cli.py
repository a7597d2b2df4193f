"""Talskrift in the terminal: text on standard output, everything else on standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NoReturn

from desktop.cli_words import WORDS
from desktop.engine_process import EngineProcess
from desktop.errors import EngineError, ExportError, ModelError, TalskriftError
from desktop.export.options import Options
from desktop.export.write import (
    FORMATS,
    TEXT_FORMATS,
    get_suffix,
    pick_format,
    write_transcript,
)
from desktop.file_queue import MAX_CRASHES
from desktop.media_files import collect_media
from desktop.models.model_folder import find_faults, read_model_info
from desktop.paths import bundled_asset, settings_path
from desktop.settings import Vocabulary, load_settings, read_vocabulary
from desktop.start_words import find_terminal_language
from desktop.terminal import TerminalOutput, drop_unwritten_output
from desktop.tracks import WHOLE_SOUND, SoundChoice
from desktop.transcript import Segment, Transcript
from desktop.wording import Language, describe

SUBCOMMANDS = ("transcribe", "model")

EXIT_SOME_FAILED = 1
EXIT_USAGE = 2
EXIT_NO_MODEL = 3
EXIT_INTERRUPTED = 130


def main(argv: list[str], engine: list[str] | None = None) -> int:
    """Runs one subcommand; returns the exit code that its --help tells of.

    `engine`: the command line that starts the engine, where it is not the app's own.
    """
    language = find_language(argv)
    try:
        options = build_parser(language).parse_args(argv)
        if options.command == "model":
            return verify_model(options.folder, language)
        return transcribe(options, language, engine)
    except SystemExit as stop:  # argparse: --help or a usage error, already told
        return int(stop.code or 0)
    except KeyboardInterrupt:
        print(WORDS[language]["interrupted"], file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # what reads our output has had enough
        return EXIT_SOME_FAILED
    finally:
        drop_unwritten_output()


def find_language(argv: list[str]) -> Language:
    """The language of messages and help, which must be known before the options are read."""
    for i, arg in enumerate(argv):
        name, _, value = arg.partition("=")
        if name == "--language-of-messages":
            chosen = value or (argv[i + 1] if i + 1 < len(argv) else "")
            return "en" if chosen == "en" else "sv"
    return find_terminal_language()


def build_parser(language: Language) -> argparse.ArgumentParser:
    """The command line's grammar, its help in the given language."""
    words = WORDS[language]

    class Help(argparse.RawDescriptionHelpFormatter):
        def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
            super().add_usage(usage, actions, groups, words["usage"] if prefix is None else prefix)

    class Parser(argparse.ArgumentParser):
        def __init__(self, **kwargs: Any) -> None:
            has_help = kwargs.pop("add_help", True)
            super().__init__(**kwargs, add_help=False, formatter_class=Help)
            if has_help:  # the others lend their options, and groups are joined by their title
                self._positionals.title = words["arguments"]
                self._optionals.title = words["options"]
                self.add_argument("-h", "--help", action="help", help=words["help_help"])

        def error(self, message: str) -> NoReturn:
            self.exit(EXIT_USAGE, f"{words['usage_error']} {message}\n{self.format_usage()}")

    parser = Parser(prog="talskrift")
    subcommands = parser.add_subparsers(dest="command", required=True, title=words["commands"])
    shared = Parser(add_help=False)
    shared.add_argument(
        "--language-of-messages", choices=sorted(WORDS), help=words["help_language"]
    )
    job = subcommands.add_parser(
        "transcribe",
        parents=[shared],
        help=words["help_transcribe"],
        description=words["help_transcribe"],
        epilog=f"{words['examples']}\n\n{words['help_exit_codes']}",
    )
    job.add_argument("files", nargs="+", type=Path, metavar="FILE", help=words["help_files"])
    job.add_argument("--format", choices=FORMATS, help=words["help_format"])
    job.add_argument("--times", action="store_true", help=words["help_times"])
    job.add_argument("--output", type=Path, metavar="PATH", help=words["help_output"])
    job.add_argument("--vocabulary", type=Path, metavar="FILE", help=words["help_vocabulary"])
    job.add_argument("--no-speakers", action="store_true", help=words["help_no_speakers"])
    job.add_argument("--track", type=int, metavar="N", help=words["help_track"])
    job.add_argument("--split-channels", action="store_true", help=words["help_split_channels"])
    job.add_argument("--model", type=Path, metavar="FOLDER", help=words["help_model"])
    model = subcommands.add_parser(
        "model", help=words["help_verify"], description=words["help_verify"]
    )
    actions = model.add_subparsers(dest="action", required=True)
    verify = actions.add_parser(
        "verify", parents=[shared], help=words["help_verify"], description=words["help_verify"]
    )
    verify.add_argument("folder", type=Path, metavar="FOLDER")
    return parser


def find_threads(model_folder: Path) -> int | None:
    """How many the window has found best with this model; None: that is yet to be measured."""
    settings = load_settings(settings_path())
    chosen = settings.model_folder or bundled_asset("models", "starter")
    return settings.threads if Path(chosen).absolute() == model_folder.absolute() else None


def transcribe(options: argparse.Namespace, language: Language, engine: list[str] | None) -> int:
    """Transcribes the files one after the other; one that fails does not stop the rest."""
    output = TerminalOutput(language)
    output.with_speakers = not options.no_speakers
    files = collect_media(options.files)
    format = options.format or find_format(options.output)
    has_text = format in TEXT_FORMATS
    to_folder = options.output is not None and (len(files) > 1 or options.output.is_dir())
    if not files:
        output.tell(WORDS[language]["no_files"])
        return EXIT_USAGE
    if options.output is None and not (has_text and (len(files) == 1 or format == "txt")):
        why = "several_need_output" if has_text else "needs_output"
        output.tell(WORDS[language][why].format(format=format))
        return EXIT_USAGE
    vocabulary: Vocabulary = ()
    if options.vocabulary is not None:
        try:
            vocabulary = load_vocabulary(options.vocabulary, output)
        except (OSError, ValueError):
            output.tell(WORDS[language]["bad_vocabulary"].format(path=options.vocabulary))
            return EXIT_USAGE
    model_folder = options.model or bundled_asset("models", "starter")
    if options.track is not None and options.track < 1:
        output.tell(WORDS[language]["bad_track"])
        return EXIT_USAGE
    sound = SoundChoice(options.track, options.split_channels)
    run = TerminalRun(model_folder, output, engine, options.times, vocabulary, sound)
    targets = name_targets(files, options.output, format) if to_folder else {}
    n_failed = 0
    try:
        if to_folder:
            make_folder(options.output)
        run.start_engine()
    except TalskriftError as error:
        output.tell(describe(error.code, error.details, language))
        return EXIT_SOME_FAILED if isinstance(error, ExportError) else EXIT_NO_MODEL
    try:
        for file in files:
            target = targets.get(file, options.output)
            as_it_comes = target is None and format == "txt"
            try:
                output.begin(file, titled=as_it_comes and len(files) > 1)
                transcript = run.transcribe(file, as_it_comes)
                wishes = Options(
                    options.times,
                    not options.no_speakers,
                    title=file.stem,
                    media=file.absolute(),
                    language=language,
                )
                if target is not None:
                    write_transcript(transcript, target.absolute(), format, wishes)
                elif not as_it_comes:
                    output.print_transcript(transcript, format, replace(wishes, folder=Path.cwd()))
            except TalskriftError as error:
                n_failed += 1
                output.tell(describe(error.code, {"path": str(file), **error.details}, language))
    finally:
        run.stop_engine()
    return EXIT_SOME_FAILED if n_failed else 0


class TerminalRun:
    """One engine process for all the files; a new one where it has died."""

    def __init__(
        self,
        model_folder: Path,
        output: TerminalOutput,
        command: list[str] | None,
        with_times: bool = False,
        vocabulary: Vocabulary = (),
        sound: SoundChoice = WHOLE_SOUND,
    ) -> None:
        self._sound = sound
        self._model_folder = model_folder
        self._output = output
        self._command = command
        self._with_times = with_times
        self._vocabulary = list(vocabulary)
        self._engine: EngineProcess | None = None
        self._model_name = ""
        self._n_jobs = 0

    def start_engine(self) -> EngineProcess:
        """The running engine, its model loaded. Raises ModelError, EngineError."""
        if self._engine is not None:
            return self._engine
        engine = EngineProcess(self._command)
        try:
            threads = find_threads(self._model_folder)
            measured = {} if threads is None else {"threads": threads}
            engine.send("load_model", folder=str(self._model_folder), **measured)
            self._model_name = engine.wait_for("model_loaded")["name"]
        except BaseException:
            engine.stop()
            raise
        self._engine = engine
        return engine

    def stop_engine(self) -> None:
        if self._engine is not None:
            self._engine.stop()
        self._engine = None

    def transcribe(self, file: Path, print_segments: bool) -> Transcript:
        """The transcript of one file; where an engine dies over it, another goes on with it.

        Raises TalskriftError, engine_died after MAX_CRASHES without a word between them.
        """
        segments: list[Segment] = []
        place = n_crashes = 0
        while True:
            try:
                for event in self._run_job(file, place):
                    if event.get("committed_sample", 0) > place:
                        place, n_crashes = event["committed_sample"], 0
                    self._take_event(event, segments, print_segments)
                    if event["type"] == "done":
                        return Transcript(
                            tuple(segments),
                            model=self._model_name,
                            source=file.name,
                            duration_s=event["duration_s"],
                        )
                raise EngineError("engine_died")
            except EngineError as error:
                self.stop_engine()
                n_crashes += 1
                if error.code != "engine_died" or n_crashes >= MAX_CRASHES:
                    raise

    def _run_job(self, file: Path, from_sample: int) -> Iterator[dict[str, Any]]:
        engine = self.start_engine()
        self._n_jobs += 1
        job = str(self._n_jobs)
        engine.send(
            "transcribe",
            job=job,
            file=str(file),
            from_sample=from_sample,
            vocabulary=self._vocabulary,
            **asdict(self._sound),
        )
        yield from engine.read_job_events(job)

    def _take_event(
        self, event: dict[str, Any], segments: list[Segment], print_segments: bool
    ) -> None:
        match event["type"]:
            case "segment":
                segments.append(Segment.from_dict(event["segment"]))
                if print_segments:
                    self._output.print_segment(segments[-1], self._with_times)
            case "progress":
                self._output.show_progress(event["position_s"], event["duration_s"])
            case "removed":
                self._output.tell_removed(Segment.from_dict(event["segment"]), event["reason"])
            case "warning":
                self._output.tell(describe(event["code"], event["details"], self._output.language))
            case "done":
                self._output.end_progress()


def verify_model(folder: Path, language: Language) -> int:
    """Checks every byte of a model folder and tells each fault."""
    output = TerminalOutput(language)
    try:
        info = read_model_info(folder)
    except ModelError as error:
        output.tell(describe(error.code, error.details, language))
        return EXIT_NO_MODEL
    faults = find_faults(info, thorough=True)
    for fault in faults:
        output.tell(describe(fault.code, fault.details, language))
    if faults:
        return EXIT_NO_MODEL
    print(WORDS[language]["model_sound"].format(name=info.name, n_files=len(info.files)))
    return 0


def load_vocabulary(path: Path, output: TerminalOutput) -> Vocabulary:
    """The terms of a text file, one a line; tells of those left out. Raises OSError, ValueError."""
    read = read_vocabulary(path.read_text("utf-8-sig"))
    if read.n_left_out:
        output.tell(WORDS[output.language]["vocabulary_left_out"].format(count=read.n_left_out))
    return read.terms


def find_format(output: Path | None) -> str:
    """The format that the name of the output asks for; plain text when it asks for none."""
    return (pick_format(output.name) if output is not None else None) or "txt"


def name_targets(files: list[Path], folder: Path, format: str) -> dict[Path, Path]:
    """A file for each transcript: talk.mp3 gives talk.txt, a second talk gives talk.wav.txt."""
    targets: dict[Path, Path] = {}
    for file in files:
        suffix = get_suffix(format)
        names = (f"{file.stem}.{suffix}", f"{file.name}.{suffix}")
        numbered = (f"{file.stem} {number}.{suffix}" for number in range(2, len(files) + 2))
        taken = set(targets.values())
        targets[file] = next(
            folder / name for name in (*names, *numbered) if folder / name not in taken
        )
    return targets


def make_folder(folder: Path) -> None:
    """Makes the folder for the transcripts. Raises ExportError: export_failed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError("export_failed", path=str(folder), reason=reason) from error
