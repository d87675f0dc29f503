"""Owns the names of what a source may say about a submission; refuses any other column.

There is no name for an e-mail address, a telephone number or a postal address: they are not read.
"""

FIELDS = (
    "title", "name", "organisation", "function", "stakeholder_group", "country", "language",
    "position", "capacity", "listed_as", "consent", "audience", "embargo_until", "channel",
    "session", "kind", "relation", "treatment", "received_at", "category", "membership", "url",
    "about", "paragraph", "in_reply_to", "comment_type", "proposed_change", "rationale",
    "document_number", "source_type", "on_behalf_of", "co_sponsors",
)  # fmt: skip
"""For a line of a register and for a row of a table; values are kept as written."""

ROW_FIELDS = ("external_id", "text", "question", *FIELDS)
"""What `columns` of a `csv` source may map: `text` with `question` holds one answer a row."""

JSON_FIELDS = (*ROW_FIELDS, "text_html", "text_markdown")
"""What `columns` of a `json` source may map: one of the texts, in the form that it has."""

REGISTER_FIELDS = ("path", *FIELDS)
"""What `columns` of a `folder` source may map, for its register; `path` names the file."""
