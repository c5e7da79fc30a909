"""Pages about gatherings: one's own, the host's, the printed sheet's."""
