"""Commands

May import:  parse, call, print. No logic.:anything below.
"""
