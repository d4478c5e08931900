"""What happens in the district? Energy, lighting, mobility, emissions, behaviour and finance, meeting in columns only."""
