"""A small SMPP 3.4 client: barrier windows out, receipts stored before they are acknowledged."""
