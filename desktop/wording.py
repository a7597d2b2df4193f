"""Puts errors into words: what is wrong, and what to do next, in Swedish and English.

The only place that does. Every code of desktop.errors has both languages (a test holds that).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

Language = Literal["sv", "en"]

# {path} is the whole path, {name} its last part; other names are the error's details.
SENTENCES: dict[str, dict[Language, str]] = {
    # SpeakersError
    "speakers_unavailable": {
        "sv": "Programdelen som hittar talare (sherpa-onnx) saknas i den här installationen. "
        "Namnge talarna för hand, eller installera om Talskrift ({reason}).",
        "en": "The part that finds speakers (sherpa-onnx) is missing in this installation. "
        "Name the speakers by hand, or install Talskrift again ({reason}).",
    },
    "speakers_no_models": {
        "sv": "Modellerna som skiljer röster åt finns inte på datorn. Hämta dem, eller välj en "
        "mapp där de ligger.",
        "en": "The models that tell voices apart are not on this computer. Download them, or "
        "choose a folder that has them.",
    },
    "speakers_bad_models": {
        "sv": "I {path} finns inte de två modeller som skiljer röster åt. Välj mappen eller "
        "zip-filen där båda ligger.",
        "en": "{path} does not hold the two models that tell voices apart. Choose the folder or "
        "the zip file that has both.",
    },
    "speakers_failed": {
        "sv": "Talarna gick inte att hitta ({reason}). Texten är som den var. Försök igen, eller "
        "namnge talarna för hand.",
        "en": "The speakers could not be found ({reason}). The text is as it was. Try again, or "
        "name the speakers by hand.",
    },
    # PlayerError
    "no_loudspeaker": {
        "sv": "Det gick inte att spela upp ljudet. Kontrollera att en högtalare eller hörlur är "
        "inkopplad och vald i systemets inställningar ({reason}).",
        "en": "The sound could not be played. Check that a loudspeaker or headphones are connected "
        "and chosen in the system's settings ({reason}).",
    },
    # AudioFileError
    "audio_not_found": {
        "sv": "Filen {name} finns inte. Kontrollera att den inte har flyttats eller "
        "bytt namn och välj den igen.",
        "en": "The file {name} is not there. Check that it was not moved or renamed, and choose "
        "it again.",
    },
    "audio_unreadable": {
        "sv": "Filen {name} får inte läsas. Ge dig själv läsrättighet till den, eller kopiera den "
        "till en egen mapp.",
        "en": "The file {name} may not be read. Give yourself permission to read it, or copy it "
        "to a folder of your own.",
    },
    "audio_empty": {
        "sv": "Filen {name} är tom. Hämta eller spela in den på nytt.",
        "en": "The file {name} is empty. Download or record it again.",
    },
    "audio_incomplete": {
        "sv": "Filen {name} är ofullständig: slutet, som behövs för att läsa den, saknas. Kopiera "
        "eller hämta den på nytt.",
        "en": "The file {name} is incomplete: its end, without which it cannot be read, is "
        "missing. Copy or download it again.",
    },
    "audio_truncated": {
        "sv": "Filen {name} är avhuggen: ljudet slutar vid {at}. Det som finns före det skrivs "
        "ut. Kopiera eller hämta filen på nytt för att få resten.",
        "en": "The file {name} is cut off: its sound ends at {at}. What comes before that is "
        "transcribed. Copy or download the file again for the rest.",
    },
    "audio_damaged": {
        "sv": "Filen {name} är skadad, första gången vid {at}. Det som går att avkoda skrivs ut. "
        "Finns en hel kopia, använd den.",
        "en": "The file {name} is damaged, first at {at}. What can be decoded is transcribed. If "
        "there is an undamaged copy, use that.",
    },
    "not_audio": {
        "sv": "{name} är ingen ljud- eller videofil, vad den än heter. Välj en ljud- eller "
        "videofil, till exempel mp3, m4a, wav, flac, ogg eller mp4.",
        "en": "{name} is no audio or video file, whatever its name says. Choose an audio or video "
        "file: mp3, m4a, wav, flac, ogg or mp4 for example.",
    },
    "no_audio_track": {
        "sv": "Videon {name} har inget ljud. Välj en fil där det talas.",
        "en": "The video {name} has no sound. Choose a file in which someone speaks.",
    },
    "no_such_track": {
        "sv": "Filen {name} har inget ljudspår {track}, bara {n_tracks}. Välj ett av dem.",
        "en": "The file {name} has no audio track {track}, only {n_tracks}. Choose one of them.",
    },
    "no_two_channels": {
        "sv": "Ljudspåret i {name} har inte två kanaler utan {n_channels}, så talarna kan inte "
        "skiljas åt efter kanal. Skriv ut det utan att dela upp talarna.",
        "en": "The audio track of {name} does not have two channels but {n_channels}, so the "
        "speakers cannot be told apart by channel. Transcribe it without splitting the speakers.",
    },
    "recording_damaged": {
        "sv": "Inspelningen {name} har ändrats av ett annat program och kan inte läsas. Lägg till "
        "den som en vanlig ljudfil i stället.",
        "en": "The recording {name} was changed by another program and cannot be read. Add it as "
        "an ordinary audio file instead.",
    },
    # RecordingError
    "disk_full": {
        "sv": "Disken är full. Frigör utrymme (en timmes ljud tar 115 MB) och försök igen. Det du "
        "redan har spelat in finns kvar.",
        "en": "The disk is full. Make room (an hour of sound takes 115 MB) and try again. What "
        "you have recorded so far is kept.",
    },
    "folder_not_writable": {
        "sv": "Det går inte att skriva i mappen {folder}. Välj en annan mapp, eller ge dig själv "
        "skrivrättighet till den.",
        "en": "The folder {folder} cannot be written to. Choose another folder, or give yourself "
        "permission to write there.",
    },
    "recording_exists": {
        "sv": "Det finns redan en inspelning med namnet {name}. Flytta eller byt namn på den och "
        "försök igen.",
        "en": "There already is a recording named {name}. Move or rename it, and try again.",
    },
    # ModelError
    "model_not_found": {
        "sv": "Modellmappen {path} finns inte. Kontrollera sökvägen eller välj en annan modell.",
        "en": "The model folder {path} is not there. Check the path or choose another model.",
    },
    "not_a_model": {
        "sv": "Mappen {path} är ingen färdig modell: model.json saknas. Om det är en Whisper-"
        "modell, gör den färdig med: python -m convert export {path} NY_MAPP",
        "en": "The folder {path} is no finished model: it has no model.json. If it holds a "
        "Whisper model, finish it with: python -m convert export {path} NEW_FOLDER",
    },
    "model_missing_file": {
        "sv": "Modellen {name} är ofullständig: filen {file} saknas. Hämta eller kopiera modellen "
        "på nytt.",
        "en": "The model {name} is incomplete: the file {file} is missing. Download or copy the "
        "model again.",
    },
    "model_truncated": {
        "sv": "Modellen {name} är ofullständig: filen {file} är avhuggen ({size} av {expected} "
        "byte). Hämta eller kopiera modellen på nytt.",
        "en": "The model {name} is incomplete: the file {file} is cut off ({size} of {expected} "
        "bytes). Download or copy the model again.",
    },
    "model_altered": {
        "sv": "Modellen {name} har ändrats: filen {file} är inte den som modellen gjordes med. "
        "Hämta eller kopiera modellen på nytt.",
        "en": "The model {name} was altered: the file {file} is not the one it was made with. "
        "Download or copy the model again.",
    },
    "model_wrong_format": {
        "sv": "Modellen {name} är gjord för en annan version av Talskrift, eller så är dess "
        "model.json skadad ({reason}). Uppdatera Talskrift eller hämta modellen på nytt.",
        "en": "The model {name} was made for another version of Talskrift, or its model.json is "
        "damaged ({reason}). Update Talskrift, or download the model again.",
    },
    "model_unreadable": {
        "sv": "Filen {file} i modellen {name} får inte läsas. Ge dig själv läsrättighet till "
        "mappen {path}.",
        "en": "The file {file} of the model {name} may not be read. Give yourself permission to "
        "read the folder {path}.",
    },
    "model_load_failed": {
        "sv": "Modellen {name} gick inte att ladda ({reason}). Hämta den på nytt eller välj en "
        "annan modell.",
        "en": "The model {name} could not be loaded ({reason}). Download it again or choose "
        "another model.",
    },
    # DownloadError
    "download_offline": {
        "sv": "Talskrift är frånkopplat från nätet i inställningarna, så inget hämtas. Slå på "
        "nätet igen, eller importera modellen från en mapp eller zip-fil.",
        "en": "Talskrift is set to stay off the network, so nothing is downloaded. Allow the "
        "network again, or import the model from a folder or zip file.",
    },
    "web_offline": {
        "sv": "Talskrift är frånkopplat från nätet i inställningarna, så inget hämtas. Slå på "
        "nätet igen, eller hämta filen med webbläsaren och släpp den i fönstret.",
        "en": "Talskrift is set to stay off the network, so nothing is fetched. Allow the network "
        "again, or fetch the file with the browser and drop it on the window.",
    },
    "web_bad_address": {
        "sv": "{address} är ingen webbadress. Den ska börja med http:// eller https://.",
        "en": "{address} is no web address. It must begin: http:// or https://.",
    },
    "web_no_connection": {
        "sv": "{host} svarar inte. Kontrollera nätet och adressen och försök igen.",
        "en": "{host} does not answer. Check the network and the address, and try again.",
    },
    "web_proxy": {
        "sv": "Nätets proxy släpper inte fram hämtningen ({reason}). Kontrollera proxyn under "
        "Nätverk i inställningarna.",
        "en": "The network's proxy does not let the download through ({reason}). Check the proxy "
        "under Network in the settings.",
    },
    "web_certificate": {
        "sv": "Datorn litar inte på certifikatet för {host} ({reason}). Kontrollera datorns klocka "
        "och att nätet är det du tror.",
        "en": "This computer does not trust the certificate of {host} ({reason}). Check its clock, "
        "and that the network is the one you think.",
    },
    "web_interrupted": {
        "sv": "Hämtningen från {host} bryts gång på gång. Det som har kommit finns kvar: försök "
        "igen om en stund.",
        "en": "The download from {host} breaks off again and again. What has come is kept: try "
        "again in a while.",
    },
    "web_not_found": {
        "sv": "På {host} finns inget på den adressen. Kontrollera den och försök igen.",
        "en": "There is nothing at that address on {host}. Check it and try again.",
    },
    "web_refused": {
        "sv": "{host} lämnar inte ut filen. Kräver sidan inloggning: hämta filen med webbläsaren "
        "och släpp den i fönstret.",
        "en": "{host} does not give the file away. If the page wants a login: fetch the file with "
        "the browser and drop it on the window.",
    },
    "web_no_media": {
        "sv": "På adressen hos {host} finns inget ljud eller ingen film som går att hämta. Är det "
        "en direktsändning: vänta tills den är slut.",
        "en": "There is no sound or film at that address on {host} that can be fetched. If it is a "
        "live broadcast: wait until it is over.",
    },
    "web_needs_yt_dlp": {
        "sv": "Adressen leder till en sida hos {host}, inte till en ljud- eller filmfil. För sidor "
        "behövs programmet yt-dlp: installera det (yt-dlp på github.com) och försök igen.",
        "en": "The address leads to a page of {host}, not to an audio or video file. Pages need "
        "the program yt-dlp: install it (yt-dlp on github.com) and try again.",
    },
    "web_failed": {
        "sv": "Det gick inte att hämta filen: {reason} Försök igen, eller hämta den med "
        "webbläsaren och släpp den i fönstret.",
        "en": "The file could not be fetched: {reason} Try again, or fetch it with the browser and "
        "drop it on the window.",
    },
    "download_no_connection": {
        "sv": "{host} svarar inte. Kontrollera nätet, eller ange proxy eller spegel under "
        "Nätverk. Det som redan har hämtats finns kvar.",
        "en": "{host} does not answer. Check the network, or set a proxy or mirror under "
        "Network. What has been downloaded so far is kept.",
    },
    "download_proxy": {
        "sv": "Proxyn släpper inte igenom hämtningen från {host} ({reason}). Kontrollera "
        "proxyadressen under Nätverk, eller fråga den som sköter nätet.",
        "en": "The proxy does not let the download from {host} through ({reason}). Check the proxy "
        "address under Network, or ask whoever runs the network.",
    },
    "download_certificate": {
        "sv": "Datorn litar inte på certifikatet som {host} visar ({reason}). Be den som sköter "
        "nätet att installera företagets certifikat i systemet.",
        "en": "This computer does not trust the certificate that {host} shows ({reason}). Ask "
        "whoever runs the network to install the company's certificate in the system.",
    },
    "download_interrupted": {
        "sv": "Hämtningen från {host} bröts gång på gång. Det som har kommit finns kvar: tryck på "
        "Fortsätt när nätet är bättre.",
        "en": "The download from {host} broke off again and again. What has come is kept: press "
        "Resume when the network is better.",
    },
    "download_refused": {
        "sv": "{host} vägrade lämna ut {file} (svar {status}). Försök igen senare, eller ange en "
        "annan spegel under Nätverk.",
        "en": "{host} refused to hand out {file} (answer {status}). Try again later, or set "
        "another mirror under Network.",
    },
    "download_not_published": {
        "sv": "Modellen finns inte hos {host} i en form som Talskrift kan använda ({file} saknas). "
        "Välj en annan modell.",
        "en": "{host} does not have the model in a form that Talskrift can use ({file} is "
        "missing). Choose another model.",
    },
    "download_damaged": {
        "sv": "Filen {file} från {host} är inte den som modellens utgivare har publicerat, inte "
        "heller vid ett andra försök. Försök igen, eller ange en annan spegel under Nätverk.",
        "en": "The file {file} from {host} is not the one that the model's makers published, nor "
        "was it at a second try. Try again, or set another mirror under Network.",
    },
    "download_no_room": {
        "sv": "Modellen behöver {needed} på disken, men där är bara {free} ledigt. Frigör utrymme "
        "i {path} och försök igen.",
        "en": "The model needs {needed} on the disk, but only {free} is free there. Make room in "
        "{path} and try again.",
    },
    "download_failed": {
        "sv": "Något oväntat gick fel med modellen ({reason}). Försök igen, och rapportera felet "
        "om det kommer tillbaka.",
        "en": "Something unforeseen went wrong with the model ({reason}). Try again, and report "
        "the fault if it comes back.",
    },
    # ModelImportError
    "import_not_found": {
        "sv": "{path} finns inte. Kontrollera att den inte har flyttats och välj den igen.",
        "en": "{path} is not there. Check that it was not moved, and choose it again.",
    },
    "import_unreadable": {
        "sv": "{name} får inte läsas. Ge dig själv läsrättighet till den, eller kopiera den till "
        "en egen mapp.",
        "en": "{name} may not be read. Give yourself permission to read it, or copy it to a folder "
        "of your own.",
    },
    "import_not_a_model": {
        "sv": "{name} är ingen modell som Talskrift kan använda: {file} saknas. Välj en "
        "modellmapp eller zip-fil med model.bin, config.json, tokenizer.json och vocabulary.json.",
        "en": "{name} is no model that Talskrift can use: {file} is missing. Choose a model "
        "folder or zip file with model.bin, config.json, tokenizer.json and vocabulary.json.",
    },
    "import_damaged": {
        "sv": "{name} är skadad: {file} går inte att läsa. Kopiera eller hämta den på nytt.",
        "en": "{name} is damaged: {file} cannot be read. Copy or download it again.",
    },
    "import_unsafe": {
        "sv": "{name} importeras inte: {file} pekar ut ur zip-filen. Hämta modellen från den som "
        "gav ut den.",
        "en": "{name} is not imported: {file} points outside of the zip file. Get the model from "
        "those who published it.",
    },
    "import_too_large": {
        "sv": "{name} importeras inte: {file} packas upp till mer än någon modell är. Hämta "
        "modellen från den som gav ut den.",
        "en": "{name} is not imported: {file} unpacks to more than any model is. Get the model "
        "from those who published it.",
    },
    # MicrophoneError
    "no_microphone": {
        "sv": "Ingen mikrofon hittades. Anslut en och tryck på inspelningsknappen igen.",
        "en": "No microphone was found. Connect one and press the record button again.",
    },
    "microphone_permission_denied": {
        "sv": "Talskrift får inte använda mikrofonen. Tillåt det i systemets sekretess"
        "inställningar och försök igen.",
        "en": "Talskrift may not use the microphone. Allow it in the system's privacy settings "
        "and try again.",
    },
    "microphone_busy": {
        "sv": "Mikrofonen {device} används av ett annat program. Stäng det programmet, eller välj "
        "en annan mikrofon.",
        "en": "The microphone {device} is in use by another program. Close that program, or "
        "choose another microphone.",
    },
    "microphone_unplugged": {
        "sv": "Mikrofonen {device} har kopplats ur. Det som sagts hittills är sparat. Anslut den "
        "igen, eller välj en annan.",
        "en": "The microphone {device} was unplugged. What was said so far is saved. Connect it "
        "again, or choose another.",
    },
    "microphone_failed": {
        "sv": "Mikrofonen {device} gick inte att använda ({reason}). Anslut den på nytt, eller "
        "välj en annan.",
        "en": "The microphone {device} could not be used ({reason}). Connect it again, or choose "
        "another.",
    },
    "audio_system_missing": {
        "sv": "Datorns ljudsystem saknar PortAudio, så det går inte att spela in. Installera det "
        "(Debian och Ubuntu: sudo apt install libportaudio2) och starta om Talskrift. Filer kan "
        "skrivas ut ändå.",
        "en": "PortAudio is missing on this computer, so nothing can be recorded. Install it "
        "(Debian and Ubuntu: sudo apt install libportaudio2) and restart Talskrift. Files can "
        "still be transcribed.",
    },
    # EngineError
    "engine_malformed_line": {
        "sv": "Motorn förstod inte ett meddelande. Starta om Talskrift.",
        "en": "The engine did not understand a message. Restart Talskrift.",
    },
    "engine_wrong_version": {
        "sv": "Motorn och fönstret är av olika version. Installera om Talskrift.",
        "en": "The engine and the window are of different versions. Install Talskrift again.",
    },
    "engine_unknown_command": {
        "sv": "Motorn känner inte till kommandot {command}. Installera om Talskrift.",
        "en": "The engine does not know the command {command}. Install Talskrift again.",
    },
    "engine_bad_field": {
        "sv": "Motorn godtar inte värdet på {field}. Ändra det, eller starta om Talskrift.",
        "en": "The engine does not accept the value of {field}. Change it, or restart Talskrift.",
    },
    "engine_no_model": {
        "sv": "Ingen modell är laddad. Välj en modell och försök igen.",
        "en": "No model is loaded. Choose a model and try again.",
    },
    "engine_unknown_job": {
        "sv": "Utskriften som skulle avbrytas är redan klar. Du behöver inte göra något.",
        "en": "The transcription to be cancelled has already ended. You need do nothing.",
    },
    "engine_failed": {
        "sv": "Något oväntat gick fel i motorn ({reason}). Ljudet är kvar. Försök igen, och "
        "rapportera felet om det kommer tillbaka.",
        "en": "Something unforeseen went wrong in the engine ({reason}). The sound is safe. Try "
        "again, and report the fault if it comes back.",
    },
    "engine_died": {
        "sv": "Motorn stannade oväntat. Ljudet är kvar. Försök igen; minska modellen om datorn "
        "har ont om minne.",
        "en": "The engine stopped unexpectedly. The sound is safe. Try again; use a smaller model "
        "if the computer is short of memory.",
    },
    "out_of_memory": {
        "sv": "Minnet räcker inte för modellen. Stäng andra program, eller välj en mindre modell.",
        "en": "There is not enough memory for the model. Close other programs, or choose a "
        "smaller model.",
    },
    # ExportError
    "export_unknown_format": {
        "sv": "Formatet {format} finns inte. Välj ett annat, till exempel txt, docx eller srt.",
        "en": "There is no format {format}. Choose another, txt, docx or srt for example.",
    },
    "export_failed": {
        "sv": "Texten kunde inte sparas som {path} ({reason}). Välj en annan mapp, eller frigör "
        "utrymme på disken.",
        "en": "The text could not be saved as {path} ({reason}). Choose another folder, or make "
        "room on the disk.",
    },
    # BackupError
    "not_a_backup": {
        "sv": "{name} är ingen säkerhetskopia från Talskrift. Välj en zip-fil som Talskrift har "
        "skrivit. Ingenting har ändrats.",
        "en": "{name} is no backup of Talskrift's. Choose a zip file that Talskrift has written. "
        "Nothing was changed.",
    },
    "backup_damaged": {
        "sv": "Säkerhetskopian {name} är skadad: {file} går inte att läsa som den skrevs. "
        "Ingenting har ändrats. Använd en annan kopia.",
        "en": "The backup {name} is damaged: {file} cannot be read as it was written. "
        "Nothing has been changed. Use another copy.",
    },
    "backup_newer": {
        "sv": "Säkerhetskopian {name} är skriven av ett nyare Talskrift. Uppdatera Talskrift och "
        "försök igen.",
        "en": "The backup {name} was written by a later Talskrift. Update Talskrift and try again.",
    },
    "backup_no_room": {
        "sv": "Det finns inte plats för allt i säkerhetskopian {name}. Ingenting har ändrats. "
        "Frigör utrymme på disken och försök igen.",
        "en": "There is no room for all that is in the backup {name}. Nothing was changed. Make "
        "room on the disk and try again.",
    },
    # ShortcutError
    "shortcut_not_possible": {
        "sv": "{keys} kan inte vara ett kortkommando här. Välj en tangent tillsammans med Ctrl, "
        "Alt eller Windows-tangenten, eller en funktionstangent.",
        "en": "{keys} cannot be a shortcut here. Choose a key together with Ctrl, Alt or the "
        "Windows key, or a function key.",
    },
    "shortcut_taken": {
        "sv": "{keys} används redan av ett annat program. Välj andra tangenter.",
        "en": "{keys} is used by another program. Choose other keys.",
    },
    "shortcuts_missing": {
        "sv": "Det här skrivbordet låter inga program ha egna kortkommandon ({reason}). Lägg "
        "kommandot ”talskrift toggle” på en tangent i datorns egna inställningar i stället.",
        "en": "This desktop gives programs no shortcuts of their own ({reason}). Put the command "
        "“talskrift toggle” on a key in the computer's own settings instead.",
    },
    # TypingError
    "typing_missing": {
        "sv": "Det här skrivbordet låter inte Talskrift skriva i andra program. Kopiera texten och "
        "klistra in den; den finns också i biblioteket.",
        "en": "This desktop does not let Talskrift type into other programs. Copy the text and "
        "paste it; it is in the library too.",
    },
    "typing_refused": {
        "sv": "Talskrift fick inte skriva i andra program. Tillåt det när systemet frågar nästa "
        "gång; texten finns i biblioteket.",
        "en": "Talskrift was not allowed to type into other programs. Allow it when the system "
        "asks next time; the text is in the library.",
    },
    "typing_no_target": {
        "sv": "Inget program tog emot texten. Kopiera den och klistra in den där du vill ha den; "
        "den finns också i biblioteket.",
        "en": "No program took the text. Copy it and paste it where you want it; it is in the "
        "library too.",
    },
    "typing_moved": {
        "sv": "Du har bytt fönster, så texten skrevs inte klart. Kopiera den; den finns också i "
        "biblioteket.",
        "en": "You went to another window, so the text was not typed to its end. Copy it; it is in "
        "the library too.",
    },
    "typing_keys_held": {
        "sv": "Texten skrevs inte klart, för en tangent som Ctrl eller Alt hölls nere. Kopiera "
        "den; den finns också i biblioteket.",
        "en": "The text was not typed to its end, for a key such as Ctrl or Alt was held. Copy it; "
        "it is in the library too.",
    },
    "typing_not_taken": {
        "sv": "Programmet hämtade inte texten. Kopiera den och klistra in den själv; den finns "
        "också i biblioteket.",
        "en": "The program did not fetch the text. Copy it and paste it yourself; it is in the "
        "library too.",
    },
    "typing_failed": {
        "sv": "Texten kunde inte skrivas i det andra programmet ({reason}). Kopiera den; den finns "
        "också i biblioteket.",
        "en": "The text could not be typed into the other program ({reason}). Copy it; it is in "
        "the library too.",
    },
    # ApiError
    "api_no_key": {
        "sv": "Nyckeln saknas eller är fel. Skicka den som ”Authorization: Bearer …”; den står i "
        "Talskrifts inställningar under Andra program.",
        "en": "The key is missing or wrong. Send it as “Authorization: Bearer …”; it stands in "
        "Talskrift's settings, under Other programs.",
    },
    "api_foreign_host": {
        "sv": "Talskrift svarar inte under namnet {host}. Använd adressen 127.0.0.1.",
        "en": "Talskrift does not answer to the name {host}. Use the address 127.0.0.1.",
    },
    "api_foreign_origin": {
        "sv": "Webbsidor får inte använda Talskrift. Anropa det från ett program på datorn.",
        "en": "Web pages may not use Talskrift. Call it from a program on this computer.",
    },
    "api_too_large": {
        "sv": "Det som skickades är större än {size} byte. Skicka filens sökväg i stället.",
        "en": "What was sent is larger than {size} bytes. Send the file's path instead.",
    },
    "api_bad_request": {
        "sv": "Fältet {field} saknas eller är fel: {reason}. Se sidan /docs.",
        "en": "The field {field} is missing or wrong: {reason}. See the page /docs.",
    },
    "api_not_found": {
        "sv": "Någon sådan utskrift finns inte. Hämta listan och välj ett id i den.",
        "en": "There is no such transcription. Get the list, and choose an id of it.",
    },
    "api_no_such_page": {
        "sv": "Den adressen finns inte. Sidan /docs visar vilka som finns.",
        "en": "There is no such address. The page /docs shows which there are.",
    },
    "api_not_done": {
        "sv": "Utskriften är inte klar. Vänta tills dess ”state” är done.",
        "en": "The transcription is not done. Wait until its “state” is done.",
    },
    "api_stopped": {
        "sv": "Utskriften stoppades innan den var klar. Starta den igen i Talskrifts fönster.",
        "en": "The transcription was stopped before it was done. Start it again in Talskrift.",
    },
    "api_language": {
        "sv": "Talskrift skriver bara ut svenska. Utelämna ”language” eller skriv sv.",
        "en": "Talskrift transcribes Swedish alone. Leave “language” out, or write sv.",
    },
    "api_busy": {
        "sv": "Talskrift svarade inte i tid. Försök igen om en stund.",
        "en": "Talskrift did not answer in time. Try again in a while.",
    },
    "api_port_taken": {
        "sv": "Andra program kan inte nå Talskrift: porten {port} är upptagen. Välj en annan i "
        "inställningarna.",
        "en": "Other programs cannot reach Talskrift: the port {port} is taken. Choose another in "
        "the settings.",
    },
}

UNKNOWN: dict[Language, str] = {
    "sv": "Ett okänt fel inträffade ({code}). Uppdatera Talskrift och försök igen.",
    "en": "An unknown error occurred ({code}). Update Talskrift and try again.",
}


def describe(code: str, details: Mapping[str, Any], language: Language = "sv") -> str:
    """The sentences for an error: what is wrong and what to do. Never raises for odd details.

    Faults listed in the detail `also` (as open_model_folder gives them) follow.
    """
    values = _Values(code=code, **{k: v for k, v in details.items() if k != "code"})
    if "path" in details:
        path = Path(str(details["path"]))
        values.update(path=str(path), name=path.name or str(path), folder=str(path.parent))
    if isinstance(details.get("at_s"), int | float):
        values["at"] = format_time(details["at_s"])
    for name in ("needed", "free"):
        if isinstance(details.get(name), int):
            values[name] = format_size(details[name], language)
    sentence = SENTENCES.get(code, UNKNOWN)[language].format_map(values)
    others = [describe(one["code"], one["details"], language) for one in details.get("also", ())]
    return " ".join([sentence, *others])


def format_time(seconds: float) -> str:
    """Seconds as people write them: 0:07, 12:30, 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def format_size(n_bytes: int, language: Language) -> str:
    """Bytes as people write them: 484 MB, 1,5 GB (in English 1.5 GB)."""
    n_megabytes = n_bytes / 1_000_000
    if n_megabytes < 999.5:
        text = f"{n_megabytes:.{1 if n_megabytes < 9.95 else 0}f} MB"
    else:
        text = f"{n_megabytes / 1000:.1f} GB"
    return text.replace(".", ",") if language == "sv" else text


class _Values(dict[str, Any]):
    """Details by name; one that is missing becomes a dash."""

    def __missing__(self, key: str) -> str:
        return "–"
