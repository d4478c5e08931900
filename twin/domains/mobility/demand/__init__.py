"""Who goes where and when? Plans of citizens and households."""
