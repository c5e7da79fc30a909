"""Acts that need Django (在 Django 之内): each is a child process of the command line.

``python -m zhibu.ops.inside ACT …`` sets Django up from the environment, then runs one module.
"""
