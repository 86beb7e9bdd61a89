"""The job market as staff work with it: employers, postings, and the county's queue.

The employers' own site is web.hiring.
"""
