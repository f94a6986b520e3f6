"""Pages for whoever builds Minka, in development and from this machine alone."""

from web.dev import samples, ways_in

ROUTERS = (ways_in.router, samples.router)
