"""Learning from the staff: what to label next, words of the brand, artefacts and trainings."""
