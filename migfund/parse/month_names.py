"""The words of dates in seven languages, folded but for the month names."""

import re
from functools import cache

from migfund.parse.folded import any_word, fold_in_place

__all__ = ["JOIN", "ORDINALS", "SEASONS", "WEEKDAYS", "WORDS_TOO", "any_month", "months", "ordinal"]

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


@cache
def months() -> dict[str, int]:
    """Give the number of each month name, folded."""
    return {
        fold_in_place(name).text: number
        for number, names in enumerate(_MONTH_NAMES, 1)
        for name in names.split()
    }


@cache
def any_month() -> str:
    """Write a pattern for any month name."""
    return any_word(months())


def ordinal(word: str) -> int:
    """Give the number of one of `ORDINALS`.

    Examples
    --------
    >>> ordinal("drittes")
    3
    """
    return next(n for n, words in enumerate(ORDINALS, 1) if re.fullmatch(words, word))
