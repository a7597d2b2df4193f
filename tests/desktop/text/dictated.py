"""What people dictate and what is to come of it; `|` parts utterances, `⏎` is a line break."""
# ruff: noqa: E501 (what is said and what comes of it belong on one line)

# The recogniser writes punctuation and capitals of its own around a command, or none at all.
HITS = [
    # punkt
    ("Hej Anna. Komma, jag kommer imorgon. Punkt.", "Hej Anna, jag kommer imorgon."),
    ("jag kommer imorgon punkt vi ses då punkt", "jag kommer imorgon. Vi ses då."),
    ("Jag kommer imorgon, punkt. Vi ses.", "Jag kommer imorgon. Vi ses."),
    ("Det är klart punkt", "Det är klart."),
    ("Det är klart. Punkt. Nu går vi.", "Det är klart. Nu går vi."),
    ("Det är klart|Punkt.", "Det är klart."),
    ("Vi har fått tre. Punkt. Tre räcker.", "Vi har fått tre. Tre räcker."),
    ("Vad det var för en? Punkt.", "Vad det var för en."),
    ("Hon heter Åsa punkt hon bor i Ystad", "Hon heter Åsa. Hon bor i Ystad"),
    ("det var allt punkt åsa hälsar", "det var allt. Åsa hälsar"),
    ("Det var allt punkt punkt punkt", "Det var allt…"),
    ("Kom hit punkt ny rad vi väntar punkt", "Kom hit.⏎Vi väntar."),
    ("Patienten mår bra punkt Fortsatt behandling punkt", "Patienten mår bra. Fortsatt behandling."),
    # komma
    ("Hej Anna, komma, jag kommer.", "Hej Anna, jag kommer."),
    ("hej anna komma jag kommer", "hej anna, jag kommer"),
    ("Hej Anna. Komma. Jag kommer.", "Hej Anna, jag kommer."),
    ("Hej Anna. Komma. Bengt kommer.", "Hej Anna, Bengt kommer."),
    ("Hej Anna komma, jag kommer.", "Hej Anna, jag kommer."),
    ("Hej Anna|Komma.|Jag kommer.", "Hej Anna,|jag kommer."),
    ("Hej Anna|Komma, jag kommer.", "Hej Anna,|jag kommer."),
    ("Kära Anna komma ny rad tack för brevet punkt", "Kära Anna,⏎tack för brevet."),
    ("bröd, komma, mjölk, komma, ost", "bröd, mjölk, ost"),
    ("Det regnar komma men vi går ut punkt", "Det regnar, men vi går ut."),
    ("Om det regnar komma så stannar vi.", "Om det regnar, så stannar vi."),
    ("Jag vill, komma, att du ringer.", "Jag vill, att du ringer."),
    ("Det regnar kommatecken men vi går ut.", "Det regnar, men vi går ut."),
    ("Om du vill komma kommatecken ring mig", "Om du vill komma, ring mig"),
    ("Det kostar 3 komma 5 kronor", "Det kostar 3,5 kronor"),
    # frågetecken, utropstecken
    ("Vad gör du frågetecken", "Vad gör du?"),
    ("Vad gör du? Frågetecken.", "Vad gör du?"),
    ("Vad tänker du på frågetecken jag undrar", "Vad tänker du på? Jag undrar"),
    ("Kan du komma frågetecken", "Kan du komma?"),
    ("Kan du komma. Frågetecken.", "Kan du komma?"),
    ("Grattis utropstecken", "Grattis!"),
    ("Grattis, utropstecken, du vann.", "Grattis! Du vann."),
    ("Vad säger du utropstecken frågetecken", "Vad säger du!?"),
    # kolon, semikolon
    ("Följande gäller kolon ta med mat punkt", "Följande gäller: ta med mat."),
    ("Följande gäller. Kolon. Ta med mat.", "Följande gäller: Ta med mat."),
    ("Det regnar semikolon vi går hem punkt", "Det regnar; vi går hem."),
    ("Det regnar. Semikolon. Vi går hem.", "Det regnar; vi går hem."),
    # streck
    ("e bindestreck post", "e-post"),
    ("Skicka e, bindestreck, post till mig.", "Skicka e-post till mig."),
    ("och snedstreck eller", "och/eller"),
    ("Han kom tankstreck till slut punkt", "Han kom\u00a0– till slut."),
    # rader och stycken
    ("Hej Anna komma ny rad jag kommer punkt", "Hej Anna,⏎jag kommer."),
    ("Hej Anna. Ny rad. Hur mår du?", "Hej Anna.⏎Hur mår du?"),
    ("Hej Anna, ny rad, hur mår du?", "Hej Anna⏎Hur mår du?"),
    ("Det var allt punkt nytt stycke nu börjar vi om punkt", "Det var allt.⏎⏎Nu börjar vi om."),
    ("Det var allt.|Nytt stycke.|nu börjar vi om.", "Det var allt.|⏎⏎Nu börjar vi om."),
    ("Det var allt. Nytt stycke|nu börjar vi om.", "Det var allt.|⏎⏎Nu börjar vi om."),
    ("ett ny rad två ny rad tre", "ett⏎Två⏎Tre"),
    ("Hej ny rad nytt stycke hej", "Hej⏎⏎Hej"),
    # citat
    ("Han sa kolon citat jag kommer punkt slut citat", "Han sa: ”Jag kommer.”"),
    ("Han sa, citat, jag kommer. Slut citat.", "Han sa ”jag kommer”."),
    ("Ordet citat gräs slut citat är kort", "Ordet ”gräs” är kort"),
    ("Han sa citat vad gör du frågetecken slut citat", "Han sa ”vad gör du?”"),
    ("Han sa. Citat.|Vi kommer.|Slut citat. Sen gick han.", "Han sa|”vi kommer”.|Sen gick han."),
    ("Boken citattecken Gösta Berlings saga citattecken kom 1891", "Boken ”Gösta Berlings saga” kom 1891"),
    ("Det kallas för citattecken kaffe citattecken punkt", "Det kallas för ”kaffe”."),
    # parentes
    ("Han är parentes enligt uppgift slut parentes sjuk punkt", "Han är (enligt uppgift) sjuk."),
    ("Mötet, parentes, se bilaga ett, slut parentes, är klart.", "Mötet (se bilaga ett), är klart."),
    ("Se vänsterparentes sidan två högerparentes punkt", "Se (sidan två)."),
    # stryk det
    ("Det var rätt. Det här var fel. Stryk det.", "Det var rätt."),
    ("Det var rätt punkt det här var fel stryk det", "Det var rätt."),
    ("Det var rätt.|Det här var fel.|Stryk det.|Nu är det rätt.", "Det var rätt.|Nu är det rätt."),
    ("Jag kommer på onsdag, stryk det, jag kommer på torsdag.", "Jag kommer på torsdag."),
    ("Ett. Två. Stryk det. Stryk det.", ""),
    ("Det var ett punkt det var två stryk det", "Det var ett."),
    ("Första raden. Ny rad. Andra raden. Stryk det. Tredje raden.", "Första raden.⏎Tredje raden."),
    ("Han sa citat nej slut citat punkt stryk det|Hej.", "Hej."),
    # bokstäver
    ("stora bokstäver obs det är farligt punkt", "OBS det är farligt."),
    ("Jag heter stor bokstav björk punkt", "Jag heter Björk."),
    ("Det är, stora bokstäver, viktigt.", "Det är VIKTIGT."),
    ("Hon heter stor bokstav|lind punkt", "Hon heter stor bokstav|lind."),
    ("Hon heter. Stor bokstav.|lind punkt", "Hon heter.|Lind."),
    # listor
    ("Punktlista. Mjölk. Ny punkt. Bröd. Slut lista. Sen går vi.", "•\u00a0Mjölk⏎•\u00a0Bröd⏎Sen går vi."),
    ("Köp kolon punktlista mjölk ny punkt bröd ny punkt ost slut lista sen går vi", "Köp:⏎•\u00a0Mjölk⏎•\u00a0Bröd⏎•\u00a0Ost⏎Sen går vi"),
    ("Köp.|Punktlista.|Mjölk.|Ny punkt.|Bröd.|Slut lista.", "Köp|⏎•\u00a0Mjölk|⏎•\u00a0Bröd"),
    ("Punkt lista mjölk nästa punkt bröd lista slut", "•\u00a0Mjölk⏎•\u00a0Bröd"),
    # bokstavligen
    ("Skriv bokstavligen punkt i rutan punkt", "Skriv punkt i rutan."),
    ("Säg bokstavligen ny rad för en rad", "Säg ny rad för en rad"),
    ("Bokstavligen komma.", "komma."),
    ("Ordet är bokstavligen frågetecken. Punkt.", "Ordet är frågetecken."),
    # fler sätt att säga det
    ("Han sa börja citat hej slut på citat då", "Han sa ”hej” då"),
    ("Han sa citat hej citat slut då", "Han sa ”hej” då"),
    ("Den är börja parentes nästan parentes slut klar", "Den är (nästan) klar"),
    ("Den är parentes nästan slut på parentes klar", "Den är (nästan) klar"),
    ("Köp. Börja punktlista. Mjölk. Slut på lista. Hej", "Köp⏎•\u00a0Mjölk⏎Hej"),
    ("Köp. Punktlista. Mjölk. Slut på listan. Hej", "Köp⏎•\u00a0Mjölk⏎Hej"),
    # ord som kan stå före ett substantiv av annat genus, eller sist i en mening
    ("Vi gör det punkt", "Vi gör det."),
    ("Mötet börjar klockan fem punkt", "Mötet börjar klockan fem."),
    ("Gör du det frågetecken", "Gör du det?"),
    ("Vem går du med frågetecken", "Vem går du med?"),
    ("Vi träffades för en månad sedan punkt hon mår bra", "Vi träffades för en månad sedan. Hon mår bra"),
    ("Vi börjar om punkt", "Vi börjar om."),
    ("Han ringde alla punkt", "Han ringde alla."),
    # flera
    ("Hej komma hur mår du frågetecken nytt stycke vi ses punkt", "Hej, hur mår du?⏎⏎Vi ses."),
    ("Kan du komma komma eller ska jag frågetecken", "Kan du komma, eller ska jag?"),
    ("t.ex. komma så här", "t.ex., så här"),
    ("PUNKT", "PUNKT"),
]  # fmt: skip

# The same words, used as words: not a letter may change.
NON_HITS = """
En punkt i protokollet.
Det är en punkt i protokollet.
Punkten är viktig.
Vi går till nästa punkt på dagordningen.
Under punkt fem står det.
Punkt fem bordlades.
Punkt 3 på dagordningen.
Han hade rätt på varje punkt.
Hon fick tala till punkt.
Det är en öm punkt.
Här sätter vi punkt.
Nu sätter vi punkt för dagens möte.
Det är dags att sätta punkt.
Han gick igenom det punkt för punkt.
Det är hans svaga punkt, sa hon.
På den punkten har du fel.
Jag gör det inte, punkt slut.
Reglerna följs till punkt och pricka.
Vi är framme vid den punkt där allt vänder.
Det finns ingen punkt som är viktigare.
Vi har två punkter kvar.
Fyra punkt noll heter den.
Kokpunkten är hundra grader.
Den första punkt vi tar upp.
Han kan komma.
Vi ska komma.
Ska du komma?
När ska hon komma, tror du?
Jag vill komma hem.
Om du vill komma, säg till.
Vi måste komma överens.
Hon bad honom komma in.
De får inte komma för sent.
Jag kan tyvärr inte komma, men jag ringer.
Han lovade att komma, och det gjorde han.
Det är svårt att komma åt.
Jag hoppas kunna komma.
Det kan komma att bli dyrt.
Låt barnen komma till mig.
Vi kommer att komma i tid.
Jag såg henne komma.
Jag hörde tåget komma.
Att komma och gå som man vill.
Komma hem är alltid skönt.
Att komma ihåg namn är svårt.
Det lär komma mer snö.
Dit brukar ingen komma.
Kommande vecka är jag borta.
De kommer imorgon.
Kan din mamma inte komma?
Hur ska vi komma dit?
Välkomna att komma, alla är välkomna.
Ni behöver inte komma.
Våga komma, du också.
Det saknas ett komma här.
Sätt ett komma före men.
Jag vill bara komma därifrån.
Fler frågor lär komma upp.
De som vill får komma.
Barnen skulle få komma.
Den vill inte komma igång.
Jag undrar om de hinner komma.
Den sortens väder brukar komma så här års.
Vi köpte tre komma fem liter.
Betyget blev fyra komma två.
Det finns ett frågetecken kring budgeten.
Många frågetecken återstår.
Det är ett stort frågetecken.
Frågetecken kring avtalet finns kvar.
Sätt ett utropstecken efter ordet.
Två utropstecken räcker.
Ett kolon följs av en lista.
Cancer i kolon är vanligt.
Kolon utan anmärkning.
Hela kolon undersöktes.
Använd ett semikolon där.
Ordet skrivs med bindestreck.
Det skrivs utan bindestreck.
Börja på ny rad.
Skriv det på en ny rad.
En ny rad i tabellen.
Han började på nytt stycke.
Det är ett nytt stycke musik.
Hon spelade ett nytt stycke.
Ett citat från boken.
Citat från en läsare.
Det är ett känt citat av Strindberg.
Han inledde med ett citat.
Som citat betraktat är det bra.
Jag vill ha citat från alla.
Slut citat.
Det står inom parentes.
Inom parentes sagt är det dyrt.
Det är en parentes i historien.
Sätt parentes runt ordet.
Jag vill stryka det.
Vi kan stryk det sista.
Du kan stryka det där.
Läs och stryk det som inte stämmer.
Stryk det som inte gäller.
Kan du stryk det nu igen?
Skriv med stora bokstäver.
Skriv det med stora bokstäver.
Han skrev i stora bokstäver på tavlan.
Namn har stor bokstav.
Namn skrivs med stor bokstav.
En mening börjar med stor bokstav.
Det stod med stora bokstäver på väggen.
Gör en punktlista.
Skriv en punktlista över allt.
Jag vill ha det som en punktlista.
Vi tar upp en ny punkt.
Ny punkt på dagordningen.
Slut lista på stolpar.
Bokstavligen talat är det så.
Det är en helt annan punkt.
Det var en avgörande punkt.
En annan viktig punkt är budgeten.
Mötets viktigaste punkt är budgeten.
Stjärnan är en lysande punkt på himlen.
Vilken punkt menar du?
Han tog upp ytterligare en punkt.
Dagordningens femte punkt ströks.
Ta bort punkt ett.
Vi talar om punkt två nu.
Han såg en röd punkt.
De ville att han skulle komma, men han kom inte.
Hon frågade om hon kunde få komma.
Du borde verkligen komma!
Ingen av dem tänkte komma.
Vad glad jag blir om ni kan komma.
Han vägrade komma.
Regn väntas komma, säger de.
Den som vill kan komma nu.
Det är ett snedstreck mellan orden.
Ett tankstreck är längre.
Hon satte tre utropstecken.
Det väcker många frågetecken.
Han menade det bokstavligen.
Det blev bokstavligen kaos.
""".strip().splitlines()
