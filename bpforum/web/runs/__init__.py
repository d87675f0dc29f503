"""The secretariat's run page: what came in, what runs, what came of it; runs nothing itself."""

from bpforum.web.runs import mending, pages, results, stopping

# A run's id could be taken for an address of the others, so they come first.
ROUTERS = (results.router, mending.router, stopping.router, pages.router)
