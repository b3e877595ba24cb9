"""Tests of what is noticed and told."""
