"""Tells notes that only hand over a document from texts; what says anything of its own is a text.

Sentence by sentence: greetings, "please find attached our contribution", courtesies, and the names
below a closing. One sentence of another kind, or one that goes on to say something, makes a text.
"""

import re

from bpforum.folding import folded

MOST_WORDS = 120
_MOST_SIGNATURE_LINES = 10
_LONGEST_SENTENCE = 45
_LONGEST_WHOLE = 60
_PIECES = re.compile(r"\n+|(?<=[.!?])\s+")
_ADDRESS = re.compile(
    r"(?:dear|hello|hi|greetings|good (?:morning|afternoon|evening|day)|to whom it may concern"
    r"|estimad[oa]s?|hola|buen[oa]s (?:d[ií]as|tardes)|bonjour|bonsoir|madame|monsieur|mesdames"
    r"|messieurs|ch[eè]r(?:e|es|s)?|sehr geehrte[rs]?|liebe[rs]?|guten tag|hallo|prezad[oa]s?"
    r"|car[oa]s|bom dia|boa tarde|egregi[oa]?|gentil[ei]|spettabile|buongiorno"
    r"|السادة|السيد|السيدة|تحية طيبة|السلام عليكم)\b[^,:;.!?\n]{0,80}"
    r"(?:[,:.!،]\s*|$)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:with )?(?:our |my )?(?:kind|best|warm|many)(?:est)? (?:regards|wishes|thanks)|regards"
    r"|(?:yours )?(?:sincerely|faithfully|truly)|respectfully|all the best|cheers|atentamente"
    r"|mit (?:freundlichen|besten) gr(?:ü|ue)(?:ß|ss)en|(?:freundliche|beste|viele) gr(?:ü|ue)"
    r"(?:ß|ss)e|hochachtungsvoll|atenciosamente|cordialmente|(?:com os )?(?:melhores )?cumprimentos"
    r"|(?:cordiali|distinti) saluti|(?:un )?(?:cordial(?:es)? )?saludos?|cordialement"
    r"|bien (?:à|a) vous|sinc[eè]res salutations"
    r"|مع (?:خالص |أطيب )?(?:التحية|التحيات|تحياتي)|وتفضلوا)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:(?:please )?find (?:attached|enclosed|herewith)|(?:please )?(?:see|find)"
    r" (?:the |our |my )?attach(?:ed|ments?)|(?:is|are) (?:attached|enclosed)"
    r"|attached(?: please find| is| are| you)"
    r"|attached (?:to|with) this|(?:i|we)(?: am| are| have)? (?:attach|enclos)(?:ing|ed|e)?"
    r"|(?:i|we)(?: am| are)? (?:hereby |herewith )?(?:send|submit|forward|transmit)(?:t?ing)?"
    r" (?:you |herewith |attached |hereby )?(?:our|my|the|a|this)\b"
    r"|adjunt[oa]s?|adjuntamos|se adjuntan?|anex[oa]s?|anexamos|(?:le|les) (?:envio|enviamos)"
    r"|remito|remitimos|ci jointe?s?|en (?:piece|annexe) jointe|en annexe|(?:je|nous) vous"
    r" (?:adresse|envoie|transmets|prie de trouver|faisons parvenir|transmettons|envoyons)"
    r"|anbei|im anhang|in der anlage|beigefugt\w*|anliegend|segue(?:m)? (?:em )?anexos?|em anexo"
    r"|in allegato|allegat[oaie]|si allega\w*|alleghiamo"
    r"|مرفق|المرفق|طيه|ارفق|نرفق|نرسل)\b"
)
_DOCUMENT = re.compile(
    r"\b(?:contributions?|submissions?|comments?|responses?|repl(?:y|ies)|answers?|inputs?"
    r"|statements?|documents?|files?|papers?|reports?|forms?|questionnaires?|letter"
    r"|presentation|pdf|word|contribucion(?:es)?|aportes?|aportaciones|comentarios"
    r"|respuestas?|declaracion|documentos?|archivos?|informes?|formularios?|cuestionarios?"
    r"|stellungnahmen?|beitrage?|antwort(?:en)?|kommentare?|dokumente?|datei(?:en)?|berichte?"
    r"|anmerkungen|contribuicao|contribuicoes|respostas?|contribut[oi]|osservazioni|risposta"
    r"|commenti|parere|document[oi]"
    r"|reponses?|commentaires|observations|fichiers?|rapports?|formulaires?|contribution"
    r"|مساهم\w+|تعليقات\w*|رد|ردنا|وثيقة|الوثيقة|ملف|تقرير|ورقة)\b"
)
_GOES_ON = re.compile(
    r"\b(?:which|that|because|but|should|must|needs?|ask(?:s|ing)?|propos(?:e|es|ing)|recommend\w*"
    r"|reject\w*|oppos\w*|support(?:s|ing)?|importance|value|weight|significance|conditions?"
    r"|strings|no one|nobody|believe\w*|think|want|however|above all|in short"
    r"|weil|denn|aber|dass|soll(?:en|te|ten)?|muss|mussen|lehnen|fordern|empfehlen|schlagen"
    r"|mas|devem?|propomos|recomendamos|perche|devono|proponiamo|chiediamo|che"
    r"|que|porque|pero|deben?|propon\w+|recomend\w+|rechaz\w+|apoy\w+|ante todo|qui|parce"
    r"|car|mais|doi(?:t|vent)|nous proposons|nous demandons|avant tout|لكن|لان|يجب|نقترح|نطالب)\b"
)
_ASIDE = re.compile(r"[:;\u2013\u2014]\s*\w+\W+\w+|[:\u2013\u2014]\s*\w")
"""What stands behind a colon may be all that somebody has to say."""
_COURTESY = re.compile(
    r"(?:please |kindly |could you |we would be grateful if you could )*(?:confirm|acknowledge)"
    r"(?: its| the)? (?:safe )?receipt.{0,40}|(?:please )?(?:do not|don t) hesitate to .{0,60}"
    r"|(?:please )?let (?:me|us) know if .{0,60}|(?:(?:we|i) look|looking) forward to .{0,60}"
    r"|(?:many |with )?thanks?(?: you)?(?: again| very much| in advance)*(?: for .{0,50})?"
    r"|(?:muchas )?gracias(?: por .{0,50})?|merci(?: beaucoup| d avance)?(?: (?:de|pour) .{0,50})?"
    r"|(?:por favor |favor de )?(?:confirm\w+|acus\w+) (?:el )?recibo?.{0,30}|quedo.{0,60}"
    r"|(?:vielen |herzlichen )?dank(?:e)?(?: (?:im voraus|fur) ?.{0,50})?|(?:muito )?obrigad[oa]s?"
    r"(?: pel[oa]s? .{0,50})?|grazie(?: mille| per .{0,50})?"
    r"|quedamos.{0,60}|(?:je|nous) rest\w+ .{0,60}|dans l attente .{0,60}|شكرا.{0,60}"
)


_WHOLE = frozenset(
    map(
        folded,
        """
        Siehe Anhang; Siehe Anlage; Siehe Datei; Anbei; Kein Kommentar; Keine Anmerkungen; Keine
        Angabe; Danke; Vielen Dank; Em anexo; Segue anexo; Ver anexo; Sem comentários; Obrigado;
        Obrigada; Muito obrigado; Vedi allegato; In allegato; Nessun commento; Grazie; Grazie mille;
        Zie bijlage; Geen commentaar; Bedankt; Se bilaga; Inga kommentarer; Tack; Se vedlegg; Se
        vedhæftet; W załączeniu; Zob. załącznik; Brak uwag; Dziękuję; Ek'te; Ekte bulabilirsiniz;
        Yorum yok; Teşekkürler; См. вложение; Смотрите вложение; Во вложении; Нет комментариев;
        Комментариев нет; Спасибо; Дивіться вкладення; Немає коментарів; Дякую; 请见附件; 见附件;
        请查看附件; 请查收附件; 無意見; 无意见; 没有意见; 沒有意見; 无; 谢谢; 謝謝;
        添付をご覧ください;
        添付ファイルをご覧ください; 添付ファイルをご参照ください; 別添のとおり; 特になし; 意見なし;
        ありがとうございます; 첨부 파일을 참조하십시오; 첨부 참조; 의견 없음; 감사합니다; Tazama
        kiambatisho; Hakuna maoni; Asante; Lihat lampiran; Tidak ada komentar; Terima kasih
        """.replace("\n", " ").split(";"),
    )
)
"""The whole of a text: "see attached", "no comment" or thanks, where no grammar is known."""


def is_cover_note(text: str) -> bool:
    """Whether `text` does nothing but hand over what lies beside it; in English, Spanish, French,
    Arabic, German, Portuguese and Italian, and in fixed phrases of some other languages."""
    if len(text) <= _LONGEST_WHOLE and folded(text) in _WHOLE:
        return True
    if len(text) > 12 * MOST_WORDS or len(text.split()) > MOST_WORDS:
        return False
    pieces = [piece.strip() for piece in _PIECES.split(text.strip()) if piece.strip()]
    points = False
    for n, piece in enumerate(pieces):
        address = _ADDRESS.match(piece)
        words = folded(piece[address.end() :] if address else piece)
        if not words or _COURTESY.fullmatch(words):
            continue
        if _CLOSING.match(piece):
            return points and _is_signature(pieces[n:])
        aside = _ASIDE.search(piece, address.end() if address else 0)
        hands_over = not aside and _POINTS.search(words) and _DOCUMENT.search(words)
        if not hands_over or _GOES_ON.search(words) or len(words.split()) > _LONGEST_SENTENCE:
            return False
        points = True
    return points


def _is_signature(pieces: list[str]) -> bool:
    return len(pieces) <= _MOST_SIGNATURE_LINES and all(
        len(piece) <= 80 and len(piece.split()) <= 10 for piece in pieces
    )
