"""Words that are no names: a capital that a full stop gave them goes when the full stop does."""

from __future__ import annotations

from desktop.text.wordlists import words

SMALL_WORDS = words(
    """
    jag du han hon den det vi ni de dem mig dig sig oss er honom henne min mitt mina din ditt dina
    sin sitt sina vår vårt våra ert era hans hennes dess deras denna detta dessa man
    en ett och men eller utan samt så för att som om när då där här vad vem vilken vilket vilka
    hur varför vart var eftersom medan innan sedan sen tills fast fastän därför dock både varken
    i på av till från med hos under över vid mot mellan genom enligt åt ur inom bland kring längs
    trots efter före utom omkring bakom framför utanför ovanför
    är vara var varit har hade ha haft ska skall skulle kan kunde kunnat vill ville måste får fick
    blir blev blivit bör borde gör gjorde tror tycker tänker vet ser kommer kom går gick ger gav tar
    tog säger sa sade finns fanns heter hoppas behöver
    inte ej aldrig alltid ofta ibland kanske nog väl ju också även bara nu snart redan ännu igen
    idag imorgon igår här hit dit hem ute inne mycket mer mest lite mindre minst många några någon
    något ingen inget inga alla allt varje annan annat andra samma sådan sådant
    ja nej jo tack hej kanske alltså däremot dessutom således ändå först sist till exempel
    """
)
