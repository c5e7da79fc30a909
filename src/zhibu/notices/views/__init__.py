"""Pages about notices: one's own, writing one, and how far one got."""
