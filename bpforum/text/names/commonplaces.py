"""Words that say nothing by themselves ("role", "measures"): owns the list, bans no phrase."""

from bpforum.text.names.listed import listed

COMMONPLACES = listed(
    """
    actual additional basic bigger certain clear common complete concrete core critical crucial
    current different entire essential existing formal former full fundamental further general
    global good great high huge important key large local long low main major necessary new
    overall own particular positive possible practical previous primary proper real recent
    relevant serious significant similar simple single special specific strong total true typical
    useful usual various whole wide
    dollars dollar euros euro rupees pesos francs dinars pounds reais shillings naira ability
    access conference university account action actions activities activity actor actors addition
    advance advantage advantages agenda agreement aim aims alternative alternatives amount
    analysis answer answers approach approaches area areas argument arguments arrangement
    arrangements aspect aspects assessment attempt attempts attention background barrier barriers
    basis behalf behaviour behavior benefit benefits bodies body building call capability case
    cases cause causes center centre challenge challenges chance change changes character
    characteristics choice choices collaboration comment comments commitment commitments component
    components concept concepts concern concerns conclusion conclusions condition conditions
    consequence consequences consideration considerations context contexts contribution
    contributions country countries date debate debates decade decades decision decisions degree
    design detail details development developments difference differences difficulty dimension
    direction directions discussion discussions document documents draft effect effects effort
    efforts element elements emphasis environment environments evidence evolution exchange
    exercise expectation expectations experience experiences extent factor factors feature
    features feedback field fields focus form forms foundation framework frameworks function
    functions future goal goals group groups growth guidance guideline guidelines harm highlight
    highlights hour hours idea ideas impact impacts implementation implication implications
    importance improvement improvements influence initiative initiatives input inputs instance
    instances instrument instruments intent intention interaction interactions interest interests
    intervention kinds lack landscape lesson lessons page pages level levels life limit limits
    line lines link links list location management manager mandate matter measure measures mechanism
    mechanisms meeting meetings member members message messages method methods mind minute minutes
    mission model models moment moments month months nature notion objective objectives obligation
    obligations obstacle obstacles opinion opinions opportunities opportunity option options
    organisation organisations organization organizations outcome outcomes output outputs overview
    parties party path pattern patterns people period perspective perspectives phase phenomenon
    piece place places plan plans player players position positions possibilities possibility
    power powers practice practices pressure priorities priority problem problems procedure
    procedures process processes product products program programme programmes programs progress
    project projects proposal proposals provision provisions purpose purposes quality quantity
    range rate rates reality reasons recommendation recommendations reference references reform
    reforms region regions relationship relationships report reports request requests requirement
    requirements research resource resources response responses responsibilities responsibility
    restriction restrictions review risks role roles rule rules scale scenario scope sector
    sectors sense series service services setting settings share shift side sides sign situation
    situations solution solutions space stage stages step steps stories story strategies strategy
    structure structures stuff submission submissions success support suggestion suggestions task
    tasks team teams technique techniques technology tendency term test text theme themes thought
    thoughts tool tools topic topics trend trends truth understanding unit units usage value
    values variety vehicle version vision world acción acciones actividad actividades ámbito
    ámbitos apoyo aporte aportes área áreas aspecto aspectos beneficio beneficios cambio cambios
    camino capacidad caso casos condiciones consulta contexto contribución contribuciones costo
    costos creación cuenta cuestión cuestiones decisión decisiones desafío desafíos desarrollo
    dificultad dificultades documento efecto esfuerzo esfuerzos espacio espacios experiencia
    experiencias falta fin fines función funciones gente grupo grupos implementación iniciativa
    iniciativas línea mecanismo mecanismos medida medidas medio medios mundo nivel niveles
    objetivo objetivos opción país países papel parte persona personas planes práctica prácticas
    problema problemas proceso procesos programa programas propuesta propuestas proyecto proyectos
    punto puntos realidad recomendación recomendaciones recurso recursos región regla reglas
    respuesta resultado resultados rol sectores servicio servicios sistema situación solución
    soluciones tema temas tiempo tipo tipos trabajo uso usos valor valores activité activités
    approche approches besoin besoins but cas changement changements contexte coût coûts création
    débat décision décisions défi défis demande développement difficulté difficultés domaine
    domaines échange échanges effet effets élément éléments enjeu enjeux ensemble espace évolution
    expérience expériences façon fonction fonctions forme formes groupe groupes gestion idée idées
    intérêt intérêts lieu ligne limite manière mécanisme mécanismes mesure mesures mise mode
    modèle monde moyen moyens niveau niveaux objectif objectifs outil outils pays permis personne
    personnes point points pratique pratiques principe problème problèmes processus projet projets
    proposition propositions question questions raison réalité recommandation recommandations
    règle règles réponse réponses ressource ressources résultat résultats rôle rôles secteur
    secteurs stade suite sujet sujets système temps thème travail type types utilisation valeur
    valeurs vie bereich stelle stellen punkt möglichkeit lösung platz stück teil zeit jahr jahre
    menschen leute person personen richtung seite zustand grund thema idee vorschlag beispiel
    stakeholder stakeholders working information issue cooperation deal deals authority
    authorities lives event events threat threats thousands millions billions majority minority
    """
)
"""English, Spanish, French and some German, in lower case."""
