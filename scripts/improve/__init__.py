"""Small experiments, all alike but in one thing, that say what a change to training is worth."""
