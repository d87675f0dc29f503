"""The coordinator's screen: the draft with its evidence, themes, comments, checks, decisions.

Every page works by links and forms; a small script makes it quicker. What a page does is a
decision, made through `bpforum.reviewing.acts`; nothing here changes a run.
"""

from bpforum.web.review import (
    checks,
    comment_acts,
    comments,
    confirm,
    decisions,
    here,
    inbox,
    passage_acts,
    sources,
    text,
    text_acts,
    theme_acts,
    themes,
)

ROUTERS = (
    inbox.router, here.router, text.router, text_acts.router, themes.router, theme_acts.router,
    passage_acts.router, comments.router, comment_acts.router, confirm.router, checks.router,
    decisions.router, sources.router,
)  # fmt: skip
