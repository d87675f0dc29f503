"""Owns the stage notes that captioners put in parentheses: applause, silence, another voice."""

import re

_WORDS = (
    "applause|laughter|laughs?|laughing|chuckl|silence|silent|inaudible|indiscernible|unintelligible"
    "|pause|music|singing|sings|speaking|speaks|spoken|off mic|off-mic|no audio|audio|no sound"
    "|no interpretation|interpretation|crosstalk|cross-talk|overlapping|static|noise|beep|alarm"
    "|ringing|cheer|clapping|gavel|bell|video|film|clip playing|playing|break|recess|lunch|session"
    "|meeting|end of|captioner|captioning|standing by|background|whistl|sigh|cough|gasp|moment of"
    "|lost connection|connection lost|technical difficult|please stand by|foreign language"
    "|aplausos|risas|silencio|inaudible|pausa|música|habla en|hablando en|sin audio|sin traducción"
    "|applaudissements|rires|silence|musique|coupure|parle en|s'exprime en|hors micro"
)
_CUE = re.compile(r"(?P<open>[(\[])\s?(?P<words>[^()\[\]]{1,80}?)\s?[)\]](?P<stop>\.?)", re.DOTALL)
_IS_CUE = re.compile(rf"(?:{_WORDS})\b.{{0,60}}|[\w'’ .-]{{1,40}}\bspeaking\b.{{0,30}}", re.I)
_MUSIC = re.compile(r"[\u2669-\u266c]+(?:[^\u2669-\u266c\n]{0,200}[\u2669-\u266c]+)?")
_GAPS = re.compile(r"[^\S\n]{2,}")
_ADJECTIVES = re.compile(
    r"(?:(?:loud|long|brief|general|some|no|audience|sustained|music|alarm|phone|telephone"
    rf"|moment of|cheers? and|laughter and|applause and)\s){{0,2}}(?:{_WORDS})",
    re.IGNORECASE,
)


def cut_cues(words: str, *, captioned: bool = False) -> tuple[str, list[str]]:
    """`words` without its cues, and the cues in their order, as written, in their brackets.

    What stands between notes of music is sung, and a cue; it comes before the others. In captions
    whatever opens with a small letter in square brackets describes a sound.
    """
    cues = [match[0].strip() for match in _MUSIC.finditer(words)]
    if cues:
        words = _spaced(_MUSIC.sub(" ", words))
    if "(" not in words and "[" not in words:
        return words.strip(), cues
    pieces: list[str] = []
    at = 0
    for match in _CUE.finditer(words):
        described = captioned and match["open"] == "[" and match["words"][0].islower()
        if not described and not is_cue(match["words"]):
            continue
        before = words[at : match.start()]
        pieces.append(before)
        cues.append(words[match.start() : match.start("stop")])
        # "Many. (X speaking). Many": the second full stop belongs to the cue.
        keeps_stop = match["stop"] and before.rstrip()[-1:] not in (".", "!", "?", "")
        at = match.start("stop") if keeps_stop else match.end()
    pieces.append(words[at:])
    return _spaced(" ".join(pieces)) if cues else words.strip(), cues


def _spaced(words: str) -> str:
    """Single spaces where a cue was cut out; line ends stay."""
    return _GAPS.sub(" ", words).replace(" .", ".").strip()


def is_cue(words: str) -> bool:
    """Whether what stands in brackets is a stage note rather than speech."""
    flat = " ".join(words.split())
    return len(flat.split()) <= 12 and (
        _IS_CUE.fullmatch(flat) is not None or _ADJECTIVES.match(flat) is not None
    )
