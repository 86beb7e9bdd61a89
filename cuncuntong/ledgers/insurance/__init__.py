"""Insurance that the province keeps: contributions by month, pensions and payments, as of a day."""
