"""Who may do what: accounts, roles, sessions, tokens, sign-in through an identity provider."""
