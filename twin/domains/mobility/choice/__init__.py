"""By what mode, when and to which place? Nested logit."""
