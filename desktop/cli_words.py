"""The terminal's own words in Swedish and English. (Errors are worded in desktop.wording.)"""

from __future__ import annotations

from desktop.wording import Language

WORDS: dict[Language, dict[str, str]] = {
    "sv": {
        "help_transcribe": "Skriv ut ljud- och videofiler som text.",
        "help_files": "ljud- eller videofil, eller en mapp med sådana",
        "help_format": "txt (en mening per rad), docx, odt, undertexter som srt eller vtt, html "
        "(sida med ljudspelare), csv (för Excel), audition (markörer) eller json; annars efter "
        "namnet på --output, annars txt",
        "help_times": "tiden före varje mening i txt, docx, odt och html",
        "help_output": "fil att skriva till (ersätts om den finns); en mapp om filerna är flera. "
        "Utan detta skrivs texten ut i terminalen",
        "help_vocabulary": "textfil med namn och termer att vänta sig, en på varje rad",
        "bad_vocabulary": "Ordlistan {path} går inte att läsa som text. Kontrollera filens "
        "namn och spara den som UTF-8.",
        "vocabulary_left_out": "{count} rader i ordlistan är för många eller för långa och används "
        "inte.",
        "help_track": "vilket ljudspår, från 1; annars det svenska, annars det som spelare väljer",
        "help_split_channels": "två talare, en i varje kanal: skriv ut dem var för sig",
        "help_no_speakers": "utan namn på vem som talar",
        "bad_track": "Ljudspåren räknas från 1. Ange till exempel --track 2.",
        "removed_echo": "hörs i den andra talarens mikrofon",
        "help_model": "modellmapp; annars den medföljande modellen",
        "help_language": "meddelandenas språk; utan valet terminalens eget",
        "help_verify": "Kontrollera att en modellmapp är hel.",
        "help_exit_codes": "Slutkoder:\n"
        "  0    allt är utskrivet\n"
        "  1    någon fil gick inte att skriva ut (resten är utskrivna)\n"
        "  2    fel i kommandot\n"
        "  3    modellen går inte att använda\n"
        "  130  avbruten med Ctrl-C",
        "examples": "Exempel:\n"
        "  talskrift transcribe intervju.m4a\n"
        "  talskrift transcribe --times möte.mp3 > möte.txt\n"
        "  talskrift transcribe --format srt --output texter/ filmer/\n"
        "  talskrift transcribe --output utskrift.docx --vocabulary namn.txt intervju.m4a\n"
        "  talskrift transcribe --split-channels telefon.wav",
        "usage": "Användning: ",
        "arguments": "Argument",
        "options": "Val",
        "commands": "Kommandon",
        "help_help": "visa den här hjälpen",
        "usage_error": "Fel i kommandot:",
        "no_files": "Här finns inga ljud- eller videofiler. Ange minst en.",
        "several_need_output": "Flera filer som {format} kan inte skrivas efter varandra i "
        "terminalen. Ange en mapp med --output.",
        "needs_output": "En terminal kan inte visa {format}. Ange en fil eller mapp med --output.",
        "interrupted": "Avbrutet.",
        "standard_output": "standard ut",
        "removed": "Utelämnat vid {at}: ”{text}” ({why})",
        "removed_no_speech": "troligen ingen som talar",
        "removed_low_probability": "mycket osäkert",
        "removed_repetition": "upprepning som ingen har sagt",
        "removed_known_phrase": "fras som modeller hittar på vid tystnad",
        "model_sound": "Modellen {name} är hel ({n_files} filer).",
    },
    "en": {
        "help_transcribe": "Transcribe audio and video files.",
        "help_files": "an audio or video file, or a folder of them",
        "help_format": "txt (one sentence a line), docx, odt, subtitles as srt or vtt, html (a "
        "page with an audio player), csv (for Excel), audition (markers) or json; if not given, "
        "as --output is named, else txt",
        "help_times": "the time before each sentence in txt, docx, odt and html",
        "help_output": "file to write to (replaced if it is there); a folder if there are several "
        "files. Without it the text is printed in the terminal",
        "help_vocabulary": "text file with names and terms to expect, one on each line",
        "bad_vocabulary": "The vocabulary {path} cannot be read as text. Check the file's "
        "name, and save it as UTF-8.",
        "vocabulary_left_out": "{count} lines of the vocabulary are too many or too long and are "
        "not used.",
        "help_track": "which audio track, from 1; if not given, the Swedish one, else the one that "
        "players choose",
        "help_split_channels": "two speakers, one in each channel: transcribe them one by one",
        "help_no_speakers": "without the names of who speaks",
        "bad_track": "Audio tracks are counted from 1. Give --track 2, for example.",
        "removed_echo": "heard in the other speaker's microphone",
        "help_model": "model folder; if not given, the model that comes with the app",
        "help_language": "language of the messages; if not given, the terminal's own",
        "help_verify": "Check that a model folder is whole.",
        "help_exit_codes": "Exit codes:\n"
        "  0    everything is transcribed\n"
        "  1    a file could not be transcribed (the others are)\n"
        "  2    the command is wrong\n"
        "  3    the model cannot be used\n"
        "  130  interrupted with Ctrl-C",
        "examples": "Examples:\n"
        "  talskrift transcribe interview.m4a\n"
        "  talskrift transcribe --times meeting.mp3 > meeting.txt\n"
        "  talskrift transcribe --format srt --output texts/ films/\n"
        "  talskrift transcribe --output text.docx --vocabulary names.txt interview.m4a\n"
        "  talskrift transcribe --split-channels telephone.wav",
        "usage": "Usage: ",
        "arguments": "Arguments",
        "options": "Options",
        "commands": "Commands",
        "help_help": "show this help",
        "usage_error": "Wrong command:",
        "no_files": "There are no audio or video files here. Name at least one.",
        "several_need_output": "Several files as {format} cannot be printed one after the other. "
        "Give a folder with --output.",
        "needs_output": "A terminal cannot show {format}. Give a file or folder with --output.",
        "interrupted": "Interrupted.",
        "standard_output": "standard output",
        "removed": "Left out at {at}: “{text}” ({why})",
        "removed_no_speech": "probably nobody speaking",
        "removed_low_probability": "very uncertain",
        "removed_repetition": "repetition that nobody said",
        "removed_known_phrase": "phrase that models invent over silence",
        "model_sound": "The model {name} is whole ({n_files} files).",
    },
}
