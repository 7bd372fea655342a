"""The words of dates, periods and durations in twelve languages, folded but for month names."""

import re
from functools import cache

from migfund.parse.number_words import duration_numbers, is_number_word
from migfund.parse.text import any_word, fold

__all__ = [
    "AND",
    "BEFORE_RANGE",
    "BETWEEN",
    "COUNTED",
    "DURATION_LABEL",
    "DURING",
    "END",
    "EXTENDED",
    "JOIN",
    "JOINED",
    "JOIN_OR_END",
    "LASTING",
    "MONTH_HEADINGS",
    "NEUTRAL",
    "NOT_BEFORE_DURATION",
    "NOT_BEHIND_DURATION",
    "OPEN",
    "ORDINALS",
    "PLURAL",
    "REVISED",
    "SEASONS",
    "START",
    "WEEKDAYS",
    "WORDS_TOO",
    "YEAR_HEADINGS",
    "YEAR_UNIT",
    "any_month",
    "duration_pattern",
    "is_number_before",
    "months",
    "number_in",
    "ordinal",
]

YEAR_HEADINGS = ("year", "jahr", "année", "annee", "año", "anno", "ano", "jaar", "år", "rok", "yıl",
    "год")  # fmt: skip
MONTH_HEADINGS = ("month", "months", "monat", "mois", "mes", "mês", "mese", "maand", "måned",
    "månad", "период", "period", "месяц", "miesiąc", "měsíc", "ay")  # fmt: skip
"""Headings of years and months in tables of figures; the latter may hold quarters, too."""

# One entry a month: English, French, German, Spanish, Portuguese, Italian, Dutch, Swedish,
# Norwegian, Danish, Russian and Ukrainian (all cases).
_MONTH_NAMES = (
    "january jan januar jänner jän janvier janv enero ene janeiro gennaio genn gen "
    "январь января январе январю январём янв "
    "januari січень січня січні січнем січ",
    "february feb februar feber février févr fév fevereiro fev febrero febbraio febbr "
    "февраль февраля феврале февралю февралём февр фев "
    "februari лютий лютого лютому лютим лют",
    "march mar märz maerz mrz mars marzo março март марта марте марту мартом мар "
    "maart mrt marts березень березня березні березнем бер",
    "april apr avril avr abril abr aprile апрель апреля апреле апрелю апрелем апр "
    "квітень квітня квітні квітнем квіт",
    "may mai mayo maio maggio magg mag май мая мае маю маем "
    "mei maj травень травня травні травнем трав",
    "june jun juni juin junio junho giugno giu июнь июня июне июню июнем июн "
    "червень червня червні червнем черв",
    "july jul juli juillet juil julio julho luglio lug июль июля июле июлю июлем июл "
    "липень липня липні липнем лип",
    "august aug août agosto ago август августа августе августу августом авг "
    "augustus augusti серпень серпня серпні серпнем серп",
    "september sept sep septembre septiembre setiembre setembro set settembre sett "
    "сентябрь сентября сентябре сентябрю сентябрём сент сен "
    "вересень вересня вересні вереснем вер",
    "october oct oktober okt octobre octubre outubro out ottobre ott "
    "октябрь октября октябре октябрю октябрём окт "
    "жовтень жовтня жовтні жовтнем жовт",
    "november nov novembre noviembre novembro ноябрь ноября ноябре ноябрю ноябрём нояб ноя "
    "листопад листопада листопаді листопадом лист",
    "december dec dezember dez décembre déc diciembre dic dezembro dicembre "
    "декабрь декабря декабре декабрю декабрём дек "
    "desember des грудень грудня грудні груднем груд",
)
# Polish, Czech, Turkish and Catalan, without names that mean another month or word elsewhere:
# "listopad" is October in Croatian, "marca" a Spanish verb, "leden" and "rijen" are Dutch words,
# "març" is written like the name Marc.
_MORE_NAMES = (
    "styczeń stycznia ledna ocak gener",
    "luty lutego únor února şubat febrer",
    "marzec březen března mart",
    "kwiecień kwietnia duben dubna nisan",
    "maja květen května mayıs maig",
    "czerwiec czerwca červen června haziran juny",
    "lipiec lipca červenec července temmuz juliol",
    "sierpień sierpnia srpen srpna ağustos agost",
    "wrzesień września září eylül setembre",
    "październik października října ekim",
    "listopadu kasım",
    "grudzień grudnia prosinec prosince aralık desembre",
)
# Portuguese and Spanish abbreviations that are English words: a bare "set 2019" is not September.
WORDS_TOO = "ago|out|set"
SEASONS = (
    "spring|summer|autumn|fall|winter|printemps|ete|automne|hiver|fruhjahr|fruhling|sommer|herbst"
    "|primavera|verano|otono|invierno|verao|outono|inverno|estate|autunno"
    "|весна|весной|весны|лето|летом|лета|осень|осенью|осени|зима|зимои|зимы"
    "|voorjaar|lente|zomer|herfst|najaar|varen|sommaren|hosten|vintern|foraret|sommeren|efteraret"
    "|vinteren|навесні|весни|влітку|літо|восени|осінь|взимку|medio|primo|ultimo"
    "|forar|efterar|early|mid|late|mi|mitte|mediados|meados|principios|finales|finais|fines|inicios|comienzos|meta|середин[аеыиі]"
)
ORDINALS = (
    "1st|first|1er|1ere|premier|erstes?|ersten|1|primer|primeiro|primo|eerste|forst[ae]|[iі]"
    "|перв(?:ы[ий]|ого|ом|ое)|перш(?:и[ий]|ого|е)",
    "2nd|second|2nde?|seconde?|2e|2eme|deuxieme|zweites?|zweiten|2|segundo|secondo|tweede|andra"
    "|andet|[iі]{2}|второ(?:[ий]|го|м|е)|друг(?:ии|ого|е)",
    "3rd|third|3e|3eme|troisieme|drittes?|dritten|3|tercer|terceiro|terzo|derde|tredje|[iі]{3}"
    "|трети[ий]|третьего|третье|третє",
    "4th|fourth|4e|4eme|quatrieme|viertes?|vierten|4|cuarto|quarto|vierde|fjarde|fjerde|[iі]v"
    "|четверт(?:ыи|ого|ое|ии|е)",
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
    r"|tot(?:\s+en\s+met)?|t/m|t\.?o\.?m\.?|till?\s+o(?:ch|g)\s+med|til|jusqu'(?:au|en|a)"
    r"|bis(?:\s+(?:zum|einschliesslich))?|hasta|al|ate|ao|fino\s+al?|sino\s+al?|по|до)\b:?)\s*"
)
# … where the second one is a sentence's own: "on January 1 and conclude on December 31, 2017".
JOIN_OR_END = (
    rf"(?:{JOIN}|,?\s+(?:and|et|und|y|e|en|och|og|и|і|та)\s+(?:will\s+|si\s+|prend(?:ra)?\s+)?"
    r"(?:conclu\w+|ends?|fin(?:ish\w*)?|clos\w+|s'ache\w+|termin\w+|finali[sz]\w+|slut\w+|endet"
    r"|avslut\w+|afslut\w+|eindig\w+|законч\w+|заверш\w+|закінч\w+)"
    r"\s+(?:(?:on|le|am|el|il|em|a|op|den)\s+)?)"
)

_WORDS = (
    "date|on|in|of|the|at|is|was|were|will|be|it|project|activities|implementation|action|contract"
    "|programme|planned|actual|expected|estimated|foreseen|scheduled|around|about|approximately|by"
    "|operations|year|month|early|mid|late|autumn|spring|summer|winter|du|de|la|le|les|l|des|d|en|au|a|projet"
    "|prevue?|reelle?|annee|am|im|der|dem|den|zum|vom|projekts?|jahr|el|del|proyecto|il|progetto"
    "|di|nel|nell'|do|da|na|no|em|projeto|previst[ao]|mes|ano|anno|в|проекта|реализации"
    "|het|van|op|i|ad|ble|se|den|det|datum|dato|geplande?|planlagt|planerad|projektet|prosjektet|у|проекту|проєкту"
    "|реалізації|року"
)
# "since the end of 2017", "Beginn: Ende 2017": part of the date, and no label of another one. (In
# "Start Date End Date 2024" the start is empty, so "end" without such a sign stays a label.)
_PART = (
    r"(?:end|beginning|start|middle)\s+of|mi|mitte|meta|me(?:di)?ados|half|mi[dt]ten(?:\s+a[fv])?"
    r"|середин[аеиыі]|(?:(?<=:\s)|(?<=since\s)|(?<=from\s)|(?<=seit\s)|(?<=\b[сз]\s)"
    r"|(?<=ab\s)|(?<=до\s)|(?<=begann\s)|(?<=depuis\s)|(?<=desde\s)|(?<=bis\s)|(?<=until\s))"
    r"(?:ende?|anfang|fine?|debut|inicio|fim|inizio|конца|кінця|начала|початку)(?=\s+\S*$)"
)
# What may stand between such a word and its date.
_FILL = rf"(?:[\s:=()\[\]/'–-]*\b(?:{_PART}|{_WORDS})\b)*[\s:=(\[–-]*$"
# Words that make the date behind them a start or an end on their own.
START = (
    r"(?<![^\W\d])(?:from|since|(?:months?|years?)[\s,]+as\s+(?:of|from|at)|start(?:s|ed|ing)|beginning|begins?|began|begun|launch(?:ed|es|ing)?"
    r"|commenc\w+|kick(?:ed|s)?[\s-]?off|under\s+way|off\s+the\s+ground|went\s+live|as\s+from|effective\s+from|debut(?:e[es]*|er|era|ait|eront)?|depuis"
    r"|a\s+(?:partire?|compter)|demarr\w+|lance\w*|initie\w*|partit[oaei]|ouverture|\w*beginn(?:t|en)?|begann(?:en)?|entame\w*|vu\s+le\s+jour|begonnen|angelaufen|aangevangen|\w*start|startdatum"
    r"|seit|ab|gestartet|inici\w+|desde|comien\w+|comenz\w+|comec\w+|emp[ie]+z\w+|arranc\w+|en\s+marcha|lanz\w+|inizi\w+|avvi\w+|cominc\w+"
    r"|(?:deve|doveva|dovra)\s+partire|partira(?:nno)?|il\s+via|lanciat\w|lanc(?:ou|ad[oa])"
    r"|decorrenza|dal?|vanaf|sinds|aanvang\w*|begon|(?:start|begin)(?:dat(?:um|o)|e[tn]?|ete|eten|ede|ade|ades|ar?|at|er|te?|ten)"
    r"|fran(?:\s+och\s+med)?|fra(?:\s+og\s+med)?|f\.?r\.?o\.?m\.?|sedan|siden|inled\w+|(?:pa)?borja\w*|(?:in|inn)led\w+|i\s?gang\w*|lans[ei]r\w+|lancer\w+|gelanceerd|tok\s+til|sin\s+borjan"
    rf"|pabegyn\w+|van\s+start(?:\s+gegaan)?|begyn\w+|oppstart\w*|opstart\w*|нач(?:а[лт](?!ьн)|ина|нет|нут)\w*|запу[щс]\w+|поч[аин]\w+|со?|з|із|від|старт\w+|почин\w+|почат\w+|розпоч\w+){_FILL}"
)
END = (
    r"(?<![^\W\d])(?:(?:end(?:s|ed|ing)?|until|till|up\s+to|finish\w*|finali[sz]\w+"
    r"|complet(?:ed?|es|ion)|clos(?:ed?|es|ing|ure)|expir\w+|fine?|jusqu'(?:en|au|a)"
    r"|termin[aeo]\w*|achev\w*|clot(?:ur\w+)?|clos|fini\w*|a\s+(?:son|leur)\s+terme|(?:projekt|laufzeit|vertrags|programm)?ende|enddatum|enden|beendet|auslaufen|ausgelaufen"
    r"|bis|endete?|abschluss|abgeschlossen|hasta|cierre|ate|fim|encerr\w+|[fs]ino\s+al?"
    r"|conclu(?:sion[ei]?|sao|s[oaei]|iu(?:-se)?|y[oe]\w*|i(?:r\w*|d[oa]|-se)?|ra|d(?:e[sd]?|er\w+|ono))?|acab\w+|cerr\w+|culmin\w+|clausur\w+"
    r"|chiu(?:s[oaei]|d\w+)|find(?:a|ou)|cess(?:a|ou)|wound\s+up|scadenza|chiusura|eind(?:e|datum|igt|igde)?|tot(?:\s+en\s+met)?|t/m|afgerond|afgesloten"
    r"|voltooid|(?:be|ge)eindigd|afgelopen|ten\s+einde|gestopt|stopte?|slut\w*|upphor\w*|opphor\w*|ophor\w*|(?:lop\w+|gick)\s+ut|u[td]lob?p?\w*|til(?:\s+og\s+med)?|till\s+och\s+med|t\.?o\.?m\.?|avslut\w+|avsluttet"
    r"|afslut\w+|fullfort|f[ae]+rdigt?|klart|stangdes|end(?:er|te)|кінець|закінч\w+|закр[иы]\w+|заканч\w+|до|по|конец|окончани\w+|законч\w+|оконч\w+|заверш\w+"
    rf"|(?:to|au|al?):)(?!\w)){_FILL}"
    r"|(?<![^\W\d])(?:through|(?:implemented|carried\s+out|executed|delivered|realizzat[oa]|attuat[oa]"
    r"|svolt[oa]|mise?\s+en\s+oeuvre|realisee?|executee?|genomforas|gjennomfores|gennemfores"
    r"|uitgevoerd)\s+(?:by|entro|d'ici(?:\s+a)?|senast|innen|senest|inden|uiterlijk))"
    r"\s+(?:(?:the\s+)?end\s+of\s+|late\s+|mid-)?$"
)
# The same where the verb stands last: "ist am 1. März gestartet", "loopt in mei af".
_LAST = r"\s*(?=$|[.,;)]|(?:und|en)\b)"
START_BEHIND = (
    r"\s+(?:(?:gestartet|begonnen|beginnen|starten|anlaufen|angelaufen|angefangen|eingeleitet"
    r"|ins\s+leben\s+gerufen|van\s+start(?:\s+gegaan)?|gestart|gelanceerd|aangevangen)(?!\w)"
    rf"|aa?n{_LAST})"
)
END_BEHIND = (
    r"\s+(?:(?:enden|geendet|beendet|abgeschlossen|auslaufen|ausgelaufen|zu\s+ende"
    r"|afgelopen|(?:ge|be)eindigd|afgerond|afgesloten|eindigen|aflopen|ten\s+einde)(?!\w)"
    rf"|(?:aus|ab|af){_LAST})"
)
# These also stand before counts: "from 2000 migrants", "up to 2000".
COUNTED = (
    r"(?<!\w)(?:from|through|up\s+to|vanaf|tot|fran|fra|till?|з|із|від|ab|со?|bis|hasta|ate|fino\s+al?"
    r"|до|по|jusqu'(?:au|a)|desde|dal?)\s*$"
)
BETWEEN = (
    r"\b(?:between|entre|zwischen|tra|fra|tussen|mellan|mellom|mellem|между|між)\s+"
    r"(?:(?:the|le|el|il|o)\s+)?$"
)
DURING = (
    r"\b(?:in|during|en|durante|pendant|wahrend|nel|nel\s+corso\s+del|em|under|i|af|во?|у|протягом"
    r"|в\s+течение|tijdens|gedurende)\s+(?:(?:the|den|les|los|gli|os|de|arene)\s+)?"
    r"(?:(?:years?|annees?|anos?|anni|jahren|jaren|aren)\s+)?$"
)
"""Before two years of which the second follows the first: "in 2016 and 2017"."""
_SOFT = (
    r"(?:(?:the|le|la|den|dem|zum|el|il|o|l'|early|mid|late|(?:end|start|beginning|middle)"
    r"(?:\s+of)?|fine?|debut|mi|ende|anfang|mitte|final(?:es)?(?:\s+de)?|eind|begin|principios\s+de"
    r"|voraussichtlich|vsl\.|geplant|expected|planned|estimated|prevu|previsto|ориентировочно"
    r"|me(?:di)?ados\s+de|inicio\s+de|inizio|meta|кон(?:ец|ца)|начал[оа]|середин[аеуы])"
    r"(?:\s+|(?<=')|-))*"
)
AND = rf"\s*,?\s*(?:and|et|und|y|e|en|och|og|и|і|та|и)\s*{_SOFT}"
JOINED = rf"(?:\s\d\d:\d\d(?::\d\d)?)?\s*(?:\([^()\d]{{0,25}}\))?{JOIN}{_SOFT}"
BEFORE_RANGE = (
    r"(?<!\w)(?:from|between|du|des?|d'|vo[nm]|zwischen|ab|desde|entre|del|do|da|dal|dall'|tra|fra"
    rf"|van|vanaf|fran|perioden|tussen|mellan|mellom|mellem|со?|з|із|від|между|між):?\s+{_SOFT}$"
)
OPEN = (
    r"\s*(?:[-–→/(]\s*)?(?:to|until|till|a|au|bis|hasta|ate|ad?|по|до)?\s*(?:the\s+)?(?:presente?|on-?going"
    r"|today|now|current|to\s+date|en\s+cours|ce\s+jour|aujourd'hui|laufend|heute"
    r"|(?:la\s+)?actualidad|e[nm]\s+curso|hoy|hoje|atualidade|oggi|in\s+corso|настоящее\s+время"
    r"|н\.\s?в\.|heden|pagaende|paga(?:r|ende)|i\s?dag|nu|lopende?|lopend|igangv\w+|теперішніи\s+час"
    r"|сьогодні|дотепер|31[./-]12[./-](?:2999|9999)|(?:2999|9999)(?:-12-31|(?=\s*$)))(?!\w)"
    r"|\s*,?\s*(?:and\s+|et\s+|y\s+|e\s+|en\s+|och\s+|og\s+|и\s+|і\s+)?(?:onwards?|beyond|thereafter|au-dela"
    r"|en\s+adelante|em\s+diante|in\s+poi|verder|framat|frem(?:over)?|fremad|далее|далі)(?!\w)"
    r"|\s*\+(?!\s*\w)|\s*[-–→]\s*(?:\?+|…|\.\.\.)(?!\w)"
    r"|\s*(?:[-–→]|to|until|till|au|bis|hasta|ate|fino\s+a[ld]?|tot|till?|по|до)\s*(?:still\s+)?(?:tb[acdn]|n/?a|n\.\s?a\."
    r"|(?:to\s+be|not\s+(?:yet\s+)?)\s*(?:confirmed|determined|defined|decided|announced|known)|unknown"
    r"|open(?:[\s-]end(?:ed)?|(?=\s*(?:$|[,;.)])))|(?:noch\s+)?offen|unbekannt|a\s+(?:determiner|definir|confirmer|preciser)"
    r"|(?:por|a)\s+(?:definir|determinar|confirmar)|da\s+(?:definire|confermare|determinare))(?!\w)"
)
# "2019 - 2022, extended to 2023": the date behind it is the end, whatever stood before.
_LONGER = (
    r"extended|extension|nce|prolong\w+|verlanger\w+|prorrog\w+|prorog\w+|prolung\w+|verlengd\w*"
    r"|forlang\w+|forleng\w+|forlaeng\w+|продл\w+|продовж\w+"
)
EXTENDED = (
    rf"(?<!\w)(?:{_LONGER})[\s:(]*(?:(?:now|up|jusqu'|sino|fino"
    r"|bis|tot|through|to|until|till?|al?|au|en|fin|zum|hasta|ate|en\s+met|i|до|по)[\s:]*){0,3}"
    rf"{_SOFT}$"
)
REVISED = rf"\s*[(\[](?:{_LONGER}|revised|revis\w+|amended|modifi\w+)[)\]]"  # "June 2022 (revised)"
# "1 July 2019 for three years"
LASTING = r"[\s,]*(?:for|pour|por|per|fur|voor|i|pa|на)(?:\s+(?:a|the|une|un|einen?|een))?\s*"
# What may stand beside a date that is the whole message.
NEUTRAL = frozenset(
    "period periods time frame timeframe duration year years project implementation implementing "
    "date dates in during for the of on and start started end planned actual expected estimated "
    "foreseen periode duree annee annees en de la le du des projet pour prevue zeitraum laufzeit "
    "dauer im am projektlaufzeit jahr jahre der periodo plazo duracion ano anos anno anni durata "
    "duracao del el prazo период срок год годы в проекта реализации длительность from since with "
    "over an a t z periode projectperiode looptijd duur projecttid projektperiod projektperiode "
    "prosjektperiode tidsperiod varaktighet varighet varighed lobetid loptid projekttid jaar ar "
    "het van voor i och og under період термін строк рік роки року реалізації проекту проєкту "
    "тривалість у den det dem il op om em ab seit dal с з від".split()
)

# How each language says months and years, so that "en mois" is not one month.
_UNITS = {
    "en": (r"months?|mths?|mos?\.", r"years?|yrs?"),
    "fr": (r"mois", r"(?:(?<=1 )|(?<=un ))an|ans|an(?=\(s\))|annees?"),
    "es": (r"mes(?:es)?", r"anos?"),
    "de": (r"monat(?:e|en|s|ig\w*)?|mte?\.", r"jahre?n?|jahrig\w*"),
    "pt": (r"mes(?:es)?", r"anos?"),
    "it": (r"mes[ei]", r"ann[io]"),
    "ru": (r"месяц(?:а|ев|ам|ах|ы)?|мес\.?|месячн\w+", r"лет|года?|летн\w+"),
    "nl": (r"maand(?:en)?|mnd\.?", r"jaar|jaren|jarig\w*|jr\."),
    "sv": (r"manad(?:er)?s?|man\.", r"ar(?:s|ig\w*)?"),
    "no": (r"maned(?:er)?s?|mnd\.?", r"ar(?:s|ig\w*)?"),
    "da": (r"maned(?:er)?s?|mdr\.?", r"ar(?:s|ig\w*)?"),
    "uk": (r"місяц(?:ь|я|і|ів|ям|ями|ях)|міс\.?|місячн\w+", r"рік|років|рок(?:у|и|ам|ів)|річн\w+"),
}
_OR = "to|or|a|bis|oder|ou|o|of|eller|tot|till?|или|або|до"
PLURAL = r"(?:\([a-z]{1,2}\))?"  # "2 year(s)"
_AND_HALF = (
    r"and\s+a\s+half|et\s+demie?|y\s+medi[ao]|e\s+mei[ao]|e\s+mezz[ao]|en\s+een\s+half"
    r"|o(?:ch|g)\s+e[nt]t?\s+halvt?|с\s+половинои|з\s+половиною"
)
_HALF = rf"(?:\s?(?P<half>½|1/2)|\s+(?P<half2>{_AND_HALF}))?"
_MONTH_UNIT = "|".join(dict.fromkeys(months for months, _ in _UNITS.values()))
YEAR_UNIT = "|".join(dict.fromkeys(years for _, years in _UNITS.values()))


def is_number_before(text: str, start: int) -> bool:
    """Tell whether a number word stands before another: "hundert zwei Monate", "one or two"."""
    word = re.search(rf"[^\W\d_]+(?=[\s-]+(?:(?:{_OR})[\s-]+)?$)", text[max(0, start - 20) : start])
    return word is not None and is_number_word(word.group()) and len(word.group()) > 2


@cache
def number_in(word: str, unit: str) -> float:
    """Return what a number word means before a unit of its own language; 0 for another's."""
    key = " ".join(word.replace("-", " ").split())
    for language, value in duration_numbers().get(key, {}).items():
        if any(re.search(rf"(?:{of})$", f"{word} {unit}") for of in _UNITS[language]):
            return value
    return 0.0


@cache
def duration_pattern() -> re.Pattern[str]:
    """Return the pattern of a number and the months or years that it counts."""
    words = duration_numbers()
    # The words make a pattern of 30,000 letters, so they stand in it once: "three (3) months".
    word = any_word({*words, *(w.replace(" ", "-") for w in words)})
    number = r"\d{1,3}(?:[.,]\d{1,2})?"
    return re.compile(
        rf"(?<!\w)(?<!\d[.,])(?:(?P<w>{word})(?:\s?\((?P<same>{number}))?|(?P<n>{number})|(?=½))"
        rf"{_HALF}(?:\s*\([^()\d]{{1,30}}\)|\))?[\s-]*(?:calendar\s+|full\s+|whole\s+)?"
        rf"(?:(?P<m>{_MONTH_UNIT})|(?P<y>{YEAR_UNIT})){PLURAL}(?!\w)(?:\s*(?P<half3>½|\s(?:{_AND_HALF})(?!\w)))?"
    )


DURATION_LABEL = (
    r"(?<!\w)(?:duration|length|duree|\w*dauer|laufzeit|duracion|duracao|durata|looptijd|duur"
    r"|loptid|lobetid|varaktighet|varighe[td]|projekttid|продолжительность|тривалість|строк|термін"
    rf"|срок)[^\d.;]{{0,30}}?(?<!\w)(?:{_MONTH_UNIT})\)?[\s:=-]*(?P<n>\d{{1,3}})"
    r"(?![\w.,/-]*\d|\s*-?\s*[^\W\d_])"
)
# Words around a number and a unit that make them something else.
NOT_BEHIND_DURATION = (
    r"(?:(?<!\w)(?:(?:between|entre|zwischen|tra|fra|tussen|mellan|mellom|mellem|между|між)"
    r"(?:\s+\w+(?:\s+\w+)?\s+(?:and|et|y|und|e|en|och|og|и|та|і|й))?"
    r"|(?:more|less|fewer|longer|shorter)\s+than|at\s+least|at\s+most"
    r"|(?:up|next|prior|close)\s+to|max(?:imum)?|min(?:imum)?|exceed\w*|almost|nearly|about|around"
    r"|approximately|approx|some|circa|ca|ogni|massimo|almeno|within|past"
    r"|(?<!will )(?<!to )last|previous|recent|next"
    r"|first|second|third|final|remaining|every|each|aged?|under|after|before|by|another|additional"
    r"|further|seit|vor|nach|mindestens|maximal|hochstens|etwa|rund|bis\s+zu|alle|letzten|hace"
    r"|hasta|cada|weniger\s+als|meno\s+di|dans|proximos|prossimi|nachsten|ersten|ab|ближаиш\w+|наиближч\w+"
    r"|(?:mas|menos|plus|moins|mais)\s+de|minimo|maximo|il\s+y\s+a|jusqu'a|au\s+moins"
    r"|environ|derniere?s|ultim[oi]s?|primi|primeros|premiers|tous\s+les|ha|da\s+oltre|ate"
    r"|meer\s+dan|minder\s+dan|ten\s+minste|minstens|maximaal|minimaal|ongeveer|binnen|elke|iedere"
    r"|laatste|afgelopen|komende|eerste|mer\s+an|mer\s+enn|mere\s+end|mindre\s+(?:an|enn|end)|minst|mindst|hogst|hojst"
    r"|cirka|omkring|omtrent|inom|innen|inden\s+for|varje|hver|senaste|siste|sidste|neste|naeste|forsta|forste"
    r"|om|upp\s+till|op\s+til|opptil|inntil|etter|efter|fore|for\s+over|більше|менше|понад|майже|близько|кожні"
    r"|останні\w*|перші\w*|протягом\s+останніх|щонаименше|віком|возрасте|старше|младше|leeftijd\s+van"
    r"|fino\s+a|более|менее|до|около|через|каждые|последние|extension|extended|prolong\w+"
    r"|verlanger\w+)(?:[\s.:]+(?:the|of|for|by|de|um|les|des|los|gli|i))*"
    rf"|[<>≤≥]|\d\s*\(?(?:[-–/+]|\b(?:and|{_OR}))"
    rf"|(?<![^\W\d])(?:{_MONTH_UNIT}|{YEAR_UNIT})\s+(?:{_OR}))[\s.(]*$"
)
NOT_BEFORE_DURATION = (
    r"[\s,'-]*(?:olds?\b|experience\b|per\b|ago\b|later\b|earlier\b|after\b|before\b|prior\b"
    r"|\(?(?:(?:at|au|como|no|som)\s+)?(?:m(?:ax|in)(?:im\w+)?|massimo|most|least|plus|mest|hochstens"
    r"|mindestens)(?!\w|\W{0,3}\w)"
    r"|and\s+(?:older|above|over|under)|or\s+(?:more|older|less|longer)|of\s+(?:age|experience)"
    r"|(?:long\s+)?(?:no-?\s?cost\s+)?exten[st]ion|alt\b|d'age|d'experience"
    r"|de\s+(?:edad|experiencia|idade)|plus\s+tard|apres|spater|nach\b|despues|antes|depois|dopo"
    r"|geleden|oud\b|eerder\b|ervaring|sedan\b|gamla?\b|senare|tidigare|siden\b|gamle?\b|senere|tidligere"
    r"|erfaren\w*|тому|після|пізніше|досвіду|опыта"
    r"|fa\b|спустя|назад|(?:to|or|a|bis|ou|o|[-–])\s*\d)"
)


@cache
def months() -> dict[str, int]:
    """Return the number of each month name, folded."""
    return {
        fold(name): number
        for listed in (_MONTH_NAMES, _MORE_NAMES)
        for number, names in enumerate(listed, 1)
        for name in names.split()
    }


@cache
def any_month() -> str:
    """Return a pattern for any month name; "des", also an article, needs a mark behind it."""
    return rf"{any_word(months().keys() - {'des'})}|des(?=\.|-\d)"


def ordinal(word: str) -> int:
    """Return the number of one of `ORDINALS`.

    Examples
    --------
    >>> ordinal("drittes")
    3
    """
    return next(n for n, words in enumerate(ORDINALS, 1) if re.fullmatch(words, word))
