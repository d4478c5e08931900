"""How fast is the twin, against itself and its peers, on this machine?"""
