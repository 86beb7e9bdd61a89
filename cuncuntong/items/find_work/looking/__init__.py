"""What items 3, 6 and 9 share: what is asked when looking for jobs or for people, and the answer."""
