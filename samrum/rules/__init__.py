"""The rule language: FEEL and DMN, read, checked, evaluated and explained."""
