"""From the page into a file, and back: what is offered, the process that makes it, and the routes to both."""
