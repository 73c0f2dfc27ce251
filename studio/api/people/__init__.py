"""Routes of people: their accounts, the ways to sign in, mail, tokens, invitations."""
