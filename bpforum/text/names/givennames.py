"""Given names: owns the list by which somebody's name is told from that of a thing.

The commonest of many countries, without those that are everyday words (May, Grace, Mark, Rose).
What follows one with a capital is taken for a surname.
"""

from bpforum.text.names.listed import listed

GIVEN_NAMES = listed(
    """
    aaron abdul abdullah abraham adam adrian agnes ahmad ahmed aisha alan albert alberto alejandra
    alejandro alex alexander alexandra alexei alfred ali alice amanda amina amit ana andrea andreas
    andrei andrew angela anita anna anne anthony antoine antonio ariel arjun arthur asha ayesha
    barack barbara beatriz benjamin bernard birgit boris brian bruno camila carl carla carlos
    carmen carolina caroline catherine cecilia charles chen chinedu chloe christian christina
    christine christoph christopher claire claudia claudio cristina cyril daniel daniela daniele
    david deborah dennis diana diego dieter dilma dimitri dmitry dominique donald dorothy edith
    eduardo edward elena elias elisabeth elizabeth emily emma emmanuel enrique eric erika ernesto
    esther eva fabio fatima federico felipe felix fernanda fernando florian francesca francesco
    francis francisco francois françois franz frederic frederick friedrich gabriel gabriela george
    georges gerard gerhard giovanni giulia giuseppe gonzalo gordon guillermo gustavo hamid hannah
    hans harald harold harry hassan heather hector heinrich helen helena helga henri henrique henry
    herbert hillary hiroshi hugo hussein ibrahim ignacio igor ines ingrid irene isabel isabelle
    ivan jack jacob jacques jaime jakob james jan jane janet javier jean jennifer jens jeremy
    jessica jesus jim joao joão joachim joe johan johann john jonathan jorge jose josé josef joseph
    joshua juan judith julia julian julie jürgen kamala karen karin karl katherine kathleen
    katrin keith kemal kenneth kevin khalid klaus kofi kumar kurt lars laura laurent leonardo leila
    lilian linda lisa lorenzo louis louise lucas lucia luis luisa luiz lukas manuel marc marcel
    marcelo marcia marco marcos margaret maria maría marie marina mario marta martha martin martina
    mary matteo matthew matthias maurice mauricio max maximilian mehmet mercedes michael michel
    michelle miguel mikhail milan milos mohamed mohammad mohammed monica monique muhammad mustafa
    nadia nancy natalia nathan nelson nicholas nicolas nicole nigel nikolai nora olga oliver
    olivier omar oscar pablo paolo patricia patrick paul paula paulo pedro peter philip philippe
    pierre priya rachel rafael rahul rajesh ralph ramon raul raymond rebecca regina renate ricardo
    richard rita robert roberto rodrigo roger rogerio roland roman ronald rosa roy rudolf ruth
    salman samir samuel sandra santiago sara sarah sebastian sergei sergio sharon silvia simon
    sofia sonia sophie stefan stefano stella stephan stephanie stephen steven sunil susan susanne
    suresh svetlana sylvie tatiana thabo theresa thérèse thomas tim timothy tom tomas tony ulrich
    ursula valeria vanessa vera veronica victor victoria vijay vincent vinton vivek vladimir walter
    werner wilhelm william winston wolfgang xavier xi yasmin yusuf yves zainab zoe
    """
)
