"""Bytes in and out: files, folders, archives, sheets."""
