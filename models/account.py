"""Who may use a forum's pages, and in which roles."""

from typing import Literal, get_args

from pydantic import Field

from models.base import Instant, Model

Role = Literal[
    "administrator", "secretariat", "rapporteur", "coordinator", "editor", "contributor", "reader"
]
ROLES: tuple[Role, ...] = get_args(Role)
STAFF: tuple[Role, ...] = ("administrator", "secretariat", "coordinator", "editor")
"""Those who see more than they sent in themselves."""


class Account(Model):
    """A person who signs in. The address is the secretariat's to see, and is never rendered."""

    id: str = Field(pattern=r"^a[0-9a-f]{12}$")
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(default="", max_length=320)
    organisation: str = Field(default="", max_length=200)
    """Whose input this person does not decide on without its being flagged."""
    roles: tuple[Role, ...] = ()
    since: Instant
    closed_at: Instant | None = None

    def has(self, *roles: Role) -> bool:
        """Whether any of `roles` is among theirs; an administrator may do what all others may."""
        return self.closed_at is None and (
            "administrator" in self.roles or any(role in self.roles for role in roles)
        )
