"""A made-up province for tests and demonstrations: the other side of docs/above.md, a process of its own.

It knows the interface alone and imports nothing of the county's system. All that it holds is synthetic.
"""
