"""Text to statements: who said what, about whom, how many, at which stage, when; and which statements belong
together."""
