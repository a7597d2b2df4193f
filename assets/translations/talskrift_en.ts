<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="sv">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Arkiv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redigera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Visa</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Inställningar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Hjälp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Mikrofon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Språk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stoppa inspelningen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spela in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Öppna filer …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Öppna mapp …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spara …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avsluta</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kopiera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Klistra in filer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ta bort ur listan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Välj modellmapp …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Använd startmodellen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visa inspelningarnas mapp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Om Talskrift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kopiera det markerade, eller hela texten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spara som text, undertexter eller JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visa när varje mening sägs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Släpp filer eller mappar för att skriva ut dem</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobList</name>
    <message>
        <source>Inspelningar och filer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skriv ut på nytt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Försök igen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avbryt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ta bort ur listan</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobPage</name>
    <message>
        <source>Texten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Försök igen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Släpp en inspelning här, eller tryck på Spela in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ljud och film i de flesta format. Allt görs på den här datorn: ingenting skickas någonstans.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Det gick inte att skriva ut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tala, så kommer texten här</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Den kommer mening för mening, vid varje paus.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inget tal hittades</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lyssna på inspelningen: hörs någon som talar?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Texten kommer här.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Kopierat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ljud och film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Öppna filer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Öppna mapp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Välj modellmapp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ljudet finns kvar i inspelningarnas mapp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} togs bort ur listan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ångra</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sparat: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Där finns inga ljud- eller filmfiler. Välj en annan mapp.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Om Talskrift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Svenskt tal till text, på din egen dator. Ingenting skickas någonstans.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Öppna filer …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspelningar och filer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MicrophoneMenu</name>
    <message>
        <source>Systemets val</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (saknas nu)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Stäng meddelandet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordPanel</name>
    <message>
        <source>Stoppa inspelningen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spela in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspelad tid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ljudnivå</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spela in: mellanslag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Öppnar mikrofonen …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spelar in. Stoppa: mellanslag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avslutar inspelningen …</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Försök igen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Startar motorn …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motorn är inte igång</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>job_words</name>
    <message>
        <source>Inspelning {date} {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spelar in, texten kommer senare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spelar in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Väntar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Väntar på motorn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skriver ut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stannar …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Avbruten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Klar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Klar, inget tal hittades</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>recorder_words</name>
    <message>
        <source>Mikrofonen är tyst. Är den avstängd, eller är fel mikrofon vald?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nu hörs mikrofonen igen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disken är snart full. Frigör utrymme, annars slutar inspelningen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spelar in från {name}: den valda mikrofonen finns inte.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>saving</name>
    <message>
        <source>Spara texten</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ren text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undertexter SRT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undertexter WebVTT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON med tider</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
