"""Number and date conventions of the cultures we know, as .NET with ICU reports them; other names borrow English words and invariant signs."""
from __future__ import annotations

from typing import Any

EN_DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"
EN_DAYS_SHORT = "Sun Mon Tue Wed Thu Fri Sat"
EN_MONTHS = "January February March April May June July August September October November December"
EN_MONTHS_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
THIN = "\u202f"  # stands before AM/PM in English and between thousands in French
WIDE = "\u00a0"

# per culture: lcid, English name, native name, language tags, then NumberFormat (decimal, group, currency symbol, currency digits, currency
# positive/negative pattern, percent positive/negative pattern), dates (short date, long date, short time, long time, month day, year month,
# first day of the week, AM, PM), names of days and months, list separator
CULTURES: dict[str, dict[str, Any]] = {
    "": {"lcid": 127, "english": "Invariant Language (Invariant Country)", "iso": ("iv", "ivl"), "digits": 2, "currency": "¤", "money": (2, 0, 0),
         "percent": (0, 0), "infinity": "Infinity", "dates": ("MM/dd/yyyy", "dddd, dd MMMM yyyy", "HH:mm", "HH:mm:ss", "MMMM dd", "yyyy MMMM"),
         "first_day": 0},
    "en-US": {"lcid": 1033, "english": "English (United States)", "iso": ("en", "eng"), "currency": "$",
              "dates": ("M/d/yyyy", "dddd, MMMM d, yyyy", f"h:mm{THIN}tt", f"h:mm:ss{THIN}tt", "MMMM d", "MMMM yyyy"), "first_day": 0},
    "en-GB": {"lcid": 2057, "english": "English (United Kingdom)", "iso": ("en", "eng"), "currency": "£", "am": ("am", "pm"),
              "dates": ("dd/MM/yyyy", "dddd, d MMMM yyyy", "HH:mm", "HH:mm:ss", "d MMMM", "MMMM yyyy"), "first_day": 1, "week": 2,
              "months_short": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"},
    "en-CA": {"lcid": 4105, "english": "English (Canada)", "iso": ("en", "eng"), "currency": "$", "am": ("a.m.", "p.m."),
              "dates": ("yyyy-MM-dd", "dddd, MMMM d, yyyy", f"h:mm{THIN}tt", f"h:mm:ss{THIN}tt", "MMMM d", "MMMM yyyy"), "first_day": 0},
    "en-AU": {"lcid": 3081, "english": "English (Australia)", "iso": ("en", "eng"), "currency": "$", "am": ("am", "pm"),
              "dates": ("d/M/yyyy", "dddd, d MMMM yyyy", f"h:mm{THIN}tt", f"h:mm:ss{THIN}tt", "d MMMM", "MMMM yyyy"), "first_day": 1},
    "de-DE": {"lcid": 1031, "english": "German (Germany)", "native": "Deutsch (Deutschland)", "iso": ("de", "deu"), "signs": (",", "."),
              "currency": "€", "money": (2, 3, 8), "percent": (0, 0), "list": ";", "first_day": 1, "week": 2,
              "dates": ("dd.MM.yyyy", "dddd, d. MMMM yyyy", "HH:mm", "HH:mm:ss", "d. MMMM", "MMMM yyyy"), "separators": (".", ":"),
              "days": "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag", "days_short": "So Mo Di Mi Do Fr Sa",
              "months": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
              "months_short": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez."},
    "fr-FR": {"lcid": 1036, "english": "French (France)", "native": "français (France)", "iso": ("fr", "fra"), "signs": (",", THIN),
              "currency": "€", "money": (2, 3, 8), "percent": (0, 0), "list": ";", "first_day": 1, "week": 2,
              "dates": ("dd/MM/yyyy", "dddd d MMMM yyyy", "HH:mm", "HH:mm:ss", "d MMMM", "MMMM yyyy"),
              "days": "dimanche lundi mardi mercredi jeudi vendredi samedi", "days_short": "dim. lun. mar. mer. jeu. ven. sam.",
              "months": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
              "months_short": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."},
    "ja-JP": {"lcid": 1041, "english": "Japanese (Japan)", "native": "日本語 (日本)", "iso": ("ja", "jpn"), "currency": "￥", "money": (0, 0, 1),
              "am": ("午前", "午後"), "first_day": 0,
              "dates": ("yyyy/MM/dd", "yyyy年M月d日dddd", "H:mm", "H:mm:ss", "M月d日", "yyyy年M月"),
              "days": "日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日", "days_short": "日 月 火 水 木 金 土",
              "months": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月", "months_short": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"},
    "es-ES": {"lcid": 3082, "english": "Spanish (Spain)", "native": "español (España)", "iso": ("es", "spa"), "signs": (",", "."),
              "currency": "€", "money": (2, 3, 8), "percent": (0, 0), "list": ";", "am": ("a.\u00a0m.", "p.\u00a0m."), "first_day": 1, "week": 2,
              "dates": ("d/M/yyyy", "dddd, d 'de' MMMM 'de' yyyy", "H:mm", "H:mm:ss", "d 'de' MMMM", "MMMM 'de' yyyy"),
              "days": "domingo lunes martes miércoles jueves viernes sábado", "days_short": "dom lun mar mié jue vie sáb",
              "months": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
              "months_short": "ene feb mar abr may jun jul ago sept oct nov dic"},
    "it-IT": {"lcid": 1040, "english": "Italian (Italy)", "native": "italiano (Italia)", "iso": ("it", "ita"), "signs": (",", "."),
              "currency": "€", "money": (2, 3, 8), "list": ";", "first_day": 1, "week": 2,
              "dates": ("dd/MM/yyyy", "dddd d MMMM yyyy", "HH:mm", "HH:mm:ss", "d MMMM", "MMMM yyyy"),
              "days": "domenica lunedì martedì mercoledì giovedì venerdì sabato", "days_short": "dom lun mar mer gio ven sab",
              "months": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
              "months_short": "gen feb mar apr mag giu lug ago set ott nov dic"},
    "sv-SE": {"lcid": 1053, "english": "Swedish (Sweden)", "native": "svenska (Sverige)", "iso": ("sv", "swe"), "signs": (",", WIDE), "minus": "\u2212",
              "currency": "kr", "money": (2, 3, 8), "percent": (0, 0), "list": ";", "am": ("fm", "em"), "first_day": 1, "week": 2,
              "dates": ("yyyy-MM-dd", "dddd d MMMM yyyy", "HH:mm", "HH:mm:ss", "d MMMM", "MMMM yyyy"), "separators": ("-", ":"),
              "days": "söndag måndag tisdag onsdag torsdag fredag lördag", "days_short": "sön mån tis ons tors fre lör",
              "months": "januari februari mars april maj juni juli augusti september oktober november december",
              "months_short": "jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec."},
    "nl-NL": {"lcid": 1043, "english": "Dutch (Netherlands)", "native": "Nederlands (Nederland)", "iso": ("nl", "nld"), "signs": (",", "."),
              "currency": "€", "money": (2, 2, 12), "list": ";", "am": ("a.m.", "p.m."), "first_day": 1, "week": 2,
              "dates": ("dd-MM-yyyy", "dddd d MMMM yyyy", "HH:mm", "HH:mm:ss", "d MMMM", "MMMM yyyy"), "separators": ("-", ":"),
              "days": "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag", "days_short": "zo ma di wo do vr za",
              "months": "januari februari maart april mei juni juli augustus september oktober november december",
              "months_short": "jan feb mrt apr mei jun jul aug sep okt nov dec"},
    "pt-BR": {"lcid": 1046, "english": "Portuguese (Brazil)", "native": "português (Brasil)", "iso": ("pt", "por"), "signs": (",", "."),
              "currency": "R$", "money": (2, 2, 9), "list": ";", "first_day": 0,
              "dates": ("dd/MM/yyyy", "dddd, d 'de' MMMM 'de' yyyy", "HH:mm", "HH:mm:ss", "d 'de' MMMM", "MMMM 'de' yyyy"),
              "days": "domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado", "days_short": "dom. seg. ter. qua. qui. sex. sáb.",
              "months": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
              "months_short": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez."},
}
NEUTRAL = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "ja": "ja-JP", "es": "es-ES", "it": "it-IT", "sv": "sv-SE", "nl": "nl-NL", "pt": "pt-BR"}
LANGUAGES = {"en": ("English", 9), "de": ("German", 7), "fr": ("French", 12), "ja": ("Japanese", 17), "es": ("Spanish", 10), "it": ("Italian", 16),
             "sv": ("Swedish", 29), "nl": ("Dutch", 19), "pt": ("Portuguese", 22)}
