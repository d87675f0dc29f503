"""The set-up page: what forum.toml says, by forms; every change is shown before it is written."""
