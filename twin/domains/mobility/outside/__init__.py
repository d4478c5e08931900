"""Who comes from elsewhere? Commuters, visitors, through traffic and deliveries."""
