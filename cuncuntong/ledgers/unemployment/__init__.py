"""Unemployment benefit: for how long, paid month by month, ended for the reasons of the law."""
