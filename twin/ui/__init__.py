"""How do planners try scenarios without a terminal? One page in the browser, served without any outside request."""
