"""Budgets in the prices of one year."""
