"""What is heard: text becomes proposals and warnings, never facts.

May import rules, and nothing else of ours.
"""
