"""`python -m bpforum`: the command, for processes that start one another."""

from bpforum.cli import main

if __name__ == "__main__":
    main()
