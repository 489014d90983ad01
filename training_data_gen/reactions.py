"""What a person's next message says about the turn before it: that it was wrong, or that it was right."""

import re
from typing import Literal

CORRECTION = re.compile(
    r"""\s*(?:
      (?:no+|nope|nah)\b(?!\s+(?:problem|worries|need|rush|thanks|thank))|wrong\b|oops\b
    | not\s(?:that|this|him|her|what|the\sone)\b
    | that(?:'s|\sis)\s(?:wrong|not)\b|that\swas\snot\b|i\s(?:meant|said|asked)\b|i\sdidn't\s(?:mean|say|ask)\b
    | (?:please\s)?try\sagain\b|actually\b|wait,|sorry,\si\smeant\b
    | (?:eh\s)?bukan\b|(?:kok\s)?salah\b|keliru\b|maksud(?:\s?(?:saya|aku|ku|gue|gw))\b
    | (?:tolong\s)?coba\slagi\b|ulangi\b|yang\sbenar\b|harusnya\b
    | sbagliat[oaie]\b|non\s(?:quell|quest|lui|lei|è\squell|era\squell|ho\schiesto|intendevo)\w*
    | intendevo\b|volevo\sdire\b|ho\s(?:detto|chiesto)\b|riprova\b|anzi\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""How corrections begin, in the languages of the house. What only repeats the request in other words is not seen."""

THANKS = re.compile(
    r"""\s*(?:(?:ok(?:e|ay)?|sip|great|perfect|perfetto|ottimo|wah|ah)[\s,.!]*)*
    (?:thanks|thank\syou|thx|ty\b|cheers|perfect|great|awesome|nice|well\sdone|mantap|sip\b
    | (?:terima\s?kasih|makasih|trims|tengkyu|suwun|suksma)|grazie|perfetto|ottimo|fantastico|bravo|brava)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def reaction(message: str) -> Literal["corrects", "thanks"] | None:
    """None where the message says nothing about what was done before."""
    if CORRECTION.match(message):
        return "corrects"
    return "thanks" if THANKS.match(message) else None
