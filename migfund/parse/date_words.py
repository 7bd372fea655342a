"""The words of dates, periods and durations in seven languages, folded but for the month names."""

import re
from functools import cache

from migfund.parse.text import any_word, fold

__all__ = [
    "AND",
    "BEFORE_RANGE",
    "BETWEEN",
    "COUNTED",
    "DURATION",
    "DURATION_LABEL",
    "END",
    "JOIN",
    "JOINED",
    "NEUTRAL",
    "NOT_BEFORE_DURATION",
    "NOT_BEHIND_DURATION",
    "NUMBERS",
    "OPEN",
    "ORDINALS",
    "SEASONS",
    "START",
    "WEEKDAYS",
    "WORDS_TOO",
    "YEAR_UNIT",
    "any_month",
    "months",
    "ordinal",
]

# One line a month: English, French, German, Spanish, Portuguese, Italian, Russian (all cases).
_MONTH_NAMES = (
    "january jan januar jänner jän janvier janv enero ene janeiro gennaio genn gen "
    "январь января январе январю январём янв",
    "february feb februar feber février févr fév fevereiro fev febrero febbraio febbr "
    "февраль февраля феврале февралю февралём февр фев",
    "march mar märz maerz mrz mars marzo março март марта марте марту мартом мар",
    "april apr avril avr abril abr aprile апрель апреля апреле апрелю апрелем апр",
    "may mai mayo maio maggio magg mag май мая мае маю маем",
    "june jun juni juin junio junho giugno giu июнь июня июне июню июнем июн",
    "july jul juli juillet juil julio julho luglio lug июль июля июле июлю июлем июл",
    "august aug août agosto ago август августа августе августу августом авг",
    "september sept sep septembre septiembre setiembre setembro set settembre sett "
    "сентябрь сентября сентябре сентябрю сентябрём сент сен",
    "october oct oktober okt octobre octubre outubro out ottobre ott "
    "октябрь октября октябре октябрю октябрём окт",
    "november nov novembre noviembre novembro ноябрь ноября ноябре ноябрю ноябрём нояб ноя",
    "december dec dezember dez décembre déc diciembre dic dezembro dicembre "
    "декабрь декабря декабре декабрю декабрём дек",
)
# Portuguese and Spanish abbreviations that are English words: a bare "set 2019" is not September.
WORDS_TOO = "ago|out|set"
SEASONS = (
    "spring|summer|autumn|fall|winter|printemps|ete|automne|hiver|fruhjahr|fruhling|sommer|herbst"
    "|primavera|verano|otono|invierno|verao|outono|inverno|estate|autunno"
    "|весна|весной|весны|лето|летом|лета|осень|осенью|осени|зима|зимои|зимы"
    "|early|mid|late|mi|mitte|mediados|meados|principios|finales|meta|середин[аеы]"
)
ORDINALS = (
    "1st|first|1er|1ere|premier|erstes?|ersten|1|primer|primeiro|primo|i|первы[ий]|первого|первом",
    "2nd|second|2e|2eme|deuxieme|zweites?|zweiten|2|segundo|secondo|ii|второ[ий]|второго|втором",
    "3rd|third|3e|3eme|troisieme|drittes?|dritten|3|tercer|terceiro|terzo|iii|трети[ий]|третьего",
    "4th|fourth|4e|4eme|quatrieme|viertes?|vierten|4|cuarto|quarto|iv|четвертыи|четвертого",
)
WEEKDAYS = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lundi|mardi|mercredi|jeudi"
    r"|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes"
    r"|martes|miercoles|jueves|viernes|sabado|domingo|lunedi|martedi|mercoledi|giovedi|venerdi"
    r"|sabato|domenica)(?:\.?,|\.)?\s+"
)
# What may join the two ends of a range.
JOIN = (
    r"\s*(?:[-–→>]{1,2}|/|…|\.\.\.?|(?:,\s*)?\b(?:to|through|thru|till|until|up\s+to|au|a"
    r"|jusqu'(?:au|en|a)|bis(?:\s+zum)?|hasta|al|ate|ao|fino\s+al?|sino\s+al?|по|до)\b:?)\s*"
)

_WORDS = (
    "date|on|in|of|the|at|is|was|were|will|be|it|project|activities|implementation|action|contract"
    "|programme|planned|actual|expected|estimated|foreseen|scheduled|around|about|approximately|by"
    "|year|month|early|mid|late|autumn|spring|summer|winter|du|de|la|le|les|l|des|d|en|au|a|projet"
    "|prevue?|reelle?|annee|am|im|der|dem|den|zum|vom|projekts?|jahr|el|del|proyecto|il|progetto"
    "|di|do|da|na|no|em|projeto|previst[ao]|mes|ano|anno|в|проекта|реализации"
)
# "since the end of 2017", "Beginn: Ende 2017": part of the date, and no label of another one. (In
# "Start Date End Date 2024" the start is empty, so "end" without such a sign stays a label.)
_PART = (
    r"(?:end|beginning|start|middle)\s+of|(?:(?<=:\s)|(?<=since\s)|(?<=from\s)|(?<=seit\s)"
    r"|(?<=ab\s)|(?<=begann\s)|(?<=depuis\s)|(?<=desde\s)|(?<=bis\s)|(?<=until\s))"
    r"(?:ende?|anfang|mitte|fine?|debut|inicio|fim|inizio)(?=\s+\S*$)"
)
# What may stand between such a word and its date.
_FILL = rf"(?:[\s:=()\[\]/'–-]*\b(?:{_PART}|{_WORDS})\b)*[\s:=(\[–-]*$"
# Words that make the date behind them a start or an end on their own.
START = (
    r"(?<!\w)(?:from|since|start(?:s|ed|ing)|beginning|begins?|began|begun|launch(?:ed|es|ing)?"
    r"|commenc\w+|kick(?:ed)?[\s-]?off|as\s+from|effective\s+from|debut|depuis"
    r"|a\s+(?:partir|compter)|demarr\w+|lance\w*|ouverture|\w*beginn|begann|\w*start|startdatum"
    r"|seit|ab|gestartet|inici\w+|desde|comienzo|comenz\w+|comec\w+|empez\w+|inizi\w+|avvi\w+"
    rf"|decorrenza|dal|нача[лт]\w*|со?){_FILL}"
)
END = (
    r"(?<!\w)(?:(?:end(?:s|ed|ing)?|until|till|up\s+to|finish\w*|finali[sz]\w+"
    r"|complet(?:ed?|es|ion)|clos(?:ed?|es|ing|ure)|expir\w+|fine?|jusqu'(?:en|au|a)"
    r"|termin[aeo]\w*|acheve\w*|cloture\w*|(?:projekt|laufzeit|vertrags|programm)?ende|enddatum"
    r"|bis|endete?|abschluss|abgeschlossen|hasta|cierre|ate|fim|encerra\w+|[fs]ino\s+al?"
    r"|conclus(?:ione|ao)|scadenza|chiusura|до|по|конец|окончани\w+|заверш(?:ен|и)\w+"
    rf"|(?:to|au|al?):)(?!\w)){_FILL}"
)
# These also stand before counts: "from 2000 migrants", "up to 2000".
COUNTED = (
    r"(?<!\w)(?:from|up\s+to|ab|со?|bis|hasta|ate|fino\s+al?|до|по|jusqu'(?:au|a)|desde|dal)\s*$"
)
BETWEEN = r"\b(?:between|entre|zwischen|tra|fra|между)\s+(?:(?:the|le|el|il|o)\s+)?$"
_SOFT = (
    r"(?:(?:the|le|la|den|dem|zum|el|il|o|l'|early|mid|late|(?:end|start|beginning|middle)"
    r"(?:\s+of)?|fine?|debut|mi|ende|anfang|mitte|final(?:es)?(?:\s+de)?|principios\s+de"
    r"|me(?:di)?ados\s+de|inicio\s+de|inizio|meta|кон(?:ец|ца)|начал[оа]|середин[аеуы])"
    r"(?:\s+|(?<=')|-))*"
)
AND = rf"\s*,?\s*(?:and|et|und|y|e|и)\s*{_SOFT}"
JOINED = rf"(?:\s\d\d:\d\d(?::\d\d)?)?\s*(?:\([^()\d]{{0,25}}\))?{JOIN}{_SOFT}"
BEFORE_RANGE = (
    r"(?<!\w)(?:from|between|du|des?|d'|vo[nm]|zwischen|ab|desde|entre|del|do|da|dal|dall'|tra|fra"
    rf"|со?|между):?\s+{_SOFT}$"
)
OPEN = (
    r"\s*(?:[-–→/]|to|until|till|a|au|bis|hasta|ate|ad?|по|до)?\s*(?:the\s+)?(?:presente?|on-?going"
    r"|today|now|current|to\s+date|en\s+cours|ce\s+jour|aujourd'hui|laufend|heute"
    r"|(?:la\s+)?actualidad|e[nm]\s+curso|hoy|hoje|atualidade|oggi|in\s+corso|настоящее\s+время"
    r"|н\.\s?в\.)(?!\w)"
)
# What may stand beside a date that is the whole message.
NEUTRAL = frozenset(
    "period periods time frame timeframe duration year years project implementation implementing "
    "date dates in during for the of on and start started end planned actual expected estimated "
    "foreseen periode duree annee annees en de la le du des projet pour prevue zeitraum laufzeit "
    "dauer im am projektlaufzeit jahr jahre der periodo plazo duracion ano anos anno anni durata "
    "duracao del el prazo период срок год годы в проекта реализации длительность from since with "
    "over an a t z".split()
)

_NUMBER_WORDS = {
    1: "one un une una uno um uma ein eine einen einem einer einjahrig один одного одна",
    1.5: "anderthalb eineinhalb полтора",
    2: "two deux zwei dos dois duas due два двух две",
    2.5: "zweieinhalb",
    3: "three trois drei tres tre три трех",
    4: "four quatre vier cuatro quatro quattro четыре четырех",
    5: "five cinq funf cinco cinque пять пяти",
    6: "six sechs seis sei шесть шести",
    7: "seven",
    8: "eight huit acht ocho oito otto восемь",
    9: "nine neuf neun nueve nove девять",
    10: "ten dix zehn diez dez dieci десять",
    12: "twelve douze zwolf doce doze dodici двенадцать двенадцати",
    15: "fifteen quinze funfzehn quince quindici",
    18: "eighteen dix-huit achtzehn dieciocho dezoito diciotto восемнадцать",
    24: "twenty-four vingt-quatre vierundzwanzig",
    30: "thirty trente dreissig treinta trinta trenta тридцать",
    36: "thirty-six trente-six sechsunddreissig",
    48: "forty-eight quarante-huit achtundvierzig",
}
NUMBERS = {word: float(n) for n, words in _NUMBER_WORDS.items() for word in words.split()}
_MONTH_UNIT = (
    r"months?|mths?|mois|monat(?:e|en|s|ig\w*)?|mes(?:es|[ei])?|месяц(?:а|ев|ам|ах|ы)?|мес\.?"
)
YEAR_UNIT = (
    r"years?|yrs?|(?:(?<=1 )|(?<=un ))an|ans|annees?|jahre?n?|jahrig\w*|anos?|ann[io]|лет|года?"
    r"|летн\w+"
)
_NUMBER_WORD = any_word(NUMBERS)
_HALF = r"(?:\s?(?P<half>½|1/2)|\s+(?P<half2>and\s+a\s+half|et\s+demie?|y\s+medio|e\s+mei[ao]))?"
DURATION = (
    rf"(?<!\w)(?<!\d[.,])(?:(?:(?:{_NUMBER_WORD})\s?\()?(?P<n>\d{{1,3}}(?:[.,]\d{{1,2}})?)|(?P<w>{_NUMBER_WORD})"
    rf"|(?=½)){_HALF}(?:\s*\([^()\d]{{1,30}}\)|\))?[\s-]*(?:calendar\s+|full\s+)?"
    rf"(?:(?P<m>{_MONTH_UNIT})|(?P<y>{YEAR_UNIT}))(?!\w)"
)
DURATION_LABEL = (
    r"(?<!\w)(?:duration|length|duree|\w*dauer|laufzeit|duracion|duracao|durata|продолжительность"
    rf"|срок)[^\d.;]{{0,30}}?(?<!\w)(?:{_MONTH_UNIT})\)?[\s:=-]*(?P<n>\d{{1,3}})"
    r"(?![\w.,/-]*\d|\s*-?\s*[^\W\d_])"
)
# Words around a number and a unit that make them something else.
NOT_BEHIND_DURATION = (
    r"(?:(?<!\w)(?:(?:more|less|fewer|longer|shorter)\s+than|at\s+least|at\s+most"
    r"|(?:up|next|prior|close)\s+to|max(?:imum)?|min(?:imum)?|exceed\w*|almost|nearly|about|around"
    r"|approximately|approx|some|circa|ca|within|past|(?<!will )(?<!to )last|previous|recent|next"
    r"|first|second|third|final|remaining|every|each|aged?|under|after|before|by|another|additional"
    r"|further|seit|vor|nach|mindestens|maximal|hochstens|etwa|rund|bis\s+zu|alle|letzten|hace"
    r"|hasta|cada|(?:mas|menos|plus|moins|mais)\s+de|minimo|maximo|il\s+y\s+a|jusqu'a|au\s+moins"
    r"|environ|derniere?s|ultim[oi]s?|primi|primeros|premiers|tous\s+les|ha|da\s+oltre|ate"
    r"|fino\s+a|более|менее|до|около|через|каждые|последние|extension|extended|prolong\w+"
    r"|verlanger\w+)(?:[\s.:]+(?:the|of|for|by|de|um|les|des|los|gli|i))*"
    r"|\d\s*(?:[-–/]|to|or|and|a|bis|oder|ou|o|или|до))[\s.(]*$"
)
NOT_BEFORE_DURATION = (
    r"[\s,-]*(?:olds?\b|ago\b|later\b|earlier\b|after\b|before\b|prior\b"
    r"|and\s+(?:older|above|over|under)|or\s+(?:more|older|less|longer)|of\s+(?:age|experience)"
    r"|(?:long\s+)?(?:no-?\s?cost\s+)?exten[st]ion|alt\b|d'age|d'experience"
    r"|de\s+(?:edad|experiencia|idade)|plus\s+tard|apres|spater|nach\b|despues|antes|depois|dopo"
    r"|fa\b|спустя|назад|(?:to|or|a|bis|ou|o|[-–])\s*\d)"
)


@cache
def months() -> dict[str, int]:
    """Return the number of each month name, folded."""
    return {
        fold(name): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()
    }


@cache
def any_month() -> str:
    """Return a pattern for any month name."""
    return any_word(months())


def ordinal(word: str) -> int:
    """Return the number of one of `ORDINALS`.

    Examples
    --------
    >>> ordinal("drittes")
    3
    """
    return next(n for n, words in enumerate(ORDINALS, 1) if re.fullmatch(words, word))
