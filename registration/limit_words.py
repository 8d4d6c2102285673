"""Limits and what is left of them, in words of both languages."""

from cadastre.domain.findings import Text
from registration.domain.clock import Light, LimitUnit

UNIT_WORDS = {
    LimitUnit.WORKING_DAY: Text("个工作日", "working day"),
    LimitUnit.WORKING_HOUR: Text("个工作小时", "working hour"),
    LimitUnit.HOUR: Text("小时", "hour"),
}
LIGHT_WORDS = {
    Light.OK: Text("正常", "in time"),
    Light.NEAR: Text("临近", "near its end"),
    Light.OVER: Text("超期", "over"),
    Light.STANDS: Text("停计", "clock stands"),
    Light.NO_CALENDAR: Text("缺日历", "no calendar"),
    Light.NO_LIMIT: Text("未设时限", "no limit set"),
    Light.KEPT: Text("按期办结", "finished in time"),
    Light.LATE: Text("超期办结", "finished late"),
}


def limit_in_words(amount: int, unit: str) -> Text:
    """Return a limit: ``10 个工作日``; an amount of 0 is 即时办理."""
    if amount == 0:
        return Text("即时办理", "at once")
    words = UNIT_WORDS[LimitUnit(unit)]
    return Text(f"{amount} {words.zh}", f"{amount} {words.en}{'' if amount == 1 else 's'}")


def calendar_missing(year: int) -> Text:
    """Return the sentence that a year of the calendar has not been entered."""
    return Text(
        f"办公日历缺 {year} 年：尚未录入该年的节假日与调休，不推算。",
        f"The office calendar has no {year}: its holidays and swapped working days were not "
        "entered, and nothing is guessed.",
    )
