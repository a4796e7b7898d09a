"""All networks of a city or zone together: coverage, states, response, goals, cost."""
