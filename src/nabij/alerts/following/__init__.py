"""After an alert left: how far it is and where, failures sent again, and its report for the file."""
