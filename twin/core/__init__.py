"""What every room stands on: streams, clock, process protocol, units, resources, errors and logging."""
