"""What is right: facts, the policy in force, and the decision they lead to.

Pure: the same facts on the same day give the same decision. Knows no clock, no
disk, no screen, no locale and no chance. Imports nothing of ours.
"""
