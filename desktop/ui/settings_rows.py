"""What the settings window offers, a line for each choice; to add one, add a line.

Knows no widget. The texts are in the language now installed, so the list is made anew for another.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.settings import FIRST_PORT, LAST_PORT, TEXT_PERCENT
from desktop.ui.settings_kinds import (
    Address,
    Choice,
    Folder,
    Keys,
    Number,
    Opens,
    Row,
    Section,
    Switch,
)

translate = QCoreApplication.translate


def list_sections() -> list[Section]:
    """All that can be chosen."""
    return [
        Section("general", translate("settings", "Allmänt"), list_general()),
        Section("microphone", translate("settings", "Mikrofon"), list_microphone()),
        Section("files", translate("settings", "Filer"), list_files()),
        Section("text", translate("settings", "Text"), list_text()),
        Section("dictation", translate("settings", "Diktera i andra program"), list_dictation()),
        Section("models", translate("settings", "Modeller"), list_models()),
        Section("storage", translate("settings", "Lagring och integritet"), list_storage()),
        Section("programs", translate("settings", "Andra program"), list_programs()),
        Section("network", translate("settings", "Nätverk"), list_network()),
    ]


def list_general() -> tuple[Row, ...]:
    """The app as a whole."""
    return (
        Choice(
            "language",
            translate("settings", "Språk"),
            translate("settings", "I fönster och menyer. Talet skrivs alltid ut på svenska."),
            (("sv", "Svenska"), ("en", "English")),
        ),
        Choice(
            "appearance",
            translate("settings", "Utseende"),
            translate("settings", "Hög kontrast är vitt och gult på svart, med tydliga ramar."),
            (
                ("system", translate("settings", "som systemet")),
                ("light", translate("settings", "ljust")),
                ("dark", translate("settings", "mörkt")),
                ("contrast", translate("settings", "hög kontrast")),
            ),
        ),
        Number(
            "text_percent",
            translate("settings", "Utskriftens textstorlek"),
            translate("settings", "Ctrl + och Ctrl − ändrar den också."),
            *TEXT_PERCENT,
            step=10,
            unit="%",
        ),
        Switch(
            "keep_in_tray",
            translate("settings", "Fortsätt i aktivitetsfältet när fönstret stängs"),
            translate("settings", "Inspelning, kö och kortkommandon går vidare tills du avslutar."),
        ),
        Switch(
            "start_at_login",
            translate("settings", "Starta när jag loggar in"),
            translate("settings", "Utan fönster, så att kortkommandona fungerar direkt."),
        ),
    )


def list_microphone() -> tuple[Row, ...]:
    """What is recorded, and when."""
    return (
        Choice(
            "microphone",
            translate("settings", "Mikrofon"),
            translate("settings", "”Systemets val” följer datorns egna inställningar."),
        ),
        Switch(
            "warm_microphone",
            translate("settings", "Lyssna redan när fönstret är aktivt"),
            translate(
                "settings",
                "Då hörs också det du säger just innan du trycker på knappen. Ingenting sparas "
                "förrän du spelar in.",
            ),
        ),
    )


def list_files() -> tuple[Row, ...]:
    """What becomes of media files."""
    return (
        Folder(
            "watched_folder",
            translate("settings", "Bevaka en mapp"),
            translate(
                "settings",
                "Nya ljud- och filmfiler där skrivs ut av sig själva, även de som kom medan "
                "Talskrift var stängt.",
            ),
            translate("settings", "Ingen mapp"),
        ),
        Switch(
            "watched_nested",
            translate("settings", "Bevaka även mapparna i mappen"),
            translate("settings", "Annars tas bara det som ligger direkt i den."),
        ),
        Switch(
            "watched_save",
            translate("settings", "Spara texten bredvid filen när den är klar"),
            translate(
                "settings",
                "Gäller den bevakade mappen. Formatet är det som du sparade i senast, annars "
                "vanlig text. Ingen fil skrivs över.",
            ),
        ),
        Choice(
            "split_speakers",
            translate("settings", "Två talare, en i varje kanal"),
            translate("settings", "När det låter så i en fil skrivs de ut var för sig."),
            (
                ("ask", translate("settings", "fråga")),
                ("always", translate("settings", "alltid")),
                ("never", translate("settings", "aldrig")),
            ),
        ),
    )


def list_text() -> tuple[Row, ...]:
    """What becomes of spoken words, and how text is shown."""
    return (
        Switch(
            "spoken_commands",
            translate("settings", "Talade kommandon"),
            translate("settings", "”Punkt”, ”ny rad” och liknande blir tecken i det du spelar in."),
        ),
        Switch(
            "spoken_commands_in_files",
            translate("settings", "Talade kommandon även i filer"),
            translate("settings", "För filer där någon har dikterat, inte för vanligt tal."),
        ),
        Switch(
            "clean_up",
            translate("settings", "Städa texten"),
            translate("settings", "Utan ”öh” och upprepade ord, med tal och datum i siffror."),
        ),
        Opens(
            "commands_help",
            translate("settings", "Vad kan man säga?"),
            translate("settings", "Alla talade kommandon, och när de gäller."),
            translate("settings", "Visa …"),
        ),
        Opens(
            "own_commands",
            translate("settings", "Egna kommandon"),
            translate("settings", "Ord som du säger, och den text som skrivs i stället."),
            translate("settings", "Ändra …"),
        ),
        Opens(
            "vocabulary",
            translate("settings", "Ordlista"),
            translate("settings", "Namn och facktermer som modellen ska känna igen."),
            translate("settings", "Ändra …"),
        ),
        Switch(
            "show_times",
            translate("settings", "Visa tider"),
            translate("settings", "När varje mening sägs, före texten och i det som sparas."),
        ),
        Switch(
            "show_speakers",
            translate("settings", "Visa talare"),
            translate("settings", "Vem som säger vad, där det är känt, och i det som sparas."),
        ),
        Switch(
            "show_doubtful",
            translate("settings", "Markera osäkra ord"),
            translate("settings", "Stryker under ord som modellen tvekade om."),
        ),
    )


def list_dictation() -> tuple[Row, ...]:
    """Dictating into other programs."""
    unset = translate("settings", "Klicka i rutan och tryck på tangenterna.")
    return (
        Choice(
            "dictation_target",
            translate("settings", "När dikteringen slutar ska texten"),
            translate("settings", "I biblioteket finns den alltid, vad du än väljer."),
            (
                ("typed", translate("settings", "skrivas vid markören")),
                ("clipboard", translate("settings", "läggas på urklipp")),
                ("library", translate("settings", "bara finnas i biblioteket")),
            ),
        ),
        Keys(
            "shortcut_toggle",
            translate("settings", "Börja och sluta"),
            translate(
                "settings",
                "Fungerar i alla program. Datorns egna inställningar kan också lägga kommandot "
                "”talskrift toggle” på en tangent.",
            ),
        ),
        Keys("shortcut_talk", translate("settings", "Diktera medan tangenten hålls nere"), unset),
        Keys("shortcut_pause", translate("settings", "Pausa och fortsätt"), unset),
    )


def list_models() -> tuple[Row, ...]:
    """What turns speech into text."""
    return (
        Opens(
            "models",
            translate("settings", "Modeller"),
            translate("settings", "Hämta, jämför och välj vad som förstår talet."),
            translate("settings", "Visa …"),
        ),
        Opens(
            "name_speakers",
            translate("settings", "Talare"),
            translate("settings", "Namnen i den valda texten, och modellerna som hittar talare."),
            translate("settings", "Visa …"),
        ),
        Opens(
            "choose_model",
            translate("settings", "Egen modellmapp"),
            translate("settings", "Använd en modell som ligger i en mapp på datorn."),
            translate("settings", "Välj …"),
        ),
        Opens(
            "starter_model",
            translate("settings", "Startmodellen"),
            translate("settings", "Den som följer med. Den förstår bara talsyntes."),
            translate("settings", "Använd"),
        ),
    )


def list_storage() -> tuple[Row, ...]:
    """What is kept, and for how long."""
    return (
        Opens(
            "storage",
            translate("settings", "Lagring och säkerhetskopia"),
            translate(
                "settings",
                "Hur mycket plats allt tar, när ljud raderas, och en kopia av allt i en fil.",
            ),
            translate("settings", "Visa …"),
        ),
        Opens(
            "bin",
            translate("settings", "Papperskorgen"),
            translate("settings", "Det du har slängt, tills det raderas."),
            translate("settings", "Visa …"),
        ),
        Opens(
            "training_speech",
            translate("settings", "Träningstal"),
            translate(
                "settings",
                "Meningar som du rättar kan sparas med sitt ljud, för en modell som kan din röst.",
            ),
            translate("settings", "Visa …"),
        ),
        Opens(
            "show_recordings",
            translate("settings", "Inspelningarnas mapp"),
            translate("settings", "Där ligger allt ljud som du har spelat in."),
            translate("settings", "Öppna"),
        ),
    )


def list_programs() -> tuple[Row, ...]:
    """What other programs on this computer may do."""
    return (
        Switch(
            "http_api",
            translate("settings", "Låt andra program använda Talskrift"),
            translate(
                "settings", "Bara program på den här datorn, och bara de som har fått nyckeln."
            ),
        ),
        Number(
            "http_api_port",
            translate("settings", "Port"),
            translate("settings", "Byt om ett annat program redan använder den."),
            least=FIRST_PORT,
            most=LAST_PORT,
        ),
        Opens(
            "http_api_key",
            translate("settings", "Adress och nyckel"),
            translate("settings", "Det som det andra programmet behöver veta."),
            translate("settings", "Visa …"),
        ),
    )


def list_network() -> tuple[Row, ...]:
    """How the app may use the network."""
    return (
        Switch(
            "offline",
            translate("settings", "Arbeta frånkopplat"),
            translate("settings", "Ingenting hämtas. Modeller kan importeras från fil eller mapp."),
        ),
        Address(
            "hub_mirror",
            translate("settings", "Hämta modeller från"),
            translate("settings", "Tomt: huggingface.co. Annars adressen till en spegel av den."),
            "https://huggingface.co",
        ),
        Address(
            "proxy",
            translate("settings", "Proxy"),
            translate(
                "settings",
                "Tomt: den som systemet anger. Företagets egna certifikat hämtas ur systemet.",
            ),
            "http://proxy.example.se:8080",
        ),
    )
