"""Where does one park, and how long does one look for a place?"""
