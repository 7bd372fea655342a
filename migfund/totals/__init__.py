"""Totals by any keys, with what each rests on."""
