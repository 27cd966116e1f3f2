"""The words of a text that tell what it is about."""

from __future__ import annotations

from desktop_lm.tasks.document.passages import terms

_LEAST_LETTERS = 4  # of a word that tells something, in scripts with spaces
# The commonest words of that length that only hold sentences together.
_FUNCTION_WORDS = """
    about after again also although among another because been before being between both cannot
    could does down during each even ever every from further have having here hers himself into
    itself just less like made make many might more most much must never once only other ours over
    same shall should since some such than that their them then there these they this those though
    through under until upon very were what when where whether which while whom whose will with
    within without would your
    aber alle allem allen aller alles auch auch beim bereits bevor damit dann dass deren dessen
    dieser diese diesem diesen dieses doch dort durch eine einem einen einer eines etwa gegen habe
    haben hatte hatten hier ihre ihrem ihren ihrer immer jede jedem jeden jeder kann kein keine
    keinen können mehr muss nach nicht noch oder ohne schon sehr sein seine seinem seinen seiner
    sich sind sondern über unter viel vom wegen weil wenn werden wird wurde wurden zwischen zwar
    alors aussi autre autres avait avec avoir bien cela ceci cette ceux chaque comme dans depuis
    donc dont elle elles encore entre était être fait leur leurs lorsque mais même moins nous parce
    pendant peut plus pour quand quel quelle sans sera seulement sont sous tous tout toute très
    vers votre vous
    algo antes aunque cada como contra cuando desde donde durante ella ellas ellos entre era esta
    este esto estos estas fueron hasta había hacia mientras mucho muchos nada otra otras otro otros
    para pero poco porque puede pueden sido sobre solo también tanto tiene tienen todo todos unas
    unos
    """
_HOLDING_TOGETHER = frozenset(_FUNCTION_WORDS.split())


def telling_words(text: str) -> set[str]:
    """Numbers and words as :func:`~desktop_lm.tasks.document.passages.terms` gives them, without
    stems and without those that only hold sentences together."""
    return {word for word in terms(text) if _tells(word)}


def _tells(word: str) -> bool:
    if word.isdigit():
        return True
    if word.endswith("-") or word in _HOLDING_TOGETHER:
        return False
    return len(word) >= _LEAST_LETTERS or not word[0].isascii()
