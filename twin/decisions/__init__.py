"""Who decides what, and when? Assemblies, landlords, neighbours and participants, each decision a stream of its own."""
