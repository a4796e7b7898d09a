"""From one approved alert to a message for each neighbour: planned in bulk, leased in chunks, journalled before it leaves."""
