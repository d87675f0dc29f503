"""Sessions of the programme, and what may be said of those who spoke there."""

from pydantic import Field

from models.audience import AttributionRule, Audience
from models.base import Instant, Model
from models.call import Standing
from models.ids import Slug


class Session(Model):
    """An item of the programme, or an intersessional call, that notes and transcripts attach to."""

    id: Slug
    title: str = Field(min_length=1)
    description: str = ""
    number: str = ""
    starts: Instant | None = None
    organiser: str = ""
    attribution: AttributionRule = "none"
    audience: Audience = "public"
    embargo_until: Instant | None = None
    status: Standing = "declared"
