"""Rows that are one project: found, and merged."""
