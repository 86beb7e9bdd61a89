"""What is fetched from above: participations, contributions by month, pensions, and their payments.

Each feed's ``check`` says of every row what is wrong; ``take`` writes a chunk, new and changed rows alone. A
file that is older than what is known adds what is missing and changes nothing.
"""
