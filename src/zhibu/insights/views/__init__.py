"""Pages of statistics (统计、依据、报表)."""
