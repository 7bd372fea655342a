"""The words of seven languages that make a date a start, an end, or one side of a range."""

from migfund.parse.month_names import JOIN

__all__ = ["AND", "BEFORE_RANGE", "BETWEEN", "COUNTED", "END", "JOINED", "OPEN", "START"]

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
