"""How far groups are apart: measures of their rates and shares, each with what 0 or 1 means, its unit and its source.

Every function takes plain numbers or vectors and computes with nothing but arithmetic, powers, exp and log, so that the
same line gives the value and, by complex steps, its derivatives for the delta method.
"""
