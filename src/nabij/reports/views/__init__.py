"""Pages of reports: for who reports and follows, for who writes a call down, for who judges, and for teams."""
