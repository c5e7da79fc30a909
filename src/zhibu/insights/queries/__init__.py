"""Every read of statistics. Unseen and absent are the same: ``DoesNotExist``."""
