"""Pages of points (积分的页面)."""
