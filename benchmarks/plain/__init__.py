"""The twin's rules written as plain Mesa agents, one Python object per citizen, vehicle, street, building and lamp."""
