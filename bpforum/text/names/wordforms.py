"""What the form of a word says about it: may it begin or end a label, and what is its singular.

Rules of thumb for English; for other languages only the endings that are safe. Needs no tagger.
"""

import re
from functools import lru_cache

from bpforum.text.names.listed import listed

_ING_NOUNS = listed(
    """
    accounting advertising banking billing blocking branding briefing broadcasting building
    bullying computing coding consulting counselling cycling developing drinking emerging
    engineering farming filtering fishing funding gambling gaming grooming hacking hosting housing
    learning lending licensing lighting lobbying manufacturing mapping marketing meeting mentoring
    mining monitoring networking numbering parking peering phishing planning pricing printing
    processing profiling programming publishing recycling reporting roaming routing screening
    sharing shipping shopping skateboarding spending standing streaming switching targeting
    teaching testing trafficking training translating understanding upbringing gathering handling
    modelling modeling sourcing tracking policing decision-making policy-making policymaking
    rulemaking tuning mooring fencing crowdfunding fundraising peacebuilding outsourcing
    onboarding bookkeeping scheduling backhauling voting warning wellbeing working writing
    """
)
"""Words in -ing that are nouns, or stand before nouns as adjectives do."""

_ADJECTIVE = re.compile(
    r"(?:able|ible|ful|ous|less|ary|al|ic|tive|sive|esque|ish|like|wide|based|some|ward|wise|most"
    r"|ient|ese|ean|[ln]atory|icatory|isory)$"
)
_ADJECTIVES = listed(
    """
    active alive adverse unpaid paid incompetent desperate amicable available bigger black blue
    brief cheap clean close closed cold common complete complex concrete concerned constant cross
    current deep difficult distant due early easy elderly equal ethical everyday extra extreme
    fair false fast final fine firm first flexible former free fresh full future genuine gradual
    green half happy hard harmless healthy heavy high honest hot huge ill independent instant
    intact interested joint larger late lawful leading legitimate less limited live lone lonely
    long low lower lucky mass massive mature mean mere meta mixed modern moral multi narrow native
    natural naive new nice numb odd old older online offline only overall own partial poor popular
    posh powerful precise pro public pure quick quiet rapid rare raw ready real reasonable red
    remote rich rough round rude safe safer scarce selfish semi sensible separate serious sheer
    short shorter silent simple slight slow small smaller smart so-called soft solid sound spare
    specific stable strict strong stronger subtle sudden superb sweet tall tested thick thin tight
    tiny tired top total tough transparent tremendous true typical unique unable urgent usual
    utter vast viable vulnerable warm weak wealthy wet whole wider wild willing wise worth young
    younger vital vibrant robust resilient relevant competent consistent different efficient
    evident excellent frequent free open prominent subsequent sufficient dominant elegant pleasant
    reluctant
    significant redundant accurate appropriate adequate corporate delicate elaborate immediate
    moderate private ultimate multistakeholder multi-stakeholder cross-border long-term short-term
    """
)
_NOUNS_LIKE_ADJECTIVES = listed(
    """
    laboratory consolatory table cable vegetable variable library dictionary secretary boundary
    diary salary glossary summary anniversary commentary judiciary beneficiary intermediary
    individual ritual initiative objective incentive perspective alternative representative
    executive directive narrative archive motive collective potential material trial credential
    tutorial editorial professional proposal proposals approval removal portal capital signal
    hospital journal animal festival criminal terminal arsenal funeral mineral renewal referral
    survival arrival manual annual client patient ingredient recipient gradient nutrient
    parliament parish rubbish finish publish topic traffic public logic music clinic panic ethic
    ethics critic fabric republic academic economics mosaic picnic rhetoric mechanic goal deal
    denial burial serial rationale meal seal steal appeal metal pedal medal scandal vandal rival
    cannibal canal admiral cathedral coral dial fractal interval memorial pal rental rehearsal
    reversal tribunal upheaval withdrawal betrayal disposal dismissal cardinal plastic epidemic
    pandemic statistic mathematic politic politics cleric comic tactic heuristic characteristic
    diagnostic antibiotic electronics robotics analytics logistics genetics physics statistics
    infographic graphic arctic message damage stage wage village image package storage coverage
    language knowledge
    """
)
_ED_NOUNS = listed("need speed feed seed breed bed shed weed bid embed")
_EST_NOUNS = listed(
    "interest request forest protest harvest guest quest test west chest nest rest contest conquest"
    " invest manifest behest arrest bequest priest breast crest"
)
_LY_NOUNS = listed(
    "family supply assembly anomaly monopoly reply ally rally july italy bully jelly"
)
_VERBS = """
    accept achieve acknowledge acquire adapt add adhere adjust adopt affect affirm agree allocate
    announce appear apply appreciate approve argue arise ask assess assign assist assume attend
    attract avoid become begin behave belong block break broaden bring build buy carry choose cite
    clarify close collaborate collect combine commit communicate compare compete complain comply
    conclude conduct confirm connect consult consume contribute convince cooperate coordinate
    cover create damage? decide declare define deliver demonstrate deny depend deploy derive
    describe deserve destroy determine develop differ diminish disagree disappear disclose
    discover discuss disseminate distinguish distribute eliminate embrace emerge emphasise
    emphasize employ empower enable enact endorse enforce engage enhance enjoy enter establish
    evaluate evolve examine exclude expand expect explain explore expose express extend facilitate
    fall finance? focus forget formulate foster fulfil fulfill gain gather generate grow guarantee
    guide happen harm? hear help hinder hold identify ignore illustrate implement imply impose
    improve incorporate indicate influence inform inhibit initiate insist integrate intend
    introduce invest invite join justify lack lead learn leave lie listen live lose maintain
    manage mandate? maximise maximize measure? mitigate motivate move negotiate observe obtain
    occur oppose organise organize overcome oversee participate perform persist persuade possess
    prepare preserve pretend prevent proceed produce prohibit promote propose protect prove pursue
    raise reach read realise realize receive recommend reconcile reduce refer reflect refrain
    refuse reinforce reject remain remember remind remove replace represent require resolve
    restrict retain reveal reward? run satisfy send serve share shape solve speak spend stand
    stress stimulate strengthen strive submit succeed suffer suggest summarise support supposed
    sustain target? teach tend tackle tolerate transform translate treat undermine understand
    undertake urge utilise utilize violate wait walk warn watch welcome wonder write threaten
    continue drive catalyze punish gamble refine wear shoot stop start quit hurt kill fight?
    highlight? inspire eat sleep drink? know think survive absorb accuse admit advise arrive
    bother breathe burn cancel catch celebrate climb collapse confuse convert cook crash cry
    decrease delete die disturb divide donate earn enlarge erode evade float forbid forgive
    frighten hate hide hunt imagine imitate interrupt intervene invent jump kick knock laugh
    mislead multiply nurture obey override owe own pay pick pour pray prefer prey pull punch push
    react reassure regain regret rely repair repeat reply rescue resist restore revive rob ruin
    save scare scream seize shout sing sit skip smile steal struggle suck suspect swear swim throw
    vary wake wash weaken widen win worry yell deprive devastate desire? deepen shorten lengthen
    worsen lessen soften tighten loosen hasten heighten sharpen thank greet assert contend presume
    posit surpass outweigh outline? underline underscore overlook oblige bind rule? affect? cease
    commence constitute correspond curb debate? depart detect deter devote dictate dismiss disrupt
    dominate elect elevate embody endanger endure entail entitle envisage equip exceed exert fail
    flourish fuel? grant? halt impair impede incur infringe inherit inspect install instruct
    interact interfere interpret investigate jeopardise jeopardize lend merge modify obstruct
    offset opt penetrate perceive pose preclude predict prescribe prevail prioritise prioritize
    proliferate provoke ratify render resort? rethink retrieve revisit signify spur stem? subject?
    surround surrender thrive thwart trigger? uphold weigh withstand yield ban? bet? exploit
    encourage feel invade normalise normalize allow
    """
_IRREGULAR = """
    became began begun bought brought built chose chosen drawn fell felt gave grew grown heard
    held knew laid lay led left lost met paid ran sent shown sold spent spoke spoken stood taught
    thought told understood went wrote written risen rose lasts forced faced based
    """


def _inflected() -> frozenset[str]:
    forms = set(listed(_IRREGULAR))
    for verb in sorted(listed(_VERBS)):
        if verb.endswith("?"):  # as often a noun: left to its neighbours
            continue
        if verb.endswith("y") and verb[-2] not in "aeiou":
            forms |= {verb, verb[:-1] + "ies"}
            continue
        forms |= {verb, verb + "s"}
        if re.search(r"(?:ss|sh|ch|x)$", verb):
            forms.add(verb + "es")
    return frozenset(forms - {"supports", "shares", "covers", "measures", "shape", "shapes"})


VERBS = _inflected()
_VERB_ENDINGS = {
    "es": ("ar", "er", "ir", "arse", "erse", "irse", "ando", "endo", "iendo", "mente"),
    "pt": ("ar", "er", "ir", "ando", "endo", "indo", "mente"),
    "fr": ("iser", "fier", "ger", "ter", "rer", "cer", "ner", "ser", "voir"),
}
_NOUNS_LIKE_VERBS = listed(
    """
    mujer taller lugar hogar familiar escolar celular pilar radar altar bienestar malestar poder
    alquiler carácter líder cáncer póster máster elixir mártir par bar mar mulher lazer lar danger
    étranger manager berger cancer pouvoir savoir devoir dîner loyer foyer atelier
    """
)
BEFORE_TO = listed(
    """
    access accesses adherence alternative alternatives answer answers approach approaches barrier
    barriers challenge challenges commitment commitments connection contribution contributions
    damage danger exposure harm limits obstacle obstacles relation resistance response responses
    right rights risk risks solution solutions threat threats transition
    """
)
"""Words with which "to" belongs to a noun: access to information."""
BEFORE_VERBS = listed(
    "to will would should shall must can could may might we they i you not also cannot "
    "don't doesn't didn't won't please let's who"
)
BEFORE_NOUNS = listed(
    "the of a an in this that these those its their our for on by from with into no any all "
    "each every his her your my"
)
BEFORE_ONE = listed("that this a an each every another which who")
"""After these a word in -s is a verb, unless it is one of the nouns that end so."""
_PLURAL_NOUNS = listed(
    """
    analytics arms awards basics communications customs earnings economics electronics ethics
    genetics goods graphics humanities logistics mathematics means news operations physics politics
    proceedings robotics sales savings series services sports standards statistics systems thanks
    alias atlas bias canvas chaos gas lens
    """
)
"""Words in -s that stand before nouns: sports coverage, savings accounts."""
_PLURALS_WITHOUT_S = listed("children men people women linesmen fishermen salesmen craftsmen")


def is_plural(word: str, language: str) -> bool:
    """Whether an English word (lower case) looks like a plural, or a verb in -s."""
    if language != "en" or "'" in word:
        return False
    if word in _PLURALS_WITHOUT_S:
        return True
    is_s = len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ics"))
    return is_s and word not in _PLURAL_NOUNS


_NOUN_ENDING = re.compile(r"(?:[ts]ion|ness|[^l]ity|ism|ship|hood|ology|cracy)s?$")


def is_noun(word: str, language: str) -> bool:
    """Whether an English word is a noun by its ending: prostitution, urbanization."""
    return language == "en" and len(word) > 7 and _NOUN_ENDING.search(word) is not None


def is_participle(word: str, language: str) -> bool:
    """Whether an English word is one that a link belongs to: started with, based on."""
    return language == "en" and len(word) > 4 and word.endswith("ed") and word not in _ED_NOUNS


_IZE = re.compile(r"(?:i[sz]e[sd]?|if(?:y|ies|ied))$")
_ISE_NOUNS = listed(
    """
    exercise exercises enterprise enterprises franchise expertise premise premises promise
    promises compromise compromises noise rise size sizes prize merchandise excise disguise
    precise concise wise otherwise sized advertised raise raises surprise paradise cruise revise
    """
)


def may_begin(word: str, language: str) -> bool:
    """Whether a label may begin with `word` (lower case), by its form."""
    if language != "en":
        return not _is_infinitive(word, language)
    if word in VERBS or word.endswith(("n't", "'ll", "'ve", "'re")):
        return False
    if len(word) > 5 and word.endswith("est") and word not in _EST_NOUNS:
        return False  # the largest, the poorest: the machine does not rank
    if _IZE.search(word) and word not in _ISE_NOUNS:
        return False
    if word.endswith("ly") and word not in _LY_NOUNS and word not in _ADJECTIVES:
        return False
    return not (word.endswith("ing") and len(word) > 5 and "-" not in word) or word in _ING_NOUNS


def may_end(word: str, language: str) -> bool:
    """Whether a label may end with `word` (lower case), by its form."""
    if language != "en":
        return not _is_infinitive(word, language)
    if not may_begin(word, language):
        return False
    if word.endswith(("'s", "s'")):
        return False
    if word.endswith("ed") and len(word) > 3 and word not in _ED_NOUNS:
        return False
    if word in _ADJECTIVES or (word.endswith("est") and word not in _EST_NOUNS):
        return False
    return word in _NOUNS_LIKE_ADJECTIVES or not _ADJECTIVE.search(word)


@lru_cache(maxsize=100_000)
def is_adjective(word: str, language: str) -> bool:
    """Whether an English word looks like an adjective or a possessive."""
    if language != "en" or word in _NOUNS_LIKE_ADJECTIVES:
        return False
    return word in _ADJECTIVES or word.endswith(("'s", "s'")) or bool(_ADJECTIVE.search(word))


def is_verbal(word: str, language: str) -> bool:
    """Whether `word` (lower case) is rather a verb's form: offered, promoting."""
    if language != "en":
        return _is_infinitive(word, language)
    if word.endswith("ed") and len(word) > 4:
        return word not in _ED_NOUNS
    return not may_begin(word, language)


def singular(word: str, language: str) -> str:
    """A form that singular and plural share; not always a word."""
    if language == "de":
        cut = re.sub(r"(?:ern|en|er|em|es|e|n|s)$", "", word)
        return cut if len(cut) >= 4 else word
    if language in ("fr", "es", "pt"):
        return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
    word = word.removesuffix("'s")
    word = re.sub(r"is(ation|ing|ed|e)(s?)$", r"iz\1\2", word)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:sse|she|che|xe|sse)s$", word):
        return word[:-2]
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _is_infinitive(word: str, language: str) -> bool:
    if word in _NOUNS_LIKE_VERBS:
        return False
    endings = _VERB_ENDINGS.get(language)
    return endings is not None and len(word) > 4 and word.endswith(endings)
