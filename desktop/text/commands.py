"""The spoken commands: how each is said, what it does, and beside which words it is none.

A word is "set off" where punctuation, a pause, another command, a capital in the middle of a
sentence or the end of the utterance parts it from its neighbour: `not_after` looks at the left
only where the command is not set off there, `not_before` likewise at the right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desktop.text.pieces import make_key
from desktop.text.wordlists import words


class Act(StrEnum):
    """What a command does."""

    MARK = "mark"  # a sign after the word before
    DASH = "dash"  # a sign between two words, with blanks
    JOIN = "join"  # a sign between two words, without
    BREAK = "break"  # line breaks
    OPEN_QUOTE = "open quote"
    CLOSE_QUOTE = "close quote"
    SWITCH_QUOTE = "switch quote"  # opens one, or closes the one that is open
    OPEN_BRACKET = "open bracket"
    CLOSE_BRACKET = "close bracket"
    CAPITAL = "capital"  # for the next word's first letter
    CAPITALS = "capitals"  # for all letters of the next word
    STRIKE = "strike"
    OPEN_LIST = "open list"
    ITEM = "item"
    CLOSE_LIST = "close list"


class Need(StrEnum):
    """What must be so, beside the words that stand around it, for a command to be one."""

    NOTHING = "nothing"
    RIGHT = "right"  # set off at its right
    CLOSED = "closed"  # its end is said later in the utterance, or it is set off at both sides
    OPENED = "opened"  # what it ends or goes on with is open
    A_WORD = "a word"  # the next word is there, or it is set off at its left
    COMMA = "comma"  # desktop.text.context knows


LITERAL_PHRASE = ("bokstavligen",)  # the command after it is meant as words

# What makes a noun of the word after it, by the word's gender.
_COMMON = words(
    "en den denna varje någon ingen samma vilken annan andra ordet tecknet ens enda sista första "
    "förra nästa extra min din sin vår hans hennes deras stor stora liten kallas heter ytterligare"
)
_NEUTER = words(
    "ett detta varje något inget samma vilket annat andra ordet tecknet ens enda sista första "
    "förra nästa extra mitt ditt sitt vårt hans hennes deras stort stora litet kallas heter "
    "ytterligare många flera fler några inga dubbla"
)
_LOOSE = words(  # which may as well end a sentence
    "det de dessa alla med utan två tre fyra fem sex sju åtta nio tio"
)
_NAMING = words("heter kallas ordet")  # a name may follow, in capitals
_NUMBERS = words(
    "noll en ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton "
    "sjutton arton nitton tjugo trettio a b c d"
)
_VERBS_BEFORE = words(
    "och eller att ska skall skulle kan kunde vill ville måste får bör sätt sätter sätta satte "
    "skriv skriver skriva skrev använd använder använda lägg lägga jag du vi ni han hon man"
)


@dataclass(frozen=True)
class Command:
    """One command. `phrases`: all the ways to say it; the first is the one to teach."""

    phrases: tuple[str, ...]
    act: Act
    sign: str = ""
    need: Need = Need.NOTHING
    not_after: frozenset[str] = field(default_factory=frozenset)
    not_before: frozenset[str] = field(default_factory=frozenset)
    not_amid: frozenset[str] = field(
        default_factory=frozenset
    )  # before it, set off at neither side
    closed_by: Act | None = None


COMMANDS = (
    Command(
        ("punkt",),
        Act.MARK,
        ".",
        # "där sätter vi punkt": desktop.text.context looks further back for the verb
        not_after=_COMMON
        | words(
            "till andra tredje fjärde femte sjätte sjunde åttonde nionde tionde här sådan viss ny "
            "nya svag svaga stark starka öm ömma svår svåra viktiga känsliga centrala egen egna "
            "död blind röd svart vit blå grön gul fast högsta lägsta hel enskild särskild"
        ),
        not_amid=_LOOSE
        | words("på under vid i enligt från för per av om se ur"),
        not_before=_NUMBERS
        | words("och för slut som där nummer om är var i på gällande rörande se enligt"),
    ),
    Command(("punkt punkt punkt",), Act.MARK, "…"),
    Command(("komma",), Act.MARK, ",", Need.COMMA),
    Command(("kommatecken",), Act.MARK, ",", not_after=_NEUTER, not_amid=_LOOSE),
    Command(
        ("frågetecken",),
        Act.MARK,
        "?",
        not_after=_NEUTER | words("och eller som är"),
        not_amid=_LOOSE,
        not_before=words("kring runt för om efter som bakom vid"),
    ),
    Command(
        ("utropstecken",),
        Act.MARK,
        "!",
        not_after=_NEUTER | words("och eller som är"),
        not_amid=_LOOSE,
        not_before=words("kring runt för om efter som bakom vid"),
    ),
    Command(
        ("kolon",),
        Act.MARK,
        ":",
        not_after=_NEUTER
        | words("i av på ur från till hela och nedre övre distala proximala vänstra högra genom"),
        not_before=words(
            "ascendens descendens transversum sigmoideum utan är var har och visar med samt i"
        ),
    ),
    Command(("semikolon",), Act.MARK, ";", not_after=_NEUTER | words("och eller med utan")),
    Command(("bindestreck",), Act.JOIN, "-", not_after=_NEUTER | words("och eller med utan")),
    Command(("snedstreck",), Act.JOIN, "/", not_after=_NEUTER | words("med utan")),
    Command(("tankstreck",), Act.DASH, "–", not_after=_NEUTER | words("och eller med utan")),
    Command(
        ("ny rad",),
        Act.BREAK,
        "\n",
        not_after=words(
            "en den varje någon ingen samma vilken annan på i till från och eller börja lägg "
            "infoga helt"
        ),
        not_before=words("i på med för till som är av"),
    ),
    Command(
        ("nytt stycke",),
        Act.BREAK,
        "\n\n",
        not_after=words(
            "ett detta varje något inget samma vilket annat på i till från och eller börja helt "
            "skriv skrev skriva spela"
        ),
        not_before=words("i på med för till som är av"),
    ),
    Command(
        ("citat", "börja citat"),
        Act.OPEN_QUOTE,
        need=Need.CLOSED,
        not_after=_NEUTER | words("som i av och eller ett känt känd följande"),
        not_before=words("från av ur i om som och är på"),
        closed_by=Act.CLOSE_QUOTE,
    ),
    Command(("slut citat", "citat slut", "slut på citat"), Act.CLOSE_QUOTE, need=Need.OPENED),
    Command(
        ("citattecken",),
        Act.SWITCH_QUOTE,
        not_after=_NEUTER | words("i inom och eller som är"),
        not_before=words("i på runt kring om är och för"),
    ),
    Command(
        ("parentes", "vänsterparentes", "börja parentes"),
        Act.OPEN_BRACKET,
        need=Need.CLOSED,
        not_after=_COMMON | words("i inom som av och eller sätt sätta bara"),
        not_before=words("sagt i är var och från om som"),
        closed_by=Act.CLOSE_BRACKET,
    ),
    Command(
        ("slut parentes", "parentes slut", "slut på parentes", "högerparentes"),
        Act.CLOSE_BRACKET,
        need=Need.OPENED,
    ),
    Command(
        ("stor bokstav",),
        Act.CAPITAL,
        need=Need.A_WORD,
        not_after=_COMMON - _NAMING | _VERBS_BEFORE | words("med i på av som om är inte"),
        not_before=words("i på och är för eller som till om efter"),
    ),
    Command(
        ("stora bokstäver",),
        Act.CAPITALS,
        need=Need.A_WORD,
        not_after=(_COMMON | _NEUTER | _VERBS_BEFORE) - _NAMING
        | words("med utan alla i på av som om är inte bara"),
        not_before=words("i på och är för eller som till om efter"),
    ),
    Command(
        ("stryk det",),
        Act.STRIKE,
        need=Need.RIGHT,
        not_after=_VERBS_BEFORE | words("bara sedan sen så nu"),
    ),
    Command(
        ("punktlista", "punkt lista", "börja punktlista"),
        Act.OPEN_LIST,
        need=Need.CLOSED,
        not_after=_COMMON | _VERBS_BEFORE | words("som i av lång kort till från"),
        not_before=words("över med som för på i är och"),
        closed_by=Act.ITEM,
    ),
    Command(
        ("ny punkt", "nästa punkt"),
        Act.ITEM,
        need=Need.OPENED,
        not_after=_COMMON | _VERBS_BEFORE | words("på till i som"),
        not_before=words("på i är som för och"),
    ),
    Command(("slut lista", "lista slut", "slut på lista", "slut på listan"), Act.CLOSE_LIST,
            need=Need.OPENED),
)  # fmt: skip
BY_PHRASE = {tuple(phrase.split()): command for command in COMMANDS for phrase in command.phrases}
LONGEST_PHRASE = max(len(phrase) for phrase in BY_PHRASE)

_EVERYDAY_WORDS = words("ny nytt stor stora slut på det börja nästa")
_TELLING_WORDS = frozenset(word for phrase in BY_PHRASE for word in phrase) - _EVERYDAY_WORDS


def holds_command_word(text: str) -> bool:
    """Whether a command could be in the text, so that pauses between its words may decide."""
    return any(make_key(word) in _TELLING_WORDS for word in text.split())
