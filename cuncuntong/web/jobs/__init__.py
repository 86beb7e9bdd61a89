"""The public pages of the job market: searching, one posting, its poster; nobody signs in for them."""
