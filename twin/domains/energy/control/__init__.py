"""When and how warm may plants run? Existing control, energy management, batteries and the balance of power."""
