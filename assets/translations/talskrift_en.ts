<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="sv">
<context>
    <name>Actions</name>
    <message>
        <source>Pausa ljudet</source>
        <translation>Pause the sound</translation>
    </message>
    <message>
        <source>Spela upp</source>
        <translation>Play</translation>
    </message>
    <message>
        <source>&amp;Arkiv</source>
        <translation>&amp;File</translation>
    </message>
    <message>
        <source>&amp;Redigera</source>
        <translation>&amp;Edit</translation>
    </message>
    <message>
        <source>&amp;Visa</source>
        <translation>&amp;View</translation>
    </message>
    <message>
        <source>&amp;Lyssna</source>
        <translation>&amp;Listen</translation>
    </message>
    <message>
        <source>&amp;Inställningar</source>
        <translation>&amp;Settings</translation>
    </message>
    <message>
        <source>&amp;Hjälp</source>
        <translation>&amp;Help</translation>
    </message>
    <message>
        <source>&amp;Mikrofon</source>
        <translation>&amp;Microphone</translation>
    </message>
    <message>
        <source>Kopiera so&amp;m</source>
        <translation>Copy a&amp;s</translation>
    </message>
    <message>
        <source>&amp;Talare</source>
        <translation>Spea&amp;ker</translation>
    </message>
    <message>
        <source>Stoppa inspelningen</source>
        <translation>Stop recording</translation>
    </message>
    <message>
        <source>Spela in</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>Fortsätt inspelningen</source>
        <translation>Resume recording</translation>
    </message>
    <message>
        <source>Pausa</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Öppna filer …</source>
        <translation>Open files …</translation>
    </message>
    <message>
        <source>Öppna mapp …</source>
        <translation>Open folder …</translation>
    </message>
    <message>
        <source>Hämta från webbadress …</source>
        <translation>Fetch from a web address …</translation>
    </message>
    <message>
        <source>Spara …</source>
        <translation>Save …</translation>
    </message>
    <message>
        <source>Avsluta</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>Kopiera</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Klistra in filer</source>
        <translation>Paste files</translation>
    </message>
    <message>
        <source>Namn, mapp och taggar …</source>
        <translation>Name, folder and tags …</translation>
    </message>
    <message>
        <source>Ljudspår och talare …</source>
        <translation>Audio track and speakers …</translation>
    </message>
    <message>
        <source>Ta bort</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Tillbaka 3 sekunder</source>
        <translation>Back 3 seconds</translation>
    </message>
    <message>
        <source>Framåt 3 sekunder</source>
        <translation>Forward 3 seconds</translation>
    </message>
    <message>
        <source>Långsammare</source>
        <translation>Slower</translation>
    </message>
    <message>
        <source>Snabbare</source>
        <translation>Faster</translation>
    </message>
    <message>
        <source>Lyssna från markören</source>
        <translation>Listen from the cursor</translation>
    </message>
    <message>
        <source>Ångra</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>Sök och ersätt …</source>
        <translation>Find and replace …</translation>
    </message>
    <message>
        <source>Talare</source>
        <translation>Speakers</translation>
    </message>
    <message>
        <source>Ny talare …</source>
        <translation>New speaker …</translation>
    </message>
    <message>
        <source>Ingen talare</source>
        <translation>No speaker</translation>
    </message>
    <message>
        <source>Namn på talare …</source>
        <translation>Names of speakers …</translation>
    </message>
    <message>
        <source>Anteckning …</source>
        <translation>Note …</translation>
    </message>
    <message>
        <source>Markera osäkra ord</source>
        <translation>Mark doubtful words</translation>
    </message>
    <message>
        <source>Nästa osäkra ord</source>
        <translation>Next doubtful word</translation>
    </message>
    <message>
        <source>Gör om</source>
        <translation>Redo</translation>
    </message>
    <message>
        <source>Byt till den tidigare texten</source>
        <translation>Switch to the earlier text</translation>
    </message>
    <message>
        <source>Den här texten är rättad och ändras inte av valen:</source>
        <translation>This text was corrected; these choices do not change it:</translation>
    </message>
    <message>
        <source>Papperskorgen …</source>
        <translation>Bin …</translation>
    </message>
    <message>
        <source>Lagring och säkerhetskopia …</source>
        <translation>Storage and backup …</translation>
    </message>
    <message>
        <source>Pausa alla utskrifter</source>
        <translation>Pause all transcriptions</translation>
    </message>
    <message>
        <source>Fortsätt med alla utskrifter</source>
        <translation>Go on with all transcriptions</translation>
    </message>
    <message>
        <source>Tider</source>
        <translation>Times</translation>
    </message>
    <message>
        <source>Modeller …</source>
        <translation>Models …</translation>
    </message>
    <message>
        <source>Inställningar …</source>
        <translation>Settings …</translation>
    </message>
    <message>
        <source>Större text</source>
        <translation>Larger text</translation>
    </message>
    <message>
        <source>Mindre text</source>
        <translation>Smaller text</translation>
    </message>
    <message>
        <source>Vanlig textstorlek</source>
        <translation>Usual text size</translation>
    </message>
    <message>
        <source>Visa fönstret</source>
        <translation>Show the window</translation>
    </message>
    <message>
        <source>Talade kommandon</source>
        <translation>Spoken commands</translation>
    </message>
    <message>
        <source>Talade kommandon även i filer</source>
        <translation>Spoken commands in files too</translation>
    </message>
    <message>
        <source>Städa texten</source>
        <translation>Clean up the text</translation>
    </message>
    <message>
        <source>Egna kommandon …</source>
        <translation>Your own commands …</translation>
    </message>
    <message>
        <source>Diktera i programmet bakom</source>
        <translation>Dictate into the program behind</translation>
    </message>
    <message>
        <source>Diktera i andra program …</source>
        <translation>Dictate into other programs …</translation>
    </message>
    <message>
        <source>Ordlista …</source>
        <translation>Vocabulary …</translation>
    </message>
    <message>
        <source>Hjälp</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Tangenter …</source>
        <translation>Keys …</translation>
    </message>
    <message>
        <source>Felsökning …</source>
        <translation>Diagnostics …</translation>
    </message>
    <message>
        <source>Andra program …</source>
        <translation>Other programs …</translation>
    </message>
    <message>
        <source>Träningstal …</source>
        <translation>Training speech …</translation>
    </message>
    <message>
        <source>Talade kommandon …</source>
        <translation>Spoken commands …</translation>
    </message>
    <message>
        <source>Visa inspelningarnas mapp</source>
        <translation>Show the recordings folder</translation>
    </message>
    <message>
        <source>Om Talskrift</source>
        <translation>About Talskrift</translation>
    </message>
    <message>
        <source>Kopiera det markerade, eller hela texten</source>
        <translation>Copy what is selected, or the whole text</translation>
    </message>
    <message>
        <source>Spara som text, dokument, undertexter eller tabell</source>
        <translation>Save as text, document, subtitles or table</translation>
    </message>
    <message>
        <source>Visa när varje mening sägs, även i det som sparas</source>
        <translation>Show when each sentence is said, in what is saved too</translation>
    </message>
    <message>
        <source>Fortsätt utskriften</source>
        <translation>Go on with the transcription</translation>
    </message>
    <message>
        <source>Pausa utskriften</source>
        <translation>Pause the transcription</translation>
    </message>
    <message>
        <source>Fortsätt</source>
        <translation>Go on</translation>
    </message>
</context>
<context>
    <name>AddressField</name>
    <message>
        <source>Adressen börjar med http:// eller https://</source>
        <translation>The address begins with http:// or https://</translation>
    </message>
</context>
<context>
    <name>Announcing</name>
    <message>
        <source>Inspelningen fortsätter</source>
        <translation>Recording goes on</translation>
    </message>
    <message>
        <source>Inspelning pågår</source>
        <translation>Recording</translation>
    </message>
    <message>
        <source>Inspelningen är pausad</source>
        <translation>The recording is paused</translation>
    </message>
    <message>
        <source>Inspelningen är slut</source>
        <translation>The recording has ended</translation>
    </message>
    <message>
        <source>Klar: {name}</source>
        <translation>Done: {name}</translation>
    </message>
</context>
<context>
    <name>BinDialog</name>
    <message>
        <source>Papperskorgen</source>
        <translation>Bin</translation>
    </message>
    <message>
        <source>Inspelningar som du har slängt raderas efter {days} dagar.</source>
        <translation>Recordings that you have discarded are deleted after {days} days.</translation>
    </message>
    <message>
        <source>Papperskorgen är tom</source>
        <translation>The bin is empty</translation>
    </message>
    <message>
        <source>Töm papperskorgen …</source>
        <translation>Empty the bin …</translation>
    </message>
    <message>
        <source>Radera</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Radera inspelningen för alltid?</source>
        <translation>Delete the recording for good?</translation>
    </message>
    <message>
        <source>Radera {count} inspelningar för alltid?</source>
        <translation>Delete {count} recordings for good?</translation>
    </message>
    <message>
        <source>Ljud och text försvinner och kan inte fås tillbaka.</source>
        <translation>Its sound and text will be gone and cannot be brought back.</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>BinRow</name>
    <message>
        <source>1 dag kvar</source>
        <translation>1 day left</translation>
    </message>
    <message>
        <source>{days} dagar kvar</source>
        <translation>{days} days left</translation>
    </message>
    <message>
        <source>Slängd {date}</source>
        <translation>Discarded {date}</translation>
    </message>
    <message>
        <source>Ingen text ännu</source>
        <translation>No text yet</translation>
    </message>
    <message>
        <source>Lägg tillbaka</source>
        <translation>Put back</translation>
    </message>
    <message>
        <source>Tillbaka till listan</source>
        <translation>Back into the list</translation>
    </message>
    <message>
        <source>Radera …</source>
        <translation>Delete …</translation>
    </message>
    <message>
        <source>Radera för alltid</source>
        <translation>Delete for good</translation>
    </message>
</context>
<context>
    <name>CommandsHelp</name>
    <message>
        <source>Talade kommandon</source>
        <translation>Spoken commands</translation>
    </message>
    <message>
        <source>bokstavligen punkt</source>
        <translation>bokstavligen punkt</translation>
    </message>
    <message>
        <source>ordet ”punkt”, inget tecken</source>
        <translation>the word ”punkt”, no sign</translation>
    </message>
    <message>
        <source>Du säger</source>
        <translation>You say</translation>
    </message>
    <message>
        <source>Det blir</source>
        <translation>It becomes</translation>
    </message>
    <message>
        <source>Gör en liten paus före och efter, så är kommandot säkert. Utan paus blir ”punkt” ett tecken bara där det inte kan vara ett vanligt ord (”en punkt i protokollet”), och ”komma” bara där det inte kan vara verbet (”ska du komma?”). ”Kommatecken” kan du säga mitt i meningen.</source>
        <translation>Make a little pause before and after, and the command is safe. Without a pause, ”punkt” becomes a sign only where it can be no ordinary word (”en punkt i protokollet”), and ”komma” only where it cannot be the verb (”ska du komma?”). ”Kommatecken” can be said in the middle of a sentence.</translation>
    </message>
    <message>
        <source>Skiljetecken som modellen själv har satt intill ett kommando försvinner, utom meningens slut före en ny rad.</source>
        <translation>Punctuation that the model itself has put beside a command goes, but for the end of a sentence before a new line.</translation>
    </message>
    <message>
        <source>Texten ändras när yttrandet är slut, inte medan du talar. Det som hördes finns alltid kvar: stäng av kommandona under Inställningar, så står orden där igen.</source>
        <translation>The text changes when the utterance has ended, not while you speak. What was heard is always kept: switch the commands off under Settings, and the words are there again.</translation>
    </message>
</context>
<context>
    <name>Diagnosing</name>
    <message>
        <source>Skriver ut provinspelningen …</source>
        <translation>Transcribing the sample …</translation>
    </message>
    <message>
        <source>Spara rapporten</source>
        <translation>Save the report</translation>
    </message>
    <message>
        <source>Säg något i några sekunder …</source>
        <translation>Say something for a few seconds …</translation>
    </message>
    <message>
        <source>Provinspelningen skrevs ut på {seconds} s.</source>
        <translation>The sample was transcribed in {seconds} s.</translation>
    </message>
    <message>
        <source>Provinspelningen kunde inte skrivas ut (felkod {code}).</source>
        <translation>The sample could not be transcribed (exit code {code}).</translation>
    </message>
</context>
<context>
    <name>DiagnosticsDialog</name>
    <message>
        <source>Felsökning</source>
        <translation>Diagnostics</translation>
    </message>
    <message>
        <source>Rapporten beskriver datorn och Talskrift. Inget som du har sagt eller skrivit, inga namn, filnamn eller mappar står i den. Du skickar den själv, till vem du vill.</source>
        <translation>The report describes the computer and Talskrift. Nothing that you have said or written, no names, file names or folders are in it. You send it yourself, to whom you like.</translation>
    </message>
    <message>
        <source>Rapport</source>
        <translation>Report</translation>
    </message>
    <message>
        <source>Kopiera</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Spara …</source>
        <translation>Save …</translation>
    </message>
    <message>
        <source>Prova mikrofonen</source>
        <translation>Test the microphone</translation>
    </message>
    <message>
        <source>Prova att skriva ut</source>
        <translation>Test transcription</translation>
    </message>
</context>
<context>
    <name>DictationWindow</name>
    <message>
        <source>Talskrift: diktering</source>
        <translation>Talskrift: dictation</translation>
    </message>
    <message>
        <source>Stoppa dikteringen</source>
        <translation>Stop the dictation</translation>
    </message>
    <message>
        <source>Stäng</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Inspelad tid</source>
        <translation>Recorded time</translation>
    </message>
    <message>
        <source>Ljudnivå</source>
        <translation>Sound level</translation>
    </message>
    <message>
        <source>Texten</source>
        <translation>The text</translation>
    </message>
    <message>
        <source>Kopiera texten</source>
        <translation>Copy the text</translation>
    </message>
    <message>
        <source>Fortsätt dikteringen</source>
        <translation>Go on with the dictation</translation>
    </message>
    <message>
        <source>Pausa dikteringen</source>
        <translation>Pause the dictation</translation>
    </message>
    <message>
        <source>Texten är skriven</source>
        <translation>The text is typed</translation>
    </message>
    <message>
        <source>Texten ligger på urklipp</source>
        <translation>The text is on the clipboard</translation>
    </message>
    <message>
        <source>Texten finns i biblioteket</source>
        <translation>The text is in the library</translation>
    </message>
    <message>
        <source>Inget tal hördes</source>
        <translation>No speech was heard</translation>
    </message>
    <message>
        <source>Skriver ut det sista …</source>
        <translation>Writing the last words …</translation>
    </message>
    <message>
        <source>Öppnar mikrofonen …</source>
        <translation>Opening the microphone …</translation>
    </message>
    <message>
        <source>Tala</source>
        <translation>Speak</translation>
    </message>
    <message>
        <source>Mikrofonen är borta, väntar på den …</source>
        <translation>The microphone is gone, waiting for it …</translation>
    </message>
    <message>
        <source>Pausar …</source>
        <translation>Pausing …</translation>
    </message>
    <message>
        <source>Pausad</source>
        <translation>Paused</translation>
    </message>
    <message>
        <source>Avslutar inspelningen …</source>
        <translation>Ending the recording …</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Släpp filer eller mappar för att skriva ut dem</source>
        <translation>Drop files or folders to transcribe them</translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Skriva ut på nytt?</source>
        <translation>Transcribe again?</translation>
    </message>
    <message>
        <source>Texten är rättad. Ska den skrivas ut på nytt?</source>
        <translation>The text was corrected. Transcribe it again?</translation>
    </message>
    <message>
        <source>Den rättade texten går att hämta tillbaka med menyn Redigera.</source>
        <translation>The corrected text can be brought back with the Edit menu.</translation>
    </message>
    <message>
        <source>Skriv ut på nytt</source>
        <translation>Transcribe again</translation>
    </message>
    <message>
        <source>Behåll</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>Texten kan ändras när den är klar.</source>
        <translation>The text can be edited when it is finished.</translation>
    </message>
</context>
<context>
    <name>FetchRow</name>
    <message>
        <source>{part} av {whole}</source>
        <translation>{part} of {whole}</translation>
    </message>
    <message>
        <source>Söker …</source>
        <translation>Looking …</translation>
    </message>
    <message>
        <source>Ta bort</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Försök igen</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Hämtar {address}</source>
        <translation>Fetching {address}</translation>
    </message>
</context>
<context>
    <name>FilterButton</name>
    <message>
        <source>Med ljud</source>
        <translation>With sound</translation>
    </message>
    <message>
        <source>Utan ljud</source>
        <translation>Without sound</translation>
    </message>
    <message>
        <source>Utan mapp</source>
        <translation>In no folder</translation>
    </message>
    <message>
        <source>Mapp</source>
        <translation>Folder</translation>
    </message>
    <message>
        <source>Tagg</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Modell</source>
        <translation>Model</translation>
    </message>
    <message>
        <source>Ljud</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>Märk alla i listan …</source>
        <translation>Label all in the list …</translation>
    </message>
    <message>
        <source>Radera alla i listan för alltid …</source>
        <translation>Delete all in the list for good …</translation>
    </message>
    <message>
        <source>Visa alla</source>
        <translation>Show all</translation>
    </message>
    <message>
        <source>Filtrera listan</source>
        <translation>Filter the list</translation>
    </message>
    <message>
        <source>Filtrera listan efter mapp, tagg, tid, modell eller ljud</source>
        <translation>Filter the list by folder, tag, time, model or sound</translation>
    </message>
    <message>
        <source>I dag</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>Senaste 7 dagarna</source>
        <translation>Last 7 days</translation>
    </message>
    <message>
        <source>Senaste 30 dagarna</source>
        <translation>Last 30 days</translation>
    </message>
    <message>
        <source>I år</source>
        <translation>This year</translation>
    </message>
    <message>
        <source>Tidigare</source>
        <translation>Earlier</translation>
    </message>
    <message>
        <source>Tid</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>Alla</source>
        <translation>All</translation>
    </message>
</context>
<context>
    <name>FindPanel</name>
    <message>
        <source>vet inte</source>
        <translation>not known</translation>
    </message>
    <message>
        <source>&amp;Hur många talar?</source>
        <translation>&amp;How many speak?</translation>
    </message>
    <message>
        <source>Hur många talar?</source>
        <translation>How many speak?</translation>
    </message>
    <message>
        <source>Hitta talare</source>
        <translation>Find speakers</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Hämta</source>
        <translation>Download</translation>
    </message>
    <message>
        <source>Från zip-fil …</source>
        <translation>From a zip file …</translation>
    </message>
    <message>
        <source>Från mapp …</source>
        <translation>From a folder …</translation>
    </message>
    <message>
        <source>Läser ljudet …</source>
        <translation>Reading the sound …</translation>
    </message>
    <message>
        <source>Lyssnar efter röster …</source>
        <translation>Listening for voices …</translation>
    </message>
    <message>
        <source>Hämtar …</source>
        <translation>Downloading …</translation>
    </message>
    <message>
        <source>Kontrollerar …</source>
        <translation>Checking …</translation>
    </message>
    <message>
        <source>Kopierar …</source>
        <translation>Copying …</translation>
    </message>
    <message>
        <source>Arbetar …</source>
        <translation>Working …</translation>
    </message>
    <message>
        <source>Talskrift kan lyssna sig till vem som talar när. Det behöver två modeller till, {size}, som hämtas en gång. De är gjorda av pyannote och WeSpeaker.</source>
        <translation>Talskrift can hear who speaks when. It needs two more models, {size}, which are downloaded once. They were made by pyannote and WeSpeaker.</translation>
    </message>
    <message>
        <source>När texten är klar och ljudet finns kvar går det att hitta talare.</source>
        <translation>Speakers can be found when the text is done and its sound is still there.</translation>
    </message>
    <message>
        <source>Det som redan har en talare ändras inte, och allt går att ångra.</source>
        <translation>What has a speaker already is not changed, and all of it can be undone.</translation>
    </message>
    <message>
        <source>Modellerna som skiljer röster åt</source>
        <translation>The models that tell voices apart</translation>
    </message>
    <message>
        <source>Zip-filer</source>
        <translation>Zip files</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Välj …</source>
        <translation>Choose …</translation>
    </message>
    <message>
        <source>Ingen</source>
        <translation>None</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Hjälp</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>Innehåll</source>
        <translation>Contents</translation>
    </message>
    <message>
        <source>Sök i hjälpen</source>
        <translation>Search the help</translation>
    </message>
    <message>
        <source>Nästa</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>Hjälpen saknas. Installera Talskrift på nytt.</source>
        <translation>The help is missing. Install Talskrift again.</translation>
    </message>
    <message>
        <source>Finns inte här</source>
        <translation>Not found here</translation>
    </message>
</context>
<context>
    <name>HitBar</name>
    <message>
        <source>Inga träffar i texten</source>
        <translation>No hits in the text</translation>
    </message>
    <message>
        <source>{count} träffar</source>
        <translation>{count} hits</translation>
    </message>
    <message>
        <source>Träff {number} av {count}</source>
        <translation>Hit {number} of {count}</translation>
    </message>
    <message>
        <source>Lyssna på träffen</source>
        <translation>Hear the hit</translation>
    </message>
    <message>
        <source>Föregående träff</source>
        <translation>Previous hit</translation>
    </message>
    <message>
        <source>Nästa träff</source>
        <translation>Next hit</translation>
    </message>
</context>
<context>
    <name>HttpApiDialog</name>
    <message>
        <source>Andra program</source>
        <translation>Other programs</translation>
    </message>
    <message>
        <source>Andra program på den här datorn kan skicka ljud till Talskrift och få text tillbaka, om de har nyckeln. Ingen annan dator når hit.</source>
        <translation>Other programs on this computer can send sound to Talskrift and get text back, if they have the key. No other computer reaches it.</translation>
    </message>
    <message>
        <source>&amp;Adress</source>
        <translation>&amp;Address</translation>
    </message>
    <message>
        <source>Adress</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>&amp;Nyckel</source>
        <translation>&amp;Key</translation>
    </message>
    <message>
        <source>Nyckel</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>Kopiera</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Kopiera adressen</source>
        <translation>Copy the address</translation>
    </message>
    <message>
        <source>Kopiera nyckeln</source>
        <translation>Copy the key</translation>
    </message>
    <message>
        <source>Ny nyckel</source>
        <translation>New key</translation>
    </message>
    <message>
        <source>Program som har den gamla släpps inte in längre</source>
        <translation>Programs that have the old one are let in no longer</translation>
    </message>
    <message>
        <source>Visa beskrivningen</source>
        <translation>Show the description</translation>
    </message>
    <message>
        <source>Nyckeln skickas med varje fråga: Authorization: Bearer …</source>
        <translation>The key is sent with every request: Authorization: Bearer …</translation>
    </message>
    <message>
        <source>Avstängt nu. Slå på det i inställningarna, under Andra program.</source>
        <translation>Off now. Switch it on in the settings, under Other programs.</translation>
    </message>
</context>
<context>
    <name>JobList</name>
    <message>
        <source>Inspelningar och filer</source>
        <translation>Recordings and files</translation>
    </message>
    <message>
        <source>Skriv ut på nytt</source>
        <translation>Transcribe again</translation>
    </message>
    <message>
        <source>Försök igen</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Ljudspår och talare …</source>
        <translation>Audio track and speakers …</translation>
    </message>
    <message>
        <source>Namn, mapp och taggar …</source>
        <translation>Name, folder and tags …</translation>
    </message>
    <message>
        <source>Ta bort</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Först</source>
        <translation>First</translation>
    </message>
    <message>
        <source>Uppåt</source>
        <translation>Up</translation>
    </message>
    <message>
        <source>Nedåt</source>
        <translation>Down</translation>
    </message>
    <message>
        <source>Sist</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Flytta i kön</source>
        <translation>Move in the queue</translation>
    </message>
</context>
<context>
    <name>JobPage</name>
    <message>
        <source>Texten</source>
        <translation>The text</translation>
    </message>
    <message>
        <source>Texten kan ändras när den är klar</source>
        <translation>The text can be edited when it is finished</translation>
    </message>
    <message>
        <source>Försök igen</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Ingenting hittades</source>
        <translation>Nothing was found</translation>
    </message>
    <message>
        <source>Pröva färre ord, eller bara början av dem.</source>
        <translation>Try fewer words, or only their beginnings.</translation>
    </message>
    <message>
        <source>Släpp en inspelning här, eller tryck på Spela in</source>
        <translation>Drop a recording here, or press Record</translation>
    </message>
    <message>
        <source>Ljud och film i de flesta format. Allt görs på den här datorn: ingenting skickas någonstans.</source>
        <translation>Audio and video in most formats. All is done on this computer: nothing is sent anywhere.</translation>
    </message>
    <message>
        <source>Det gick inte att skriva ut</source>
        <translation>This could not be transcribed</translation>
    </message>
    <message>
        <source>Tala, så kommer texten här</source>
        <translation>Speak, and the text appears here</translation>
    </message>
    <message>
        <source>Den kommer mening för mening, vid varje paus.</source>
        <translation>It comes sentence by sentence, at every pause.</translation>
    </message>
    <message>
        <source>Texten kommer när du fortsätter.</source>
        <translation>The text comes when you go on.</translation>
    </message>
    <message>
        <source>Fortsätt</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>Ljudet finns kvar, men är inte utskrivet.</source>
        <translation>The sound is there, but has not been transcribed.</translation>
    </message>
    <message>
        <source>Skriv ut</source>
        <translation>Transcribe</translation>
    </message>
    <message>
        <source>Inget tal hittades</source>
        <translation>No speech was found</translation>
    </message>
    <message>
        <source>Lyssna på inspelningen: hörs någon som talar?</source>
        <translation>Listen to the recording: does anyone speak in it?</translation>
    </message>
    <message>
        <source>Texten kommer här.</source>
        <translation>The text will appear here.</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Säkerhetskopian {name} är skriven och kontrollerad: {count} filer.</source>
        <translation>The backup {name} is written and checked: {count} files.</translation>
    </message>
    <message>
        <source>Inläst ur {name}: {added} nya, {known} fanns redan.</source>
        <translation>Restored from {name}: {added} new, {known} were there already.</translation>
    </message>
    <message>
        <source>Radera {count} texter och {recordings} inspelningar för alltid?</source>
        <translation>Delete {count} texts and {recordings} recordings for good?</translation>
    </message>
    <message>
        <source>Radera för alltid</source>
        <translation>Delete for good</translation>
    </message>
    <message>
        <source>Radera</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>De kan inte fås tillbaka: de läggs inte i papperskorgen.</source>
        <translation>They cannot be brought back: they are not put into the bin.</translation>
    </message>
    <message>
        <source>{count} av dem ligger i papperskorgen nu.</source>
        <translation>{count} of them are in the bin now.</translation>
    </message>
    <message>
        <source>Dina egna filer ligger kvar där de är: {names}</source>
        <translation>Your own files stay where they are: {names}</translation>
    </message>
    <message>
        <source>Säkerhetskopior, och filer som du har sparat texten i, får du radera själv.</source>
        <translation>Backups, and files that you have saved the text in, are yours to delete.</translation>
    </message>
    <message>
        <source>Avbrutet. Ingenting har ändrats.</source>
        <translation>Cancelled. Nothing was changed.</translation>
    </message>
    <message>
        <source>Talskrift {date}</source>
        <translation>Talskrift {date}</translation>
    </message>
    <message>
        <source>Säkerhetskopiera</source>
        <translation>Back up</translation>
    </message>
    <message>
        <source>Läs in en kopia</source>
        <translation>Restore a backup</translation>
    </message>
    <message>
        <source>Radera ljudet i {count} inspelningar nu?</source>
        <translation>Delete the sound of {count} recordings now?</translation>
    </message>
    <message>
        <source>Texterna är kvar, men ljudet kan inte fås tillbaka.</source>
        <translation>The texts stay, but the sound cannot be brought back.</translation>
    </message>
</context>
<context>
    <name>KeysHelp</name>
    <message>
        <source>Tangenter</source>
        <translation>Keys</translation>
    </message>
    <message>
        <source>Börja eller sluta spela in, när ingen text ändras</source>
        <translation>Start or stop recording, while no text is being changed</translation>
    </message>
    <message>
        <source>Blanksteg</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>I fönstret</source>
        <translation>In the window</translation>
    </message>
    <message>
        <source>I alla program</source>
        <translation>In all programs</translation>
    </message>
    <message>
        <source>Börja och sluta diktera</source>
        <translation>Start and stop dictating</translation>
    </message>
    <message>
        <source>Diktera medan tangenten hålls nere</source>
        <translation>Dictate while the key is held</translation>
    </message>
    <message>
        <source>Pausa och fortsätt</source>
        <translation>Pause and go on</translation>
    </message>
</context>
<context>
    <name>Labelling</name>
    <message>
        <source>{count} i listan</source>
        <translation>{count} in the list</translation>
    </message>
</context>
<context>
    <name>LabelsDialog</name>
    <message>
        <source>Märk alla i listan</source>
        <translation>Label all in the list</translation>
    </message>
    <message>
        <source>Märkning</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>&amp;Namn</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Mapp</source>
        <translation>&amp;Folder</translation>
    </message>
    <message>
        <source>&amp;Taggar</source>
        <translation>&amp;Tags</translation>
    </message>
    <message>
        <source>&amp;Anteckning</source>
        <translation>N&amp;ote</translation>
    </message>
    <message>
        <source>viktigt, ekonomi</source>
        <translation>important, budget</translation>
    </message>
    <message>
        <source>Ingen mapp</source>
        <translation>No folder</translation>
    </message>
    <message>
        <source>Mapp</source>
        <translation>Folder</translation>
    </message>
    <message>
        <source>Skriv ett nytt namn för en ny mapp; Kunder/Berg ligger i Kunder.</source>
        <translation>Write a new name for a new folder; Clients/Berg lies in Clients.</translation>
    </message>
    <message>
        <source>{name}. Det som lämnas tomt ändras inte; taggarna läggs till.</source>
        <translation>{name}. What is left empty does not change; the tags are added.</translation>
    </message>
    <message>
        <source>Spara</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Kopierat</source>
        <translation>Copied</translation>
    </message>
    <message>
        <source>Öppna filer</source>
        <translation>Open files</translation>
    </message>
    <message>
        <source>Sparat: {name}</source>
        <translation>Saved: {name}</translation>
    </message>
    <message>
        <source>1 träff</source>
        <translation>1 hit</translation>
    </message>
    <message>
        <source>{count} träffar</source>
        <translation>{count} hits</translation>
    </message>
    <message>
        <source>Där finns inga ljud- eller filmfiler. Välj en annan mapp.</source>
        <translation>There are no audio or video files there. Choose another folder.</translation>
    </message>
    <message>
        <source>Öppna filer …</source>
        <translation>Open files …</translation>
    </message>
    <message>
        <source>Inspelningar och filer</source>
        <translation>Recordings and files</translation>
    </message>
</context>
<context>
    <name>MicrophoneMenu</name>
    <message>
        <source>Systemets val</source>
        <translation>The system&apos;s choice</translation>
    </message>
    <message>
        <source>{name} (saknas nu)</source>
        <translation>{name} (not there now)</translation>
    </message>
</context>
<context>
    <name>ModelOffer</name>
    <message>
        <source>Startmodellen förstår bara talsyntes. För vanligt tal passar {name} den här datorn: {size} att hämta, en gång.</source>
        <translation>The starter model understands synthetic voices only. For people&apos;s speech, {name} fits this computer: {size} to download, once.</translation>
    </message>
    <message>
        <source>Visa modellerna</source>
        <translation>Show the models</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Används</source>
        <translation>In use</translation>
    </message>
    <message>
        <source>Passar den här datorn</source>
        <translation>Fits this computer</translation>
    </message>
    <message>
        <source>Hämta</source>
        <translation>Download</translation>
    </message>
    <message>
        <source>Hämta modellen från nätet</source>
        <translation>Download the model from the network</translation>
    </message>
    <message>
        <source>Fortsätt</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>Fortsätt att hämta, där det stannade</source>
        <translation>Go on downloading where it stopped</translation>
    </message>
    <message>
        <source>Pausa</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Pausa hämtningen; det som har kommit är kvar</source>
        <translation>Pause the download; what has come is kept</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Avbryt, och behåll ingenting</source>
        <translation>Cancel, and keep nothing</translation>
    </message>
    <message>
        <source>Avbryt mätningen</source>
        <translation>Stop measuring</translation>
    </message>
    <message>
        <source>Använd</source>
        <translation>Use</translation>
    </message>
    <message>
        <source>Skriv ut med den här modellen</source>
        <translation>Transcribe with this model</translation>
    </message>
    <message>
        <source>Mät farten</source>
        <translation>Measure speed</translation>
    </message>
    <message>
        <source>Mät hur snabb modellen är här</source>
        <translation>Measure how quick the model is here</translation>
    </message>
    <message>
        <source>Ta bort …</source>
        <translation>Remove …</translation>
    </message>
    <message>
        <source>Ta bort modellen från datorn</source>
        <translation>Remove the model from the computer</translation>
    </message>
    <message>
        <source>Talskrift är frånkopplat från nätet: se Nätverk</source>
        <translation>Talskrift is kept off the network: see Network</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>{name} finns nu på datorn.</source>
        <translation>{name} is now on the computer.</translation>
    </message>
    <message>
        <source>Använd den</source>
        <translation>Use it</translation>
    </message>
    <message>
        <source>Importera modell</source>
        <translation>Import a model</translation>
    </message>
    <message>
        <source>Zip-filer</source>
        <translation>Zip files</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Modeller</source>
        <translation>Models</translation>
    </message>
    <message>
        <source>Modellen avgör hur väl talet förstås. En större gör färre fel men behöver mer minne och tid. Allt sker på din dator; nätet behövs bara medan en modell hämtas.</source>
        <translation>The model decides how well speech is understood. A larger one makes fewer errors but needs more memory and time. All of it happens on your computer; the network is needed only while a model is downloaded.</translation>
    </message>
    <message>
        <source>Importera mapp …</source>
        <translation>Import folder …</translation>
    </message>
    <message>
        <source>Nätverk …</source>
        <translation>Network …</translation>
    </message>
    <message>
        <source>Ta bort</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Ta bort {name} från datorn?</source>
        <translation>Remove {name} from the computer?</translation>
    </message>
    <message>
        <source>{size} frigörs. Dina inspelningar och texter är kvar.</source>
        <translation>This frees {size}. Your recordings and texts are kept.</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Importera zip-fil …</source>
        <translation>Import zip file …</translation>
    </message>
    <message>
        <source>Avbryt importen</source>
        <translation>Cancel the import</translation>
    </message>
    <message>
        <source>Den här datorn: {memory} minne, 1 kärna, {free} ledigt på disken</source>
        <translation>This computer: {memory} of memory, 1 core, {free} free on the disk</translation>
    </message>
    <message>
        <source>Den här datorn: {memory} minne, {n} kärnor, {free} ledigt på disken</source>
        <translation>This computer: {memory} of memory, {n} cores, {free} free on the disk</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Stäng meddelandet</source>
        <translation>Close the message</translation>
    </message>
</context>
<context>
    <name>OfferRow</name>
    <message>
        <source>Ingen text ännu</source>
        <translation>No text yet</translation>
    </message>
    <message>
        <source>Fortsätt</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Skriv ut det som är kvar</source>
        <translation>Transcribe what is left of it</translation>
    </message>
    <message>
        <source>Behåll</source>
        <translation>Keep</translation>
    </message>
    <message>
        <source>Behåll ljud och text som de är</source>
        <translation>Keep sound and text as they are</translation>
    </message>
    <message>
        <source>Släng</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>Lägg i papperskorgen i 30 dagar</source>
        <translation>Put it in the bin for 30 days</translation>
    </message>
</context>
<context>
    <name>OwnCommandsDialog</name>
    <message>
        <source>Egna kommandon</source>
        <translation>Your own commands</translation>
    </message>
    <message>
        <source>När du säger orden till vänster skrivs texten till höger, just som den står. Den får ha flera rader. Säg ”bokstavligen” före, om du menar orden själva.</source>
        <translation>When you say the words on the left, the text on the right is written, just as it stands. It may have several lines. Say ”bokstavligen” first if you mean the words themselves.</translation>
    </message>
    <message>
        <source>Du säger</source>
        <translation>You say</translation>
    </message>
    <message>
        <source>Då skrivs</source>
        <translation>Is written</translation>
    </message>
    <message>
        <source>Du &amp;säger</source>
        <translation>&amp;You say</translation>
    </message>
    <message>
        <source>Då s&amp;krivs</source>
        <translation>&amp;Is written</translation>
    </message>
    <message>
        <source>Spara</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>Nytt</source>
        <translation>New</translation>
    </message>
    <message>
        <source>Ta bort</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Skriv vilka ord du säger.</source>
        <translation>Write the words that you say.</translation>
    </message>
    <message>
        <source>Säg det med högst {count} ord.</source>
        <translation>Say it in {count} words at most.</translation>
    </message>
    <message>
        <source>Texten får ha högst {count} tecken.</source>
        <translation>The text may have {count} characters at most.</translation>
    </message>
    <message>
        <source>Skriv vad som ska stå i stället.</source>
        <translation>Write what is to stand in their place.</translation>
    </message>
</context>
<context>
    <name>PlayBar</name>
    <message>
        <source>Ljudet är raderat, texten finns kvar</source>
        <translation>The sound was deleted, the text is kept</translation>
    </message>
    <message>
        <source>Plats i inspelningen</source>
        <translation>Place in the recording</translation>
    </message>
    <message>
        <source>Hastighet</source>
        <translation>Speed</translation>
    </message>
</context>
<context>
    <name>Playing</name>
    <message>
        <source>Ljudet tas fram ur filen. Snart hörs det.</source>
        <translation>The sound is being taken out of the file. You will hear it soon.</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>Det här skrivbordet har inget fält för sådana ikoner.</source>
        <translation>This desktop has no place for such icons.</translation>
    </message>
    <message>
        <source>Skrivbordet har lagt det på {keys}.</source>
        <translation>The desktop has put it on {keys}.</translation>
    </message>
</context>
<context>
    <name>QuickDictation</name>
    <message>
        <source>Talskrift kom inte åt urklipp härifrån. Kopiera texten; den finns också i biblioteket.</source>
        <translation>Talskrift could not reach the clipboard from here. Copy the text; it is in the library too.</translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>Stoppa inspelningen</source>
        <translation>Stop recording</translation>
    </message>
    <message>
        <source>Spela in</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>Fortsätt inspelningen</source>
        <translation>Resume recording</translation>
    </message>
    <message>
        <source>Pausa</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Inspelad tid</source>
        <translation>Time recorded</translation>
    </message>
    <message>
        <source>Ljudnivå</source>
        <translation>Sound level</translation>
    </message>
    <message>
        <source>Spela in: mellanslag</source>
        <translation>Record: space bar</translation>
    </message>
    <message>
        <source>Öppnar mikrofonen …</source>
        <translation>Opening the microphone …</translation>
    </message>
    <message>
        <source>Spelar in. Stoppa: mellanslag</source>
        <translation>Recording. Stop: space bar</translation>
    </message>
    <message>
        <source>Mikrofonen är borta, väntar på den …</source>
        <translation>The microphone is gone, waiting for it …</translation>
    </message>
    <message>
        <source>Pausar …</source>
        <translation>Pausing …</translation>
    </message>
    <message>
        <source>Pausad. Fortsätt: P</source>
        <translation>Paused. Resume: P</translation>
    </message>
    <message>
        <source>Avslutar inspelningen …</source>
        <translation>Ending the recording …</translation>
    </message>
</context>
<context>
    <name>RecordingJob</name>
    <message>
        <source>Mikrofonen hörs igen</source>
        <translation>The microphone is heard again</translation>
    </message>
</context>
<context>
    <name>RecoveryPanel</name>
    <message>
        <source>{count} inspelningar avbröts</source>
        <translation>{count} recordings were cut off</translation>
    </message>
    <message>
        <source>En inspelning avbröts</source>
        <translation>A recording was cut off</translation>
    </message>
    <message>
        <source>Talskrift stängdes innan de var klara. Ljudet är sparat.</source>
        <translation>Talskrift was closed before they had ended. Their sound is saved.</translation>
    </message>
    <message>
        <source>Talskrift stängdes innan den var klar. Ljudet är sparat.</source>
        <translation>Talskrift was closed before it had ended. Its sound is saved.</translation>
    </message>
</context>
<context>
    <name>Removal</name>
    <message>
        <source>{name} ligger i papperskorgen i 30 dagar.</source>
        <translation>{name} is in the bin for 30 days.</translation>
    </message>
    <message>
        <source>{name} togs bort ur listan.</source>
        <translation>{name} was removed from the list.</translation>
    </message>
    <message>
        <source>Ångra</source>
        <translation>Undo</translation>
    </message>
</context>
<context>
    <name>RemovedPanel</name>
    <message>
        <source>Visa fler</source>
        <translation>Show more</translation>
    </message>
    <message>
        <source>Allt bortsorterat är tillbakalagt</source>
        <translation>All that was left out is back</translation>
    </message>
    <message>
        <source>1 ställe bortsorterat</source>
        <translation>1 passage left out</translation>
    </message>
    <message>
        <source>{n} ställen bortsorterade</source>
        <translation>{n} passages left out</translation>
    </message>
    <message>
        <source>Bortsorterade ställen</source>
        <translation>Passages left out</translation>
    </message>
    <message>
        <source>dölj</source>
        <translation>hide</translation>
    </message>
    <message>
        <source>visa</source>
        <translation>show</translation>
    </message>
    <message>
        <source>Text som troligen ingen har sagt</source>
        <translation>Text that probably nobody said</translation>
    </message>
</context>
<context>
    <name>RemovedRow</name>
    <message>
        <source>Tillbakalagt i texten</source>
        <translation>Put back into the text</translation>
    </message>
    <message>
        <source>Ta bort igen</source>
        <translation>Take out again</translation>
    </message>
    <message>
        <source>Lägg tillbaka</source>
        <translation>Put back</translation>
    </message>
</context>
<context>
    <name>ReplaceBar</name>
    <message>
        <source>Finns inte i texten</source>
        <translation>Not in the text</translation>
    </message>
    <message>
        <source>{number} av {count}</source>
        <translation>{number} of {count}</translation>
    </message>
    <message>
        <source>{count} ställen</source>
        <translation>{count} places</translation>
    </message>
    <message>
        <source>{count} ersatta</source>
        <translation>{count} replaced</translation>
    </message>
    <message>
        <source>Sök i texten</source>
        <translation>Find in the text</translation>
    </message>
    <message>
        <source>Ersätt med</source>
        <translation>Replace with</translation>
    </message>
    <message>
        <source>Föregående ställe</source>
        <translation>Previous place</translation>
    </message>
    <message>
        <source>Nästa ställe</source>
        <translation>Next place</translation>
    </message>
    <message>
        <source>Stäng</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Skilj på stora och små</source>
        <translation>Match case</translation>
    </message>
    <message>
        <source>Ersätt</source>
        <translation>Replace</translation>
    </message>
    <message>
        <source>Ersätt alla</source>
        <translation>Replace all</translation>
    </message>
    <message>
        <source>I alla utskrifter …</source>
        <translation>In all transcripts …</translation>
    </message>
    <message>
        <source>Sök och ersätt i alla utskrifter i biblioteket</source>
        <translation>Find and replace in all transcripts of the library</translation>
    </message>
</context>
<context>
    <name>ReplaceEverywhereDialog</name>
    <message>
        <source>Ersätt i alla utskrifter</source>
        <translation>Replace in all transcripts</translation>
    </message>
    <message>
        <source>Ersätt ”{wanted}” med ”{written}”</source>
        <translation>Replace “{wanted}” with “{written}”</translation>
    </message>
    <message>
        <source>Ta bort ”{wanted}”</source>
        <translation>Remove “{wanted}”</translation>
    </message>
    <message>
        <source>Utskrift</source>
        <translation>Transcript</translation>
    </message>
    <message>
        <source>Ställen</source>
        <translation>Places</translation>
    </message>
    <message>
        <source>Första raden där det står</source>
        <translation>First line that says it</translation>
    </message>
    <message>
        <source>Utskrifter där det står</source>
        <translation>Transcripts that say it</translation>
    </message>
    <message>
        <source>Så långt har det kommit</source>
        <translation>How far it has come</translation>
    </message>
    <message>
        <source>Ångra i alla</source>
        <translation>Undo in all</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Skrivs ut just nu och lämnas som de är: {names}</source>
        <translation>Being transcribed now, and left as they are: {names}</translation>
    </message>
    <message>
        <source>Ersätt på {places} i {transcripts}</source>
        <translation>Replace at {places} in {transcripts}</translation>
    </message>
</context>
<context>
    <name>ReplacingEverywhere</name>
    <message>
        <source>Letar igenom utskrifterna …</source>
        <translation>Looking through the transcripts …</translation>
    </message>
    <message>
        <source>Det står inte i någon utskrift.</source>
        <translation>No transcript says it.</translation>
    </message>
    <message>
        <source>Ersätter …</source>
        <translation>Replacing …</translation>
    </message>
    <message>
        <source>Ersatt på {places} i {transcripts}.</source>
        <translation>Replaced at {places} in {transcripts}.</translation>
    </message>
    <message>
        <source>Har ändrats under tiden och är som de var: {transcripts}.</source>
        <translation>Changed meanwhile, and left as they were: {transcripts}.</translation>
    </message>
    <message>
        <source>Ångra i alla</source>
        <translation>Undo in all</translation>
    </message>
    <message>
        <source>Ångrat i {transcripts}.</source>
        <translation>Undone in {transcripts}.</translation>
    </message>
    <message>
        <source>Har ändrats sedan dess och är som de är: {transcripts}.</source>
        <translation>Changed since then, and left as they are: {transcripts}.</translation>
    </message>
    <message>
        <source>Ångrar …</source>
        <translation>Undoing …</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Sök i allt som sagts</source>
        <translation>Search all that was said</translation>
    </message>
    <message>
        <source>Ord eller början av ord. ”Hela fraser” inom citattecken, -ord för utan.</source>
        <translation>Words or their beginnings. “Whole phrases” in quotation marks, -word for without.</translation>
    </message>
</context>
<context>
    <name>SectionPage</name>
    <message>
        <source>Återställ</source>
        <translation>Reset</translation>
    </message>
    <message>
        <source>Allt i det här avsnittet som det var från början</source>
        <translation>Everything in this section as it was at first</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Inställningar</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>Sök inställning</source>
        <translation>Search settings</translation>
    </message>
    <message>
        <source>Avsnitt</source>
        <translation>Sections</translation>
    </message>
    <message>
        <source>Ingen inställning heter så.</source>
        <translation>No setting is called that.</translation>
    </message>
</context>
<context>
    <name>Shelf</name>
    <message>
        <source>Bibliotekets register var skadat och har byggts upp på nytt. Ingen text och inget ljud har gått förlorat.</source>
        <translation>The library&apos;s index was damaged and has been built anew. No text and no sound has been lost.</translation>
    </message>
    <message>
        <source>Biblioteket ordnas: {percent} %. Du kan arbeta som vanligt.</source>
        <translation>The library is being put in order: {percent} %. You can work as usual.</translation>
    </message>
</context>
<context>
    <name>SideDialog</name>
    <message>
        <source>Stäng</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>SoundChoosing</name>
    <message>
        <source>Dela upp</source>
        <translation>Split</translation>
    </message>
    <message>
        <source>{name} verkar ha en talare i varje kanal. De kan skrivas ut var för sig, så att det syns vem som talar.</source>
        <translation>{name} seems to have a speaker in each channel. They can be transcribed one by one, so that it shows who speaks.</translation>
    </message>
</context>
<context>
    <name>SoundDialog</name>
    <message>
        <source>Ljudspår och talare</source>
        <translation>Audio track and speakers</translation>
    </message>
    <message>
        <source>Filen undersöks …</source>
        <translation>Looking into the file …</translation>
    </message>
    <message>
        <source>Filen går inte att läsa just nu.</source>
        <translation>The file cannot be read at present.</translation>
    </message>
    <message>
        <source>Ljudspår</source>
        <translation>Audio track</translation>
    </message>
    <message>
        <source>&amp;Två talare, en i varje kanal</source>
        <translation>&amp;Two speakers, one in each channel</translation>
    </message>
    <message>
        <source>För intervjuer där var och en har egen mikrofon, och för inspelade samtal. Talarna skrivs ut var för sig, i tidsordning.</source>
        <translation>For interviews in which each has a microphone of their own, and for recorded calls. The speakers are transcribed one by one, in order of time.</translation>
    </message>
    <message>
        <source>Filen skrivs ut från början. Det du har rättat kan du byta tillbaka till.</source>
        <translation>The file is transcribed from the beginning. You can switch back to what you have corrected.</translation>
    </message>
    <message>
        <source>Skriv ut</source>
        <translation>Transcribe</translation>
    </message>
    <message>
        <source>mono</source>
        <translation>mono</translation>
    </message>
    <message>
        <source>stereo</source>
        <translation>stereo</translation>
    </message>
    <message>
        <source>{count} kanaler</source>
        <translation>{count} channels</translation>
    </message>
</context>
<context>
    <name>SpeakerFinding</name>
    <message>
        <source>Inga fler talare hittades.</source>
        <translation>No more speakers were found.</translation>
    </message>
    <message>
        <source>Röster i inspelningen: {count}.</source>
        <translation>Voices in the recording: {count}.</translation>
    </message>
    <message>
        <source>Ge dem namn</source>
        <translation>Name them</translation>
    </message>
</context>
<context>
    <name>SpeakersDialog</name>
    <message>
        <source>Talare</source>
        <translation>Speakers</translation>
    </message>
    <message>
        <source>Byt namn</source>
        <translation>Rename</translation>
    </message>
    <message>
        <source>Här är ingen talare angiven än.</source>
        <translation>No speaker is named here yet.</translation>
    </message>
    <message>
        <source>Namnet byts överallt i texten. Ge två talare samma namn, så blir de en. Utan namn är det ingen som är känd.</source>
        <translation>The name changes everywhere in the text. Give two speakers the same name, and they are one. Without a name it is nobody who is known.</translation>
    </message>
    <message>
        <source>{name}, {count} st.</source>
        <translation>{name}, {count}×</translation>
    </message>
    <message>
        <source>Namn på {name}</source>
        <translation>Name of {name}</translation>
    </message>
</context>
<context>
    <name>Speaking</name>
    <message>
        <source>Ny talare</source>
        <translation>New speaker</translation>
    </message>
    <message>
        <source>Vem talar här?</source>
        <translation>Who speaks here?</translation>
    </message>
    <message>
        <source>Anteckning</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Anteckning om det som sägs här. Tom: ingen anteckning.</source>
        <translation>A note on what is said here. Empty: no note.</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Försök igen</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Modeller …</source>
        <translation>Models …</translation>
    </message>
    <message>
        <source>Frånkopplad</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Talskrift ansluter inte till någon annan dator</source>
        <translation>Talskrift connects to no other computer</translation>
    </message>
    <message>
        <source>{model} · redo</source>
        <translation>{model} · ready</translation>
    </message>
    <message>
        <source>Startar motorn …</source>
        <translation>Starting the engine …</translation>
    </message>
    <message>
        <source>Motorn är inte igång</source>
        <translation>The engine is not running</translation>
    </message>
    <message>
        <source>{count} filer kvar</source>
        <translation>{count} files left</translation>
    </message>
    <message>
        <source>klara om {time}</source>
        <translation>done in {time}</translation>
    </message>
</context>
<context>
    <name>StorageDialog</name>
    <message>
        <source>Lagring och säkerhetskopia</source>
        <translation>Storage and backup</translation>
    </message>
    <message>
        <source>Utrymme</source>
        <translation>Room on the disk</translation>
    </message>
    <message>
        <source>Inspelningarnas ljud</source>
        <translation>The recordings&apos; sound</translation>
    </message>
    <message>
        <source>Säkerhetskopia</source>
        <translation>Backup</translation>
    </message>
    <message>
        <source>Inspelningar</source>
        <translation>Recordings</translation>
    </message>
    <message>
        <source>Papperskorgen</source>
        <translation>Bin</translation>
    </message>
    <message>
        <source>Texter och sökregister</source>
        <translation>Texts and search index</translation>
    </message>
    <message>
        <source>Modeller</source>
        <translation>Models</translation>
    </message>
    <message>
        <source>Övrigt</source>
        <translation>Other</translation>
    </message>
    <message>
        <source>Ledigt på disken</source>
        <translation>Free on the disk</translation>
    </message>
    <message>
        <source>Packa ljudet när det är utskrivet, utan att något går bort</source>
        <translation>Pack the sound when it has been transcribed, without losing any of it</translation>
    </message>
    <message>
        <source>&amp;Radera ljudet, men inte texten:</source>
        <translation>&amp;Delete the sound, but not the text:</translation>
    </message>
    <message>
        <source>Radera ljudet</source>
        <translation>Delete the sound</translation>
    </message>
    <message>
        <source>Det gäller bara det som Talskrift har spelat in och skrivit ut. Egna filer rörs aldrig. Allt om en person raderar du så: sök på namnet, öppna filtermenyn vid sökfältet och välj ”Radera alla i listan”.</source>
        <translation>This holds only for what Talskrift has recorded and transcribed. Files of your own are never touched. To delete everything of a person: search for the name, open the filter menu beside the search field and choose “Delete all in the list”.</translation>
    </message>
    <message>
        <source>Allt i en fil: texter, ljud, märkning, papperskorg och inställningar, men inga modeller. Det som finns i biblioteket ändras aldrig när en kopia läses in.</source>
        <translation>All in one file: texts, sound, labels, bin and settings, but no models. What is in the library is never changed when a backup is restored.</translation>
    </message>
    <message>
        <source>Papperskorgen …</source>
        <translation>Bin …</translation>
    </message>
    <message>
        <source>Säkerhetskopiera …</source>
        <translation>Back up …</translation>
    </message>
    <message>
        <source>Läs in en kopia …</source>
        <translation>Restore a backup …</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>aldrig</source>
        <translation>never</translation>
    </message>
    <message>
        <source>efter ett år</source>
        <translation>after a year</translation>
    </message>
    <message>
        <source>efter {days} dagar</source>
        <translation>after {days} days</translation>
    </message>
</context>
<context>
    <name>TrainingSpeech</name>
    <message>
        <source>Vill du spara meningar som du rättar, med sitt ljud? Med fem minuter kan en egen modell lära sig din röst. Allt stannar på den här datorn.</source>
        <translation>Do you want to keep sentences that you correct, with their sound? From five minutes a model of your own can learn your voice. Everything stays on this computer.</translation>
    </message>
    <message>
        <source>Spara dem</source>
        <translation>Keep them</translation>
    </message>
    <message>
        <source>Nej, aldrig</source>
        <translation>No, never</translation>
    </message>
    <message>
        <source>Sparas. Se menyn Inställningar, Träningstal.</source>
        <translation>Kept. See the Settings menu, Training speech.</translation>
    </message>
</context>
<context>
    <name>TrainingSpeechDialog</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>Träningstal</source>
        <translation>Training speech</translation>
    </message>
    <message>
        <source>Meningar som du har rättat, med sitt ljud. Med ungefär fem minuter kan en egen modell lära sig din röst. Allt stannar på den här datorn. Ta bort det som någon annan säger, och det där texten inte är ord för ord vad som sägs.</source>
        <translation>Sentences that you have corrected, with their sound. From about five minutes a model of your own can learn your voice. Everything stays on this computer. Take out what somebody else says, and what is not said word for word.</translation>
    </message>
    <message>
        <source>Spara meningar som jag rättar</source>
        <translation>Keep sentences that I correct</translation>
    </message>
    <message>
        <source>… också ur filer som jag öppnar</source>
        <translation>… of files that I open, too</translation>
    </message>
    <message>
        <source>{length} av ungefär {needed} som behövs</source>
        <translation>{length} of about {needed} that are needed</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Ur</source>
        <translation>From</translation>
    </message>
    <message>
        <source>Längd</source>
        <translation>Length</translation>
    </message>
    <message>
        <source>Sparade meningar</source>
        <translation>Kept sentences</translation>
    </message>
    <message>
        <source>Lyssna</source>
        <translation>Listen</translation>
    </message>
    <message>
        <source>Tyst</source>
        <translation>Silence</translation>
    </message>
    <message>
        <source>Ta bort</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Ta bort alla …</source>
        <translation>Delete all …</translation>
    </message>
    <message>
        <source>Spara som datamängd …</source>
        <translation>Save as a dataset …</translation>
    </message>
    <message>
        <source>Lär en modell min röst</source>
        <translation>Teach a model my voice</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Kopiera</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Kommando som lär en modell rösten</source>
        <translation>Command that teaches a model the voice</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>Minst en minut tal behövs.</source>
        <translation>At least a minute of speech is needed.</translation>
    </message>
    <message>
        <source>Ta bort alla {count} sparade meningar för alltid?</source>
        <translation>Delete all {count} kept sentences for good?</translation>
    </message>
    <message>
        <source>Utskrifterna och deras ljud är kvar.</source>
        <translation>The transcripts and their sound stay.</translation>
    </message>
</context>
<context>
    <name>TrainingSpeechWindow</name>
    <message>
        <source>Förbereder …</source>
        <translation>Preparing …</translation>
    </message>
    <message>
        <source>I vilken mapp ska datamängden ligga?</source>
        <translation>In which folder is the dataset to be?</translation>
    </message>
    <message>
        <source>Sparat i {folder}. Där Talskrifts träning är installerad:</source>
        <translation>Saved in {folder}. Where Talskrift’s training is installed:</translation>
    </message>
    <message>
        <source>Modellen lär sig din röst. Det tar från några minuter till flera timmar; stängs Talskrift fortsätter det nästa gång du börjar. Nu: {line}</source>
        <translation>The model learns your voice. That takes from some minutes to several hours; when Talskrift is closed, it goes on the next time you begin. Now: {line}</translation>
    </message>
    <message>
        <source>Klar. Modellen finns bland dina modeller.</source>
        <translation>Done. The model is among your models.</translation>
    </message>
    <message>
        <source>Det gick inte: {fault}</source>
        <translation>It did not work: {fault}</translation>
    </message>
    <message>
        <source>Avbrutet. Nästa gång fortsätter det där det slutade.</source>
        <translation>Stopped. The next time it goes on where it ended.</translation>
    </message>
</context>
<context>
    <name>TranscriptEditor</name>
    <message>
        <source>Lyssna härifrån</source>
        <translation>Listen from here</translation>
    </message>
    <message>
        <source>Kopiera</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>Klipp ut</source>
        <translation>Cut</translation>
    </message>
    <message>
        <source>Klistra in</source>
        <translation>Paste</translation>
    </message>
    <message>
        <source>Ångra</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>Gör om</source>
        <translation>Redo</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Talskrift spelar in</source>
        <translation>Talskrift is recording</translation>
    </message>
    <message>
        <source>Talskrift skriver ut</source>
        <translation>Talskrift is transcribing</translation>
    </message>
    <message>
        <source>Talskrift fortsätter här. Avsluta med ikonens meny.</source>
        <translation>Talskrift goes on here. Quit by the icon’s menu.</translation>
    </message>
</context>
<context>
    <name>VocabularyDialog</name>
    <message>
        <source>Ordlista</source>
        <translation>Vocabulary</translation>
    </message>
    <message>
        <source>Namn, facktermer och förkortningar som du ofta säger, ett på varje rad. Där något osäkert låter som ett av dem skrivs det så som här. Det gäller det som skrivs ut från och med nu.</source>
        <translation>Names, technical terms and abbreviations that you often say, one on each line. Where something uncertain sounds like one of them, it is written as it is here. This holds for what is transcribed from now on.</translation>
    </message>
    <message>
        <source>Ordlista, ett ord på varje rad</source>
        <translation>Vocabulary, one word on each line</translation>
    </message>
    <message>
        <source>Lagercrantz
Örnsköldsvik
metoprolol</source>
        <translation>Lagercrantz
Örnsköldsvik
metoprolol</translation>
    </message>
    <message>
        <source>{count} rader är för många eller för långa och används inte.</source>
        <translation>{count} lines are too many or too long and are not used.</translation>
    </message>
    <message>
        <source>Ord: {count}</source>
        <translation>Words: {count}</translation>
    </message>
</context>
<context>
    <name>VoiceOffer</name>
    <message>
        <source>Modellen byts när det som pågår är klart.</source>
        <translation>The model changes when what is going on is done.</translation>
    </message>
</context>
<context>
    <name>Watching</name>
    <message>
        <source>{folder} bevakas. Där ligger redan en fil: {name}.</source>
        <translation>{folder} is watched. One file is there already: {name}.</translation>
    </message>
    <message>
        <source>{folder} bevakas. Där ligger redan {count} filer.</source>
        <translation>{folder} is watched. {count} files are there already.</translation>
    </message>
    <message>
        <source>Skriv ut dem också</source>
        <translation>Transcribe them too</translation>
    </message>
    <message>
        <source>Ny fil i {folder}: {name}. Den skrivs ut.</source>
        <translation>New file in {folder}: {name}. It is being transcribed.</translation>
    </message>
    <message>
        <source>{count} nya filer i {folder}. De skrivs ut.</source>
        <translation>{count} new files in {folder}. They are being transcribed.</translation>
    </message>
    <message>
        <source>Mappen {folder}, som bevakas, går inte att nå. När den är tillbaka hämtas det som har kommit dit.</source>
        <translation>The watched folder {folder} cannot be reached. When it is back, what has come there is taken.</translation>
    </message>
</context>
<context>
    <name>WebDialog</name>
    <message>
        <source>Hämta från webbadress</source>
        <translation>Fetch from a web address</translation>
    </message>
    <message>
        <source>&amp;Adress till en ljud- eller filmfil, eller till en sida</source>
        <translation>&amp;Address of an audio or video file, or of a page</translation>
    </message>
    <message>
        <source>Webbadress</source>
        <translation>Web address</translation>
    </message>
    <message>
        <source>Hämta</source>
        <translation>Fetch</translation>
    </message>
    <message>
        <source>Filen hämtas till den här datorn och skrivs ut här. För sidor, till exempel YouTube, används programmet yt-dlp om det är installerat.</source>
        <translation>The file is fetched to this computer and transcribed here. For pages, YouTube for example, the program yt-dlp is used if it is installed.</translation>
    </message>
</context>
<context>
    <name>WebImport</name>
    <message>
        <source>{name} är hämtad och skrivs ut.</source>
        <translation>{name} has been fetched and is being transcribed.</translation>
    </message>
</context>
<context>
    <name>app</name>
    <message>
        <source>Talskrift är redan öppet. Släpp filerna på det fönstret.</source>
        <translation>Talskrift is open already. Drop the files on that window.</translation>
    </message>
</context>
<context>
    <name>commands_help</name>
    <message>
        <source>citattecken ” före nästa ord</source>
        <translation>quotation mark ” before the next word</translation>
    </message>
    <message>
        <source>citattecken ” efter ordet</source>
        <translation>quotation mark ” after the word</translation>
    </message>
    <message>
        <source>citattecken ” före eller efter, i tur</source>
        <translation>quotation mark ” before or after, in turn</translation>
    </message>
    <message>
        <source>( före nästa ord</source>
        <translation>( before the next word</translation>
    </message>
    <message>
        <source>) efter ordet</source>
        <translation>) after the word</translation>
    </message>
    <message>
        <source>nästa ord får stor bokstav</source>
        <translation>the next word gets a capital letter</translation>
    </message>
    <message>
        <source>nästa ord FÅR STORA BOKSTÄVER</source>
        <translation>the next word gets CAPITAL LETTERS</translation>
    </message>
    <message>
        <source>tar bort sista meningen, men inte mer än du sade utan paus</source>
        <translation>takes away the last sentence, but no more than you said without a pause</translation>
    </message>
    <message>
        <source>börjar en lista med punkter</source>
        <translation>begins a list with bullets</translation>
    </message>
    <message>
        <source>nästa punkt i listan</source>
        <translation>the next item of the list</translation>
    </message>
    <message>
        <source>listan är slut</source>
        <translation>the list has ended</translation>
    </message>
    <message>
        <source>nytt stycke, med en tom rad före</source>
        <translation>new paragraph, with an empty line before it</translation>
    </message>
    <message>
        <source>ny rad</source>
        <translation>new line</translation>
    </message>
    <message>
        <source>{sign} mellan orden, utan mellanrum</source>
        <translation>{sign} between the words, without blanks</translation>
    </message>
</context>
<context>
    <name>diagnosing</name>
    <message>
        <source>Mikrofonen är tyst ({level} dB). Är den avstängd?</source>
        <translation>The microphone is silent ({level} dB). Is it switched off?</translation>
    </message>
    <message>
        <source>Det hörs svagt ({level} dB). Gå närmare mikrofonen.</source>
        <translation>The sound is faint ({level} dB). Go nearer to the microphone.</translation>
    </message>
    <message>
        <source>Det är för starkt ({level} dB). Sänk mikrofonens nivå.</source>
        <translation>The sound is too loud ({level} dB). Lower the microphone&apos;s level.</translation>
    </message>
    <message>
        <source>Mikrofonen hörs bra ({level} dB).</source>
        <translation>The microphone is heard well ({level} dB).</translation>
    </message>
</context>
<context>
    <name>dialogs</name>
    <message>
        <source>Ljud och film</source>
        <translation>Audio and video</translation>
    </message>
    <message>
        <source>Alla filer</source>
        <translation>All files</translation>
    </message>
    <message>
        <source>Öppna filer</source>
        <translation>Open files</translation>
    </message>
    <message>
        <source>Öppna mapp</source>
        <translation>Open folder</translation>
    </message>
    <message>
        <source>Välj modellmapp</source>
        <translation>Choose a model folder</translation>
    </message>
    <message>
        <source>Spara texten</source>
        <translation>Save the text</translation>
    </message>
    <message>
        <source>{name} finns redan. Vill du ersätta den?</source>
        <translation>{name} already exists. Do you want to replace it?</translation>
    </message>
    <message>
        <source>Svenskt tal till text, på din egen dator. Ingenting skickas någonstans.</source>
        <translation>Swedish speech to text, on your own computer. Nothing is sent anywhere.</translation>
    </message>
    <message>
        <source>Om Talskrift</source>
        <translation>About Talskrift</translation>
    </message>
</context>
<context>
    <name>format_words</name>
    <message>
        <source>Ren text</source>
        <translation>Plain text</translation>
    </message>
    <message>
        <source>Word-dokument</source>
        <translation>Word document</translation>
    </message>
    <message>
        <source>OpenDocument-text</source>
        <translation>OpenDocument text</translation>
    </message>
    <message>
        <source>Undertexter SRT</source>
        <translation>SRT subtitles</translation>
    </message>
    <message>
        <source>Undertexter WebVTT</source>
        <translation>WebVTT subtitles</translation>
    </message>
    <message>
        <source>Webbsida med ljudspelare</source>
        <translation>Web page with audio player</translation>
    </message>
    <message>
        <source>Tabell för Excel, CSV</source>
        <translation>Table for Excel, CSV</translation>
    </message>
    <message>
        <source>Markörer för Adobe Audition</source>
        <translation>Markers for Adobe Audition</translation>
    </message>
    <message>
        <source>JSON med ordens tider</source>
        <translation>JSON with word times</translation>
    </message>
    <message>
        <source>{name} med tider</source>
        <translation>{name} with times</translation>
    </message>
</context>
<context>
    <name>job_words</name>
    <message>
        <source>Inspelning {date} {time}</source>
        <translation>Recording {date} {time}</translation>
    </message>
    <message>
        <source>Inspelningen är pausad</source>
        <translation>The recording is paused</translation>
    </message>
    <message>
        <source>Spelar in, texten kommer senare</source>
        <translation>Recording, the text will come later</translation>
    </message>
    <message>
        <source>Spelar in</source>
        <translation>Recording</translation>
    </message>
    <message>
        <source>Väntar</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Väntar på motorn</source>
        <translation>Waiting for the engine</translation>
    </message>
    <message>
        <source>Skriver ut</source>
        <translation>Transcribing</translation>
    </message>
    <message>
        <source>Pausad</source>
        <translation>Paused</translation>
    </message>
    <message>
        <source>Stannar …</source>
        <translation>Stopping …</translation>
    </message>
    <message>
        <source>Avbruten</source>
        <translation>Cancelled</translation>
    </message>
    <message>
        <source>Klar</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>Klar, inget tal hittades</source>
        <translation>Done, no speech was found</translation>
    </message>
    <message>
        <source>klar om {time}</source>
        <translation>done in {time}</translation>
    </message>
    <message>
        <source>någon minut</source>
        <translation>a minute</translation>
    </message>
    <message>
        <source>ca {minutes} min</source>
        <translation>about {minutes} min</translation>
    </message>
    <message>
        <source>ca {hours} tim</source>
        <translation>about {hours} h</translation>
    </message>
    <message>
        <source>ca {hours} tim {minutes} min</source>
        <translation>about {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>modellen hörde ingen som talade</source>
        <translation>the model heard nobody speak</translation>
    </message>
    <message>
        <source>modellen var mycket osäker</source>
        <translation>the model was very unsure</translation>
    </message>
    <message>
        <source>samma ord gång på gång</source>
        <translation>the same words over and over</translation>
    </message>
    <message>
        <source>den andra talaren, hörd i den här mikrofonen</source>
        <translation>the other speaker, heard in this microphone</translation>
    </message>
    <message>
        <source>en fras som modeller hittar på när det är tyst</source>
        <translation>a phrase that models invent in silence</translation>
    </message>
    <message>
        <source>togs för påhittat</source>
        <translation>taken for invented</translation>
    </message>
    <message>
        <source>Pausa utskriften</source>
        <translation>Pause the transcription</translation>
    </message>
    <message>
        <source>Fortsätt</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>Försök igen</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Ta bort</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>Lyssna på träffen</source>
        <translation>Hear the hit</translation>
    </message>
</context>
<context>
    <name>model_words</name>
    <message>
        <source>minne {size}</source>
        <translation>memory {size}</translation>
    </message>
    <message>
        <source>minne ca {size}</source>
        <translation>memory about {size}</translation>
    </message>
    <message>
        <source>ingen uppgift om fel på svenska</source>
        <translation>errors in Swedish not published</translation>
    </message>
    <message>
        <source>okänd licens</source>
        <translation>unknown licence</translation>
    </message>
    <message>
        <source>under 1 min</source>
        <translation>less than 1 min</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
    <message>
        <source>{n} timmar</source>
        <translation>{n} hours</translation>
    </message>
    <message>
        <source>1 timme tal på {time} (mätt här)</source>
        <translation>1 hour of speech in {time} (measured here)</translation>
    </message>
    <message>
        <source>licens {name}</source>
        <translation>licence {name}</translation>
    </message>
    <message>
        <source>{rate} % fel ord (FLEURS, enligt KBLab)</source>
        <translation>{rate}% of words wrong (FLEURS, says KBLab)</translation>
    </message>
    <message>
        <source>1 timme tal på ca {time} (uppskattat)</source>
        <translation>1 hour of speech in about {time} (estimated)</translation>
    </message>
    <message>
        <source>Fel ord på svenska: FLEURS {fleurs} %, Common Voice {common_voice} %, NST {nst} %. Källa: KBLab, {source}</source>
        <translation>Words wrong in Swedish: FLEURS {fleurs}%, Common Voice {common_voice}%, NST {nst}%. Source: KBLab, {source}</translation>
    </message>
    <message>
        <source>Pausad: {have} av {all} hämtat</source>
        <translation>Paused: {have} of {all} downloaded</translation>
    </message>
    <message>
        <source>Behöver mer minne än datorn kan avvara.</source>
        <translation>Needs more memory than this computer can spare.</translation>
    </message>
    <message>
        <source>Mäter farten på den här datorn …</source>
        <translation>Measuring the speed on this computer …</translation>
    </message>
    <message>
        <source>Förbereder …</source>
        <translation>Preparing …</translation>
    </message>
    <message>
        <source>Hämtar: {have} av {all}</source>
        <translation>Downloading: {have} of {all}</translation>
    </message>
    <message>
        <source>Kontrollerar: {have} av {all}</source>
        <translation>Checking: {have} of {all}</translation>
    </message>
    <message>
        <source>Kopierar: {have} av {all}</source>
        <translation>Copying: {have} of {all}</translation>
    </message>
    <message>
        <source>{time} kvar</source>
        <translation>{time} left</translation>
    </message>
    <message>
        <source>På den här datorn</source>
        <translation>On this computer</translation>
    </message>
    <message>
        <source>Kungliga bibliotekets modeller, tränade på 50 000 timmar svenskt tal.</source>
        <translation>The National Library of Sweden&apos;s models, trained on 50,000 hours of Swedish speech.</translation>
    </message>
    <message>
        <source>De skriver ordagrant det som sägs, med omtagningar och halva ord.</source>
        <translation>They write what is said word for word, with repetitions and broken-off words.</translation>
    </message>
    <message>
        <source>För många språk, men sämre på svenska.</source>
        <translation>For many languages, but worse at Swedish.</translation>
    </message>
</context>
<context>
    <name>recorder_words</name>
    <message>
        <source>Mikrofonen verkar vara avstängd: det kommer inget ljud alls från den. Slå på den, eller välj en annan under Inställningar.</source>
        <translation>The microphone seems to be switched off: no sound at all comes from it. Switch it on, or choose another under Settings.</translation>
    </message>
    <message>
        <source>Disken är snart full: den rymmer ungefär {minutes} min inspelning till. Frigör utrymme, annars slutar inspelningen då.</source>
        <translation>The disk is nearly full: it has room for about {minutes} min more of recording. Make room, or the recording will end then.</translation>
    </message>
    <message>
        <source>Disken svarar inte. Det du säger väntar i minnet tills den gör det: stäng inte av datorn.</source>
        <translation>The disk does not answer. What you say waits in memory until it does: do not switch the computer off.</translation>
    </message>
    <message>
        <source>Spelar in från {name}: den valda mikrofonen finns inte.</source>
        <translation>Recording from {name}: the chosen microphone is not there.</translation>
    </message>
    <message>
        <source>Datorn hann inte med: ett kort stycke ljud saknas. Stäng program som belastar datorn.</source>
        <translation>The computer could not keep up: a short piece of sound is missing. Close programs that keep it busy.</translation>
    </message>
    <message>
        <source>Datorn hann inte med: {count} korta stycken ljud saknas. Stäng program som belastar datorn.</source>
        <translation>The computer could not keep up: {count} short pieces of sound are missing. Close programs that keep it busy.</translation>
    </message>
    <message>
        <source>Inspelningen fortsätter. {duration} saknas, utmärkt i texten.</source>
        <translation>The recording goes on. {duration} are missing, marked in the text.</translation>
    </message>
    <message>
        <source>[… {duration} saknas: mikrofonen byttes …]</source>
        <translation>[… {duration} missing: the microphone was changed …]</translation>
    </message>
    <message>
        <source>[… {duration} saknas: datorn hann inte med …]</source>
        <translation>[… {duration} missing: the computer could not keep up …]</translation>
    </message>
    <message>
        <source>[… {duration} saknas: mikrofonen kopplades ur …]</source>
        <translation>[… {duration} missing: the microphone was unplugged …]</translation>
    </message>
</context>
<context>
    <name>replace_everywhere</name>
    <message>
        <source>1 ställe</source>
        <translation>1 place</translation>
    </message>
    <message>
        <source>{count} ställen</source>
        <translation>{count} places</translation>
    </message>
    <message>
        <source>1 utskrift</source>
        <translation>1 transcript</translation>
    </message>
    <message>
        <source>{count} utskrifter</source>
        <translation>{count} transcripts</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Allmänt</source>
        <translation>General</translation>
    </message>
    <message>
        <source>Mikrofon</source>
        <translation>Microphone</translation>
    </message>
    <message>
        <source>Filer</source>
        <translation>Files</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Diktera i andra program</source>
        <translation>Dictate into other programs</translation>
    </message>
    <message>
        <source>Modeller</source>
        <translation>Models</translation>
    </message>
    <message>
        <source>Lagring och integritet</source>
        <translation>Storage and privacy</translation>
    </message>
    <message>
        <source>Andra program</source>
        <translation>Other programs</translation>
    </message>
    <message>
        <source>Nätverk</source>
        <translation>Network</translation>
    </message>
    <message>
        <source>Språk</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>I fönster och menyer. Talet skrivs alltid ut på svenska.</source>
        <translation>Of windows and menus. Speech is always written in Swedish.</translation>
    </message>
    <message>
        <source>Utseende</source>
        <translation>Appearance</translation>
    </message>
    <message>
        <source>Hög kontrast är vitt och gult på svart, med tydliga ramar.</source>
        <translation>High contrast is white and yellow on black, with distinct frames.</translation>
    </message>
    <message>
        <source>som systemet</source>
        <translation>as the system</translation>
    </message>
    <message>
        <source>ljust</source>
        <translation>light</translation>
    </message>
    <message>
        <source>mörkt</source>
        <translation>dark</translation>
    </message>
    <message>
        <source>hög kontrast</source>
        <translation>high contrast</translation>
    </message>
    <message>
        <source>Utskriftens textstorlek</source>
        <translation>Text size of transcripts</translation>
    </message>
    <message>
        <source>Ctrl + och Ctrl − ändrar den också.</source>
        <translation>Ctrl + and Ctrl − change it too.</translation>
    </message>
    <message>
        <source>Fortsätt i aktivitetsfältet när fönstret stängs</source>
        <translation>Go on in the tray when the window is closed</translation>
    </message>
    <message>
        <source>Inspelning, kö och kortkommandon går vidare tills du avslutar.</source>
        <translation>Recording, queue and shortcuts go on until you quit.</translation>
    </message>
    <message>
        <source>Starta när jag loggar in</source>
        <translation>Start when I log in</translation>
    </message>
    <message>
        <source>Utan fönster, så att kortkommandona fungerar direkt.</source>
        <translation>With no window, so that the shortcuts work at once.</translation>
    </message>
    <message>
        <source>”Systemets val” följer datorns egna inställningar.</source>
        <translation>“The system’s choice” follows the computer’s own settings.</translation>
    </message>
    <message>
        <source>Lyssna redan när fönstret är aktivt</source>
        <translation>Listen as soon as the window is active</translation>
    </message>
    <message>
        <source>Då hörs också det du säger just innan du trycker på knappen. Ingenting sparas förrän du spelar in.</source>
        <translation>Then what you say just before you press the button is heard too. Nothing is kept until you record.</translation>
    </message>
    <message>
        <source>Bevaka en mapp</source>
        <translation>Watch a folder</translation>
    </message>
    <message>
        <source>Nya ljud- och filmfiler där skrivs ut av sig själva, även de som kom medan Talskrift var stängt.</source>
        <translation>New audio and video files there are transcribed by themselves, those too that came while Talskrift was closed.</translation>
    </message>
    <message>
        <source>Ingen mapp</source>
        <translation>No folder</translation>
    </message>
    <message>
        <source>Bevaka även mapparna i mappen</source>
        <translation>Watch the folders in it too</translation>
    </message>
    <message>
        <source>Annars tas bara det som ligger direkt i den.</source>
        <translation>Otherwise only what lies directly in it is taken.</translation>
    </message>
    <message>
        <source>Spara texten bredvid filen när den är klar</source>
        <translation>Save the text beside the file when it is done</translation>
    </message>
    <message>
        <source>Gäller den bevakade mappen. Formatet är det som du sparade i senast, annars vanlig text. Ingen fil skrivs över.</source>
        <translation>For the watched folder. The format is the one that you last saved in, else plain text. No file is overwritten.</translation>
    </message>
    <message>
        <source>Två talare, en i varje kanal</source>
        <translation>Two speakers, one in each channel</translation>
    </message>
    <message>
        <source>När det låter så i en fil skrivs de ut var för sig.</source>
        <translation>Where a file sounds like that, they are transcribed one by one.</translation>
    </message>
    <message>
        <source>fråga</source>
        <translation>ask</translation>
    </message>
    <message>
        <source>alltid</source>
        <translation>always</translation>
    </message>
    <message>
        <source>aldrig</source>
        <translation>never</translation>
    </message>
    <message>
        <source>Talade kommandon</source>
        <translation>Spoken commands</translation>
    </message>
    <message>
        <source>”Punkt”, ”ny rad” och liknande blir tecken i det du spelar in.</source>
        <translation>“Punkt”, “ny rad” and the like become signs in what you record.</translation>
    </message>
    <message>
        <source>Talade kommandon även i filer</source>
        <translation>Spoken commands in files too</translation>
    </message>
    <message>
        <source>För filer där någon har dikterat, inte för vanligt tal.</source>
        <translation>For files in which somebody dictates, not for ordinary speech.</translation>
    </message>
    <message>
        <source>Städa texten</source>
        <translation>Clean up the text</translation>
    </message>
    <message>
        <source>Utan ”öh” och upprepade ord, med tal och datum i siffror.</source>
        <translation>Without “öh” and repeated words, with numbers and dates in figures.</translation>
    </message>
    <message>
        <source>Vad kan man säga?</source>
        <translation>What can be said?</translation>
    </message>
    <message>
        <source>Alla talade kommandon, och när de gäller.</source>
        <translation>All spoken commands, and when they hold.</translation>
    </message>
    <message>
        <source>Visa …</source>
        <translation>Show …</translation>
    </message>
    <message>
        <source>Egna kommandon</source>
        <translation>Your own commands</translation>
    </message>
    <message>
        <source>Ord som du säger, och den text som skrivs i stället.</source>
        <translation>Words that you say, and the text that is written instead.</translation>
    </message>
    <message>
        <source>Ändra …</source>
        <translation>Change …</translation>
    </message>
    <message>
        <source>Ordlista</source>
        <translation>Vocabulary</translation>
    </message>
    <message>
        <source>Namn och facktermer som modellen ska känna igen.</source>
        <translation>Names and terms that the model is to recognise.</translation>
    </message>
    <message>
        <source>Visa tider</source>
        <translation>Show times</translation>
    </message>
    <message>
        <source>När varje mening sägs, före texten och i det som sparas.</source>
        <translation>When each sentence is said, before its text and in what is saved.</translation>
    </message>
    <message>
        <source>Visa talare</source>
        <translation>Show speakers</translation>
    </message>
    <message>
        <source>Vem som säger vad, där det är känt, och i det som sparas.</source>
        <translation>Who says what, where that is known, and in what is saved.</translation>
    </message>
    <message>
        <source>Markera osäkra ord</source>
        <translation>Mark doubtful words</translation>
    </message>
    <message>
        <source>Stryker under ord som modellen tvekade om.</source>
        <translation>Underlines words of which the model was not sure.</translation>
    </message>
    <message>
        <source>Klicka i rutan och tryck på tangenterna.</source>
        <translation>Click in the field and press the keys.</translation>
    </message>
    <message>
        <source>När dikteringen slutar ska texten</source>
        <translation>When the dictation ends, the text is</translation>
    </message>
    <message>
        <source>I biblioteket finns den alltid, vad du än väljer.</source>
        <translation>It is in the library in any case.</translation>
    </message>
    <message>
        <source>skrivas vid markören</source>
        <translation>typed at the cursor</translation>
    </message>
    <message>
        <source>läggas på urklipp</source>
        <translation>put on the clipboard</translation>
    </message>
    <message>
        <source>bara finnas i biblioteket</source>
        <translation>kept in the library only</translation>
    </message>
    <message>
        <source>Börja och sluta</source>
        <translation>Begin and end</translation>
    </message>
    <message>
        <source>Fungerar i alla program. Datorns egna inställningar kan också lägga kommandot ”talskrift toggle” på en tangent.</source>
        <translation>Works in every program. The computer’s own settings can also put the command “talskrift toggle” on a key.</translation>
    </message>
    <message>
        <source>Diktera medan tangenten hålls nere</source>
        <translation>Dictate while the key is held down</translation>
    </message>
    <message>
        <source>Pausa och fortsätt</source>
        <translation>Pause and go on</translation>
    </message>
    <message>
        <source>Hämta, jämför och välj vad som förstår talet.</source>
        <translation>Download, compare and choose what understands the speech.</translation>
    </message>
    <message>
        <source>Talare</source>
        <translation>Speakers</translation>
    </message>
    <message>
        <source>Namnen i den valda texten, och modellerna som hittar talare.</source>
        <translation>The names in the chosen text, and the models that find speakers.</translation>
    </message>
    <message>
        <source>Egen modellmapp</source>
        <translation>A model folder of your own</translation>
    </message>
    <message>
        <source>Använd en modell som ligger i en mapp på datorn.</source>
        <translation>Use a model that lies in a folder on this computer.</translation>
    </message>
    <message>
        <source>Välj …</source>
        <translation>Choose …</translation>
    </message>
    <message>
        <source>Startmodellen</source>
        <translation>The starter model</translation>
    </message>
    <message>
        <source>Den som följer med. Den förstår bara talsyntes.</source>
        <translation>The one that comes with the app. It understands synthetic voices only.</translation>
    </message>
    <message>
        <source>Använd</source>
        <translation>Use</translation>
    </message>
    <message>
        <source>Lagring och säkerhetskopia</source>
        <translation>Storage and backup</translation>
    </message>
    <message>
        <source>Hur mycket plats allt tar, när ljud raderas, och en kopia av allt i en fil.</source>
        <translation>How much room everything takes, when sound is deleted, and a copy of all in one file.</translation>
    </message>
    <message>
        <source>Papperskorgen</source>
        <translation>The bin</translation>
    </message>
    <message>
        <source>Det du har slängt, tills det raderas.</source>
        <translation>What you have thrown away, until it is deleted.</translation>
    </message>
    <message>
        <source>Träningstal</source>
        <translation>Training speech</translation>
    </message>
    <message>
        <source>Meningar som du rättar kan sparas med sitt ljud, för en modell som kan din röst.</source>
        <translation>Sentences that you correct can be kept with their sound, for a model that knows your voice.</translation>
    </message>
    <message>
        <source>Inspelningarnas mapp</source>
        <translation>The folder of recordings</translation>
    </message>
    <message>
        <source>Där ligger allt ljud som du har spelat in.</source>
        <translation>All sound that you have recorded lies there.</translation>
    </message>
    <message>
        <source>Öppna</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>Låt andra program använda Talskrift</source>
        <translation>Let other programs use Talskrift</translation>
    </message>
    <message>
        <source>Bara program på den här datorn, och bara de som har fått nyckeln.</source>
        <translation>Programs on this computer alone, and only those that have been given the key.</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Byt om ett annat program redan använder den.</source>
        <translation>Change it if another program uses it already.</translation>
    </message>
    <message>
        <source>Adress och nyckel</source>
        <translation>Address and key</translation>
    </message>
    <message>
        <source>Det som det andra programmet behöver veta.</source>
        <translation>What the other program needs to know.</translation>
    </message>
    <message>
        <source>Arbeta frånkopplat</source>
        <translation>Work offline</translation>
    </message>
    <message>
        <source>Ingenting hämtas. Modeller kan importeras från fil eller mapp.</source>
        <translation>Nothing is downloaded. Models can be imported from a file or folder.</translation>
    </message>
    <message>
        <source>Hämta modeller från</source>
        <translation>Download models from</translation>
    </message>
    <message>
        <source>Tomt: huggingface.co. Annars adressen till en spegel av den.</source>
        <translation>Empty: huggingface.co. Otherwise the address of a mirror of it.</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Tomt: den som systemet anger. Företagets egna certifikat hämtas ur systemet.</source>
        <translation>Empty: the one that the system names. The company’s own certificates are taken from the system.</translation>
    </message>
</context>
<context>
    <name>voice</name>
    <message>
        <source>Använd den</source>
        <translation>Use it</translation>
    </message>
    <message>
        <source>Inte nu</source>
        <translation>Not now</translation>
    </message>
    <message>
        <source>Din egen modell är klar: {name}.</source>
        <translation>Your own model is ready: {name}.</translation>
    </message>
    <message>
        <source>Din egen modell är klar: {wer} % av dina ord blir fel.</source>
        <translation>Your own model is ready: it gets {wer}% of your words wrong.</translation>
    </message>
    <message>
        <source>Din egen modell är klar: {wer} % av dina ord blir fel i stället för {before} %.</source>
        <translation>Your own model is ready: it gets {wer}% of your words wrong, in place of {before}%.</translation>
    </message>
</context>
</TS>
