"""Function words of languages that have no longer list in `stopwords`: owns the short lists alone.

They are what a label must never begin or end with where such a language is among the forum's.
"""

from bpforum.text.names.listed import listed

FUNCTION_WORDS = {
    "it": listed(
        """
        a ad ai al alla alle allo anche ancora avere aveva c che chi ci cioè come con cosa così cui
        da dai dal dalla dalle dallo degli dei del della delle dello dentro deve devono di dopo dove
        e è ed era erano essere fra già gli ha hanno ho i il in io la le lei lo loro lui ma mai me
        mentre mi mia mio molta molte molti molto né negli nei nel nella nelle nello no noi non
        nostra nostri nostro o ogni per perché più poi può qual quale quali quando quanto quasi
        quella quelle quelli quello questa queste questi questo qui se sempre senza si sia sono
        sopra sotto sta su sua sue sui sul sulla sulle suo suoi tra tutta tutte tutti tutto un una
        uno vi voi
        """
    ),
    "nl": listed(
        """
        aan al alle als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus
        een en er ge geen had heb hebben heeft hem het hier hij hoe hun iets ik in is ja je kan
        kunnen maar me meer men met mij mijn moet moeten na naar niet niets nog nu of om omdat onder
        ons onze ook op over te tegen toch toen tot u uit uw van veel voor want waren was wat we
        wel werd wij wil worden wordt zal ze zelf zich zij zijn zo zonder zou zullen
        """
    ),
    "ru": listed(
        """
        а без более бы был была были было быть в вам вас ваш во вот все всё всех вы где да даже для
        до его ее её если есть еще ещё же за и из или им их к как какая какие какой когда которая
        которые который которых кто ли между меня мне может можно мой мы на над надо нам нас наш не
        него нет ни них но о об один он она они оно от очень по под при про с свои своих себя со
        так также такие такой там то того тоже только том тот у уже хотя чего чем что чтобы эта эти
        этих это этого этой этом этот я
        """
    ),
    "ar": listed(
        """
        في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين أن ان إن كان كانت يكون تكون ما لا لم
        لن قد كل بعض بين بعد قبل عند هو هي هم نحن أنا أو او ثم حيث كما لكن و أي حتى إذا اذا غير منذ
        خلال ضمن فيها فيه عليها عليه منها منه لها له بها به
        """
    ),
    "pl": listed(
        """
        a aby ale bez bo być by był była było były ci co czy dla do gdy gdzie go i ich jak jako je
        jego jej jest jeszcze już każdy kto która które który lub ma mnie może można my na nad nam
        nas nie nich nim o od on ona oni oraz po pod przed przez przy są się tak także tam te tego
        tej ten to tu tych tylko tym u w we więc wszystko z za ze że
        """
    ),
}
