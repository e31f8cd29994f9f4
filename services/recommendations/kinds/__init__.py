"""What can be recommended: a pure module a kind, each with `candidates(person, knowledge, policy)`."""
