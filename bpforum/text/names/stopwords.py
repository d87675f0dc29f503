"""Words a label never begins or ends with, by language: owns the lists, judges no phrase.

Function words, and words that carry a sentence without saying what it is about ("important",
"ensure"). Subjects that common stop lists swallow (open, net, system, information, free) are not
in them: "open standards" is a label. Languages without any list use the English one.
"""

from collections.abc import Collection
from functools import cache

from bpforum.text.names.functionwords import FUNCTION_WORDS
from bpforum.text.names.listed import listed

_ENGLISH = """
    a's ain't aren't can't couldn't didn't doesn't don't hadn't hasn't haven't he'd he'll he's i'd
    i'll i'm i've isn't it'd it'll it's let's shouldn't that's there's they'd they'll they're
    they've wasn't we'd we'll we're we've weren't what's who's won't wouldn't you'd you'll you're
    you've able according additional actually adequate affirms ago ahead allow allows almost
    already also although among amongst annex another anyone anything apart appropriate article
    aspect aspects aware away based basic basis believe believes best better worse worst outside
    inside big bit bring brings broad call called calls came cannot cases certain certainly
    chapter clear clearly come comes coming completely concerning consequently consider considered
    considering constantly contain contains could couldn course current currently day days deal
    definitely despite different directly does doing don done effectively either else encourage
    encouraged end ensure ensured ensures ensuring entire entirely especially essential et etc
    even ever every everybody everyone everything exactly example examples exist existing exists
    fact far feel few figure find finally first five follow followed following follows footnote
    further furthermore general generally get gets getting give given gives giving go goes going
    good got great greater greatly had happen happened has have having he hence here highly hope
    how however ie immediate important include included includes including increase increased
    increasing increasingly indeed instead introduction involve involved issue issues it item just
    keep kept key kind kinds know known large largely larger last lastly later least less let
    likely like line little look looking lot lots made main mainly major make makes making manner
    many matter matters may maybe me mean means meet mention mentioned might moreover much must
    namely near nearly necessary need needed needing needs neither new next none noted noting
    nothing now number numerous obviously occur often old one ones only onto operate order other
    others ought overall page para paragraph part particular particularly parts past people per
    perhaps place play point points possible possibly potential present presented previous
    previously primarily prior probably proper properly provide provided provides providing put
    question questions quite rather really reason reasons recent recently recognise recognize
    regard regarding regards related relating relation relatively relevant respect respective
    respectively result resulting results said same say saying says second section see seek
    seeking seem seems seen seriously set several shall she should show shows significant similar
    similarly simply since small so some somebody someone something sometimes soon sort specific
    specifically start state stated still stop subject such sufficient sure take taken takes
    taking talk tell terms than thank thanks that the their them themselves then there therefore
    these they thing things think third this thorough those though three through throughout thus
    time times today together told too took toward towards tried tries true truly try trying two
    type types ultimately under unless until up upon us use used useful uses using usual usually
    various very via view views want wanted wants was way ways we week weeks well went were what
    whatever when whenever where whereas wherever whether which whichever while whilst who whole
    whom whose why wide widely will wish within without won word words work works would year years
    yes yet you your zero four seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    hundreds thousand thousands million millions billion billions half thirds quarter fourth fifth
    sixth seventh eighth ninth tenth twice note notes dozen dozens january february march april
    june july august september october november december monday tuesday wednesday thursday friday
    saturday sunday did nobody anybody title tomorrow yesterday tonight once cent per-cent percent
    """
_COMMON_ENGLISH = """
    a about above across after afterwards again against all alone along always am amoungst amount an
    and any anyhow anyway anywhere are around as at back be became because become becomes becoming
    been before beforehand behind being below beside besides between beyond both bottom but by can
    cant co con couldnt cry de describe detail do down due during each eg elsewhere empty enough
    everywhere except fill for former formerly found from front full hasnt her hereafter hereby
    herein hereupon hers herself him himself his i if in inc into is its itself latter latterly ltd
    meanwhile mine more most mostly move my myself never nevertheless no noone nor not nowhere of
    off on or otherwise our ours ourselves out over own please re seemed seeming serious side six
    somehow sometime somewhere thence thereafter thereby therein thereupon thick thin thru to top un
    whence whereafter whereby wherein whereupon whither whoever with yours yourself yourselves
    """
"""What scikit-learn's list has beside these, but for its subjects (bill, fire, system, …)."""

_SPANISH = """
    a acerca actual actuales además ahora al algo alguien algún alguna algunas alguno algunos allí
    ambas ambos ante antes aquel aquella aquellas aquello aquellos aquí así asimismo aun aún
    aunque bajo base bien buen buena buenas bueno buenos cabe cabo cada casi caso casos cierta
    cierto como cómo con conforme conjunto consigo contra cosa cosas cual cuál cuales cualquier
    cualquiera cuando cuanto cuya cuyas cuyo cuyos da dado dar de debe deben debería deberían
    debemos debido decir deja del demás dentro desde deseamos después dice dicha dichas dicho
    dichos diferente diferentes donde dónde dos durante e ejemplo el él ella ellas ello ellos
    embargo en encima entonces entre era eran es esa esas ese eso esos está esta estaba estamos
    están estar estas este esto estos etc existe existen favor forma fue fuera fueron gran grandes
    ha haber había habrá hace hacen hacer hacia han hasta hay haya he hemos hoy igual importante
    importantes incluida incluido incluir incluso incluyendo ir junto la las le les lo los luego
    lugar manera mas más mayor mayores me mediante mejor mejores menos mi mientras mis misma
    mismas mismo mismos modo mucha muchas mucho muchos muy nada nadie necesario necesaria
    necesarias necesarios necesidad necesita necesitamos necesitan ni ningún ninguna ninguno no
    nos nosotros nuestra nuestras nuestro nuestros nueva nuevas nuevo nuevos nunca o obstante otra
    otras otro otros para parte partir pero podemos poder podría podrían poco pocos por porque
    posible posibles pues pueda puedan puede pueden punto que qué quien quién quienes quiere
    realizar respecto sea sean según ser será serán sería si sí sido siempre siendo siguiente
    siguientes sin sino sobre solamente solo sólo somos son soy su sus tal tales también tampoco
    tan tanta tanto tantos te tener tenemos tenga tiene tienen toda todas todavía todo todos
    través tras u un una unas uno unos usted va vamos van varias varios veces ver vez y ya yo año
    años día días proponemos propone pedimos creemos consideramos falta cuatro cinco seis siete
    ocho nueve diez cien mil millones mitad tercio primera segunda tercera lunes martes miércoles
    jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre
    octubre noviembre diciembre mes meses semana semanas título nombre
    """
_FRENCH = """
    à afin ai aie ailleurs ainsi ait alors aucun aucune au aujourd'hui auprès auquel aura aurait
    aussi autre autres aux auxquelles auxquels avaient avait avant avec avoir avons ayant beaucoup
    bien bon bonne bonnes bons c ça cadre car cas ce ceci cela celle celles celui cependant
    certain certaine certaines certains ces cet cette ceux chacun chacune chaque chez chose choses
    ci comme comment contre d dans de depuis des dès désormais deux devait devant devenir devez
    devons devra devraient devrait différent différente différentes différents dire dit dite dits
    doit doivent donc dont du durant également elle elles en encore enfin ensemble ensuite entre
    environ es est et étaient était étant état été être eu eux exemple existe faire fait faites
    falloir fallait faudra faudrait faut façon fin font grand grande grandes grands grâce hors ici
    il ils importance important importante importantes importants j jamais je jour jours jusqu
    jusque l la là laquelle le lequel les lesquelles lesquels leur leurs lieu lors lorsqu lorsque
    après lui m ma mais malgré manière me meilleur meilleure même mêmes mes met mettre mieux moi
    moins mon n ne nécessaire nécessaires ni niveau nombre nombreuses nombreux non nos notamment
    notre nous nouveau nouveaux nouvelle nouvelles on ont or ou où outre par parce parfois parmi
    part partie partir pas pendant permet permettent permettre personne peu peut peuvent plus
    plusieurs plutôt point possible possibles pour pourquoi pourra pourraient pourrait pouvons
    pouvoir premier première près presque prendre présent présente propre propres puis puisque qu
    quand quant que quel quelle quelles quelque quelques quels qui quoi quoique rien s sa sans
    sauf se selon sera seraient serait seront ses seul seule seulement si sinon soi soient soit
    sommes son sont sous souvent suis suite suivant suivants sur surtout t ta tant te tel telle
    telles tels tes toi ton toujours tous tout toute toutefois toutes très trop trois tu un une
    unes uns vais vers veut via vient voici voilà voir vont vos votre vous vraiment y an ans année
    années proposons propose pensons croyons souhaitons estime estimons demandons s'agit quatre
    cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante cent cents mille
    million millions moitié tiers quart lundi mardi mercredi jeudi vendredi samedi dimanche
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre mois
    semaine semaines titre nom
    """
_PORTUGUESE = """
    a à agora ainda além algo alguém algum alguma algumas alguns ali ambos and ante antes ao aos
    apenas após aquela aquelas aquele aqueles aquilo as às assim até através bem boa boas bom bons
    cada caso casos com como conforme contra cuja cujas cujo cujos da dar das de dela delas dele
    deles demais dentro depois desde dessa dessas desse desses desta destas deste destes deve
    devem deveria deveriam devido diante disso disto diversas diversos do dois dos durante e é ela
    elas ele eles em embora enquanto então entre era eram essa essas esse esses esta está estamos
    estão estar estas este estes etc eu exemplo fazer feita feito foi foram forma fora grande
    grandes há importante importantes inclui inclusive isso isto já lá lhe lhes lo logo maior
    maiores mais mas me medida meio melhor menos mesma mesmas mesmo mesmos meu minha modo muita
    muitas muito muitos na nada não nas necessário necessária necessidade nem nenhum nenhuma nessa
    nesse nesta neste no nos nós nossa nossas nosso nossos nova novas novo novos num numa nunca o
    onde ora os ou outra outras outro outros para parte partir pela pelas pelo pelos perante pode
    podem poder poderia pois por porque portanto possa possam possível possíveis pouco pouca
    poucos primeiro própria próprio próprios qual quais qualquer quando quanto quase que quem quer
    são se segundo seguinte seguintes seja sejam sem sempre sendo ser será serão seu seus si sido
    sim sob sobre sua suas tais tal também tampouco tanto tão te tem têm temos tendo tenha ter
    teve toda todas todo todos tornar três tu tudo um uma umas uns vez vezes você vocês vos ano
    anos
    """
_GERMAN = """
    ab aber alle allem allen aller allerdings alles als also am an andere anderem anderen anderer
    anderes auch auf aus außer außerdem bei beim beide beiden bereits besser besonders besteht
    bestehende bestehenden bin bis bitte bleiben bleibt bzw da dabei dadurch dafür dagegen daher
    dahin damit danach daneben dann daran darauf daraus darf darin darüber darum darunter das dass
    davon davor dazu dein dem den denen denn dennoch der deren des deshalb dessen desto deswegen
    die dies diese diesem diesen dieser dieses direkt doch dort dorthin drei durch dürfen dürfte
    eben ebenfalls ebenso eher eigentlich ein eine einem einen einer eines einfach einige einigen
    einiger einiges einmal entlang entsprechend entsprechende entweder er erst erste ersten es etc
    etwa etwas euch euer evtl extrem fast fehlt fehlen finde früher für ganz ganze ganzen gar
    geben gegen gegenüber gehen geht gehört gemacht genau genug gerade gerne gern ggf gibt gilt
    gleich gleichen gleichzeitig groß große großen großer großes gut gute guten guter gutes habe
    haben halt hat hatte hätte hätten hier hierbei hierfür hin hinter hoch hohe hohen ich ihm ihn
    ihnen ihr ihre ihrem ihren ihrer im immer in indem innerhalb ins insbesondere insgesamt
    irgendwie ist ja je jede jedem jeden jeder jederzeit jedes jedoch jetzt jeweils kann kein
    keine keinem keinen keiner klar klein kleine kleinen kommen kommt könnte könnten können lang
    lange langen lassen leider leicht letzten liegt links machen macht mal man manche manchmal
    mehr mehrere mehreren mein meine meinem meinen meiner meist meisten meistens mich mindestens
    mir mit mittlerweile möchte möchten möglich möglichst momentan muss müssen müsste müssten nach
    nachdem nahe nämlich neben neu neue neuen neuer neues nicht nichts nie niemand noch nun nur ob
    oben oder offenbar oft oftmals ohne per pro problem problematisch rechts richtig schlecht
    schlechte schlechten schnell schon schön sehr sein seine seinem seinen seiner seit selber
    selbst sich sicher sie sieht sind so sobald sodass sofort sogar solche solchen soll sollen
    sollte sollten somit sondern sonst sowie sowieso sowohl statt stattdessen steht stehen stellen
    stellt super teilweise tun über überall überhaupt übrigens um und uns unser unsere unseren
    unserer unten unter usw viel viele vielen vieler vielleicht vom von vor vorbei vorhanden
    vorhandene vorhandenen vorne während wäre wären warum was weg wegen weil weit weitere weiteren
    weiterer weiteres weiterhin welche welchem welchen welcher welches wenig wenige weniger wenn
    wenngleich wer werden werde wie wieder will wir wird wo wobei wodurch wohl wollen worden wurde
    wurden würde würden z b ziemlich zu zudem zum zumindest zur zurück zusätzlich zwar zwei
    zwischen geehrte geehrter geehrten damen herren grüße grüßen hallo freundliche freundlichen
    """


_LISTS = {
    "es": _SPANISH,
    "fr": _FRENCH,
    "pt": _PORTUGUESE,
    "de": _GERMAN,
}

LINKS: dict[str, frozenset[str]] = {
    "en": listed("of to on for in and with against at"),
    "es": listed("de del y e en para a al con contra por"),
    "fr": listed("de du des d et en pour à au aux sur contre"),
    "pt": listed("de do da dos das e em para na no nas nos com contra"),
    "de": listed("und für von der des im am an auf zum zur"),
    "it": listed("di del della dei degli delle e in per a al alla con contro"),
    "nl": listed("van voor en op in aan met tegen"),
}
"""Words that may stand once inside a label: access *to* information."""

ARTICLES: dict[str, frozenset[str]] = {
    "en": frozenset(["the"]),
    "es": listed("la el los las"),
    "fr": listed("la le les l"),
    "pt": listed("a o as os"),
    "de": listed("der die das den dem"),
    "it": listed("il lo la i gli le l"),
    "nl": listed("de het"),
}
"""Words that may follow a link: freedom of *the* press."""

OBJECTS: dict[str, frozenset[str]] = {
    "en": listed(
        "the a an our my your his her its their this these those it us them me him each every "
        "some two three four five six seven eight nine ten about more less nothing everything"
    ),
}
"""Words with which a verb's object begins: after a word in -s they make it a verb."""

PREDICATES: dict[str, frozenset[str]] = {
    "en": listed(
        "is are was were has have had can could will would should must may might does do did isn't "
        "aren't doesn't don't can't cannot won't shouldn't needs"
    ),
    "es": listed("es son está están debe deben puede pueden ha han tiene tienen sería será"),
    "fr": listed("est sont doit doivent peut peuvent a ont était sera serait"),
    "pt": listed("é são está estão deve devem pode podem tem têm será seria"),
}
"""Words that a subject stands before: capital punishment *is*."""

NOMINAL: dict[str, frozenset[str]] = {
    "en": listed(
        "the of a an in this that these those its their our for on by from with into no any "
        "all each every his her your my about against between through under without like via "
        "per across over within towards toward upon among amongst including such two three four "
        "five six seven eight nine ten many several some few both other more most fewer own"
    ),
    "es": listed(
        "el la los las un una unos unas de del en con por al su sus nuestro nuestra este esta "
        "estos estas ese esa sobre sin entre contra hacia desde cada todo toda todos todas"
    ),
    "fr": listed(
        "le la les l un une des du de d en au aux ce cet cette ces sur par pour avec sans "
        "entre leur leurs notre nos votre vos son sa ses chaque tout toute tous toutes vers "
        "contre"
    ),
    "pt": listed(
        "o a os as um uma uns umas de do da dos das em no na nos nas com por pelo pela ao à "
        "seu sua seus suas nosso nossa este esta esse essa sobre sem entre contra cada todo "
        "toda"
    ),
}
"""Words after which a noun phrase begins, not a verb."""


@cache
def of(language: str) -> frozenset[str]:
    """The words that begin or end no label in `language`; English where there is no list."""
    if language in _LISTS:
        return listed(_LISTS[language])
    if language in FUNCTION_WORDS:
        return FUNCTION_WORDS[language]
    return listed(_ENGLISH + _COMMON_ENGLISH)


def foreign_to(language: str, spoken: Collection[str]) -> frozenset[str]:
    """Stop words of the other languages that are `spoken` beside `language`, its own left out."""
    others = {*spoken} & {"en", *_LISTS, *FUNCTION_WORDS} - {language}
    return frozenset().union(*(of(other) for other in sorted(others))) - of(language)
