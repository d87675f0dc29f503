"""From record and themes to what the outcome document is to say; the wording is the template's."""
