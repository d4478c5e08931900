"""What happens in the district? Energy, light, mobility, emissions, behaviour and money, which meet in columns."""
