"""The page peer (同类): Wagtail from its wheel, its own pages, on the same server and PostgreSQL."""
