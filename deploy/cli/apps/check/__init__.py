"""`samspil apps check`: what an app does wrong, in plain words, and what to do about it.

`facts` is what was seen of the app, `gathering` collects it from a running stack, `judging` says what is wrong with it
(pure), `remedies` has the words for each kind of refusal.
"""
